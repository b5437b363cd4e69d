import { plainDateOf, type PlainDate } from '../kernel/plain-date';
import { isEvaluationAndManagement, isLaboratory } from './code-families';

// NCCI-associated modifiers (ncci.md §2; contracts, NCCI bypass).
const DISTINCT = new Set(['59', 'XE', 'XS', 'XP', 'XU']);
const ON_EVALUATION = new Set(['24', '25', '57']);
const ON_PROCEDURE = new Set(['58', '78', '79']);
const ANATOMIC = new Set(
  'E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LT RT LC LD LM RC RI'.split(' '),
);
/** From here Medicare takes 59 and X on either column (CMS CR 11168). */
const DISTINCT_ON_EITHER_COLUMN_FROM = plainDateOf('2019-07-01');

export const isDistinctServiceModifier = (modifier: string): boolean => DISTINCT.has(modifier);
export const isAnatomicModifier = (modifier: string): boolean => ANATOMIC.has(modifier);

interface Billed {
  readonly code: string;
  readonly modifiers: readonly string[];
}

/** The modifier that bypasses an indicator-1 pair on the date, and the column it stands on; undefined when none does. */
export function bypassingModifier(
  column1: Billed,
  column2: Billed,
  on: PlainDate,
): { readonly modifier: string; readonly column: 1 | 2 } | undefined {
  const columns = [
    { billed: column2, column: 2 },
    { billed: column1, column: 1 },
  ] as const;
  for (const { billed, column } of columns) {
    const modifier = billed.modifiers.find((candidate) => bypassesAlone(candidate, billed.code, column, on));
    if (modifier !== undefined) return { modifier, column };
  }
  return isEvaluationAndManagement(column2.code) ? undefined : bypassingSite(column1, column2);
}

function bypassesAlone(modifier: string, code: string, column: 1 | 2, on: PlainDate): boolean {
  if (DISTINCT.has(modifier)) return column === 2 || on >= DISTINCT_ON_EITHER_COLUMN_FROM;
  const evaluation = isEvaluationAndManagement(code);
  if (ON_EVALUATION.has(modifier) || modifier === '27') return evaluation;
  if (ON_PROCEDURE.has(modifier)) return !evaluation;
  return modifier === '91' && isLaboratory(code); // a repeated laboratory test
}

// Two sites, one on each line: the same site twice justifies nothing.
function bypassingSite(column1: Billed, column2: Billed): { modifier: string; column: 2 } | undefined {
  const first = column1.modifiers.filter(isAnatomicModifier);
  const second = column2.modifiers.filter(isAnatomicModifier);
  const [site] = second;
  if (site === undefined || first.length === 0 || second.some((candidate) => first.includes(candidate))) return undefined;
  return { modifier: site, column: 2 };
}
