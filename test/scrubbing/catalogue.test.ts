import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { renderRuleList } from '../../infra/cli/docs/rule-list';
import { plainDateOf } from '../../shared/kernel/plain-date';
import { ruleCatalogue } from '../../shared/scrubbing/catalogue';
import { scrubClaim, scrubCodedEncounter, verdictOf } from '../../shared/scrubbing/scrub';
import { codeEncounter } from '../../shared/coding/code-encounter';
import { encounter, type EncounterJson } from '../builders/encounter';
import { practiceRules } from '../builders/practice-rules';
import { AS_OF, claimOf } from './golden';
import { officialTables } from './official-tables';

const rules = practiceRules({}, undefined, { '99213': 15000, '20610': 15000, '71046': 9000, '27447': 90000 });
const coded = (stated: EncounterJson): readonly string[] => {
  const visit = encounter(stated);
  const tables = officialTables();
  return scrubCodedEncounter(visit, codeEncounter(visit, rules, tables), rules, tables, AS_OF).map(({ id }) => id);
};

describe('the catalogue of edits', () => {
  it('stands in docs/rules.md as it is (npm run docs:generate)', () => {
    expect(readFileSync('docs/rules.md', 'utf8')).toBe(renderRuleList());
  });

  it('lists every id once, in order, with title and source', () => {
    const ids = ruleCatalogue.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)].toSorted());
    expect(ruleCatalogue.filter(({ title, source }) => title === '' || source === '')).toEqual([]);
  });

  it('has every id A to E of the contracts', () => {
    const upTo = (letter: string, last: number, without: readonly number[] = []): string[] =>
      Array.from({ length: last }, (_, index) => index + 1)
        .filter((number) => !without.includes(number))
        .map((number) => `${letter}${String(number).padStart(3, '0')}`);
    const wanted = [...upTo('A', 11), ...upTo('B', 15), ...upTo('C', 11, [7]), ...upTo('D', 36), ...upTo('E', 18)];
    expect(ruleCatalogue.map(({ id }) => id).filter((id) => !id.startsWith('F'))).toEqual(wanted);
  });

  it('runs on a coded visit what the contracts say and no more', () => {
    const onClaimsAlone = ruleCatalogue
      .filter(({ appliesIn }) => !(appliesIn as readonly string[]).includes('coding'))
      .map(({ id }) => id);
    expect(onClaimsAlone.filter((id) => !id.startsWith('B'))).toEqual(
      'A001 A003 A008 A009 A010 D031 E003 E004 E006 E009 E012 E013 E014 E017 E018 F008 F009'.split(' '),
    );
    expect(onClaimsAlone.filter((id) => id.startsWith('B'))).toHaveLength(15);
  });
});

describe('scrubCodedEncounter', () => {
  it('finds nothing wrong with a plain visit', () => {
    expect(coded({ mdm_level: 'low' })).toEqual([]);
  });

  it('flags a side that contradicts the diagnosis', () => {
    expect(
      coded({
        visit_type: 'procedure_only',
        diagnoses: [{ icd10_code: 'M17.11' }],
        procedures: [{ procedure_code: '20610', laterality: 'left', diagnosis_refs: [1] }],
      }),
    ).toContain('D024');
  });

  it('asks for no admission date, party, or orderer yet', () => {
    const ids = coded({ visit_type: 'procedure_only', place_of_service: '21', procedures: [{ procedure_code: '71046' }] });
    expect(ids.filter((id) => id === 'A011' || id.startsWith('B'))).toEqual([]);
  });
});

describe('the verdict', () => {
  const finding = (severity: 'error' | 'hold' | 'warn' | 'info') => ({
    id: 'A001',
    severity,
    lines: [],
    message: 'm',
    fix: 'f',
    source: 's',
  });

  it('is blocked by any error, held by any hold, else clean', () => {
    expect(verdictOf([finding('hold'), finding('error')])).toBe('blocked');
    expect(verdictOf([finding('warn'), finding('hold')])).toBe('held');
    expect(verdictOf([finding('warn'), finding('info')])).toBe('clean');
    expect(verdictOf([])).toBe('clean');
  });

  it('names the missing table, why, and what to load', () => {
    const { findings, verdict } = scrubClaim(
      claimOf({ base: 'commercial', claim: { date_of_service: plainDateOf('2026-11-11') } }),
      rules,
      officialTables(['icd-10-cm']),
      AS_OF,
    );
    expect(verdict).toBe('held');
    expect(findings).toEqual([
      {
        id: 'F007',
        severity: 'hold',
        lines: [],
        message: 'Table icd-10-cm is not loaded: its edits could not run for 2026-11-11.',
        fix: 'Load the version of icd-10-cm that covers 2026-11-11 (vtc data import), then run the edits again (administrator).',
        source: 'visit-to-claim: official tables answer only for the dates they cover',
      },
    ]);
  });
});
