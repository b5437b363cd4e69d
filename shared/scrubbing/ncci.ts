import type { PtpEdit } from '../coding/tables';
import type { PlainDate } from '../kernel/plain-date';
import { isEvaluationAndManagement } from './code-families';
import { mpfsRow, type EditTables } from './edit-tables';
import { bypassingModifier } from './ncci-modifiers';
import { CLAIM_AND_CODING, type Flag, type ScrubRule } from './rule';
import { datedLines, isSameProvider, type ScrubSubject } from './subject';

const SOURCE = 'CMS NCCI procedure-to-procedure edits, practitioner';

/** A service of the day: a line of this claim, or one billed before on the same day. */
interface Billed {
  readonly code: string;
  readonly modifiers: readonly string[];
  readonly date: PlainDate;
  readonly npi: string | undefined;
  /** Absent for a service billed before. */
  readonly line?: number;
}

interface Pair {
  readonly edit: PtpEdit;
  readonly column1: Billed;
  readonly column2: Billed;
  /** Lines of this claim, the column-2 line first. */
  readonly lines: readonly number[];
}

/** Every pair of two services of one day and provider that an edit in force names, this claim's lines with each other and with history. */
function pairsOf(subject: ScrubSubject, tables: EditTables): readonly Pair[] {
  const known = pairsOfRun.get(tables);
  if (known !== undefined) return known;
  const pairs = findPairs(subject, tables);
  pairsOfRun.set(tables, pairs);
  return pairs;
}

// Four rules ask for the same pairs; one run has its own EditTables and one subject.
const pairsOfRun = new WeakMap<EditTables, readonly Pair[]>();

function findPairs(subject: ScrubSubject, tables: EditTables): readonly Pair[] {
  const lines: Billed[] = datedLines(subject).map((line) => ({
    code: line.code,
    modifiers: line.modifiers,
    date: line.date,
    npi: line.renderingNpi,
    line: line.number,
  }));
  const before: Billed[] = subject.priorProcedures.map((prior) => ({
    code: prior.code,
    modifiers: prior.modifiers ?? [],
    date: prior.date,
    npi: prior.providerNpi,
  }));
  const pairs: Pair[] = [];
  for (const [index, one] of lines.entries()) {
    for (const other of [...lines.slice(index + 1), ...before]) {
      if (one.code === other.code || one.date !== other.date || !isSameProvider(one.npi, other.npi)) continue;
      for (const [column1, column2] of [
        [one, other],
        [other, one],
      ] as const) {
        const edit = tables.ptp(column1.code, column2.code, one.date);
        if (edit !== undefined)
          pairs.push({ edit, column1, column2, lines: [column2, column1].flatMap(({ line }) => line ?? []) });
      }
    }
  }
  return pairs;
}

const named = ({ column1, column2, edit }: Pair): string =>
  `NCCI pays ${column1.code} (column 1) and denies ${column2.code} (column 2) on ${column2.date}` +
  `${column1.line === undefined || column2.line === undefined ? ', one of them billed before that day' : ''}; edit in force since ${edit.effectiveFrom}`;

export const D001: ScrubRule = {
  id: 'D001',
  title: 'No NCCI pair that no modifier bypasses (indicator 0)',
  source: SOURCE,
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'ncci',
  check: (subject, tables) =>
    pairsOf(subject, tables)
      .filter(({ edit }) => edit.modifierIndicator === 0)
      .map((pair) => ({
        lines: pair.lines,
        message: `${named(pair)}; indicator 0, no modifier bypasses it.`,
        fix: `Take ${pair.column2.code} off, or correct the code from the note (coder).`,
      })),
};

export const D002: ScrubRule = {
  id: 'D002',
  title: 'An NCCI pair that a modifier may bypass carries one (indicator 1)',
  source: SOURCE,
  severity: 'hold',
  appliesIn: CLAIM_AND_CODING,
  binds: 'ncci',
  check: (subject, tables) =>
    pairsOf(subject, tables)
      .filter((pair) => pair.edit.modifierIndicator === 1 && bypassOf(pair) === undefined)
      .filter((pair) => !wantsDecisionForSurgery(pair, tables))
      .map((pair) => ({
        lines: pair.lines,
        message: `${named(pair)}; indicator 1, and no modifier on the lines bypasses it.`,
        fix: fixOf(pair),
      })),
};

export const D036: ScrubRule = {
  id: 'D036',
  title: 'A modifier bypasses an NCCI pair only where the note bears it out',
  source: SOURCE,
  severity: 'info',
  appliesIn: CLAIM_AND_CODING,
  binds: 'ncci',
  check: (subject, tables) =>
    pairsOf(subject, tables).flatMap((pair): Flag[] => {
      const bypass = pair.edit.modifierIndicator === 1 ? bypassOf(pair) : undefined;
      if (bypass === undefined) return [];
      const on = bypass.column === 2 ? pair.column2.code : pair.column1.code;
      return [
        {
          lines: pair.lines,
          message: `${named(pair)}; bypassed by modifier ${bypass.modifier} on ${on}.`,
          fix: 'Keep the note that supports the modifier with the claim (coder).',
        },
      ];
    }),
};

export const D003: ScrubRule = {
  id: 'D003',
  title: 'An NCCI pair is bypassed by an X modifier where one says more than 59',
  source: 'CMS: use XE, XS, XP or XU before 59 (MLN1783722)',
  severity: 'warn',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject, tables) =>
    pairsOf(subject, tables).flatMap((pair): Flag[] => {
      const bypass = pair.edit.modifierIndicator === 1 ? bypassOf(pair) : undefined;
      const billed = bypass?.column === 1 ? pair.column1 : pair.column2;
      if (bypass?.modifier !== '59' || billed.line === undefined) return [];
      return [
        {
          lines: [billed.line],
          message: `Line ${billed.line} (${billed.code}): 59 bypasses the pair ${pair.column1.code}/${pair.column2.code}; XE, XS, XP or XU says why.`,
          fix: 'Replace 59 by XE (encounter), XS (structure), XP (practitioner) or XU (no overlap) when the note says which (coder).',
        },
      ];
    }),
};

const bypassOf = ({ column1, column2 }: Pair): ReturnType<typeof bypassingModifier> =>
  bypassingModifier(column1, column2, column2.date);

// A visit beside a major procedure wants 57 and is D011, never both ids for one fault (contracts, Findings).
function wantsDecisionForSurgery({ column1, column2 }: Pair, tables: EditTables): boolean {
  if (!isEvaluationAndManagement(column2.code) || column2.line === undefined) return false;
  return mpfsRow(tables, column1.code, column1.date)?.globalDays === '090';
}

function fixOf({ column1, column2 }: Pair): string {
  if (isEvaluationAndManagement(column2.code))
    return `Add 25 to ${column2.code} if the provider attests a significant, separately identifiable visit; else take it off (provider, coder).`;
  return `Add XE, XS, XP or XU (else 59, or anatomic modifiers for different sites) to ${column2.code} if it was distinct from ${column1.code}; else take it off (coder).`;
}
