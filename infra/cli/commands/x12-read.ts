import type { Writable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import type { Command } from 'commander';
import { ClaimReader } from '../../../shared/claim/read-837/read-claims';
import { dollarsFromCents, type Cents } from '../../../shared/kernel/money';
import { claimBody } from '../../../shared/messages/claim-body-writer';
import { wireJson } from '../../../shared/messages/wire-json';
import type { ClaimPayment, RemittanceEvent } from '../../../shared/remittance/remittance-advice';
import { RemittanceReader } from '../../../shared/remittance/read-remittance';
import { read271 } from '../../../shared/x12/271/reader';
import { readStatuses } from '../../../shared/x12/277CA/reader';
import { read999 } from '../../../shared/x12/999/reader';
import { readTa1 } from '../../../shared/x12/TA1/reader';
import { element, type Segment } from '../../../shared/x12/core/segment';
import { SegmentReader } from '../../../shared/x12/core/segment-reader';
import { TransactionCutter, type CutTransaction } from '../../../shared/x12/cut-transactions';
import { readWithProgress } from '../file-progress';
import { JsonStream } from '../json-stream';

/** Adds `vtc x12 read FILE`: an 835, 837, 277CA, 999, TA1, 277 or 271 as JSON, written as it is read. */
export function registerX12Read(x12: Command): void {
  x12
    .command('read')
    .argument('<file>')
    .description('read an X12 file as JSON: payments of an 835, claims of an 837, items of acknowledgements')
    .action(async (file: string) => {
      // A claim lives for a moment: V8 need not keep room for many. Files of any size stay below 120 MB.
      setFlagsFromString('--optimize-for-size');
      const outcome = await readX12File(file, process.stdout);
      if (outcome === 'not-x12') process.stderr.write(`${file} holds no X12 transaction that can be read\n`);
      if (outcome === 'passed-over')
        process.stderr.write(`${file} holds transactions that are no 837P or 837D: their claims were not read\n`);
      if (outcome !== 'fine') process.exitCode = 1;
    });
}

/** Reads one file as a stream and writes it as JSON. A file that cannot be opened is a UsageError. */
export async function readX12File(path: string, to: Writable): Promise<Outcome> {
  const out = new JsonStream(to);
  const outcome = await readFileInto(readWithProgress(path), out);
  await out.end();
  return outcome;
}

type Outcome = 'fine' | 'unbalanced' | 'passed-over' | 'not-x12';

/** What reads one kind of file: segments in, JSON out. */
interface Reading {
  take(segment: Segment): void;
  end(): Outcome;
}

// What may stand before the first ST and matters to how it is read; anything else there belongs to nothing.
const BEFORE_ST = new Set(['GS', 'TA1']);
/** A TA1 may stand before the groups of its interchange; so many are no preface any more. */
const PREFACE_LONGEST = 1000;

/** The first ST decides how the file is read, for a file holds one kind; a file without one holds TA1s. */
async function readFileInto(chunks: AsyncIterable<Uint8Array>, out: JsonStream): Promise<Outcome> {
  const segments = new SegmentReader();
  let reading: Reading | undefined;
  const before: Segment[] = [];
  const take = (segment: Segment): void => {
    reading ??= readingFor(segment, out);
    if (reading === undefined && before.length >= PREFACE_LONGEST) reading = new TransactionReading(out);
    if (reading !== undefined) {
      for (const earlier of before.splice(0)) reading.take(earlier);
      reading.take(segment);
    } else if (BEFORE_ST.has(segment.id)) before.push(segment);
  };
  for await (const chunk of chunks) {
    for (const segment of segments.push(chunk)) take(segment);
    await out.drained();
  }
  for (const segment of segments.end()) take(segment);
  reading ??= new TransactionReading(out);
  for (const earlier of before) reading.take(earlier);
  return reading.end();
}

function readingFor(segment: Segment, out: JsonStream): Reading | undefined {
  if (segment.id !== 'ST') return undefined;
  if (element(segment, 1) === '835') return new RemittanceReading(out);
  return element(segment, 1) === '837' ? new ClaimReading(out) : new TransactionReading(out);
}

/** { payments: [{ …, claims: [...], provider_adjustments, balance }] } */
class RemittanceReading implements Reading {
  private readonly reader = new RemittanceReader();
  private balanced = true;
  private firstClaim = true;

  constructor(private readonly out: JsonStream) {
    out.open('payments');
  }

  take(segment: Segment): void {
    for (const event of this.reader.take(segment)) this.write(event);
  }

  end(): Outcome {
    for (const event of this.reader.end()) this.write(event);
    this.out.close();
    return this.balanced ? 'fine' : 'unbalanced';
  }

  private write(event: RemittanceEvent): void {
    switch (event.kind) {
      case 'payment': {
        const { payer, payee, method, traceNumber, amountCents, date } = event.header;
        const header = {
          payer,
          payee,
          method,
          trace_number: traceNumber,
          amount: dollarsFromCents(amountCents),
          date: date ?? null,
        };
        this.out.item(`${JSON.stringify(header).slice(0, -1)},"claims":[`);
        this.firstClaim = true;
        return;
      }
      case 'claim':
        this.out.raw(`${this.firstClaim ? '' : ','}${JSON.stringify(claimPaymentBody(event.claim))}`);
        this.firstClaim = false;
        return;
      case 'end': {
        const { linesBad, claimsBad, transactionDifferenceCents } = event.balance;
        if (linesBad > 0 || claimsBad > 0 || transactionDifferenceCents !== 0) this.balanced = false;
        const adjustments = event.providerAdjustments.map((adjustment) => wireJson(adjustment));
        const balance = {
          lines_bad: linesBad,
          claims_bad: claimsBad,
          transaction_difference: dollarsFromCents(transactionDifferenceCents),
        };
        this.out.raw(`],"provider_adjustments":${JSON.stringify(adjustments)},"balance":${JSON.stringify(balance)}}`);
      }
    }
  }
}

const AMOUNT_NAMES: Readonly<Record<string, string>> = { amountCents: 'amount' };

const claimPaymentBody = ({ lines, adjustments, ...claim }: ClaimPayment): unknown => ({
  patient_control_number: claim.patientControlNumber,
  status: claim.status,
  charge: dollars(claim.chargeCents),
  paid: dollars(claim.paidCents),
  patient_responsibility: dollars(claim.patientResponsibilityCents),
  payer_claim_number: claim.payerClaimNumber,
  adjustments: adjustments.map((adjustment) => wireJson(adjustment, (name) => AMOUNT_NAMES[name])),
  remarks: claim.remarks,
  lines: lines.map((line) => ({
    procedure: line.procedure,
    modifiers: line.modifiers,
    charge: dollars(line.chargeCents),
    paid: dollars(line.paidCents),
    units: line.units,
    ...(line.lineControlNumber === undefined ? {} : { line_control_number: line.lineControlNumber }),
    ...(line.date === undefined ? {} : { date: line.date }),
    adjustments: line.adjustments.map((adjustment) => wireJson(adjustment, (name) => AMOUNT_NAMES[name])),
    remarks: line.remarks,
  })),
});

const dollars = (amount: Cents): number => dollarsFromCents(amount);

/** { claims: [Claim] } */
class ClaimReading implements Reading {
  private readonly reader = new ClaimReader();

  constructor(private readonly out: JsonStream) {
    out.open('claims');
  }

  take(segment: Segment): void {
    const claim = this.reader.take(segment);
    if (claim !== undefined) this.out.item(JSON.stringify(claimBody(claim)));
  }

  end(): Outcome {
    const claim = this.reader.end();
    if (claim !== undefined) this.out.item(JSON.stringify(claimBody(claim)));
    this.out.close();
    return this.reader.passedOver > 0 ? 'passed-over' : 'fine';
  }
}

/** { transactions: [{ type, control_number, items }] } */
class TransactionReading implements Reading {
  private readonly cutter = new TransactionCutter();
  private written = 0;

  constructor(private readonly out: JsonStream) {
    out.open('transactions');
  }

  take(segment: Segment): void {
    for (const transaction of this.cutter.take(segment)) this.write(transaction);
  }

  end(): Outcome {
    for (const transaction of this.cutter.end()) this.write(transaction);
    this.out.close();
    return this.written === 0 ? 'not-x12' : 'fine';
  }

  private write(transaction: CutTransaction): void {
    const { type, items } = typedItems(transaction);
    this.written++;
    this.out.item(JSON.stringify({ type, control_number: transaction.controlNumber, items: wireJson(items) }));
  }
}

function typedItems({ type, guide, segments }: CutTransaction): { readonly type: string; readonly items: readonly unknown[] } {
  if (type === 'TA1') return { type, items: segments.map(readTa1) };
  if (type === '999' || type === '997') return { type, items: read999(segments) };
  if (type === '277') return { type: guide.startsWith('005010X214') ? '277CA' : '277', items: readStatuses(segments) };
  if (type === '271') return { type, items: read271(segments) };
  return { type, items: [] };
}
