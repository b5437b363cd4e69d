import type { Delimiters } from './delimiters';

/** What the core noticed while reading. Each is a finding code of shared/x12/check/finding-catalogue.ts. */
export type OddityCode =
  | 'bom'
  | 'text-before-isa'
  | 'isa-missing'
  | 'isa-width'
  | 'delimiters-clash'
  | 'segment-indented'
  | 'segment-empty'
  | 'segment-id-bad'
  | 'segment-unterminated'
  | 'segment-too-long'
  | 'not-x12';

/**
 * One segment where it stood. Text is one character a byte (ISO 8859-1), so that every byte can be written back;
 * `textOf` gives the words where a sender used UTF-8.
 */
export interface Segment {
  /** The segment's name ('CLM'); '' for an empty segment or for text that is no segment. */
  readonly id: string;
  /** elements[0] is the id, so elements[5] of a CLM is CLM05. An element beyond the last is undefined: use `element`. */
  readonly elements: readonly string[];
  /** 1 for the file's first segment, counted through the whole file; 0 for text that is no segment (blanks at the end). */
  readonly index: number;
  /** Byte offset of the id's first letter. */
  readonly offset: number;
  readonly delimiters: Delimiters;
  /** Line ends and blanks (before the first ISA: anything) between the segment before and this one. */
  readonly lead: string;
  /** The segment without lead and terminator. */
  readonly raw: string;
  /** False at the end of a file that stops without a terminator. */
  readonly terminated: boolean;
  readonly oddities: readonly OddityCode[];
}

/** An element's text by its number, '' when absent: element(clm, 2) is CLM02. */
export const element = (segment: Segment, position: number): string => segment.elements[position] ?? '';

/** The components of an element: components(sv1, 1) of SV1*HC:99213:25 is ['HC', '99213', '25']; [] when absent. */
export function components(segment: Segment, position: number): readonly string[] {
  const value = segment.elements[position] ?? '';
  return value === '' ? [] : value.split(segment.delimiters.component);
}

/** One component, counted from 1, '' when absent: component(clm, 5, 1) is the place of service. */
export const component = (segment: Segment, position: number, part: number): string =>
  components(segment, position)[part - 1] ?? '';

/** The repetitions of an element (EB03 of a 271); one entry when the interchange has no repetition separator. */
export function repetitions(segment: Segment, position: number): readonly string[] {
  const value = segment.elements[position] ?? '';
  if (value === '') return [];
  return segment.delimiters.repetition === undefined ? [value] : value.split(segment.delimiters.repetition);
}

/** A value as words: bytes that are UTF-8 are read as such, others as ISO 8859-1. */
export function textOf(value: string): string {
  if (!/[\u0080-\u00ff]/.test(value)) return value;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(value, (char) => char.charCodeAt(0)));
  } catch {
    return value;
  }
}

/** The bytes a segment was read from, with what stood before it. */
export const originalText = (segment: Segment): string =>
  segment.lead + segment.raw + (segment.terminated ? segment.delimiters.terminator : '');
