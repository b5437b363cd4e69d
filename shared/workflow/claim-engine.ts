import type { ClaimIdentity } from '../claim/build-claim';
import type { Claim } from '../claim/claim';
import type { CodingResult } from '../coding/coding-result';
import type { Encounter } from '../encounter/encounter';
import type { VisitParties } from '../encounter/visit-parties';
import type { Finding } from '../kernel/finding';
import type { Cents } from '../kernel/money';
import type { Instant, PlainDate } from '../kernel/plain-date';
import type { Result } from '../kernel/result';
import type { ClaimPayment, RemittanceEvent } from '../remittance/remittance-advice';
import type { RemittedMoney } from '../claim/life';

/** What coding says of one visit: a result, or faults of the input by code and path (never values). */
export type CodedVisit =
  | { readonly ok: true; readonly result: CodingResult; readonly encounter: Encounter }
  | { readonly ok: false; readonly faults: readonly string[] };

export interface PlannedPosting {
  readonly outcome: 'paid' | 'partially_paid' | 'denied' | 'reversed';
  readonly money: RemittedMoney;
  /** CARC and RARC codes, for the reason. */
  readonly reasons: readonly string[];
}

/** The pure parts the workflow puts to work, over one practice's rules and tables. */
export interface ClaimEngine {
  codeVisit(encounter: unknown, asOf: PlainDate): CodedVisit;
  /** A claim, or findings that name the facts that are missing. */
  buildClaim(coded: CodedVisit & { ok: true }, parties: VisitParties, identity: ClaimIdentity): Result<Claim, readonly Finding[]>;
  /** Has the result an evaluation and management line? Two of one day are not both billed (D008). */
  hasEvaluation(result: CodingResult): boolean;
  scrubClaim(
    claim: Claim,
    asOf: PlainDate,
  ): { readonly verdict: 'clean' | 'held' | 'blocked'; readonly findings: readonly Finding[] };
  chargeOf(claim: Claim): Cents;
  /** The 837 of one claim: the same claim, attempt and instant give the same bytes. */
  writeClaim(claim: Claim, envelope: { readonly controlNumber: number; readonly at: Instant }): Result<string, readonly string[]>;
  readRemittance(text: string): Iterable<RemittanceEvent>;
  planPosting(chargeCents: Cents, payment: ClaimPayment): PlannedPosting;
}
