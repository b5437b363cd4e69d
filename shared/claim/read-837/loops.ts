import { centsFromX12Decimal, ZERO_CENTS, type Cents } from '../../kernel/money';
import type { PlainDate } from '../../kernel/plain-date';
import { readDates, readDecimal } from '../../x12/core/element-format';
import { element, textOf, type Segment } from '../../x12/core/segment';

/** Segments cut into a head and the loops that segments with these ids open. */
export interface Loops {
  readonly head: readonly Segment[];
  readonly loops: readonly (readonly Segment[])[];
}

export function cutLoops(segments: readonly Segment[], openers: ReadonlySet<string>): Loops {
  const loops: Segment[][] = [];
  const head: Segment[] = [];
  for (const segment of segments) {
    if (openers.has(segment.id)) loops.push([segment]);
    else (loops.at(-1) ?? head).push(segment);
  }
  return { head, loops };
}

/** A value as words, or undefined when it is empty. */
export function given(segment: Segment | undefined, position: number): string | undefined {
  const value = segment === undefined ? '' : textOf(element(segment, position)).trim();
  return value === '' ? undefined : value;
}

/** The first segment with an id and, if stated, a qualifier in its first element. */
export const find = (segments: readonly Segment[], id: string, qualifier?: string): Segment | undefined =>
  segments.find((segment) => segment.id === id && (qualifier === undefined || element(segment, 1) === qualifier));

export const all = (segments: readonly Segment[], id: string, qualifier?: string): readonly Segment[] =>
  segments.filter((segment) => segment.id === id && (qualifier === undefined || element(segment, 1) === qualifier));

/** REF02 of a qualifier. */
export const reference = (segments: readonly Segment[], qualifier: string): string | undefined =>
  given(find(segments, 'REF', qualifier), 2);

/** The days of a DTP. */
export function dates(segments: readonly Segment[], qualifier: string): { from: PlainDate; to: PlainDate } | undefined {
  const segment = find(segments, 'DTP', qualifier);
  return segment === undefined ? undefined : readDates(element(segment, 2), element(segment, 3));
}

export const date = (segments: readonly Segment[], qualifier: string): PlainDate | undefined => dates(segments, qualifier)?.from;

/** AMT02 of a qualifier. */
export function amount(segments: readonly Segment[], qualifier: string): Cents | undefined {
  const segment = find(segments, 'AMT', qualifier);
  return segment === undefined ? undefined : centsFromX12Decimal(element(segment, 2));
}

/** An amount where the claim must hold one; 0 when it is none, and the path noted as unstated. */
export function centsAt(segment: Segment, position: number, path: string, unstated: string[]): Cents {
  const value = centsFromX12Decimal(element(segment, position));
  if (value === undefined) unstated.push(path);
  return value ?? ZERO_CENTS;
}

export const numberAt = (segment: Segment, position: number): number | undefined => readDecimal(element(segment, position));
