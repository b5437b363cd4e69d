import { beforeAll, describe, expect, it } from '@jest/globals';
import { codeEncounter } from '../../shared/coding/code-encounter';
import { explain, EXPLAINED_KINDS, sentenceOf } from '../../shared/coding/explanation';
import type { PracticeRules } from '../../shared/coding/practice-rules';
import { loadPractice } from '../../shared/practice/load-practice';
import { encounter } from '../builders/encounter';
import { referenceTables } from '../builders/reference-tables';
import { goldenFamilies, rulesFor, tablesFor } from './golden-cases';

let sample: PracticeRules;
beforeAll(async () => {
  const practice = await loadPractice('sample');
  if (!practice.ok) throw new Error('the sample practice is refused');
  sample = practice.value;
});

describe('explain', () => {
  it('has a sentence for every kind of reason that any golden case gives, and none for what never comes', () => {
    const kinds = new Set<string>();
    for (const [, cases] of goldenFamilies())
      for (const golden of cases)
        for (const reason of codeEncounter(encounter(golden.input), rulesFor(sample, golden), tablesFor(golden)).because)
          kinds.add(reason.kind);
    expect([...kinds].sort()).toEqual([...EXPLAINED_KINDS].sort());
  });

  it('never says undefined or object for any golden case', () => {
    const words = goldenFamilies().flatMap(([, cases]) =>
      cases.flatMap(
        (golden) => explain(codeEncounter(encounter(golden.input), rulesFor(sample, golden), tablesFor(golden))).steps,
      ),
    );
    expect(words.filter((sentence) => /undefined|object|null|NaN/.test(sentence))).toEqual([]);
  });

  it('says the steps in their order, in a coder’s words', () => {
    const result = codeEncounter(
      encounter({
        payer_id: 'MCR',
        mdm: { problems: 'moderate', data: 'limited', risk: 'moderate' },
        total_time_minutes: 25,
        separately_identifiable: true,
        procedures: [{ procedure_code: '20610', laterality: 'right' }],
      }),
      sample,
      referenceTables(),
    );
    expect(explain(result).steps).toEqual([
      'Payer MCR (Medicare).',
      'Place of service 11: the usual place of this visit.',
      'Diagnosis 1 is I10, as coded in the note.',
      'Medical decision making is moderate: problems moderate, data limited, risk moderate; two of three must meet the level.',
      '25 minutes count, all that are stated for the date; staff time never does.',
      '99214: level moderate by medical decision making.',
      'Procedure 1 is 20610, as coded in the note.',
      '20610 carries RT: right, bilateral indicator 1.',
      '99214 carries 25: called for by 20610 (NCCI edit); a separately identifiable visit is attested.',
      'Line 1: 99214-25, 1 unit, diagnosis 1, charge $210.00.',
      'Line 2: 20610-RT, 1 unit, diagnosis 1, charge $160.00.',
    ]);
  });

  it('turns a missing fact into a question, once', () => {
    const result = codeEncounter(
      encounter({ visit_type: 'telehealth', payer_id: 'MCR', diagnoses: [] }),
      sample,
      referenceTables(),
    );
    expect(explain(result)).toMatchObject({
      findings: [
        'F005 (hold): New or established is not stated and cannot be told: no patient_status and no last_seen_date.',
        'F006 (hold): The diagnosis is missing: every medical service needs one.',
        'F006 (hold): patient_location is missing: it decides the place of service of telehealth.',
      ],
      questions: [
        'Front desk: give the date of the last professional service by this group and specialty, or say new.',
        'Provider: name the diagnosis that the visit was for.',
        'Front desk: was the patient at home or elsewhere during the visit?',
      ],
    });
  });

  it('names the line of a finding', () => {
    const result = codeEncounter(
      encounter({ mdm_level: 'low', procedures: [{ procedure_code: '12001' }] }),
      sample,
      referenceTables(),
    );
    expect(explain(result).findings[0]).toMatch(/^D010 \(hold\) on line 1: 99213 needs modifier 25 beside 12001 \(NCCI edit\)/);
  });

  it('says beside a finding that asks nobody what to do about it', () => {
    const result = codeEncounter(
      encounter({ mdm_level: 'low', diagnoses: [{ icd10_code: 'M54.5' }] }),
      sample,
      referenceTables(),
    );
    expect(explain(result)).toMatchObject({
      findings: [
        'C005 (error): Diagnosis M54.5 is a header: it needs more characters to be billed. Coder: choose one of M54.50, M54.51, M54.59.',
      ],
      questions: [],
    });
  });

  it('does not name a line twice when an edit’s message begins with it', () => {
    const result = codeEncounter(encounter({ mdm_level: 'low' }), sample, referenceTables());
    const message = 'Line 1: 99213 is not taken.';
    const edit = { id: 'C010', severity: 'error' as const, lines: [1], message, fix: 'Take it off.', source: 'a test' };
    expect(explain({ ...result, findings: [edit] }).findings).toEqual(['C010 (error): Line 1: 99213 is not taken. Take it off.']);
  });

  it('names the tables in force, with their start where they have one, and asks nobody about a warning', () => {
    const result = codeEncounter(encounter({ mdm_level: 'low' }), sample, referenceTables());
    const warning = {
      id: 'D023',
      severity: 'warn' as const,
      lines: [],
      message: 'A warning.',
      fix: 'Coder: look.',
      source: 'a test',
    };
    const asking = { ...warning, id: 'F006' };
    expect(explain({ ...result, findings: [warning, asking] })).toMatchObject({
      findings: ['D023 (warn): A warning. Coder: look.', 'F006 (warn): A warning. Coder: look.'],
      questions: [],
      tables: [
        `practice sample, version ${sample.contentHash}`,
        'evaluation-and-management, version CPT 2021-2026',
        'icd-10-cm, version test, in force since 2023-10-01',
        'hcpcs, version test, in force since 2023-10-01',
        'mpfs, version test, in force since 2023-10-01',
        'pos, version test, in force since 2023-10-01',
        'ncci-ptp-practitioner, version test, in force since 2023-10-01',
        'ncci-mue-practitioner, version test, in force since 2023-10-01',
        'ncci-add-on, version test, in force since 2023-10-01',
        'lcd-articles, version test, in force since 2023-10-01',
      ],
    });
  });

  it('names every line of a finding', () => {
    const result = codeEncounter(encounter({ mdm_level: 'low' }), sample, referenceTables());
    const two = { id: 'D011', severity: 'error' as const, lines: [1, 2], message: 'Both.', fix: 'Ask.', source: 'a test' };
    expect(explain({ ...result, findings: [two] }).findings).toEqual(['D011 (error) on lines 1, 2: Both.']);
  });

  it.each([
    ['medicare', 'Medicare'],
    ['medicare_advantage', 'Medicare Advantage'],
    ['medicaid', 'Medicaid'],
    ['commercial', 'commercial'],
    ['tricare', 'TRICARE'],
    ['workers_comp', "workers' compensation"],
    ['auto', 'auto insurance'],
  ])('calls a payer of type %s %s', (type, words) => {
    expect(sentenceOf({ kind: 'payer', payer: 'P1', type })).toBe(`Payer P1 (${words}).`);
  });

  it('says which minutes are taken off', () => {
    const total = { kind: 'countable-time', total: 35, separately_billed: 15, minutes: 20 };
    expect(sentenceOf(total)).toBe(
      '20 minutes count: 35 in all, 15 of separately billed services taken off; staff time never counts.',
    );
  });

  it('asks which of two levels holds', () => {
    const result = codeEncounter(
      encounter({ mdm_level: 'high', mdm: { problems: 'low', data: 'low', risk: 'low' } }),
      sample,
      referenceTables(),
    );
    expect(explain(result).questions).toEqual([
      'Provider: say which holds, the stated level or the elements (two of three must meet it).',
    ]);
  });

  it('says of an unknown kind only its name', () => {
    expect(sentenceOf({ kind: 'something-new', secret: 'x' })).toBe('Step something-new.');
  });
});
