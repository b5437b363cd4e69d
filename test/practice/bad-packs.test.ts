import { beforeAll, describe, expect, it } from '@jest/globals';
import { plainDateOf } from '../../shared/kernel/plain-date';
import { checkPractice, practiceSchema } from '../../shared/practice/check-practice';
import { loadPractice, loadPracticeFiles } from '../../shared/practice/load-practice';
import type { PracticeFiles } from '../../shared/practice/practice-files';
import type { OfficialCodes } from '../../shared/practice/retired-codes';
import { loadReferenceTables } from '../../shared/reference-data/load-reference-tables';

let sample: PracticeFiles;
beforeAll(async () => {
  const loaded = await loadPracticeFiles('sample');
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  sample = loaded.value;
});

type Json = Record<string, never>;
const copy = (): { practice: Json; rulePack: Json; feeSchedule: Json } => structuredClone(sample) as never;

function faultsOf(change: (files: { practice: Json; rulePack: Json; feeSchedule: Json }) => void): readonly string[] {
  const files = copy();
  change(files);
  const checked = checkPractice({
    'practice.json': files.practice,
    'rule-pack.json': files.rulePack,
    'fee-schedule.json': files.feeSchedule,
  });
  return checked.ok ? [] : checked.error.map((fault) => `${fault.file} ${fault.path}: ${fault.reason}`);
}

const set = (object: unknown, path: string, value: unknown): void => {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let at = object as Record<string, unknown>;
  for (const key of keys) at = at[key] as Record<string, unknown>;
  at[last] = value;
};

