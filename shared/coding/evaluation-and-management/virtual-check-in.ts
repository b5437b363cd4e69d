import { contradiction, factMissing, noBasisForLevel } from '../coding-findings';
import type { CodingContext } from '../coding-context';
import { countableMinutes } from './countable-time';
import { statusByLastVisit } from './patient-status';
import type { VisitService } from './visit-service';

/** 98016 replaced G2012 on 2025-01-01, for Medicare too. Source: CY2025 PFS final rule. */
const CPT_CODE_FROM = '2025-01-01';
const LEAST_MINUTES = 5;

/** A brief technology-based check-in with an established patient: five minutes of medical discussion at least. */
export function virtualCheckIn(context: CodingContext): readonly VisitService[] {
  const { encounter, notes, on } = context;
  const minutes = countableMinutes(context);
  const source = 'CPT 98016; CMS CY2025 PFS final rule';
  if ((encounter.patientStatus ?? statusByLastVisit(context)) === 'new')
    notes.find(
      contradiction(
        'a virtual check-in, and the patient is new',
        'Coder: a check-in is for established patients; code what was done.',
        source,
      ),
    );
  if (minutes === undefined)
    notes.find(
      factMissing(
        'total_time_minutes',
        'a check-in needs five minutes of medical discussion',
        'Provider: how many minutes did you talk?',
        source,
      ),
    );
  else if (minutes < LEAST_MINUTES) {
    notes.find(
      noBasisForLevel(
        `${minutes} minutes are fewer than the ${LEAST_MINUTES} of a virtual check-in.`,
        'Provider: correct the minutes, or the call is not billed.',
      ),
    );
    return [];
  }
  const code = on >= CPT_CODE_FROM ? '98016' : 'G2012';
  notes.because({ kind: 'virtual-check-in', code, minutes: minutes ?? null });
  return [{ code, units: 1, purpose: 'other' }];
}
