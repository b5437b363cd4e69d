import type { MueRow } from '../coding/tables';
import type { PlainDate } from '../kernel/plain-date';
import type { EditTables } from './edit-tables';
import { CLAIM_AND_CODING, namedLines, type Flag, type ScrubRule } from './rule';
import { datedLines, isSameProvider, type DatedLine, type ScrubSubject } from './subject';

const SOURCE = 'CMS medically unlikely edits, practitioner services';

/** All units of one code, day and provider: lines of this claim and what was billed before. */
interface DayOfCode {
  readonly code: string;
  readonly date: PlainDate;
  readonly lines: readonly number[];
  readonly units: number;
}

function daysOf(subject: ScrubSubject): readonly DayOfCode[] {
  const days = new Map<string, DatedLine[]>();
  for (const line of datedLines(subject)) {
    const key = `${line.code}|${line.date}|${line.renderingNpi ?? ''}`;
    days.set(key, [...(days.get(key) ?? []), line]);
  }
  return [...days.values()].flatMap((lines) => {
    const [first] = lines;
    if (first === undefined) return [];
    const before = subject.priorProcedures
      .filter((prior) => prior.code === first.code && prior.date === first.date)
      .filter((prior) => isSameProvider(prior.providerNpi, first.renderingNpi))
      .reduce((sum, prior) => sum + (prior.units ?? 1), 0);
    const units = lines.reduce((sum, line) => sum + line.units, before);
    return [{ code: first.code, date: first.date, lines: lines.map((line) => line.number), units }];
  });
}

/** Flags the days of codes over their limit, for the adjudication indicator that sums the day. */
const overTheDay =
  (mai: 2 | 3, fix: string) =>
  (subject: ScrubSubject, tables: EditTables): readonly Flag[] =>
    daysOf(subject).flatMap((day) => {
      const row = tables.mue(day.code, day.date);
      if (row?.mai !== mai || day.units <= row.units) return [];
      return [
        {
          lines: day.lines,
          message: `${day.units} units of ${day.code} on ${day.date} (${namedLines(day.lines)}${limitOf(row)}`,
          fix,
        },
      ];
    });

const limitOf = (row: MueRow): string =>
  `); the most is ${row.units} (MUE adjudication indicator ${row.mai}): all units of the day would be denied.`;

export const D004: ScrubRule = {
  id: 'D004',
  title: 'Units within the MUE of the day, by policy (indicator 2)',
  source: SOURCE,
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'ncci',
  check: overTheDay(2, 'Correct the units; no modifier helps (coder).'),
};

export const D005: ScrubRule = {
  id: 'D005',
  title: 'Units within the MUE of the day, clinical (indicator 3)',
  source: SOURCE,
  severity: 'hold',
  appliesIn: CLAIM_AND_CODING,
  binds: 'ncci',
  check: overTheDay(
    3,
    'Correct the units, or keep the note that shows the medical necessity ready for the appeal (coder, provider).',
  ),
};

export const D006: ScrubRule = {
  id: 'D006',
  title: 'Units within the MUE of one line (indicator 1)',
  source: SOURCE,
  severity: 'hold',
  appliesIn: CLAIM_AND_CODING,
  binds: 'ncci',
  check: (subject, tables) =>
    datedLines(subject).flatMap((line) => {
      const row = tables.mue(line.code, line.date);
      if (row?.mai !== 1 || line.units <= row.units) return [];
      return [
        {
          lines: [line.number],
          message: `Line ${line.number}: ${line.units} units of ${line.code}; the most on one line is ${row.units} (MUE adjudication indicator 1).`,
          fix: 'Correct the units, or report the rest on further lines with 76, 77, 91, 59, X or anatomic modifiers when the note supports them (coder).',
        },
      ];
    }),
};