describe('a bad pack is refused by file, row and reason', () => {
  it('takes the sample as it is', () => {
    expect(faultsOf(() => undefined)).toEqual([]);
  });

  it.each<[string, (files: { practice: Json; rulePack: Json; feeSchedule: Json }) => void, string]>([
    [
      'an unknown key',
      (f) => {
        set(f.rulePack, 'procedures.0.colour', 'red');
      },
      'rule-pack.json procedures.0.colour: no such field: remove it or correct its name',
    ],
    [
      'a missing field',
      (f) => {
        set(f.rulePack, 'diagnoses.3.icd10_code', undefined);
        delete (f.rulePack['diagnoses'] as unknown as Json[])[3]?.['icd10_code'];
      },
      'rule-pack.json diagnoses.3.icd10_code: is missing',
    ],
    [
      'a fee with three decimals',
      (f) => {
        set(f.feeSchedule, 'fees.5.fee', 12.345);
      },
      'fee-schedule.json fees.5.fee: has more than two decimals',
    ],
    [
      'a fee of nothing',
      (f) => {
        set(f.feeSchedule, 'fees.5.fee', 0);
      },
      'fee-schedule.json fees.5.fee: must be > 0',
    ],
    [
      'a word outside the list',
      (f) => {
        set(f.rulePack, 'payers.0.prolonged', 'AMA');
      },
      'rule-pack.json payers.0.prolonged: must be one of CPT, MEDICARE',
    ],
    [
      'a window that ends before it starts',
      (f) => {
        set(f.feeSchedule, 'fees.2.effective_to', '2023-01-01');
      },
      'fee-schedule.json fees.2.effective_to: ends before it starts',
    ],
    [
      'a date that is none',
      (f) => {
        set(f.feeSchedule, 'fees.2.effective_from', '2026-02-30');
      },
      'fee-schedule.json fees.2.effective_from: is no calendar date (YYYY-MM-DD)',
    ],
    [
      'overlapping windows of one key',
      (f) => {
        (f.rulePack['payers'] as unknown as unknown[]).push({
          ...(f.rulePack['payers'] as unknown as Json[])[0],
          effective_from: '2026-01-01',
        });
      },
      'rule-pack.json payers.5: overlaps row 0 of the same key: end one before the other starts',
    ],
    [
      'a modifier nobody knows',
      (f) => {
        set(f.rulePack, 'procedures.0.modifiers', ['ZQ']);
      },
      'rule-pack.json procedures.0.modifiers.0: ZQ is no modifier in use',
    ],
    [
      'a diagnosis without words and code',
      (f) => {
        set(f.rulePack, 'diagnoses.0.words', undefined);
        delete (f.rulePack['diagnoses'] as unknown as Json[])[0]?.['words'];
        delete (f.rulePack['diagnoses'] as unknown as Json[])[0]?.['snomed_code'];
      },
      'rule-pack.json diagnoses.0: needs words or snomed_code',
    ],
    [
      'an NPI whose check digit does not hold',
      (f) => {
        set(f.practice, 'providers.0.npi', '1234567890');
      },
      'practice.json providers.0.npi: the NPI check digit does not hold: compare it with the NPPES record',
    ],
    [
      'a time zone that is none',
      (f) => {
        set(f.practice, 'time_zone', 'America/Gotham');
      },
      'practice.json time_zone: is no IANA time zone (America/New_York)',
    ],
    [
      'a pattern that is none',
      (f) => {
        set(f.rulePack, 'payers.1.member_id_pattern', '^[A-Z');
      },
      'rule-pack.json payers.1.member_id_pattern: is no regular expression',
    ],
  ])('%s', (_name, change, fault) => {
    expect(faultsOf(change)).toContain(fault);
  });

  it('refuses a modifier that every payer forbids on its code', () => {
    const faults = faultsOf((f) => {
      set(f.rulePack, 'procedures.0.modifiers', ['59']);
      for (const payer of f.rulePack['payers'] as unknown as Json[])
        set(payer, 'forbidden_modifiers', [{ code: '90656', modifier: '59' }]);
    });
    expect(faults).toEqual(['rule-pack.json procedures.0.modifiers.0: no payer takes 59 on 90656: remove it']);
  });

  it('says all faults of all files at once', () => {
    const faults = faultsOf((f) => {
      set(f.practice, 'mode', 'live');
      set(f.rulePack, 'procedures.1.units', 0);
      set(f.feeSchedule, 'fees.0.fee', 'much');
    });
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'practice.json mode',
      'rule-pack.json procedures.1.units',
      'fee-schedule.json fees.0.fee',
    ]);
  });

  it('names the file that is not there', async () => {
    const loaded = await loadPractice('/nowhere/at/all');
    expect(loaded.ok ? [] : loaded.error.map((fault) => fault.file)).toEqual([
      'practice.json',
      'rule-pack.json',
      'fee-schedule.json',
    ]);
  });

  it('publishes a JSON Schema that refuses unknown fields', () => {
    expect(practiceSchema('fee-schedule.json')).toMatchObject({ type: 'object', additionalProperties: false });
  });

  it('says what is wrong of shape and of sense at once: every fault of the pack', () => {
    const faults = faultsOf((f) => {
      set(f.rulePack, 'procedures.0.colour', 'red');
      set(f.rulePack, 'procedures.2.modifiers', ['ZQ']);
      set(f.rulePack, 'diagnoses.3.icd10_code', 'nonsense');
      set(f.feeSchedule, 'fees.5.fee', 12.345);
      (f.rulePack['payers'] as unknown as unknown[]).push({
        ...(f.rulePack['payers'] as unknown as Json[])[0],
        effective_from: '2026-01-01',
      });
      set(f.practice, 'time_zone', 'America/Gotham');
    });
    expect(faults.map((fault) => fault.split(':')[0])).toEqual([
      'rule-pack.json diagnoses.3.icd10_code',
      'rule-pack.json procedures.0.colour',
      'practice.json time_zone',
      'rule-pack.json procedures.2.modifiers.0',
      'rule-pack.json payers.5',
      'fee-schedule.json fees.5.fee',
    ]);
  });

  it.each<[string, Json]>([
    ['a list that is none', { practice: 1, rulePack: { payers: 7, diagnoses: 'x' }, feeSchedule: null } as never],
    [
      'rows that are none',
      { practice: { providers: [null] }, rulePack: { diagnoses: [3] }, feeSchedule: { fees: [[]] } } as never,
    ],
  ])('refuses %s by its place and goes on', (_name, files) => {
    const checked = checkPractice({
      'practice.json': files['practice'],
      'rule-pack.json': files['rulePack'],
      'fee-schedule.json': files['feeSchedule'],
    });
    expect(checked.ok).toBe(false);
    expect(new Set(checked.ok ? [] : checked.error.map((fault) => fault.file))).toEqual(
      new Set(['practice.json', 'rule-pack.json', 'fee-schedule.json']),
    );
  });

  describe('by the official tables', () => {
    const official = async (on: string): Promise<OfficialCodes> => ({
      tables: await loadReferenceTables({ production: false }),
      on: plainDateOf(on),
    });
    const retired = async (
      change: (files: { practice: Json; rulePack: Json; feeSchedule: Json }) => void,
      on = '2026-11-20',
    ): Promise<readonly string[]> => {
      const files = copy();
      change(files);
      const checked = checkPractice(
        { 'practice.json': files.practice, 'rule-pack.json': files.rulePack, 'fee-schedule.json': files.feeSchedule },
        await official(on),
      );
      return checked.ok ? [] : checked.error.map((fault) => `${fault.file} ${fault.path}: ${fault.reason}`);
    };

    it('takes the sample on every day of its years', async () => {
      for (const on of ['2024-01-01', '2024-10-01', '2025-10-01', '2026-09-30', '2026-10-01', '2026-11-20'])
        expect(await retired(() => undefined, on)).toEqual([]);
    });

    it.each<[string, (f: { practice: Json; rulePack: Json; feeSchedule: Json }) => void, string]>([
      [
        'a diagnosis that ended',
        (f) => {
          set(f.rulePack, 'diagnoses.0.icd10_code', 'I42.0');
        },
        'rule-pack.json diagnoses.0.icd10_code: I42.0 is a header: choose one of I42.00, I42.01, I42.09',
      ],
      [
        'a diagnosis that is none',
        (f) => {
          set(f.rulePack, 'diagnoses.0.icd10_code', 'I10.99');
        },
        'rule-pack.json diagnoses.0.icd10_code: I10.99 is no ICD-10-CM code',
      ],
      [
        'a supporting diagnosis that needs more characters',
        (f) => {
          set(f.rulePack, 'procedures.0.supported_by', ['Z23', 'M54.5']);
        },
        'rule-pack.json procedures.0.supported_by.1: M54.5 is a header: choose one of M54.50, M54.51, M54.59',
      ],
      [
        'a procedure that ended',
        (f) => {
          set(f.rulePack, 'procedures.0.code', '99441');
        },
        'rule-pack.json procedures.0.code: 99441 ended on 2024-12-31: end the row or name its successor (98008-98015, or the office code with 93 where the payer wants it)',
      ],
      [
        'a companion that ended',
        (f) => {
          set(f.rulePack, 'procedures.0.companions', ['G2012']);
        },
        'rule-pack.json procedures.0.companions.0: G2012 ended on 2024-12-31: end the row or name its successor (98016)',
      ],
      [
        'a substitution by a code that ended',
        (f) => {
          set(f.rulePack, 'payers.0.substitutions', [{ from: '98016', to: 'G2012' }]);
        },
        'rule-pack.json payers.0.substitutions.0.to: G2012 ended on 2024-12-31: end the row or name its successor (98016)',
      ],
      [
        'a fee of a code that ended',
        (f) => {
          set(f.feeSchedule, 'fees.0.code', '99343');
        },
        'fee-schedule.json fees.0.code: 99343 ended on 2022-12-31: end the row or name its successor (99342 or 99344)',
      ],
    ])('refuses %s', async (_name, change, fault) => {
      expect(await retired(change)).toEqual([fault]);
    });

    it('leaves history alone, and what only starts later', async () => {
      const ended = (f: { rulePack: Json }): void => {
        set(f.rulePack, 'diagnoses.0.icd10_code', 'G35');
        set(f.rulePack, 'diagnoses.0.effective_to', '2025-09-30');
      };
      expect(await retired(ended)).toEqual([]);
      expect(await retired(ended, '2025-09-30')).toEqual([]);
      expect(
        await retired((f) => {
          set(f.rulePack, 'diagnoses.0.icd10_code', 'E11.A');
        }, '2025-09-30'),
      ).toEqual([]);
    });

    it('names a HCPCS code that an imported list has ended', () => {
      const files = copy();
      const tables = {
        icd10Cm: { lookUp: () => ({ status: 'billable' }) },
        hcpcs: { lookUp: (code: string) => (code === 'J1885' ? 'not-in-force' : 'active') },
      } as never;
      const checked = checkPractice(
        { 'practice.json': files.practice, 'rule-pack.json': files.rulePack, 'fee-schedule.json': files.feeSchedule },
        { tables, on: plainDateOf('2026-11-20') },
      );
      const reasons = new Set(checked.ok ? [] : checked.error.map((fault) => fault.reason));
      expect(reasons).toEqual(new Set(['J1885 is not in force on 2026-11-20: end the row or name its successor']));
    });

    it('takes a code whose second place is a letter', async () => {
      expect(
        await retired((f) => {
          set(f.rulePack, 'diagnoses.0.icd10_code', 'QA0.0101');
        }),
      ).toEqual([]);
    });
  });
});
