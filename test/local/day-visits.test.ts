import { describe, expect, it } from '@jest/globals';
import { plainDateOf } from '../../shared/kernel/plain-date';
import { parseEncounterBody } from '../../shared/messages/encounter-body';
import { canariesOf, parseVisitsFile, scheduleVisits, type DayVisit } from '../../infra/local/day-visits';
import { defaultDay } from '../../infra/local/default-day';

const DAY = plainDateOf('2026-11-20');

const line = (overrides: object = {}, encounter: object = {}): object => ({
  encounter: {
    encounter_id: 'E-1',
    patient_id: 'P-1',
    provider_npi: '1234567893',
    date_of_service: '2026-11-20',
    visit_type: 'office_visit_established',
    mdm_level: 'low',
    diagnoses: [{ icd10_code: 'I10' }],
    ...encounter,
  },
  patient: {
    last_name: 'Flumbert',
    first_name: 'Oswin',
    birth_date: '1970-01-31',
    sex: 'M',
    address: { line1: '1 Wibblewood Lane', city: 'Snorkelton', state: 'OH', zip: '43201' },
  },
  insurance: { payer_id: 'COM1', member_id: 'ABC123456789', relationship: 'self' },
  ...overrides,
});
const fileOf = (...lines: readonly unknown[]): string =>
  lines.map((each) => (typeof each === 'string' ? each : JSON.stringify(each))).join('\n');

describe('--visits file', () => {
  it('takes a visit with the defaults accept and paid', () => {
    expect(parseVisitsFile(fileOf(line()))).toMatchObject({
      ok: true,
      value: [{ encounter: { encounter_id: 'E-1' }, clearinghouse: 'accept', remittance: 'paid' }],
    });
  });

  it.each([
    ['null', { clearinghouse: null, remittance: null, carc: null, insurance: null }],
    ['empty text', { clearinghouse: '', remittance: '', carc: '' }],
  ])('%s means absent', (_, overrides) => {
    expect(parseVisitsFile(fileOf(line(overrides)))).toMatchObject({
      ok: true,
      value: [{ clearinghouse: 'accept', remittance: 'paid' }],
    });
  });

  it('blank lines, a byte order mark and Windows line ends do not matter', () => {
    const parsed = parseVisitsFile(
      `\uFEFF${JSON.stringify(line())}\r\n\r\n${JSON.stringify(line({}, { encounter_id: 'E-2' }))}\r\n`,
    );
    expect(parsed.ok && parsed.value.map((visit) => visit.encounter.encounter_id)).toEqual(['E-1', 'E-2']);
  });

  it('accepts missing data of patient and insurance: that visit is held later', () => {
    const visits = parseVisitsFile(
      fileOf(line({ patient: {} }), line({ insurance: { payer_id: 'COM1', relationship: 'child' } }, { encounter_id: 'E-2' })),
    );
    expect(visits.ok).toBe(true);
  });

  it.each([
    ['not JSON', '{"encounter":', 'not JSON'],
    ['no object', '7', 'the line is not what it must be'],
    ['no encounter', line({ encounter: undefined }), 'encounter is missing'],
    ['no patient', line({ patient: undefined }), 'patient is missing'],
    ['an unknown field', line({ mood: 'good' }), 'mood is not a field of a visit'],
    ['an unknown field of the patient', line({ patient: { nickname: 'Ozzy' } }), 'patient.nickname is not a field of a visit'],
    ['a word nobody defined', line({ remittance: 'generous' }), 'remittance is not what it must be'],
    ['the word of our own day alone', line({ clearinghouse: 'late_reject' }), 'clearinghouse is not what it must be'],
    ['a birth date that is none', line({ patient: { birth_date: '1970-02-30' } }), 'patient.birth_date is not what it must be'],
    [
      'a relationship nobody defined',
      line({ insurance: { payer_id: 'X', relationship: 'cousin' } }),
      'insurance.relationship is not what it must be',
    ],
    ['an encounter the endpoint would refuse', line({}, { mdm_level: 'enormous' }), 'encounter.mdm_level must be one of'],
    ['an unknown field of the encounter', line({}, { moods: 1 }), 'encounter.moods is no field'],
    ['a wrong NPI', line({}, { provider_npi: '1234567890' }), 'encounter.provider_npi must be'],
  ])('refuses %s with the number of its line, and repeats no value', (_, broken, reason) => {
    const parsed = parseVisitsFile(fileOf(line(), '', broken));
    expect(parsed).toMatchObject({ ok: false, error: { line: 3 } });
    if (parsed.ok) return;
    expect(parsed.error.reason).toContain(reason);
    expect(parsed.error.reason).not.toMatch(/enormous|cousin|1970|generous|1234567890/);
  });

  it('an empty file is refused', () => {
    expect(parseVisitsFile('\n\n')).toEqual({ ok: false, error: { line: 1, reason: 'the file holds no visit' } });
  });
});

