import type { Segment } from '../core/segment';
import type { LoopSpec } from '../structure/guide-structure';

/** One loop as it stands in the file. Claims and hierarchy levels are handed out when they close and not kept by their parent. */
export interface Loop {
  readonly spec: LoopSpec;
  readonly id: string;
  readonly parent: Loop | undefined;
  /** The segment that opened it, or the first found in it. */
  readonly first: Segment;
  readonly segments: Segment[];
  readonly loops: Loop[];
  /** How often each item of the spec was found. */
  readonly counts: number[];
  /** The group of the item found last. */
  at: number;
  /** True when it holds more than is kept: sums over it say nothing. */
  overflow: boolean;
}
