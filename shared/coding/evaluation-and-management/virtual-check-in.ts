import { addDays } from '../../kernel/plain-date';
import type { PriorProcedure } from '../../encounter/encounter';
import { contradiction, factMissing, noBasisForLevel } from '../coding-findings';
import type { CodingContext } from '../coding-context';
import { countableMinutes } from './countable-time';
import { statusByLastVisit } from './patient-status';
import { isVisitCode } from './em-codes';
import type { VisitService } from './visit-service';

/** 98016 replaced G2012 on 2025-01-01, for Medicare too. Source: CY2025 PFS final rule. */
const CPT_CODE = '98016';
const CPT_CODE_FROM = '2025-01-01';
const LEAST_MINUTES = 5;
const MOST_MINUTES = 10;
/** A visit this many days before, or the day after, may be what the call belongs to. */
const RELATED_DAYS_BEFORE = 7;
const RELATED_DAYS_AFTER = 1;

/**
 * A brief technology-based check-in with an established patient: five to ten minutes of medical discussion, not about a visit of the seven
 * days before or of the day after.
 */
export function virtualCheckIn(context: CodingContext): readonly VisitService[] {
  const { encounter, notes, on } = context;
  const minutes = countableMinutes(context);
  const source = 'CPT 98016; CMS CY2025 PFS final rule';
  // By the last visit's date alone it is D009.
  if (encounter.patientStatus === 'new' && statusByLastVisit(context) !== 'new')
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
  } else if (minutes > MOST_MINUTES)
    notes.find(
      contradiction(
        `a virtual check-in, and ${minutes} minutes of discussion, more than its ${MOST_MINUTES}`,
        'Coder: code the telehealth visit that it was, or correct the minutes.',
        source,
      ),
    );
  const near = visitNearby(context);
  if (near !== undefined && encounter.separatelyIdentifiable !== true)
    notes.find(
      contradiction(
        `a virtual check-in, and ${near.code} on ${near.date}, within seven days before or the day after`,
        'Provider: was the call about the same problem? Then it is part of that visit; if not, attest it (separately_identifiable).',
        source,
      ),
    );
  const code = on >= CPT_CODE_FROM ? CPT_CODE : 'G2012';
  notes.because({ kind: 'virtual-check-in', code, minutes: minutes ?? null });
  return [{ code, units: 1, purpose: 'other' }];
}

/** Another visit by the same provider that the call may have come from, or led to. */
const visitNearby = ({ encounter, on }: CodingContext): PriorProcedure | undefined =>
  encounter.priorProcedures.find(
    (prior) =>
      isVisitCode(prior.code) &&
      prior.code !== CPT_CODE &&
      (prior.providerNpi === undefined || prior.providerNpi === encounter.providerNpi) &&
      addDays(on, -RELATED_DAYS_BEFORE) <= prior.date &&
      prior.date <= addDays(on, RELATED_DAYS_AFTER),
  );