describe('signatures of a day', () => {
  const visits = (text: string): readonly DayVisit[] => {
    const parsed = parseVisitsFile(text);
    if (!parsed.ok) throw new Error(parsed.error.reason);
    return parsed.value;
  };

  it('follow the order of the file, each after its check-out', () => {
    const lines = Array.from({ length: 100 }, (_, index) => line({}, { encounter_id: `E-${index}` }));
    const versions = scheduleVisits(visits(fileOf(...lines)), DAY);
    expect(versions.map((version) => version.visit.encounter.encounter_id)).toEqual(lines.map((_, index) => `E-${index}`));
    expect(versions[0]?.signedAt).toBe('2026-11-20T13:00:00.000Z');
    expect(new Set(versions.map((version) => version.signedAt)).size).toBe(100);
    for (const version of versions) expect(version.checkedOutAt < version.signedAt).toBe(true);
  });

  it('a second version is reopened and signed after all first versions, a third after the second', () => {
    const lines = [
      line(),
      line({}, { mdm_level: 'high' }),
      line({}, { mdm_level: 'moderate' }),
      line({}, { encounter_id: 'E-9' }),
    ];
    const versions = scheduleVisits(visits(fileOf(...lines)), DAY);
    expect(versions.map((version) => [version.visit.encounter.encounter_id, version.visit.encounter['mdm_level']])).toEqual([
      ['E-1', 'low'],
      ['E-9', 'low'],
      ['E-1', 'high'],
      ['E-1', 'moderate'],
    ]);
    expect(versions.map((version) => version.reopenedAt !== undefined)).toEqual([false, false, true, true]);
  });
});

describe('canaries', () => {
  it('are the names, birth dates, member ids and addresses of everybody, each once', () => {
    const subscriber = {
      last_name: 'Grobnik',
      first_name: 'Zoë Séraphîne',
      birth_date: '1950-05-05',
      address: { line1: '2 Elm Road' },
    };
    const insurance = { payer_id: 'COM1', member_id: 'ABC123456789', relationship: 'child', subscriber };
    const parsed = parseVisitsFile(fileOf(line({ insurance }), line({ insurance }, { encounter_id: 'E-2' })));
    expect(parsed.ok && canariesOf(parsed.value, DAY)).toEqual([
      '1 Wibblewood Lane',
      '1950-05-05',
      '1970-01-31',
      '2 Elm Road',
      'ABC123456789',
      'Flumbert',
      'Grobnik',
      'Oswin',
      'Zoë Séraphîne',
    ]);
  });

  it('are not the birth date of a child born on the day: every line of that day has it', () => {
    const parsed = parseVisitsFile(fileOf(line({ patient: { last_name: 'Newcomer', birth_date: DAY } })));
    const canaries = parsed.ok ? canariesOf(parsed.value, DAY) : [];
    expect([canaries.includes('Newcomer'), canaries.includes(DAY)]).toEqual([true, false]);
  });
});

describe('the default day', () => {
  const { visits, ehrOutages, unmatchedRemittances } = defaultDay(DAY, 1);

  it('has at least forty visits by the three providers of the practice, and every difficulty once', () => {
    expect(new Set(visits.map((visit) => visit.encounter.encounter_id)).size).toBeGreaterThanOrEqual(40);
    const npis = new Set(visits.map((visit) => visit.encounter.provider_npi));
    for (const npi of ['1234567893', '1345678902', '1456789019']) expect(npis.has(npi)).toBe(true);
    const behaviours = new Set<string>(visits.flatMap((visit) => [visit.clearinghouse, visit.remittance]));
    expect([...behaviours].sort()).toEqual(
      [
        ...['accept', 'reject', 'late_reject', 'timeout_after_accept', 'timeout_before_accept', 'slow'],
        ...['paid', 'denied', 'partial', 'reversed', 'none'],
      ].sort(),
    );
    expect(visits.some((visit) => visit.signedQuietly)).toBe(true);
    expect(visits.some((visit) => visit.insurance?.subscriber !== undefined)).toBe(true);
    expect(ehrOutages).toEqual([{ from: '2026-11-20T16:00:00.000Z', to: '2026-11-20T17:00:00.000Z' }]);
    expect(unmatchedRemittances).toHaveLength(1);
  });

  it('every encounter is one the endpoint takes', () => {
    const faults = visits.flatMap((visit) => {
      const parsed = parseEncounterBody(visit.encounter, DAY);
      return parsed.ok ? [] : parsed.error.map((fault) => `${visit.encounter.encounter_id} ${fault.path} ${fault.message}`);
    });
    expect(faults).toEqual([]);
  });

  it('no two patients share a name or a member id, and all names are the product’s own', () => {
    const byPatient = new Map(visits.map((visit) => [visit.encounter.patient_id, visit]));
    const names = [...byPatient.values()].map((visit) => `${visit.patient.last_name ?? ''} ${visit.patient.first_name ?? ''}`);
    expect(new Set(names).size).toBe(byPatient.size);
    const members = [...byPatient.values()].flatMap((visit) => visit.insurance?.member_id ?? []);
    expect(new Set(members).size).toBe(members.length);
  });

  it('the same seed gives the same day, another seed another order', () => {
    const ids = (seed: number) => defaultDay(DAY, seed).visits.map((visit) => visit.encounter.encounter_id);
    expect(ids(1)).toEqual(ids(1));
    expect(ids(2)).not.toEqual(ids(1));
    expect([...ids(2)].sort()).toEqual([...ids(1)].sort());
  });

  it.each([0, 7, 23, 44, 2026])('with seed %i every second version is signed after its first', (seed) => {
    const seen = new Set<string>();
    for (const version of scheduleVisits(defaultDay(DAY, seed).visits, DAY)) {
      const id = version.visit.encounter.encounter_id;
      expect(version.reopenedAt !== undefined).toBe(seen.has(id));
      seen.add(id);
    }
  });
});
