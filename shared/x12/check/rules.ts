import type { X12FindingCode } from './finding-catalogue';
import type { Segment } from '../core/segment';
import type { SegmentSpec } from '../structure/guide-structure';
import type { Loop } from './loop';
import type { X12Severity } from './x12-finding';

/** A rule's way to say what is wrong with a segment, or with one of its elements ('CLM05-3'). */
export type Say = (segment: Segment, code: X12FindingCode, message: string, element?: string, severity?: X12Severity) => void;

/** What a kind of transaction is checked for beyond its structure. */
export interface TransactionRules {
  readonly segment?: (segment: Segment, spec: SegmentSpec | undefined, loop: Loop) => void;
  readonly loopEnd?: (loop: Loop) => void;
}
