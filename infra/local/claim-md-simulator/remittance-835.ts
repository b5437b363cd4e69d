import { cents, sumCents, x12DecimalFromCents, type Cents } from '../../../shared/kernel/money';
import { x12FromPlainDate, type PlainDate } from '../../../shared/kernel/plain-date';
import type { PaidLine } from './adjudication';

/** One claim in a remittance; a reversal carries the first decision with every sign turned. */
export interface RemittedClaim {
  readonly patientControlNumber: string;
  readonly payerClaimNumber: string;
  readonly patientLastName: string;
  readonly patientFirstName: string;
  readonly memberId: string;
  readonly filingIndicator: string;
  readonly placeOfService: string;
  readonly frequency: string;
  readonly dateOfService: string;
  readonly status: '1' | '4' | '22';
  readonly chargeCents: Cents;
  readonly paidCents: Cents;
  readonly patientResponsibilityCents: Cents;
  readonly lines: readonly PaidLine[];
}

export interface Remittance {
  readonly controlNumber: number;
  readonly payerId: string;
  readonly payerName: string;
  readonly payeeNpi: string;
  readonly paidOn: PlainDate;
  readonly claims: readonly RemittedClaim[];
  /** PLB: code, reference, amount signed as in the file (positive takes money from the provider). */
  readonly providerAdjustments: readonly { readonly code: string; readonly reference: string; readonly amountCents: Cents }[];
}

/** BPR02 = ΣCLP04 − ΣPLB. */
export const paidTotal = (remittance: Pick<Remittance, 'claims' | 'providerAdjustments'>): Cents =>
  cents(
    sumCents(remittance.claims.map((claim) => claim.paidCents)) -
      sumCents(remittance.providerAdjustments.map((adjustment) => adjustment.amountCents)),
  );

/** The same claim with the decision taken back: CLP02 22 and every amount negative. */
export const reversalOf = (claim: RemittedClaim): RemittedClaim => ({
  ...claim,
  status: '22',
  chargeCents: negative(claim.chargeCents),
  paidCents: negative(claim.paidCents),
  patientResponsibilityCents: negative(claim.patientResponsibilityCents),
  lines: claim.lines.map((paid) => ({
    line: { ...paid.line, chargeCents: negative(paid.line.chargeCents) },
    paidCents: negative(paid.paidCents),
    adjustments: paid.adjustments.map((adjustment) => ({ ...adjustment, amountCents: negative(adjustment.amountCents) })),
  })),
});

const negative = (amount: Cents): Cents => cents(0 - amount);

/** A balanced 835 (005010X221A1) of one payment. */
export function write835(remittance: Remittance): string {
  const control = String(remittance.controlNumber).padStart(9, '0');
  const date = x12FromPlainDate(remittance.paidOn);
  const trace = `EFT${control}`;
  const body = [
    'ST*835*0001',
    paymentSegment(paidTotal(remittance), date),
    `TRN*1*${trace}*1999999999`,
    `DTM*405*${date}`,
    `N1*PR*${name(remittance.payerName)}*XV*${name(remittance.payerId)}`,
    'N3*1 PAYMENT PLAZA',
    'N4*COLUMBUS*OH*43215',
    'PER*BL*PROVIDER SERVICES*TE*8005550100',
    `N1*PE*PROVIDER*XX*${remittance.payeeNpi}`,
    'LX*1',
    ...remittance.claims.flatMap(claimSegments),
    ...remittance.providerAdjustments.map(
      ({ code, reference, amountCents }) =>
        `PLB*${remittance.payeeNpi}*${date.slice(0, 4)}1231*${code}:${reference}*${x12DecimalFromCents(amountCents)}`,
    ),
  ];
  const time = '1200';
  return (
    [
      `ISA*00*          *00*          *ZZ*${'CLAIMMD'.padEnd(15)}*ZZ*${remittance.payeeNpi.padEnd(15)}*${date.slice(2)}*${time}*^*00501*${control}*0*T*:`,
      `GS*HP*CLAIMMD*${remittance.payeeNpi}*${date}*${time}*${remittance.controlNumber}*X*005010X221A1`,
      ...body,
      `SE*${body.length + 1}*0001`,
      `GE*1*${remittance.controlNumber}`,
      `IEA*1*${control}`,
    ].join('~') + '~'
  );
}

/** Without money there is no transfer: BPR01 H, BPR04 NON. */
const paymentSegment = (total: Cents, date: string): string =>
  total === 0
    ? `BPR*H*0*C*NON************${date}`
    : `BPR*I*${x12DecimalFromCents(total)}*C*ACH*CCP*01*999999992*DA*123456*1999999999**01*999988880*DA*98765*${date}`;

function claimSegments(claim: RemittedClaim): readonly string[] {
  const responsibility = claim.patientResponsibilityCents === 0 ? '' : x12DecimalFromCents(claim.patientResponsibilityCents);
  return [
    `CLP*${claim.patientControlNumber}*${claim.status}*${x12DecimalFromCents(claim.chargeCents)}*${x12DecimalFromCents(claim.paidCents)}*${responsibility}*${planKind(claim.filingIndicator)}*${claim.payerClaimNumber}*${claim.placeOfService}*${claim.frequency}`,
    `NM1*QC*1*${name(claim.patientLastName)}*${name(claim.patientFirstName)}****MI*${name(claim.memberId)}`,
    ...claim.lines.flatMap((paid) => lineSegments(paid, claim.dateOfService)),
  ];
}

/** CLP06 knows other codes than SBR09: a commercial plan is named by its kind there. */
const planKind = (filingIndicator: string): string => {
  if (filingIndicator === 'CI' || filingIndicator === 'BL') return '12';
  return CLP06.has(filingIndicator) ? filingIndicator : 'ZZ';
};
const CLP06 = new Set('12 13 14 15 16 17 AM CH DS HM LM MA MB MC OF TV VA WC'.split(' '));

/** One CAS a group; the allowed amount stands in AMT*B6. */
function lineSegments(paid: PaidLine, dateOfService: string): readonly string[] {
  const { line } = paid;
  const groups = [...new Set(paid.adjustments.map((adjustment) => adjustment.group))];
  return [
    `SVC*${[line.qualifier, line.code, ...line.modifiers].join(':')}*${x12DecimalFromCents(line.chargeCents)}*${x12DecimalFromCents(paid.paidCents)}**${line.units}`,
    `DTM*472*${dateOfService}`,
    ...groups.map((group) => {
      const ofGroup = paid.adjustments.filter((adjustment) => adjustment.group === group);
      return `CAS*${group}*${ofGroup.map(({ carc, amountCents }) => `${carc}*${x12DecimalFromCents(amountCents)}`).join('**')}`;
    }),
    ...(line.lineControlNumber === undefined ? [] : [`REF*6R*${line.lineControlNumber}`]),
  ];
}

const name = (text: string): string => text.replace(/[*:~^]/g, ' ');
