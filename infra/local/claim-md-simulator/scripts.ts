import { x12FromPlainDate, type PlainDate } from '../../../shared/kernel/plain-date';
import type { ClearinghouseBehaviour, DayVisit, RemittanceBehaviour } from '../day-visits';
import type { ReceivedClaim } from './claims-in-837';

/** How clearinghouse and payer treat one claim. */
export interface ClaimScript {
  readonly clearinghouse: ClearinghouseBehaviour;
  readonly remittance: RemittanceBehaviour;
  readonly carc?: string | undefined;
}

/** The vendor's own test triggers (REJECT, DENY) and one of ours, for claims of no visit of the day. */
const BY_MEMBER_ID: Readonly<Record<string, ClaimScript>> = {
  REJECT: { clearinghouse: 'reject', remittance: 'none' },
  RMESSAGE: { clearinghouse: 'reject', remittance: 'none' },
  DENY: { clearinghouse: 'accept', remittance: 'denied' },
};

const ORDINARY: ClaimScript = { clearinghouse: 'accept', remittance: 'paid' };

export interface ScriptBook {
  /** The visit a claim comes from (its index in the list), by what an 837 says of it; undefined when it is none of the day's. */
  visitOf(claim: ReceivedClaim, takenBy: (visitIndex: number) => string | undefined): number | undefined;
  script(claim: ReceivedClaim, visitIndex: number | undefined): ClaimScript;
}

/**
 * A claim carries no encounter id, so its script is found by member id and date of service; of several, the one whose patient,
 * provider and diagnoses fit best and that no other claim has taken.
 */
export function createScriptBook(visits: readonly DayVisit[]): ScriptBook {
  const byKey = new Map<string, number[]>();
  visits.forEach((visit, index) => {
    const key = keyOf(visit.insurance?.member_id ?? '', x12FromPlainDate(visit.encounter.date_of_service as PlainDate));
    byKey.set(key, [...(byKey.get(key) ?? []), index]);
  });
  return {
    visitOf: (claim, takenBy) => {
      const candidates = byKey.get(keyOf(claim.memberId, claim.dateOfService)) ?? [];
      const free = candidates.filter((index) => [undefined, claim.patientControlNumber].includes(takenBy(index)));
      const scored = free.map((index) => ({ index, score: fit(visits[index], claim) }));
      return scored.sort((a, b) => b.score - a.score || a.index - b.index)[0]?.index;
    },
    script: (claim, visitIndex) => {
      const visit = visitIndex === undefined ? undefined : visits[visitIndex];
      return visit ?? BY_MEMBER_ID[claim.memberId.toUpperCase()] ?? ORDINARY;
    },
  };
}

const keyOf = (memberId: string, date: string): string => `${plain(memberId)}|${date}`;

/** Accents, blanks and case do not survive every writer. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[^A-Za-z0-9]/g, '')
    .toUpperCase();

function fit(visit: DayVisit | undefined, claim: ReceivedClaim): number {
  if (visit === undefined) return 0;
  const isPatient =
    plain(visit.patient.last_name ?? '') === plain(claim.patientLastName) &&
    plain(visit.patient.first_name ?? '') === plain(claim.patientFirstName);
  const isProvider = visit.encounter.provider_npi === claim.renderingNpi;
  const diagnoses = Array.isArray(visit.encounter['diagnoses'])
    ? (visit.encounter['diagnoses'] as readonly Record<string, unknown>[])
    : [];
  const shared = diagnoses.filter(
    ({ icd10_code: code }) => typeof code === 'string' && claim.diagnosisCodes.includes(plain(code)),
  );
  return (isPatient ? 100 : 0) + (isProvider ? 50 : 0) + shared.length;
}
