import { centsFromX12Decimal, type Cents } from '../../kernel/money';
import type { PlainDate } from '../../kernel/plain-date';
import { withoutUndefined } from '../../kernel/without-undefined';
import { readDates, readDecimal } from '../core/element-format';
import { component, element, repetitions, textOf, type Segment } from '../core/segment';

/** One EB with what stands under it. */
export interface Benefit {
  /** EB01: 1 active, 6 inactive, A coinsurance, B copay, C deductible, R other payer … */
  readonly information: string;
  readonly level?: string;
  /** EB03, repeated. */
  readonly serviceTypes: readonly string[];
  readonly insuranceType?: string;
  readonly plan?: string;
  readonly period?: string;
  readonly amountCents?: Cents;
  /** EB08 as a fraction: 0.2 is 20 %. */
  readonly percent?: number;
  readonly quantityQualifier?: string;
  readonly quantity?: number;
  readonly authorizationRequired?: string;
  readonly inNetwork?: string;
  readonly procedure?: string;
  readonly dates: readonly BenefitDate[];
  readonly references: readonly { readonly qualifier: string; readonly value: string }[];
  readonly messages: readonly string[];
  /** NM1 of loop 2120: the plan or payer this benefit names. */
  readonly entities: readonly { readonly role: string; readonly name?: string; readonly id?: string }[];
}

export interface BenefitDate {
  /** DTP01: 291 plan, 346/347 plan begin/end, 356/357 eligibility, 307 … */
  readonly qualifier: string;
  readonly from?: PlainDate;
  readonly to?: PlainDate;
}

/** AAA: why the question could not be answered. */
export interface Rejection {
  /** AAA03. */
  readonly reason: string;
  /** AAA04: C correct, R resubmit, N do not … */
  readonly followUp?: string;
}

/** One level of a 271: what the source, the receiver, the subscriber or the dependant is told. */
export interface EligibilityItem {
  readonly level: 'source' | 'receiver' | 'subscriber' | 'dependent';
  readonly traces: readonly string[];
  readonly memberId?: string;
  readonly rejections: readonly Rejection[];
  readonly dates: readonly BenefitDate[];
  readonly benefits: readonly Benefit[];
}

const LEVELS: Readonly<Record<string, EligibilityItem['level']>> = { '20': 'source', '21': 'receiver', '22': 'subscriber' };

/** A 271 (005010X279A1): one item a level, benefits in the order given. An answer without any EB is no proof of no coverage. */
export function read271(segments: readonly Segment[]): readonly EligibilityItem[] {
  const levels: { level: EligibilityItem['level']; segments: Segment[] }[] = [];
  for (const segment of segments) {
    if (segment.id === 'HL') levels.push({ level: LEVELS[element(segment, 3)] ?? 'dependent', segments: [] });
    else levels.at(-1)?.segments.push(segment);
  }
  return levels.map(({ level, segments: own }) => {
    const firstBenefit = own.findIndex((segment) => segment.id === 'EB');
    const head = firstBenefit < 0 ? own : own.slice(0, firstBenefit);
    const person = head.find((segment) => segment.id === 'NM1');
    return withoutUndefined({
      level,
      traces: all(head, 'TRN').map((trace) => element(trace, 2)),
      memberId: person && (level === 'subscriber' || level === 'dependent') ? text(person, 9) : undefined,
      rejections: all(own, 'AAA').map((aaa) => withoutUndefined({ reason: element(aaa, 3), followUp: text(aaa, 4) })),
      dates: all(head, 'DTP').map(dateOf),
      benefits: firstBenefit < 0 ? [] : benefitsOf(own.slice(firstBenefit)),
    });
  });
}

function benefitsOf(segments: readonly Segment[]): readonly Benefit[] {
  const loops: Segment[][] = [];
  for (const segment of segments)
    if (segment.id === 'EB') loops.push([segment]);
    else loops.at(-1)?.push(segment);
  return loops.flatMap((loop) => (loop[0] === undefined ? [] : [benefitOf(loop[0], loop.slice(1))]));
}

const benefitOf = (eb: Segment, below: readonly Segment[]): Benefit =>
  withoutUndefined({
    information: element(eb, 1),
    level: text(eb, 2),
    serviceTypes: repetitions(eb, 3),
    insuranceType: text(eb, 4),
    plan: text(eb, 5),
    period: text(eb, 6),
    amountCents: centsFromX12Decimal(element(eb, 7)),
    percent: readDecimal(element(eb, 8)),
    quantityQualifier: text(eb, 9),
    quantity: readDecimal(element(eb, 10)),
    authorizationRequired: text(eb, 11),
    inNetwork: text(eb, 12),
    procedure: component(eb, 13, 2) === '' ? undefined : component(eb, 13, 2),
    dates: all(below, 'DTP').map(dateOf),
    references: all(below, 'REF').map((ref) => ({ qualifier: element(ref, 1), value: textOf(element(ref, 2)) })),
    messages: all(below, 'MSG').map((message) => textOf(element(message, 1))),
    entities: all(below, 'NM1').map((nm1) => withoutUndefined({ role: element(nm1, 1), name: text(nm1, 3), id: text(nm1, 9) })),
  });

function dateOf(dtp: Segment): BenefitDate {
  const days = readDates(element(dtp, 2), element(dtp, 3));
  return withoutUndefined({ qualifier: element(dtp, 1), from: days?.from, to: days?.to });
}

const all = (segments: readonly Segment[], id: string): readonly Segment[] => segments.filter((segment) => segment.id === id);

const text = (segment: Segment, position: number): string | undefined => {
  const value = textOf(element(segment, position)).trim();
  return value === '' ? undefined : value;
};
