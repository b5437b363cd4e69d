import type { Cents } from '../kernel/money';
import type { PlainDate } from '../kernel/plain-date';

/** A CAS adjustment of an 835. */
export interface RemittanceAdjustment {
  readonly group: string;
  readonly carc: string;
  readonly amountCents: Cents;
  readonly quantity?: number;
}

export interface ServicePayment {
  readonly procedure: string;
  readonly modifiers: readonly string[];
  readonly chargeCents: Cents;
  readonly paidCents: Cents;
  readonly units: number;
  /** REF*6R echoed. */
  readonly lineControlNumber?: string;
  readonly date?: PlainDate;
  /** What was billed, when the payer decided on another code (SVC06-2). */
  readonly submittedProcedure?: string;
  readonly adjustments: readonly RemittanceAdjustment[];
  readonly remarks: readonly string[];
}

/** One CLP loop. */
export interface ClaimPayment {
  /** CLP01: our claim id. */
  readonly patientControlNumber: string;
  /** CLP02: 1 primary, 4 denied, 22 reversal … */
  readonly status: string;
  readonly chargeCents: Cents;
  readonly paidCents: Cents;
  readonly patientResponsibilityCents: Cents;
  readonly payerClaimNumber: string;
  readonly adjustments: readonly RemittanceAdjustment[];
  readonly remarks: readonly string[];
  readonly lines: readonly ServicePayment[];
}

/** A PLB adjustment, signed as in the file: positive takes money from the provider. */
export interface ProviderAdjustment {
  readonly code: string;
  readonly reference: string;
  readonly amountCents: Cents;
}

/** BPR, TRN and N1 of one ST. */
export interface PaymentHeader {
  readonly payer: string;
  readonly payee: string;
  readonly method: string;
  readonly traceNumber: string;
  readonly amountCents: Cents;
  readonly date?: PlainDate;
}

export interface RemittanceBalance {
  /** Lines where charge − adjustments ≠ paid. */
  readonly linesBad: number;
  readonly claimsBad: number;
  /** BPR02 − (ΣCLP04 − ΣPLB). */
  readonly transactionDifferenceCents: Cents;
}

/** An 835 read claim by claim: the header of a payment, its claims one after the other, then its end. */
export type RemittanceEvent =
  | { readonly kind: 'payment'; readonly header: PaymentHeader }
  | { readonly kind: 'claim'; readonly claim: ClaimPayment }
  | { readonly kind: 'end'; readonly providerAdjustments: readonly ProviderAdjustment[]; readonly balance: RemittanceBalance };
