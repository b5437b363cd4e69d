import { beforeAll, describe, expect, it } from '@jest/globals';
import type { PracticeRules } from '../../shared/coding/practice-rules';
import { plainDateOf, type PlainDate } from '../../shared/kernel/plain-date';
import { loadPracticeFiles } from '../../shared/practice/load-practice';
import type { PracticeFiles } from '../../shared/practice/practice-files';
import { practiceRulesOf } from '../../shared/practice/practice-rules-of';

// A practice whose map, fees and payer change at the turn of 2026: each row answers from its first day to its last.
const OLD = { effective_from: '2025-01-01', effective_to: '2025-12-31' };
const NEW = { effective_from: '2026-01-01', effective_to: null };

const SURFACES = { '1': 'D2391', '2': 'D2392', '3': 'D2393', '4': 'D2394' };

let sample: PracticeFiles;
let rules: PracticeRules;
beforeAll(async () => {
  const files = await loadPracticeFiles('sample');
  if (!files.ok) throw new Error('the sample practice is refused');
  sample = files.value;
  const medicare = sample.rulePack.payers[0];
  if (medicare === undefined) throw new Error('the sample practice has no payer');
  rules = practiceRulesOf({
    ...sample,
    rulePack: {
      ...sample.rulePack,
      diagnoses: [
        { words: 'the wug', snomed_code: '123456', icd10_code: 'E11.9', ...OLD },
        { words: 'the wug', snomed_code: '123456', icd10_code: 'I10', ...NEW },
      ],
      procedures: [
        { key: 'wug_shot', code: '90656', companions: ['90471'], supported_by: ['Z23'], ...OLD },
        { key: 'wug_shot', code: '90661', units: 2, modifiers: ['59'], supported_by: ['Z23', 'I10'], ...NEW },
        { key: 'wug_shot_again', code: '90661', supported_by: ['Z23'], ...NEW },
        { key: 'wug_dance', code: '99188', ...NEW },
      ],
      dental: [
        { procedure_type: 'wug_filling', code: 'D2140', ...OLD },
        { procedure_type: 'wug_filling', by_surface_count: SURFACES, ...NEW },
      ],
      payers: [
        { ...medicare, prolonged: 'CPT', ...OLD },
        { ...medicare, ...NEW },
      ],
    },
    feeSchedule: {
      version: 'test',
      fees: [
        { code: '99213', fee: 100, ...OLD },
        { code: '99213', fee: 110.5, ...NEW },
        { code: '99213', modifier: '95', fee: 90, ...NEW },
      ],
    },
  });
});

const on = (date: string): PlainDate => plainDateOf(date);

it.each([
  ['2024-12-31', undefined, undefined, undefined, undefined, undefined, undefined],
  ['2025-01-01', 'E11.9', 'E11.9', '90656', 'D2140', 'CPT', 10_000],
  ['2025-12-31', 'E11.9', 'E11.9', '90656', 'D2140', 'CPT', 10_000],
  ['2026-01-01', 'I10', 'I10', '90661', undefined, 'MEDICARE', 11_050],
  ['2030-01-01', 'I10', 'I10', '90661', undefined, 'MEDICARE', 11_050],
] as const)('on %s the rows of that day answer', (date, words, snomed, procedure, dental, prolonged, fee) => {
  expect({
    words: rules.map.diagnosisByIcdOrWords(' THE wug ', on(date)),
    snomed: rules.map.diagnosisBySnomed('123456', on(date)),
    procedure: rules.map.procedure('Wug_Shot', on(date))?.code,
    dental: rules.map.dental('WUG_filling', on(date))?.code,
    prolonged: rules.payer('MCR', on(date))?.prolonged,
    fee: rules.fees.fee('99213', [], on(date)),
  }).toEqual({ words, snomed, procedure, dental, prolonged, fee });
});

describe('a row of the map', () => {
  it('carries its units, modifiers, companions and surfaces', () => {
    expect(rules.map.procedure('wug_shot', on('2026-01-01'))).toEqual({
      code: '90661',
      units: 2,
      modifiers: ['59'],
      supportedBy: ['Z23', 'I10'],
    });
    expect(rules.map.procedure('wug_shot', on('2025-01-01'))).toEqual({
      code: '90656',
      companions: ['90471'],
      supportedBy: ['Z23'],
    });
    expect(rules.map.dental('wug_filling', on('2026-01-01'))).toEqual({ bySurfaceCount: SURFACES });
  });

  it('says what explains its code, by all rows of the day and each diagnosis once', () => {
    expect(rules.map.diagnosesFor('90661', on('2026-01-01'))).toEqual(['Z23', 'I10']);
    expect(rules.map.diagnosesFor('90661', on('2025-12-31'))).toEqual([]);
    expect(rules.map.diagnosesFor('99188', on('2026-01-01'))).toEqual([]);
    expect(rules.map.diagnosesFor('10060', on('2026-01-01'))).toEqual([]);
  });
});

describe('a fee', () => {
  it('is that of the modifier where there is one', () => {
    expect(rules.fees.fee('99213', ['25', '95'], on('2026-01-01'))).toBe(9_000);
    expect(rules.fees.fee('99213', ['95'], on('2025-12-31'))).toBe(10_000);
    expect(rules.fees.fee('99214', [], on('2026-01-01'))).toBeUndefined();
  });

  it('makes its code known on any date', () => {
    expect(rules.fees.knows('99213')).toBe(true);
    expect(rules.fees.knows('99214')).toBe(false);
  });
});

describe('the content hash', () => {
  it('is the same for the same files and another for one fee more', () => {
    expect(practiceRulesOf(structuredClone(sample)).contentHash).toBe(practiceRulesOf(sample).contentHash);
    expect(practiceRulesOf(sample).contentHash).toMatch(/^[0-9a-f]{64}$/);
    expect(rules.contentHash).not.toBe(practiceRulesOf(sample).contentHash);
  });
});
