import { cents, sumCents, type Cents } from '../../../shared/kernel/money';
import type { RemittanceBehaviour } from '../day-visits';
import type { ReceivedClaim, ReceivedLine } from './claims-in-837';

export interface PaidLine {
  readonly line: ReceivedLine;
  readonly paidCents: Cents;
  readonly adjustments: readonly { readonly group: 'CO' | 'PR'; readonly carc: string; readonly amountCents: Cents }[];
}

/** What the payer decided: the figures our own books must show in the end. */
export interface Adjudication {
  /** CLP02: 1 processed as primary, 4 denied. */
  readonly status: '1' | '4';
  readonly lines: readonly PaidLine[];
  readonly paidCents: Cents;
  readonly patientResponsibilityCents: Cents;
  readonly writtenOffCents: Cents;
  readonly deniedCents: Cents;
}

export interface Verdict {
  readonly remittance: Exclude<RemittanceBehaviour, 'none'>;
  readonly carc?: string | undefined;
}

/** The contract's discount, and what the patient owes by kind of payer. */
const CONTRACTUAL = '45';
const DISCOUNT_PERCENT = 30;
const COPAY_CENTS = 2000;
const COINSURANCE_PERCENT = 20;
const DEFAULT_DENIAL = '50';
const PART_PAID_PERCENT = 60;

/** Decides a claim as its script says; every line balances: charge = paid + adjustments. */
export function adjudicate(claim: ReceivedClaim, verdict: Verdict): Adjudication {
  switch (verdict.remittance) {
    case 'paid':
    case 'reversed':
      return summed(
        '1',
        claim.lines.map((line, index) => allowedLine(line, claim.filingIndicator, index === 0)),
      );
    case 'denied':
      return summed(
        '4',
        claim.lines.map((line) => partlyPaid(line, 0, verdict.carc)),
      );
    case 'partial':
      return summed('1', partialLines(claim.lines, verdict.carc));
  }
}

/** Medicare leaves a share of the allowed amount, Medicaid nothing, the others a copay on the first line. */
function allowedLine(line: ReceivedLine, filingIndicator: string, isFirst: boolean): PaidLine {
  const discount = Math.round((line.chargeCents * DISCOUNT_PERCENT) / 100);
  const allowed = line.chargeCents - discount;
  const [carc, share] = patientShare(filingIndicator, allowed, isFirst);
  return {
    line,
    paidCents: cents(allowed - share),
    adjustments: [
      { group: 'CO' as const, carc: CONTRACTUAL, amountCents: cents(discount) },
      { group: 'PR' as const, carc, amountCents: cents(share) },
    ].filter((adjustment) => adjustment.amountCents !== 0),
  };
}

function patientShare(filingIndicator: string, allowed: number, isFirst: boolean): readonly [carc: string, cents: number] {
  if (filingIndicator === 'MC') return ['3', 0];
  if (filingIndicator === 'MB' || filingIndicator === '16') return ['2', Math.round((allowed * COINSURANCE_PERCENT) / 100)];
  return ['3', isFirst ? Math.min(COPAY_CENTS, allowed) : 0];
}

/** The last of several lines is denied whole; a single line is paid in part. */
function partialLines(lines: readonly ReceivedLine[], carc: string | undefined): readonly PaidLine[] {
  return lines.map((line, index) => {
    const percent = lines.length === 1 ? PART_PAID_PERCENT : index === lines.length - 1 ? 0 : 100;
    return partlyPaid(line, percent, carc);
  });
}

function partlyPaid(line: ReceivedLine, percent: number, carc = DEFAULT_DENIAL): PaidLine {
  const paid = Math.round((line.chargeCents * percent) / 100);
  const rest = line.chargeCents - paid;
  return {
    line,
    paidCents: cents(paid),
    adjustments: rest === 0 ? [] : [{ group: 'CO', carc, amountCents: cents(rest) }],
  };
}

function summed(status: '1' | '4', lines: readonly PaidLine[]): Adjudication {
  const adjusted = (chosen: (group: string, carc: string) => boolean): Cents =>
    sumCents(
      lines.flatMap((line) =>
        line.adjustments.filter(({ group, carc }) => chosen(group, carc)).map((adjustment) => adjustment.amountCents),
      ),
    );
  return {
    status,
    lines,
    paidCents: sumCents(lines.map((line) => line.paidCents)),
    patientResponsibilityCents: adjusted((group) => group === 'PR'),
    writtenOffCents: adjusted((group, carc) => group === 'CO' && carc === CONTRACTUAL),
    deniedCents: adjusted((group, carc) => group === 'CO' && carc !== CONTRACTUAL),
  };
}
