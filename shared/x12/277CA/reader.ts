import { centsFromX12Decimal, type Cents } from '../../kernel/money';
import { plainDateFromX12, type PlainDate } from '../../kernel/plain-date';
import { withoutUndefined } from '../../kernel/without-undefined';
import { readDates } from '../core/element-format';
import { component, components, element, textOf, type Segment } from '../core/segment';

/** One status of an STC. An STC may carry three (STC01, STC10, STC11). */
export interface ClaimStatus {
  /** STC01-1: A0-A8 acknowledgement, P pending, F finalized, R request, E error, D search. */
  readonly category: string;
  /** STC01-2. */
  readonly status: string;
  /** STC01-3: which party the status is about. */
  readonly entity?: string;
  readonly date?: PlainDate;
  /** STC03: WQ accept, U reject. */
  readonly action?: string;
  readonly amountCents?: Cents;
  /** STC05-09 of a 277: what was paid, when, by which check. */
  readonly paidCents?: Cents;
  readonly paidOn?: PlainDate;
  readonly checkNumber?: string;
  /** STC12. */
  readonly text?: string;
}

/** One level of a 277CA or 277 with what it says; claims stand under their provider, that under the receiver, that under the source. */
export interface StatusItem {
  readonly level: 'source' | 'receiver' | 'provider' | 'claim';
  /** 'clearinghouse' when the source is one (NM1*AY), else 'payer'. */
  readonly from: 'clearinghouse' | 'payer';
  /** TRN02: our BHT03 at the receiver, our claim number (CLM01) at the claim. */
  readonly trace?: string;
  readonly statuses: readonly ClaimStatus[];
  readonly payerClaimNumber?: string;
  readonly clearinghouseTrace?: string;
  readonly serviceFrom?: PlainDate;
  readonly serviceTo?: PlainDate;
  readonly acceptedQuantity?: number;
  readonly rejectedQuantity?: number;
  readonly lines: readonly StatusLine[];
}

export interface StatusLine {
  readonly procedure: string;
  readonly chargeCents?: Cents;
  readonly lineControlNumber?: string;
  readonly statuses: readonly ClaimStatus[];
}

const LEVELS: Readonly<Record<string, StatusItem['level']>> = { '20': 'source', '21': 'receiver', '19': 'provider' };

interface OpenItem {
  readonly level: StatusItem['level'];
  /** Of the source above it, which the NM1 of its own level names. */
  from: StatusItem['from'];
  readonly segments: Segment[];
}

/**
 * A 277CA (005010X214) or 277 (005010X212): one item for each level that says something. A patient level with several TRN loops
 * gives an item for each. Payers leave levels out and repeat statuses: everything is taken as it stands.
 */
export function readStatuses(segments: readonly Segment[]): readonly StatusItem[] {
  let from: StatusItem['from'] = 'payer';
  const items: OpenItem[] = [];
  for (const segment of segments) {
    if (segment.id === 'HL') items.push({ level: LEVELS[element(segment, 3)] ?? 'claim', from, segments: [] });
    const open = items.at(-1);
    if (open === undefined) continue;
    if (segment.id === 'NM1' && open.level === 'source')
      open.from = from = element(segment, 1) === 'AY' ? 'clearinghouse' : 'payer';
    if (segment.id === 'TRN' && open.segments.some((earlier) => earlier.id === 'TRN'))
      items.push({ level: open.level, from, segments: [segment] });
    else open.segments.push(segment);
  }
  return items.map(itemOf).filter((item) => item.trace !== undefined || item.statuses.length > 0);
}

function itemOf({ level, from, segments }: OpenItem): StatusItem {
  const firstLine = segments.findIndex((segment) => segment.id === 'SVC');
  const head = firstLine < 0 ? segments : segments.slice(0, firstLine);
  const trace = head.find((segment) => segment.id === 'TRN');
  const service = head.find((segment) => segment.id === 'DTP' && element(segment, 1) === '472');
  const days = service && readDates(element(service, 2), element(service, 3));
  return withoutUndefined({
    level,
    from,
    trace: trace && text(trace, 2),
    statuses: statusesOf(head),
    payerClaimNumber: referenceOf(head, '1K'),
    clearinghouseTrace: referenceOf(head, 'D9'),
    serviceFrom: days?.from,
    serviceTo: days?.to,
    acceptedQuantity: quantityOf(head, ['90', 'QA']),
    rejectedQuantity: quantityOf(head, ['AA', 'QC']),
    lines: firstLine < 0 ? [] : linesOf(segments.slice(firstLine)),
  });
}

function linesOf(segments: readonly Segment[]): readonly StatusLine[] {
  const loops: Segment[][] = [];
  for (const segment of segments)
    if (segment.id === 'SVC') loops.push([segment]);
    else loops.at(-1)?.push(segment);
  return loops.map((loop) => {
    const [svc] = loop;
    return withoutUndefined({
      procedure: svc === undefined ? '' : component(svc, 1, 2),
      chargeCents: svc && centsFromX12Decimal(element(svc, 2)),
      lineControlNumber: referenceOf(loop, 'FJ'),
      statuses: statusesOf(loop),
    });
  });
}

const statusesOf = (segments: readonly Segment[]): readonly ClaimStatus[] =>
  segments
    .filter((segment) => segment.id === 'STC')
    .flatMap((stc) =>
      [1, 10, 11].filter((position) => components(stc, position).length > 0).map((position) => statusOf(stc, position)),
    );

function statusOf(stc: Segment, position: number): ClaimStatus {
  const [category = '', status = '', entity] = components(stc, position);
  return withoutUndefined({
    category,
    status,
    entity: entity === '' ? undefined : entity,
    date: plainDateFromX12(element(stc, 2)),
    action: text(stc, 3),
    amountCents: centsFromX12Decimal(element(stc, 4)),
    paidCents: centsFromX12Decimal(element(stc, 5)),
    paidOn: plainDateFromX12(element(stc, 6)),
    checkNumber: text(stc, 9),
    text: text(stc, 12),
  });
}

const text = (segment: Segment, position: number): string | undefined => {
  const value = textOf(element(segment, position)).trim();
  return value === '' ? undefined : value;
};

const referenceOf = (segments: readonly Segment[], qualifier: string): string | undefined => {
  const found = segments.find((segment) => segment.id === 'REF' && element(segment, 1) === qualifier);
  return found && text(found, 2);
};

function quantityOf(segments: readonly Segment[], qualifiers: readonly string[]): number | undefined {
  const found = segments.find((segment) => segment.id === 'QTY' && qualifiers.includes(element(segment, 1)));
  return found === undefined ? undefined : Number(element(found, 2)) || 0;
}
