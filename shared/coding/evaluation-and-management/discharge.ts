import type { CodingContext } from '../coding-context';
import { countableMinutes } from './countable-time';
import type { VisitService } from './visit-service';

/** The longer discharge code needs more than 30 minutes; without minutes the shorter one stands. Source: CPT 99238-99239, 99315-99316. */
const LONGER_ABOVE_MINUTES = 30;

const DISCHARGE_CODES = {
  hospital_discharge: { shorter: '99238', longer: '99239' },
  nursing_discharge: { shorter: '99315', longer: '99316' },
} as const;

/** Discharge day management by its minutes. */
export function dischargeVisit(context: CodingContext, visitType: keyof typeof DISCHARGE_CODES): readonly VisitService[] {
  const minutes = countableMinutes(context);
  const { shorter, longer } = DISCHARGE_CODES[visitType];
  const code = minutes !== undefined && minutes > LONGER_ABOVE_MINUTES ? longer : shorter;
  context.notes.because({ kind: 'discharge-day', code, minutes: minutes ?? null, longer_above: LONGER_ABOVE_MINUTES });
  return [{ code, units: 1, purpose: 'other' }];
}
