import type { Segment } from '../core/segment';
import { codesOf } from '../structure/guide-structure';
import type { LoopSpec, SegmentSpec } from '../structure/guide-structure';
import type { Loop } from './loop';

/** Where a segment belongs. */
export interface Match {
  readonly loop: Loop;
  /** Index in the loop's items. */
  readonly item: number;
  /** Index of the loop in the stack. */
  readonly depth: number;
  readonly how: 'forward' | 'earlier';
  /** False when the place is taken as often as the guide allows. */
  readonly room: boolean;
  /** For a loop entered without its first segment: the item inside it. */
  readonly inner?: number;
}

type Fits = (spec: SegmentSpec, segment: Segment) => boolean;

/** The same segment by name and by the codes that tell it from others. */
const exactly: Fits = (spec, segment) => spec.id === segment.id && spec.identity.every((identity) => hasCode(segment, identity));
/** The same segment by name, whatever its codes. */
const byName: Fits = (spec, segment) => spec.id === segment.id;

function hasCode(segment: Segment, identity: SegmentSpec['identity'][number]): boolean {
  const value = segment.elements[identity.position] ?? '';
  const code = identity.components === undefined ? value : (value.split(segment.delimiters.component)[0] ?? '');
  return codesOf(identity)?.has(code) ?? true;
}

/** The next place the guide has for the segment: in the open loop or, level by level, above it. Places not yet full come first. */
export function findForward(stack: readonly Loop[], segment: Segment): Match | undefined {
  return search(stack, segment, exactly);
}

/** A place for a segment whose code is wrong: by its name alone, the open loop first. */
export const findLoosely = (stack: readonly Loop[], segment: Segment): Match | undefined => search(stack, segment, byName);

function search(stack: readonly Loop[], segment: Segment, fits: Fits): Match | undefined {
  let full: Match | undefined;
  for (let depth = stack.length - 1; depth >= 0; depth--) {
    const loop = stack[depth];
    if (loop === undefined) break;
    const match = searchLoop(loop, depth, segment, fits);
    if (match?.room === true) return match;
    full ??= match;
  }
  return full;
}

function searchLoop(loop: Loop, depth: number, segment: Segment, fits: Fits): Match | undefined {
  let full: Match | undefined;
  let open: Match | undefined;
  for (const [index, item] of loop.spec.items.entries()) {
    if (item.group < loop.at || (index === 0 && item === loop.spec.start)) continue;
    const spec = item.kind === 'segment' ? item : item.start;
    if (spec === undefined || !fits(spec, segment)) continue;
    const count = loop.counts[index] ?? 0;
    const found: Match = { loop, item: index, depth, how: 'forward', room: count < item.max };
    if (!found.room) full ??= found;
    else if (item.required && count === 0) return found;
    else open ??= found;
  }
  return open ?? full;
}

/** A place already passed: in the open loop, or in any loop above it. */
export function findBackward(stack: readonly Loop[], segment: Segment, where: 'here' | 'anywhere'): Match | undefined {
  const last = where === 'here' ? stack.length - 1 : 0;
  for (let depth = stack.length - 1; depth >= last; depth--) {
    const loop = stack[depth];
    if (loop === undefined) return undefined;
    const item = loop.spec.items.findIndex(
      (spec, index) =>
        spec.kind === 'segment' && spec.group < loop.at && !(index === 0 && spec === loop.spec.start) && exactly(spec, segment),
    );
    if (item >= 0) return { loop, item, depth, how: 'earlier', room: true };
  }
  return undefined;
}

/** A loop that the segment belongs in though the loop's first segment is missing: not a level that is open already. */
export function findSkippedStart(stack: readonly Loop[], segment: Segment): Match | undefined {
  for (let depth = stack.length - 1; depth >= 0; depth--) {
    const loop = stack[depth];
    if (loop === undefined) return undefined;
    for (const [index, item] of loop.spec.items.entries()) {
      if (item.kind === 'segment' || item.group < loop.at || !mayHaveLostItsStart(loop, index, item)) continue;
      const inner = item.items.findIndex((spec, at) => at > 0 && opens(spec, segment));
      if (inner > 0) return { loop, item: index, depth, how: 'forward', room: true, inner };
    }
  }
  return undefined;
}

/** A loop of the transaction itself that comes again after what should end it: claims of an 835 behind its PLB, with or without LX. */
export function findPassedLoop(stack: readonly Loop[], segment: Segment): Match | undefined {
  const [loop] = stack;
  if (loop === undefined) return undefined;
  for (const [index, item] of loop.spec.items.entries()) {
    if (item.kind === 'segment' || item.group >= loop.at || item.max === 1) continue;
    const inner = item.items.findIndex((spec) => opens(spec, segment));
    if (inner >= 0) return { loop, item: index, depth: 0, how: 'earlier', room: true, inner };
  }
  return undefined;
}

/** An open loop begins anew without its first segment: what must follow that segment comes once too often (an SV1 without its LX). */
export function findLostRepeat(stack: readonly Loop[], segment: Segment): Match | undefined {
  for (let depth = stack.length - 1; depth > 0; depth--) {
    const loop = stack[depth];
    const second = loop?.spec.items[1];
    if (loop?.parent === undefined || loop.spec.max === 1 || second === undefined) continue;
    if (!opens(second, segment) || (loop.counts[1] ?? 0) < second.max) continue;
    const item = loop.parent.spec.items.indexOf(loop.spec);
    return { loop: loop.parent, item, depth: depth - 1, how: 'forward', room: true, inner: 1 };
  }
  return undefined;
}

const opens = (item: SegmentSpec | LoopSpec, segment: Segment): boolean => {
  const spec = item.kind === 'segment' ? item : item.start;
  return spec !== undefined && exactly(spec, segment);
};

const mayHaveLostItsStart = (loop: Loop, index: number, item: LoopSpec): boolean =>
  (loop.counts[index] ?? 0) === 0 || (item.start?.id !== 'HL' && item.max > 1);
