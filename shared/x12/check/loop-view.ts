import { centsFromX12Decimal } from '../../kernel/money';
import { element } from '../core/segment';
import type { Segment } from '../core/segment';
import { segmentName } from './x12-finding';
import type { Report } from './x12-finding';
import type { Loop } from './loop';
import type { Say } from './rules';

export const sayTo =
  (report: Report): Say =>
  (segment, code, message, at, severity = 'error') => {
    const place = { segment_index: segment.index, segment: segmentName(segment) };
    report({ severity, ...place, ...(at === undefined ? {} : { element: at }), code, message });
  };

/** The first segment of a loop with this name and, when given, this first element. */
export const find = (loop: Loop | undefined, id: string, qualifier?: string): Segment | undefined =>
  loop?.segments.find((segment) => segment.id === id && (qualifier === undefined || element(segment, 1) === qualifier));

export const findAll = (loop: Loop | undefined, id: string, qualifier?: string): readonly Segment[] =>
  loop?.segments.filter((segment) => segment.id === id && (qualifier === undefined || element(segment, 1) === qualifier)) ?? [];

export const child = (loop: Loop | undefined, id: string): Loop | undefined => loop?.loops.find((inner) => inner.id === id);
export const children = (loop: Loop, id: string): readonly Loop[] => loop.loops.filter((inner) => inner.id === id);

/** The loop itself or the one above it with this number. */
export function enclosing(loop: Loop, id: string): Loop | undefined {
  for (let at: Loop | undefined = loop; at !== undefined; at = at.parent) if (at.id === id) return at;
  return undefined;
}

/** An amount in cents; 0 when absent, undefined when it is none (that has been said already). */
export const amount = (segment: Segment | undefined, position: number): number | undefined => {
  const value = segment === undefined ? '' : element(segment, position);
  return value === '' ? 0 : centsFromX12Decimal(value);
};

/** The sum of amounts in cents; undefined when one of them is none. */
export function total(amounts: Iterable<number | undefined>): number | undefined {
  let sum = 0;
  for (const value of amounts) {
    if (value === undefined) return undefined;
    sum += value;
  }
  return sum;
}

/** The adjustment amounts of CAS segments in cents: CAS03, 06, 09, 12, 15 and 18. */
export const adjustments = (cas: readonly Segment[]): number | undefined =>
  total(cas.flatMap((segment) => [3, 6, 9, 12, 15, 18].map((position) => amount(segment, position))));
