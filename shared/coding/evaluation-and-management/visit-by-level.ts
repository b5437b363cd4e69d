import { withoutUndefined } from '../../kernel/without-undefined';
import { establishedButNotSeen, newButSeen, missingTable, noBasisForLevel, OWN_TABLE } from '../coding-findings';
import type { CodingContext } from '../coding-context';
import { countableMinutes } from './countable-time';
import { levelOn } from './em-level';
import { isEstablishedPatientCode, isNewPatientCode } from './em-codes';
import { ladderOn, type LadderName } from './level-ladders';
import { mdmOf } from './medical-decision-making';
import { isEstablished } from './patient-status';
import { prolongedServices } from './prolonged-services';
import type { VisitService } from './visit-service';

/** A visit whose code is a level of MDM or time, with the prolonged care its time earns. Holds by F003 when nothing reaches a level. */
export function visitByLevel(context: CodingContext, ladderName: LadderName): readonly VisitService[] {
  const ladder = ladderOn(ladderName, context.on);
  if (ladder === undefined) {
    context.notes.find(missingTable({ kind: 'table-gap', table: OWN_TABLE, reason: 'not-in-force' }, context.on));
    return [];
  }
  const mdm = mdmOf(context);
  const timed = ladder.some((step) => step.minutes !== null);
  const minutes = timed ? countableMinutes(context) : undefined;
  const reached = levelOn(ladder, mdm, minutes);
  if (reached === undefined) {
    context.notes.find(noBasis(timed, minutes, ladder[0]?.minutes ?? null));
    return [];
  }
  context.notes.because({ kind: 'em-level', code: reached.code, level: reached.level, basis: reached.basis });
  const visit: VisitService = withoutUndefined({
    code: reached.code,
    units: 1,
    purpose: 'problem' as const,
    basis: reached.basis,
    minutes,
  });
  return [visit, ...prolongedServices(context, visit, minutes)];
}

function noBasis(timed: boolean, minutes: number | undefined, least: number | null) {
  if (!timed)
    return noBasisForLevel(
      'No MDM is stated, and time never sets the level of this visit.',
      'Provider: what was the level of medical decision making (problems, data, risk)?',
    );
  return minutes === undefined
    ? noBasisForLevel(
        'Neither MDM nor countable time is stated: no level is supported.',
        'Provider: what was the level of medical decision making, or how many minutes of your own time on this date?',
      )
    : noBasisForLevel(
        `No MDM is stated, and ${minutes} countable minutes are fewer than the ${least ?? 0} of the lowest level.`,
        'Provider: what was the level of medical decision making?',
      );
}

/** A code for new patients though seen within 36 months, or the other way round: D009, the stated code is kept. */
export function patientStatusConflict(context: CodingContext, code: string, lineKey: number): void {
  const lastSeen = lastSeenDate(context);
  if (lastSeen === undefined) return;
  const established = isEstablished(lastSeen, context.on);
  if (established && isNewPatientCode(code)) context.notes.find(newButSeen(code, lastSeen), lineKey);
  if (!established && isEstablishedPatientCode(code)) context.notes.find(establishedButNotSeen(code, lastSeen), lineKey);
}

/** The last visit as stated, or a visit by the same provider among the prior procedures, if that one is later. */
function lastSeenDate({ encounter, on }: CodingContext) {
  let last = encounter.lastSeenDate;
  for (const prior of encounter.priorProcedures) {
    const seen =
      prior.providerNpi === encounter.providerNpi &&
      prior.date < on &&
      (isNewPatientCode(prior.code) || isEstablishedPatientCode(prior.code));
    if (seen && (last === undefined || prior.date > last)) last = prior.date;
  }
  return last;
}
