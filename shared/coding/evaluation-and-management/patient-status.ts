import { addMonths, type PlainDate } from '../../kernel/plain-date';
import type { CodingContext } from '../coding-context';

export type PatientStatus = 'new' | 'established';

/** Three years, to the day: seen on 2023-05-10 is established through 2026-05-09. Source: CPT; contracts, patient_status. */
const ESTABLISHED_MONTHS = 36;

/** Was the patient seen within the last 36 months before the date of service? */
export const isEstablished = (lastSeen: PlainDate, on: PlainDate): boolean => on < addMonths(lastSeen, ESTABLISHED_MONTHS);

/** The status that the last visit shows; undefined when its date is not stated. */
export const statusByLastVisit = ({ encounter, on }: CodingContext): PatientStatus | undefined =>
  encounter.lastSeenDate === undefined ? undefined : isEstablished(encounter.lastSeenDate, on) ? 'established' : 'new';

/** Stated, else by the last visit; undefined when neither tells. A stated one is kept: the conflict is D009 on the code. */
export function statedOrSeenStatus(context: CodingContext): PatientStatus | undefined {
  const stated = context.encounter.patientStatus;
  const status = stated ?? statusByLastVisit(context);
  if (status !== undefined)
    context.notes.because({ kind: 'patient-status', status, basis: stated === undefined ? 'last-seen-date' : 'stated' });
  return status;
}
