import { daysBetween, type PlainDate } from '../kernel/plain-date';
import { isEvaluationAndManagement, isLaboratory } from './code-families';
import type { EditTables } from './edit-tables';
import { CLAIM_AND_CODING, type Flag, type ScrubRule } from './rule';
import { datedLines, isSameProvider, type DatedLine, type ScrubSubject } from './subject';

// Care management counts by the calendar month, critical care may go past midnight (ncci.md §4).
const BY_MONTH = new Set(['99439', '99437', '99489', '99425', '99427', '99458']);
const PAST_MIDNIGHT = new Set(['99292']);

export const D007: ScrubRule = {
  id: 'D007',
  title: 'An add-on code stands beside its primary service',
  source: 'CMS NCCI add-on code edits',
  severity: 'hold',
  appliesIn: CLAIM_AND_CODING,
  binds: 'ncci',
  check: (subject, tables) => datedLines(subject).flatMap((line) => flagsOf(line, subject, tables)),
};

function flagsOf(line: DatedLine, subject: ScrubSubject, tables: EditTables): readonly Flag[] {
  const addOn = tables.addOn(line.code, line.date);
  if (addOn === undefined) return [];
  const others = servicesBeside(line, subject);
  if (others.some((code) => addOn.primaries.includes(code))) return [];
  // Types 2 and 3 leave (further) primaries to the contractor: another procedure of the day may be one.
  if (addOn.type !== 1 && others.some((code) => mayBePrimary(code, line.date, tables))) return [];
  const named =
    addOn.primaries.length > 0 ? `one of ${listed(addOn.primaries)}` : 'a primary service that the contractor accepts';
  return [
    {
      lines: [line.number],
      message: `Line ${line.number}: ${line.code} is an add-on (type ${addOn.type}) and needs ${named} by the same provider on ${line.date}.`,
      fix: `Add the primary service if the note has it; else take ${line.code} off (coder).`,
      severity: addOn.type === 1 ? 'error' : 'hold',
    },
  ];
}

function servicesBeside(line: DatedLine, subject: ScrubSubject): readonly string[] {
  const beside = (date: PlainDate): boolean => {
    if (BY_MONTH.has(line.code)) return date.slice(0, 7) === line.date.slice(0, 7);
    if (PAST_MIDNIGHT.has(line.code)) return Math.abs(daysBetween(date, line.date)) <= 1;
    return date === line.date;
  };
  const ofClaim = datedLines(subject)
    .filter((other) => other !== line && beside(other.date) && isSameProvider(other.renderingNpi, line.renderingNpi))
    .map((other) => other.code);
  const before = subject.priorProcedures
    .filter((prior) => beside(prior.date) && isSameProvider(prior.providerNpi, line.renderingNpi))
    .map((prior) => prior.code);
  return [...ofClaim, ...before];
}

const mayBePrimary = (code: string, on: PlainDate, tables: EditTables): boolean =>
  !isEvaluationAndManagement(code) && !isLaboratory(code) && tables.addOn(code, on) === undefined;

const listed = (codes: readonly string[]): string =>
  codes.length <= 6 ? codes.join(', ') : `${codes.slice(0, 6).join(', ')} and ${codes.length - 6} more`;
