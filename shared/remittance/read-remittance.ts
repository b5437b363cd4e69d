import { cents, ZERO_CENTS } from '../kernel/money';
import { plainDateFromX12, type PlainDate } from '../kernel/plain-date';
import { element, textOf, type Segment } from '../x12/core/segment';
import { readSegments, SegmentReader } from '../x12/core/segment-reader';
import {
  readBpr,
  readCas,
  readClp,
  readMiaRemarks,
  readMoaRemarks,
  readPlb,
  readSvc,
  type ClaimPaymentSegment,
  type ServicePaymentSegment,
} from '../x12/835/reader';
import type {
  ClaimPayment,
  PaymentHeader,
  ProviderAdjustment,
  RemittanceAdjustment,
  RemittanceEvent,
  ServicePayment,
} from './remittance-advice';

/**
 * Reads 835s claim by claim, whatever stands around them: several ISA, several ST, other transactions between. Memory holds one
 * claim and the PLB of one ST. Never refuses: an amount that is none counts as 0 and its line or claim as out of balance.
 */
export async function* readRemittance(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): AsyncGenerator<RemittanceEvent, void, undefined> {
  const segments = new SegmentReader();
  const reader = new RemittanceReader();
  for await (const chunk of chunks)
    for (const segment of segments.push(chunk)) {
      const events = reader.take(segment);
      // Not yield*: delegating to a list costs an async generator several turns for each event.
      if (events !== NOTHING) for (const event of events) yield event;
    }
  for (const segment of segments.end()) for (const event of reader.take(segment)) yield event;
  for (const event of reader.end()) yield event;
}

/** The same for a text at hand. */
export function* readRemittanceText(text: string): Generator<RemittanceEvent, void, undefined> {
  const reader = new RemittanceReader();
  for (const segment of readSegments(new TextEncoder().encode(text))) yield* reader.take(segment);
  yield* reader.end();
}

const NOTHING: readonly RemittanceEvent[] = [];

interface OpenLine {
  readonly svc: ServicePaymentSegment;
  readonly adjustments: RemittanceAdjustment[];
  readonly remarks: string[];
  lineControlNumber: string;
  date: PlainDate | undefined;
  unreadable: boolean;
}

interface OpenClaim {
  readonly clp: ClaimPaymentSegment;
  readonly adjustments: RemittanceAdjustment[];
  readonly remarks: string[];
  readonly lines: ServicePayment[];
  unreadable: boolean;
}

/** Takes segments in order and gives events as soon as they are whole. */
export class RemittanceReader {
  private inside = false;
  private header: MutableHeader = emptyHeader();
  private headerGiven = false;
  private claim: OpenClaim | undefined;
  private line: OpenLine | undefined;
  private providerAdjustments: ProviderAdjustment[] = [];
  private linesBad = 0;
  private claimsBad = 0;
  private paidSum = 0;
  private providerSum = 0;

  take(segment: Segment): readonly RemittanceEvent[] {
    if (segment.id === 'ST') return this.start(segment);
    if (!this.inside) return NOTHING;
    switch (segment.id) {
      case 'CLP':
        return this.startClaim(segment);
      case 'LX':
        return this.closeClaim();
      case 'PLB':
        return this.takeProviderAdjustments(segment);
      case 'SE':
      case 'GE':
      case 'IEA':
      case 'ISA':
        return this.end();
    }
    if (this.claim === undefined) this.takeHeader(segment);
    else this.takeDetail(segment, this.claim);
    return NOTHING;
  }

  /** What is still open at the end of a file that stops without its SE. */
  end(): readonly RemittanceEvent[] {
    if (!this.inside) return NOTHING;
    const events = this.closeClaim();
    this.inside = false;
    const difference = this.header.amountCents - (this.paidSum - this.providerSum);
    return [
      ...events,
      {
        kind: 'end',
        providerAdjustments: this.providerAdjustments,
        balance: { linesBad: this.linesBad, claimsBad: this.claimsBad, transactionDifferenceCents: cents(difference) },
      },
    ];
  }

  private start(segment: Segment): readonly RemittanceEvent[] {
    const events = this.end();
    this.inside = element(segment, 1) === '835';
    this.header = emptyHeader();
    this.headerGiven = false;
    this.providerAdjustments = [];
    this.linesBad = this.claimsBad = this.paidSum = this.providerSum = 0;
    return events;
  }

  private takeHeader(segment: Segment): void {
    if (segment.id === 'BPR') {
      const { amount, method, date } = readBpr(segment);
      this.header = { ...this.header, amountCents: amount ?? ZERO_CENTS, method, ...(date === undefined ? {} : { date }) };
    } else if (segment.id === 'TRN') this.header.traceNumber = textOf(element(segment, 2));
    else if (segment.id === 'N1' && element(segment, 1) === 'PR') this.header.payer = textOf(element(segment, 2));
    else if (segment.id === 'N1' && element(segment, 1) === 'PE') this.header.payee = textOf(element(segment, 2));
  }

