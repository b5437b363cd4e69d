import type { Delimiters } from './delimiters';
import { originalText } from './segment';
import type { Segment } from './segment';

/** An element to write: text, or the components of a composite. '' and [] are absent. */
export type ElementValue = string | readonly string[];
/** A segment to write: its id, then element 01, 02 …: ['CLM', 'V-1', '150', '', '', ['11', 'B', '1'], 'Y']. */
export type SegmentValues = readonly [id: string, ...elements: ElementValue[]];

/**
 * One segment with its terminator, trailing empty elements and components left out. Values go out as they are:
 * what must not (a delimiter in data) is the caller's to refuse first, see `delimiterInData`.
 */
export function writeSegment(values: SegmentValues, delimiters: Delimiters): string {
  const written = values.map((value) => (typeof value === 'string' ? value : joinTrimmed(value, delimiters.component)));
  return joinTrimmed(written, delimiters.element) + delimiters.terminator;
}

/** The delimiter that stands in data and would cut it in two, or undefined. */
export function delimiterInData(value: string, delimiters: Delimiters): string | undefined {
  const { element, component, repetition, terminator } = delimiters;
  if (value.includes(element)) return element;
  if (value.includes(component)) return component;
  if (repetition !== undefined && value.includes(repetition)) return repetition;
  return value.includes(terminator) ? terminator : undefined;
}

/** The bytes of segments as they were read, or as `Segment`s were made. */
export function writeOriginal(segments: Iterable<Segment>): Uint8Array {
  let text = '';
  for (const segment of segments) text += originalText(segment);
  return Buffer.from(text, 'latin1');
}

function joinTrimmed(parts: readonly string[], separator: string): string {
  let last = parts.length;
  while (last > 0 && parts[last - 1] === '') last--;
  return parts.slice(0, last).join(separator);
}
