import type { Finding } from '../kernel/finding';
import type { Cents } from '../kernel/money';

/** One charge as it goes into the EHR's own claim, and as it is read back. Diagnosis codes with or without the dot. */
export interface EhrCharge {
  readonly procedureCode: string;
  readonly modifiers: readonly string[];
  readonly units: number;
  readonly unitChargeCents?: Cents;
  readonly diagnosisCodes: readonly string[];
}

export type WriteCodesOutcome =
  /** The claim was made and read back; `findings` says how what the EHR holds differs from what was written. */
  | { readonly kind: 'written'; readonly ehrClaimId: string; readonly findings: readonly Finding[] }
  /** There was a claim already: nothing was written; `findings` says how it differs. */
  | { readonly kind: 'already-there'; readonly ehrClaimId: string; readonly findings: readonly Finding[] }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'not-sent'; readonly reason: string }
  /** It may stand there: read before anything is tried again. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** For practices whose EHR bills by itself (`billing_route: ehr`): codes go into the chart, and no 837 comes from us. */
export interface ChargeEntry {
  /** Makes the EHR's claim of a visit with all charges at once, unless there is one, and reads it back. Throws TransientFailure. */
  writeCodes(encounterId: string, charges: readonly EhrCharge[]): Promise<WriteCodesOutcome>;
  /** How the EHR's claim of a visit differs from the charges that were written: codes changed in the EHR after us. */
  codeDrift(encounterId: string, charges: readonly EhrCharge[]): Promise<readonly Finding[]>;
}
