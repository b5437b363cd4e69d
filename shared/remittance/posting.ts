import { cents, ZERO_CENTS, type Cents } from '../kernel/money';
import type { ClaimPayment, RemittanceAdjustment } from './remittance-advice';

/** What one claim's payment means in the books: charge = paid + patient responsibility + written off + denied (+ unexplained). */
export interface ClaimPosting {
  readonly outcome: 'paid' | 'partially_paid' | 'denied' | 'reversed';
  readonly paidCents: Cents;
  readonly patientResponsibilityCents: Cents;
  readonly writtenOffCents: Cents;
  readonly deniedCents: Cents;
  /** What the payment's own figures leave open of our charge: not 0 means that a person looks before anything is posted. */
  readonly unexplainedCents: Cents;
  /** Group and code of what was denied, then the remark codes: ['CO-97', 'N130']. */
  readonly reasons: readonly string[];
}

/**
 * Reasons that are no denial although nobody pays them: fee schedule and contract (45, 59, 94, 104, 131, 139, 169, 245), the prior
 * payer's part (23), law (223, 237, 253), incentives (144, 161), reporting only (246) and the like. CARC 24 (capitation or managed
 * care) is not among them: it asks for the right payer to be billed. Source: the denial table's rows of type "adjustment".
 */
const WRITTEN_OFF: ReadonlySet<string> = new Set(
  '23 45 59 70 89 94 102 103 104 122 131 132 137 139 144 161 169 186 209 223 235 237 245 246 253 B10 B22'.split(' '),
);

// CLP02.
const DENIED = '4';
const REVERSAL_OF_PREVIOUS_PAYMENT = '22';

/**
 * The posting of one claim payment (CLP loop) against the charge we billed. Only group PR may be asked of the patient; other groups
 * are written off for the reasons above and are denied otherwise. A reversal takes back the whole earlier result.
 */
export function planPosting(claimChargeCents: Cents, payment: ClaimPayment): ClaimPosting {
  if (payment.status === REVERSAL_OF_PREVIOUS_PAYMENT) return REVERSED;
  let patient = 0;
  let writtenOff = 0;
  let denied = 0;
  const reasons = new Set<string>();
  for (const adjustment of adjustmentsOf(payment)) {
    if (adjustment.group === 'PR') patient += adjustment.amountCents;
    else if (WRITTEN_OFF.has(adjustment.carc)) writtenOff += adjustment.amountCents;
    else {
      denied += adjustment.amountCents;
      if (adjustment.amountCents !== 0) reasons.add(`${adjustment.group}-${adjustment.carc}`);
    }
  }
  if (denied !== 0) for (const remark of remarksOf(payment)) reasons.add(remark);
  return {
    outcome: outcomeOf(payment, denied),
    paidCents: payment.paidCents,
    patientResponsibilityCents: cents(patient),
    writtenOffCents: cents(writtenOff),
    deniedCents: cents(denied),
    unexplainedCents: cents(claimChargeCents - payment.paidCents - patient - writtenOff - denied),
    reasons: [...reasons],
  };
}

function outcomeOf(payment: ClaimPayment, denied: number): ClaimPosting['outcome'] {
  if (payment.paidCents > 0) return denied > 0 ? 'partially_paid' : 'paid';
  return denied > 0 || payment.status === DENIED ? 'denied' : 'paid';
}

const REVERSED: ClaimPosting = {
  outcome: 'reversed',
  paidCents: ZERO_CENTS,
  patientResponsibilityCents: ZERO_CENTS,
  writtenOffCents: ZERO_CENTS,
  deniedCents: ZERO_CENTS,
  unexplainedCents: ZERO_CENTS,
  reasons: [],
};

/** Claim-level and line-level adjustments together: a payer reports each at one of the two levels. */
const adjustmentsOf = (payment: ClaimPayment): readonly RemittanceAdjustment[] => [
  ...payment.adjustments,
  ...payment.lines.flatMap((line) => line.adjustments),
];

const remarksOf = (payment: ClaimPayment): readonly string[] => [
  ...payment.remarks,
  ...payment.lines.flatMap((line) => line.remarks),
];
