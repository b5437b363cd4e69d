import { describe, expect, it } from '@jest/globals';
import { addDays, plainDateOf, type PlainDate } from '../../shared/kernel/plain-date';
import { scrubClaim } from '../../shared/scrubbing/scrub';
import { practiceRules } from '../builders/practice-rules';
import { AS_OF, claimOf } from './golden';
import { mueVersions, officialTables, pairRows, type PairRow } from './official-tables';

// The checked NCCI pairs and MUE rows, each on the days on which it begins and ends. What must come out is read off the rows:
// the deletion date is the last day in force, a row with indicator 9 never is.

const tables = officialTables();
const rules = practiceRules();

const pairIds = (column1: string, column2: string, on: PlainDate, swapped: boolean): readonly string[] => {
  const lines = swapped ? [column2, column1] : [column1, column2];
  const claim = claimOf({ base: 'commercial', claim: { date_of_service: on }, lines });
  return scrubClaim(claim, rules, tables, AS_OF)
    .findings.filter(({ id }) => id === 'D001' || id === 'D002')
    .map(({ id, lines: at }) => `${id} ${at.join(',')}`);
};

const isOpen = (row: PairRow, on: PlainDate): boolean =>
  row.indicator !== 9 && (row.from === null || row.from <= on) && (row.to === null || on <= row.to);

/** Both columns may stand in rows of their own: the pair as rows, whichever way round. */
function expected(column1: string, column2: string, on: PlainDate, swapped: boolean): readonly string[] {
  return pairRows
    .filter((row) => isOpen(row, on))
    .flatMap((row) => {
      const forward = row.column1 === column1 && row.column2 === column2;
      const backward = row.column1 === column2 && row.column2 === column1;
      if (!forward && !backward) return [];
      const denied = forward === swapped ? 1 : 2;
      return [`${row.indicator === 0 ? 'D001' : 'D002'} ${denied},${3 - denied}`];
    });
}

const daysOf = ({ from, to }: PairRow): readonly PlainDate[] => {
  const first = from === null ? [] : [addDays(plainDateOf(from), -1), plainDateOf(from)];
  const last = to === null ? [plainDateOf('2026-11-11')] : [plainDateOf(to), addDays(plainDateOf(to), 1)];
  return [...first, ...last];
};

describe('scrubClaim › the 74 checked NCCI pairs on the edges of their windows', () => {
  const cases = pairRows.flatMap((row) => daysOf(row).map((on) => ({ ...row, on })));

  it.each(cases)('$column1/$column2 indicator $indicator on $on', ({ column1, column2, on }) => {
    expect(pairIds(column1, column2, on, false)).toEqual(expected(column1, column2, on, false));
    expect(pairIds(column1, column2, on, true)).toEqual(expected(column1, column2, on, true));
  });

  it('reads all 74 rows, some in force and some not on a date', () => {
    expect(pairRows).toHaveLength(74);
    expect(cases.some(({ column1, column2, on }) => expected(column1, column2, on, false).length > 0)).toBe(true);
    expect(cases.some(({ column1, column2, on }) => expected(column1, column2, on, false).length === 0)).toBe(true);
  });
});

describe('scrubClaim › the 46 checked MUE rows', () => {
  const rows = Object.entries(mueVersions.at(-1)?.rows ?? {}).filter(([code]) => code !== '81003');
  const ID = { 1: 'D006', 2: 'D004', 3: 'D005' } as const;
  const mueIds = (code: string, units: number): readonly string[] => {
    const line = {
      code,
      code_system: /^[A-Z]/.test(code) ? 'HCPCS' : 'CPT',
      modifiers: [],
      charge_amount: 100,
      units,
      diagnosis_pointers: [1],
    };
    return scrubClaim(claimOf({ base: 'commercial', lines: [line] }), rules, tables, AS_OF)
      .findings.map(({ id }) => id)
      .filter((id) => ['D004', 'D005', 'D006'].includes(id));
  };

  it.each(rows)('%s takes its units and not one more', (code, [units, mai]) => {
    expect(mueIds(code, units + 1)).toEqual([ID[mai]]);
    expect(units === 0 ? [] : mueIds(code, units)).toEqual([]);
  });

  it('are forty-six', () => {
    expect(rows).toHaveLength(46);
  });
});
