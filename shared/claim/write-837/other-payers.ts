import { x12DecimalFromCents } from '../../kernel/money';
import { writeDecimal } from '../../x12/core/element-format';
import type { Adjustment, Claim, LineAdjudication, OtherPayer } from '../claim';
import { ADJUSTMENT_GROUPS, CLAIM_FILING_CODES, RELATIONSHIP_CODES, RELEASE_CODES, RESPONSIBILITY_CODES } from '../code-lists';
import type { Carrier } from './carrier';
import { writeDate, writeReference } from './claim-information';
import { writeInsured, writePayer, writeSbr } from './parties';

const MOST_OTHER_PAYERS = 10;
const MOST_ADJUSTMENT_SEGMENTS = 5;
const REASONS_A_SEGMENT = 6;

/** Loops 2320, 2330A and 2330B: who else covers the patient, and what they decided before this payer is asked. */
export function writeOtherPayers(carrier: Carrier, claim: Claim): void {
  const others = claim.otherPayers ?? [];
  if (others.length > MOST_OTHER_PAYERS) carrier.refuse('A002', 'other_payers', `are more than ${MOST_OTHER_PAYERS}`);
  if (others.length === 0 && (claim.payerResponsibility ?? 'primary') !== 'primary') carrier.missing('other_payers');
  const responsibilities = [claim.payerResponsibility];
  for (const [index, other] of others.entries()) {
    const path = `other_payers.${index}`;
    if (responsibilities.includes(other.responsibility))
      carrier.refuse('A002', `${path}.responsibility`, 'is held by another payer of the claim');
    responsibilities.push(other.responsibility);
    // A line's decision names its payer by this id alone (SVD01).
    if (others.findIndex(({ payerId }) => payerId === other.payerId) < index)
      carrier.refuse('A002', `${path}.payer_id`, 'is the id of another of the other payers too');
    writeOtherPayer(carrier, claim, other, path);
  }
}

function writeOtherPayer(carrier: Carrier, claim: Claim, other: OtherPayer, path: string): void {
  writeSbr(carrier, {
    responsibility: RESPONSIBILITY_CODES[other.responsibility],
    relationship: carrier.code(other.relationship, RELATIONSHIP_CODES, `${path}.relationship`),
    subscriber: other.subscriber,
    path: `${path}.subscriber`,
    filing: carrier.required(other.claimFilingCode, `${path}.claim_filing_code`, { longest: 2, codes: CLAIM_FILING_CODES }),
  });
  writeAdjustments(carrier, other.adjustments ?? [], `${path}.adjustments`);
  if (other.paidCents !== undefined) carrier.add('AMT', 'D', carrier.amount(other.paidCents, `${path}.paid_amount`));
  else if (decidedLines(claim, other)) carrier.missing(`${path}.paid_amount`);
  if (other.nonCoveredCents !== undefined)
    carrier.add('AMT', 'A8', carrier.amount(other.nonCoveredCents, `${path}.non_covered_amount`));
  if (other.remainingLiabilityCents !== undefined)
    carrier.add('AMT', 'EAF', carrier.amount(other.remainingLiabilityCents, `${path}.remaining_liability`));
  carrier.add(
    'OI',
    '',
    '',
    claim.benefitsAssigned === true ? 'Y' : 'N',
    '',
    '',
    claim.releaseOfInformation === undefined ? '' : RELEASE_CODES[claim.releaseOfInformation],
  );
  writeInsured(carrier, other.subscriber, `${path}.subscriber`);
  writePayer(carrier, { payerId: other.payerId, ...(other.name === undefined ? {} : { name: other.name }) }, path);
  writeAdjudicationDate(carrier, claim, other, path);
  writeReference(carrier, 'F8', other.payerClaimNumber, `${path}.payer_claim_number`);
}

const decidedLines = (claim: Claim, { payerId }: OtherPayer): boolean =>
  claim.serviceLines.some((line) => line.adjudications?.some((decided) => decided.payerId === payerId));

// The date of a payer's decision stands at the lines (2430) or here, never in both places.
function writeAdjudicationDate(carrier: Carrier, claim: Claim, other: OtherPayer, path: string): void {
  if (decidedLines(claim, other)) return;
  const decided = other.paidCents !== undefined || (other.adjustments ?? []).length > 0;
  if (decided && other.adjudicationDate === undefined) carrier.missing(`${path}.adjudication_date`);
  writeDate(carrier, '573', other.adjudicationDate);
}

/** CAS: one segment a group, six reasons each, in the order given. */
export function writeAdjustments(carrier: Carrier, adjustments: readonly Adjustment[], path: string): void {
  const groups = new Map<string, string[][]>();
  for (const [index, adjustment] of adjustments.entries()) {
    const at = `${path}.${index}`;
    const group = carrier.required(adjustment.group, `${at}.group`, { longest: 2, codes: ADJUSTMENT_GROUPS });
    const reason = [
      carrier.required(adjustment.carc, `${at}.carc`, { longest: 5 }),
      x12DecimalFromCents(adjustment.amountCents),
      adjustment.quantity === undefined ? '' : quantity(carrier, adjustment.quantity, `${at}.quantity`),
    ];
    groups.set(group, [...(groups.get(group) ?? []), reason]);
  }
  let segments = 0;
  for (const [group, reasons] of groups)
    for (let from = 0; from < reasons.length; from += REASONS_A_SEGMENT) {
      carrier.add('CAS', group, ...reasons.slice(from, from + REASONS_A_SEGMENT).flat());
      segments++;
    }
  if (segments > MOST_ADJUSTMENT_SEGMENTS) carrier.refuse('A002', path, `need more than ${MOST_ADJUSTMENT_SEGMENTS} segments`);
}

/** A count as an R element, or a fault when it cannot be one. */
export function quantity(carrier: Carrier, value: number, path: string): string {
  const text = writeDecimal(value, 3);
  if (text === undefined || text.length > 15) carrier.refuse('A002', path, 'is no quantity that X12 can carry');
  return text ?? '';
}

/** The prior payer of a line's adjudication; a decision of a payer that the claim does not name cannot be sent. */
export function priorPayer(claim: Claim, decided: LineAdjudication): OtherPayer | undefined {
  return claim.otherPayers?.find((other) => other.payerId === decided.payerId);
}
