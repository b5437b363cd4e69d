import { centsFromX12Decimal, type Cents } from '../../kernel/money';
import { plainDateFromX12, type PlainDate } from '../../kernel/plain-date';
import { component, components, element, textOf, type Segment } from '../core/segment';

// The segments of an 835 (005010X221A1) that carry money, as values. An amount that is none is `undefined`: the reader decides.

/** BPR: how much is paid, how, and on which day. */
export const readBpr = (segment: Segment): { amount: Cents | undefined; method: string; date: PlainDate | undefined } => ({
  amount: centsFromX12Decimal(element(segment, 2)),
  method: element(segment, 4),
  date: plainDateFromX12(element(segment, 16)),
});

/** CLP: one claim's payment. */
export interface ClaimPaymentSegment {
  readonly patientControlNumber: string;
  readonly status: string;
  readonly charge: Cents | undefined;
  readonly paid: Cents | undefined;
  /** Absent in many files when it is nothing. */
  readonly patientResponsibility: Cents | undefined;
  readonly payerClaimNumber: string;
}

export const readClp = (segment: Segment): ClaimPaymentSegment => ({
  patientControlNumber: textOf(element(segment, 1)).trim(),
  status: element(segment, 2).trim(),
  charge: centsFromX12Decimal(element(segment, 3)),
  paid: centsFromX12Decimal(element(segment, 4)),
  patientResponsibility: centsFromX12Decimal(element(segment, 5)),
  payerClaimNumber: textOf(element(segment, 7)).trim(),
});

/** One reason of a CAS. */
export interface AdjustmentTriplet {
  readonly group: string;
  readonly carc: string;
  readonly amount: Cents | undefined;
  readonly quantity: number | undefined;
}

const CAS_LAST = 17;

/** CAS: a group and up to six reasons with amount and quantity. Empty triplets are passed over. */
export function readCas(segment: Segment): readonly AdjustmentTriplet[] {
  const group = element(segment, 1);
  const triplets: AdjustmentTriplet[] = [];
  const last = Math.min(segment.elements.length - 1, CAS_LAST);
  for (let at = 2; at <= last; at += 3) {
    const carc = element(segment, at);
    const amount = element(segment, at + 1);
    if (carc === '' && amount === '') continue;
    triplets.push({ group, carc, amount: centsFromX12Decimal(amount), quantity: numberOf(element(segment, at + 2)) });
  }
  return triplets;
}

/** SVC: one service's payment. */
export interface ServicePaymentSegment {
  /** Without its qualifier. */
  readonly procedure: string;
  readonly modifiers: readonly string[];
  readonly charge: Cents | undefined;
  readonly paid: Cents | undefined;
  /** 1 when absent (X221A1 SVC05). */
  readonly units: number;
  /** SVC06-2: what was billed, when the payer decided on another code. */
  readonly submittedProcedure: string;
}

export function readSvc(segment: Segment): ServicePaymentSegment {
  const [first = '', second, ...rest] = components(segment, 1);
  return {
    // Some payers send the bare code without a qualifier.
    procedure: second ?? first,
    modifiers: rest.slice(0, 4).filter((modifier) => modifier !== ''),
    charge: centsFromX12Decimal(element(segment, 2)),
    paid: centsFromX12Decimal(element(segment, 3)),
    units: numberOf(element(segment, 5)) ?? 1,
    submittedProcedure: component(segment, 6, 2),
  };
}

/** Claim remark codes: MOA03-07, MIA05 and MIA20-23. */
export const readMoaRemarks = (segment: Segment): readonly string[] => remarks(segment, [3, 4, 5, 6, 7]);
export const readMiaRemarks = (segment: Segment): readonly string[] => remarks(segment, [5, 20, 21, 22, 23]);

const remarks = (segment: Segment, positions: readonly number[]): readonly string[] =>
  positions.map((position) => element(segment, position)).filter((code) => code !== '');

/** PLB: adjustments of the provider, not of a claim. Positive takes money away. */
export interface ProviderAdjustmentPair {
  readonly code: string;
  readonly reference: string;
  readonly amount: Cents | undefined;
}

const PLB_LAST = 13;

export function readPlb(segment: Segment): readonly ProviderAdjustmentPair[] {
  const pairs: ProviderAdjustmentPair[] = [];
  const last = Math.min(segment.elements.length - 1, PLB_LAST);
  for (let at = 3; at <= last; at += 2) {
    const [code = '', ...reference] = components(segment, at);
    const amount = element(segment, at + 1);
    if (code === '' && amount === '') continue;
    pairs.push({ code, reference: textOf(reference.join(segment.delimiters.component)), amount: centsFromX12Decimal(amount) });
  }
  return pairs;
}

const numberOf = (text: string): number | undefined =>
  text !== '' && /^-?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text) ? Number(text) : undefined;
