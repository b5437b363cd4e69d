import { factMissing, noBasisForLevel } from '../coding-findings';
import type { CodingContext } from '../coding-context';
import { countableMinutes } from './countable-time';
import type { VisitService } from './visit-service';

/** The first code stands for 30 to 74 minutes. Source: CPT 99291-99292. */
const FIRST_FROM_MINUTES = 30;
/** CPT counts a further code from 75 minutes; Medicare only when 30 full ones are over, at 104 (CMS CY2023 PFS final rule). */
const FURTHER_FROM_MINUTES = { CPT: 75, MEDICARE: 104 } as const;
const FURTHER_EACH_MINUTES = 30;

/** Critical care by its minutes; fewer than 30 are not critical care (F003). */
export function criticalCare(context: CodingContext): readonly VisitService[] {
  const source = 'CPT 99291-99292';
  const minutes = countableMinutes(context);
  if (minutes === undefined) {
    context.notes.find(
      factMissing(
        'total_time_minutes',
        'critical care is coded by its minutes',
        'Provider: how many minutes of critical care, without separately billed procedures?',
        source,
      ),
    );
    return [];
  }
  if (minutes < FIRST_FROM_MINUTES) {
    context.notes.find(
      noBasisForLevel(
        `${minutes} countable minutes are fewer than the ${FIRST_FROM_MINUTES} of critical care.`,
        'Coder: code the visit as the hospital, emergency or office visit that it was.',
      ),
    );
    return [];
  }
  const from = FURTHER_FROM_MINUTES[context.payer.followsMedicare ? 'MEDICARE' : 'CPT'];
  const further = minutes < from ? 0 : Math.floor((minutes - from) / FURTHER_EACH_MINUTES) + 1;
  context.notes.because({ kind: 'critical-care', code: '99291', minutes, further_units: further, further_from: from });
  const first: VisitService = { code: '99291', units: 1, purpose: 'other', basis: 'time', minutes };
  return further === 0 ? [first] : [first, { code: '99292', units: further, purpose: 'added' }];
}
