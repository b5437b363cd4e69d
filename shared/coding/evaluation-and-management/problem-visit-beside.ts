import { noBasisForLevel } from '../coding-findings';
import type { CodingContext } from '../coding-context';
import { levelOn } from './em-level';
import { ladderOn } from './level-ladders';
import { mdmOf } from './medical-decision-making';
import type { PatientStatus } from './patient-status';
import type { VisitService } from './visit-service';

/**
 * The problem-oriented visit beside a preventive or wellness one: its level goes by MDM alone, because the day's time belongs to both (time
 * alone is F003). Whether it may be billed is settled with modifier 25. Source: CPT preventive medicine guidelines; contracts, Encounter.
 */
export function problemVisitBeside(context: CodingContext, status: PatientStatus): readonly VisitService[] {
  const { encounter, notes } = context;
  const mdm = mdmOf(context);
  if (mdm === undefined) {
    if (encounter.separatelyIdentifiable === true && encounter.totalTimeMinutes !== undefined)
      notes.find(
        noBasisForLevel(
          'Beside a preventive or wellness visit time does not set a level, and no MDM is stated.',
          'Provider: what was the level of medical decision making of the problem-oriented part?',
        ),
      );
    return [];
  }
  const ladder = ladderOn(status === 'new' ? 'office-new' : 'office-established', context.on);
  const reached = ladder && levelOn(ladder, mdm, undefined);
  if (reached === undefined) return [];
  notes.because({ kind: 'em-level', code: reached.code, level: reached.level, basis: reached.basis });
  return [{ code: reached.code, units: 1, purpose: 'problem', basis: 'mdm' }];
}