  private startClaim(segment: Segment): readonly RemittanceEvent[] {
    const events = this.closeClaim();
    const clp = readClp(segment);
    this.claim = {
      clp,
      adjustments: [],
      remarks: [],
      lines: [],
      unreadable: clp.charge === undefined || clp.paid === undefined,
    };
    return events;
  }

  private takeDetail(segment: Segment, claim: OpenClaim): void {
    switch (segment.id) {
      case 'SVC':
        this.startLine(segment, claim);
        return;
      case 'CAS':
        takeAdjustments(segment, this.line ?? claim);
        return;
      case 'DTM':
        if (this.line !== undefined) takeLineDate(segment, this.line);
        return;
      case 'REF':
        if (this.line !== undefined && element(segment, 1) === '6R')
          this.line.lineControlNumber = textOf(element(segment, 2)).trim();
        return;
      case 'LQ':
        if (element(segment, 1) === 'HE') (this.line ?? claim).remarks.push(element(segment, 2));
        return;
      case 'MOA':
        claim.remarks.push(...readMoaRemarks(segment));
        return;
      case 'MIA':
        claim.remarks.push(...readMiaRemarks(segment));
    }
  }

  private startLine(segment: Segment, claim: OpenClaim): void {
    this.closeLine(claim);
    const svc = readSvc(segment);
    const unreadable = svc.charge === undefined || svc.paid === undefined;
    this.line = { svc, adjustments: [], remarks: [], lineControlNumber: '', date: undefined, unreadable };
  }

  private closeLine(claim: OpenClaim): void {
    if (this.line === undefined) return;
    const { svc, adjustments, remarks, lineControlNumber, date, unreadable } = this.line;
    this.line = undefined;
    const chargeCents = svc.charge ?? ZERO_CENTS;
    const paidCents = svc.paid ?? ZERO_CENTS;
    if (unreadable || chargeCents - sumOf(adjustments) !== paidCents) this.linesBad++;
    claim.unreadable ||= unreadable;
    claim.lines.push({
      procedure: svc.procedure,
      modifiers: svc.modifiers,
      chargeCents,
      paidCents,
      units: svc.units,
      ...(lineControlNumber === '' ? {} : { lineControlNumber }),
      ...(date === undefined ? {} : { date }),
      ...(svc.submittedProcedure === '' ? {} : { submittedProcedure: svc.submittedProcedure }),
      adjustments,
      remarks,
    });
  }

  /** The payment's header before its first claim, then the claim that was open. */
  private closeClaim(): readonly RemittanceEvent[] {
    const events: RemittanceEvent[] = [];
    if (!this.headerGiven) {
      this.headerGiven = true;
      events.push({ kind: 'payment', header: this.header });
    }
    if (this.claim === undefined) return events;
    const open = this.claim;
    this.closeLine(open);
    this.claim = undefined;
    const claim = claimPaymentOf(open);
    const adjusted = claim.lines.reduce((sum, line) => sum + sumOf(line.adjustments), sumOf(open.adjustments));
    if (open.unreadable || claim.chargeCents - adjusted !== claim.paidCents) this.claimsBad++;
    this.paidSum += claim.paidCents;
    events.push({ kind: 'claim', claim });
    return events;
  }

  private takeProviderAdjustments(segment: Segment): readonly RemittanceEvent[] {
    const events = this.closeClaim();
    for (const { code, reference, amount } of readPlb(segment)) {
      const amountCents = amount ?? ZERO_CENTS;
      this.providerSum += amountCents;
      this.providerAdjustments.push({ code, reference, amountCents });
    }
    return events;
  }
}

const claimPaymentOf = ({ clp, adjustments, remarks, lines }: OpenClaim): ClaimPayment => ({
  patientControlNumber: clp.patientControlNumber,
  status: clp.status,
  chargeCents: clp.charge ?? ZERO_CENTS,
  paidCents: clp.paid ?? ZERO_CENTS,
  patientResponsibilityCents: clp.patientResponsibility ?? ZERO_CENTS,
  payerClaimNumber: clp.payerClaimNumber,
  adjustments,
  remarks,
  lines,
});

function takeAdjustments(segment: Segment, to: OpenClaim | OpenLine): void {
  for (const { group, carc, amount, quantity } of readCas(segment)) {
    if (amount === undefined) to.unreadable = true;
    to.adjustments.push({ group, carc, amountCents: amount ?? ZERO_CENTS, ...(quantity === undefined ? {} : { quantity }) });
  }
}

/** The service date, or the first day of a range. */
function takeLineDate(segment: Segment, line: OpenLine): void {
  const qualifier = element(segment, 1);
  if (qualifier === '472' || qualifier === '150') line.date = plainDateFromX12(element(segment, 2)) ?? line.date;
}

function sumOf(adjustments: readonly RemittanceAdjustment[]): number {
  let sum = 0;
  for (const adjustment of adjustments) sum += adjustment.amountCents;
  return sum;
}

type MutableHeader = { -readonly [K in keyof PaymentHeader]: PaymentHeader[K] };
const emptyHeader = (): MutableHeader => ({ payer: '', payee: '', method: '', traceNumber: '', amountCents: ZERO_CENTS });
