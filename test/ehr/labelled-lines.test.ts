import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MDM_LEVELS, PAYER_TYPES, VISIT_TYPES } from '../../shared/encounter/encounter';
import { factsOfSummary, linesOfSummary } from '../../shared/ehr/athenahealth/labelled-lines';
import { summaryHtmlOf } from '../../infra/local/athenahealth-simulator/summary';

const note = (...lines: readonly string[]): string => `<div>${lines.map((line) => `<p>${line}</p>`).join('')}</div>`;

describe('labelled lines › what is read', () => {
  it.each([
    ['MDM: moderate', { mdm_level: 'moderate' }],
    ['MDM: Moderate', { mdm_level: 'moderate' }],
    ['Total time: 32 min', { total_time_minutes: 32 }],
    ['Separately identifiable: yes', { separately_identifiable: true }],
    ['Longitudinal relationship: no', { longitudinal_relationship: false }],
    ['Telehealth modality: audio only', { telehealth_modality: 'audio_only' }],
    ['Last seen: 05/10/2023', { last_seen_date: '2023-05-10' }],
    ['Discharge date: 2026-11-10', { transitional_care: { discharge_date: '2026-11-10' } }],
    ['Place of service: 31', { place_of_service: '31' }],
    ['Other day time: 2026-11-18 25 min', { other_day_minutes: [{ date: '2026-11-18', minutes: 25 }] }],
  ])('%s', (line, fields) => {
    expect(factsOfSummary(note(line))).toEqual({ fields, refusedLabels: [] });
  });

  it('all three columns make an mdm, two do not', () => {
    const columns = ['MDM problems: low', 'MDM data: limited', 'MDM risk: extensive'];
    expect(factsOfSummary(note(...columns)).fields).toEqual({ mdm: { problems: 'low', data: 'limited', risk: 'extensive' } });
    expect(factsOfSummary(note(...columns.slice(0, 2))).fields).toEqual({});
  });

  it('numbered procedures and prior procedures, in the order of their numbers', () => {
    const html = note(
      'Procedure 10: 99999',
      'Procedure 2 side: left',
      'Procedure 2: 20610',
      'Procedure 2 diagnoses: 1, 3',
      'Procedure 3:',
      'Procedure 3 description: Ear: the left one',
      'Prior procedure 1: 99213',
      'Prior procedure 1 date: 2026-11-01',
    );
    expect(factsOfSummary(html).fields).toEqual({
      procedures: [
        { procedure_code: '20610', laterality: 'left', diagnosis_refs: [1, 3] },
        { description: 'Ear: the left one' },
        { procedure_code: '99999' },
      ],
      prior_procedures: [{ code: '99213', date: '2026-11-01' }],
    });
  });

  it('a practice may give a field another label; then the usual one is prose', () => {
    const labels = { mdm_level: 'Complexity of decisions' };
    expect(factsOfSummary(note('Complexity of decisions: high', 'MDM: low'), labels).fields).toEqual({ mdm_level: 'high' });
  });

  it('lines end at breaks and block ends, tags and entities do not matter', () => {
    expect(linesOfSummary('<b>MDM</b>: low<br/>Total&nbsp;time: 5 min<div>a &amp; b: c&#39;d</div>no label<p>')).toEqual([
      { label: 'MDM', value: 'low' },
      { label: 'Total time', value: '5 min' },
      { label: 'a & b', value: "c'd" },
    ]);
  });
});

describe('labelled lines › what is not read', () => {
  it.each([
    ['words in a sentence', 'The MDM was moderate today'],
    ['a label in another spelling', 'mdm: moderate'],
    ['a label with more words', 'Overall MDM: moderate'],
    ['a level nobody defined', 'MDM: fairly high'],
    ['time without its unit', 'Total time: 32'],
    ['time in words', 'Total time: about 30 min'],
    ['an attestation in other words', 'Separately identifiable: I believe so'],
    ['a prose attestation', 'Separately identifiable'],
  ])('%s is a missing fact', (_, line) => {
    expect(factsOfSummary(note(line))).toEqual({ fields: {}, refusedLabels: [] });
  });

  it('one label with two values is a missing fact, with twice the same value it is one', () => {
    expect(factsOfSummary(note('MDM: low', 'MDM: high')).fields).toEqual({});
    expect(factsOfSummary(note('MDM: low', 'MDM: low')).fields).toEqual({ mdm_level: 'low' });
  });

  it.each([
    'Visit type: office',
    'Last seen: last spring',
    'Separately billed time: some',
    'Telehealth: maybe',
    'Telehealth modality: video',
    'Procedure 1 units: a few',
    'Procedure 1 side: starboard',
    'Payer type: somebody',
    'Other day time: 25 min',
  ])('%s would silently change the coding: the note is refused by its label', (line) => {
    const label = line.slice(0, line.indexOf(':'));
    expect(factsOfSummary(note(line)).refusedLabels).toEqual([label]);
  });

  it('a very long or hostile note holds no facts, and does not hold us up', () => {
    const hostile = '<'.repeat(100_000) + '&#'.repeat(100_000) + ':'.repeat(100_000) + '<br'.repeat(50_000);
    expect(factsOfSummary(hostile)).toEqual({ fields: {}, refusedLabels: [] });
  });
});

