import { contradiction, prolongedNotEarned } from '../coding-findings';
import type { CodingContext } from '../coding-context';
import type { DraftLine } from '../draft-line';
import type { OrderedProcedure } from '../procedures';
import { prolongedUnits } from './prolonged-services';
import type { VisitService } from './visit-service';

// Services that the visit's minutes earn (prolonged care, further critical care) and that the note orders too: they stand once.

/** The visit's lines without those that the note orders itself. */
export const notOrdered = (visit: readonly DraftLine[], ordered: readonly OrderedProcedure[]): readonly DraftLine[] =>
  visit.filter((line) => line.role !== 'with-visit' || ordered.every((procedure) => procedure.line.code !== line.code));

/**
 * Ordered time-earned services in the units that the minutes earn when the note states none. More units than are earned are D017, of
 * critical care F010. Source: CPT prolonged services, CPT 99291-99292; fact sheet em-coding §2.
 */
export function inEarnedUnits(
  context: CodingContext,
  services: readonly VisitService[],
  ordered: readonly OrderedProcedure[],
): readonly OrderedProcedure[] {
  const visit = services.find((service) => service.purpose !== 'added');
  if (visit === undefined) return ordered;
  return ordered.map((procedure) => {
    const { line } = procedure;
    const earned = earnedUnits(context, line.code, visit, services);
    if (earned === undefined) return procedure;
    const stated = context.encounter.procedures[line.procedureIndex ?? -1]?.units;
    const units = stated ?? Math.max(earned, 1);
    if (units > earned) context.notes.find(notEarned(line.code, units, visit.code, earned), line.key);
    return { ...procedure, line: { ...line, units } };
  });
}

const CRITICAL_CARE = '99291';
const FURTHER_CRITICAL_CARE = '99292';

/** Undefined for a code that is not earned by minutes beside this visit. */
function earnedUnits(
  context: CodingContext,
  code: string,
  visit: VisitService,
  services: readonly VisitService[],
): number | undefined {
  if (code !== FURTHER_CRITICAL_CARE) return prolongedUnits(context, code, visit);
  if (visit.code !== CRITICAL_CARE) return undefined;
  return services.find((service) => service.code === FURTHER_CRITICAL_CARE)?.units ?? 0;
}

const notEarned = (code: string, units: number, base: string, earned: number) =>
  code === FURTHER_CRITICAL_CARE
    ? contradiction(
        `${units} units of ${code}, and the minutes beside ${base} earn ${earned}`,
        'Coder: correct the units from the minutes of the note.',
        'CPT 99291-99292',
      )
    : prolongedNotEarned(code, units, base, earned);
