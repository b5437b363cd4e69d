import { writeSegment } from './segment-writer';
import type { SegmentValues } from './segment-writer';
import type { Delimiters } from './delimiters';

/** Who sends to whom, when, under which number. Ids are padded to 15 here. */
export interface InterchangeHeader {
  readonly senderQualifier: string;
  readonly senderId: string;
  readonly receiverQualifier: string;
  readonly receiverId: string;
  /** YYMMDD. */
  readonly date: string;
  /** HHMM. */
  readonly time: string;
  /** 1 … 999999999. */
  readonly controlNumber: number;
  readonly usage: 'T' | 'P';
  readonly acknowledgementRequested?: boolean;
}

export interface FunctionalGroup {
  /** HC for an 837, HP for an 835 … */
  readonly functionalId: string;
  readonly senderCode: string;
  readonly receiverCode: string;
  /** CCYYMMDD. */
  readonly date: string;
  /** HHMM. */
  readonly time: string;
  readonly controlNumber: number;
  readonly guide: string;
  readonly transactions: readonly TransactionSet[];
}

export interface TransactionSet {
  /** 837, 835 … */
  readonly type: string;
  /** As written in ST02 and SE02: '0001'. */
  readonly controlNumber: string;
  /** ST03; left out when undefined (an 835 has none in most files). */
  readonly guide?: string;
  /** What stands between ST and SE: segments' values, or segments that are written already, with their terminators. */
  readonly body: readonly (SegmentValues | string)[];
}

/** One interchange, with every count and control number filled in. No line ends: the bytes are the segments. */
export function writeInterchange(header: InterchangeHeader, groups: readonly FunctionalGroup[], delimiters: Delimiters): string {
  const parts = [writeIsa(header, delimiters)];
  for (const group of groups) writeGroup(group, delimiters, parts);
  parts.push(writeSegment(['IEA', String(groups.length), nineDigits(header.controlNumber)], delimiters));
  return parts.join('');
}

function writeGroup(group: FunctionalGroup, delimiters: Delimiters, parts: string[]): void {
  const { functionalId, senderCode, receiverCode, date, time, guide, transactions } = group;
  const number = String(group.controlNumber);
  parts.push(writeSegment(['GS', functionalId, senderCode, receiverCode, date, time, number, 'X', guide], delimiters));
  for (const transaction of transactions) {
    parts.push(writeSegment(['ST', transaction.type, transaction.controlNumber, transaction.guide ?? ''], delimiters));
    for (const segment of transaction.body) parts.push(typeof segment === 'string' ? segment : writeSegment(segment, delimiters));
    const count = String(transaction.body.length + 2);
    parts.push(writeSegment(['SE', count, transaction.controlNumber], delimiters));
  }
  parts.push(writeSegment(['GE', String(transactions.length), number], delimiters));
}

// The ISA alone has fixed widths, and its last element is the component separator itself.
function writeIsa(header: InterchangeHeader, delimiters: Delimiters): string {
  const fields = [
    'ISA',
    '00',
    blanks(10),
    '00',
    blanks(10),
    header.senderQualifier.padEnd(2),
    header.senderId.padEnd(15),
    header.receiverQualifier.padEnd(2),
    header.receiverId.padEnd(15),
    header.date,
    header.time,
    delimiters.repetition ?? 'U',
    '00501',
    nineDigits(header.controlNumber),
    header.acknowledgementRequested === true ? '1' : '0',
    header.usage,
    delimiters.component,
  ];
  return fields.join(delimiters.element) + delimiters.terminator;
}

const blanks = (count: number): string => ' '.repeat(count);
const nineDigits = (controlNumber: number): string => String(controlNumber).padStart(9, '0');