const present = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const words = (list: readonly string[]) => fc.constantFrom(...list);
const minutes = fc.integer({ min: 0, max: 99_999 });
const date = words(['2024-02-29', '2026-11-20', '1931-01-01']);
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .map((value) => value.trim())
  .filter((value) => value !== '');
const npi = words(['1234567893', '1345678902']);

const withoutAbsent = (record: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(record)
      .filter(([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0))
      .map(([name, value]) => [
        name,
        name === 'mdm' || name === 'transitional_care' ? withoutAbsent(value as Record<string, unknown>) : value,
      ]),
  );

const procedure = fc
  .record({
    procedure_code: present(text),
    description: present(text),
    procedure_type: present(text),
    units: present(fc.constantFrom(0, 1, 2.5, -1, 300)),
    modifiers: present(fc.array(words(['25', 'RT', '59']), { minLength: 1 })),
    laterality: present(words(['left', 'right', 'bilateral'])),
    diagnosis_refs: present(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1 })),
    minutes: present(minutes),
    counselling: present(fc.boolean()),
    ndc: present(words(['00006404701'])),
    single_dose: present(fc.boolean()),
    discarded_units: present(fc.integer({ min: 0, max: 50 })),
    provider_npi: present(npi),
    tooth_number: present(words(['3', 'A', 'TS'])),
    surface: present(words(['MOD', 'O'])),
    area: present(words(['10'])),
    teeth: present(fc.array(fc.record({ number: words(['3', 'AS']), surfaces: words(['', 'MO']) }), { minLength: 1 })),
    prosthesis: present(words(['initial', 'replacement'])),
    prior_placement_date: present(date),
    incisal_angle: present(fc.boolean()),
  })
  .map(withoutAbsent);

const priorProcedure = fc
  .record({
    code: text,
    date,
    provider_npi: present(npi),
    units: present(fc.integer({ min: 1, max: 9 })),
    tooth_number: present(words(['3'])),
    surface: present(words(['MOD'])),
    area: present(words(['10'])),
    facility: present(text),
    claim_id: present(text),
  })
  .map(withoutAbsent);

const facts = fc
  .record({
    visit_type: words(VISIT_TYPES),
    patient_status: present(words(['new', 'established'])),
    last_seen_date: present(date),
    patient_birth_date: present(date),
    patient_sex: present(words(['M', 'F', 'U'])),
    payer_id: present(text),
    mdm_level: present(words(MDM_LEVELS)),
    mdm: present(
      fc.record({ problems: words(['minimal', 'low']), data: words(['limited', 'extensive']), risk: words(MDM_LEVELS) }),
    ),
    total_time_minutes: present(minutes),
    separately_billed_minutes: present(minutes),
    staff_minutes: present(minutes),
    other_day_minutes: present(fc.array(fc.record({ date, minutes }), { minLength: 1 })),
    telehealth: present(fc.boolean()),
    telehealth_modality: present(words(['audio_video', 'audio_only'])),
    patient_location: present(words(['home', 'other'])),
    place_of_service: present(words(['11', '31'])),
    separately_identifiable: present(fc.boolean()),
    decision_for_surgery: present(fc.boolean()),
    longitudinal_relationship: present(fc.boolean()),
    transitional_care: present(
      fc.record({ discharge_date: date, contact_date: present(date), medication_reconciliation_date: present(date) }),
    ),
    part_b_effective_date: present(date),
    predetermination: present(fc.boolean()),
    payer_type: present(words(PAYER_TYPES)),
    procedures: present(fc.array(procedure, { minLength: 1, maxLength: 12 })),
    prior_procedures: present(fc.array(priorProcedure, { minLength: 1, maxLength: 3 })),
  })
  .map(withoutAbsent);

describe('labelled lines › the simulated note', () => {
  it('carries every fact an encounter can hold, whatever its words', () => {
    fc.assert(
      fc.property(facts, (encounter) => {
        expect(factsOfSummary(summaryHtmlOf(encounter))).toEqual({ fields: encounter, refusedLabels: [] });
      }),
      { numRuns: 150 },
    );
  });
});
