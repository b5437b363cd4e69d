import { addDays, daysBetween, type PlainDate } from '../kernel/plain-date';
import type { PriorProcedure } from '../encounter/encounter';
import { isEvaluationAndManagement, isPreventiveVisit, isVisit, isWellnessVisit } from './code-families';
import { mpfsRow, type EditTables } from './edit-tables';
import { D002 } from './ncci';
import { bindsSubject, CLAIM_AND_CODING, type Flag, type ScrubRule } from './rule';
import { datedLines, isSameProvider, type DatedLine, type ScrubSubject } from './subject';

const SOURCE = 'MPFS global days; CMS Claims Processing Manual ch. 12 §40';

/** Days after the procedure that its global period lasts (em-coding §6). */
const DAYS_AFTER: Readonly<Record<string, number>> = { '000': 0, '010': 10, '090': 90 };

/** A procedure with a global period: on this claim, or done before (or, for the day-before rule, planned). */
interface GlobalProcedure {
  readonly code: string;
  readonly date: PlainDate;
  readonly globalDays: string;
  readonly line?: number;
}

export const D011: ScrubRule = {
  id: 'D011',
  title: 'A visit inside a global period carries 24, 25 or 57',
  source: SOURCE,
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject, tables) =>
    datedLines(subject)
      .filter((line) => isProblemVisit(line.code))
      .flatMap((visit) =>
        globalsAround(visit, subject, tables).flatMap((procedure): Flag[] => {
          const modifier = needsModifier(visit, procedure, subject, tables);
          if (modifier === undefined) return [];
          return [
            {
              lines: procedure.line === undefined ? [visit.number] : [visit.number, procedure.line],
              message: `Line ${visit.number}: ${visit.code} on ${visit.date} lies in the global period (${procedure.globalDays}) of ${procedure.code} on ${procedure.date}.`,
              fix: `Add ${modifier} if the visit was ${MEANS[modifier]} and the provider attests it; else take the visit off (provider, coder).`,
            },
          ];
        }),
      ),
};

const MEANS = {
  '24': 'unrelated to the procedure',
  '25': 'significant and separately identifiable',
  '57': 'the decision for surgery',
} as const;

// Preventive and wellness visits are no part of a surgeon's care.
const isProblemVisit = (code: string): boolean => isVisit(code) && !isPreventiveVisit(code) && !isWellnessVisit(code);

/** The modifier that a visit needs beside a procedure; undefined when none, or when it is there. */
function needsModifier(
  visit: DatedLine,
  procedure: GlobalProcedure,
  subject: ScrubSubject,
  tables: EditTables,
): '24' | '25' | '57' | undefined {
  const days = daysBetween(procedure.date, visit.date);
  const major = procedure.globalDays === '090';
  const after = DAYS_AFTER[procedure.globalDays] ?? 0;
  if (days < (major ? -1 : 0) || days > after) return undefined;
  if (days > 0) return visit.modifiers.includes('24') ? undefined : '24';
  const needed = major ? '57' : '25';
  if (visit.modifiers.includes(needed) || visit.modifiers.includes('24')) return undefined;
  // A minor procedure of the day with an NCCI pair is D002, where that edit binds the payer: never two ids for one fault.
  const isPair = !major && bindsSubject(D002, subject) && tables.ptp(procedure.code, visit.code, visit.date) !== undefined;
  return isPair ? undefined : needed;
}

function globalsAround(line: DatedLine, subject: ScrubSubject, tables: EditTables): readonly GlobalProcedure[] {
  const ofClaim = datedLines(subject)
    .filter((other) => other !== line && isSameProvider(other.renderingNpi, line.renderingNpi))
    .map((other) => ({ code: other.code, date: other.date, line: other.number }));
  return [...ofClaim, ...historyOf(line, subject)].flatMap(({ code, date, ...rest }) => {
    // 90 days after and one before are the widest window: farther rows need no look-up.
    const far = Math.abs(daysBetween(date, line.date)) > 90;
    const globalDays = far || isEvaluationAndManagement(code) ? undefined : mpfsRow(tables, code, line.date)?.globalDays;
    return globalDays !== undefined && globalDays in DAYS_AFTER ? [{ code, date, globalDays, ...rest }] : [];
  });
}

const historyOf = (line: DatedLine, { priorProcedures }: ScrubSubject): readonly PriorProcedure[] =>
  priorProcedures.filter((prior) => isSameProvider(prior.providerNpi, line.renderingNpi));

export const D012: ScrubRule = {
  id: 'D012',
  title: 'A procedure inside a global period carries 58, 78 or 79',
  source: SOURCE,
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject, tables) =>
    datedLines(subject).flatMap((line): Flag[] => {
      if (subject.priorProcedures.length === 0 || ['58', '78', '79'].some((modifier) => line.modifiers.includes(modifier)))
        return [];
      const own = mpfsRow(tables, line.code, line.date)?.globalDays;
      if (own === undefined || !(own in DAYS_AFTER) || isEvaluationAndManagement(line.code)) return [];
      const inside = globalsAround(line, subject, tables).find(
        (procedure) =>
          procedure.line === undefined &&
          procedure.date < line.date &&
          line.date <= addDays(procedure.date, DAYS_AFTER[procedure.globalDays] ?? 0),
      );
      if (inside === undefined) return [];
      return [
        {
          lines: [line.number],
          message: `Line ${line.number}: ${line.code} on ${line.date} lies in the global period (${inside.globalDays}) of ${inside.code} on ${inside.date}.`,
          fix: 'Add 58 (staged), 78 (unplanned return) or 79 (unrelated) as the operative note says (coder).',
        },
      ];
    }),
};
