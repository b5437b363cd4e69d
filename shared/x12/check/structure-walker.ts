import type { X12FindingCode } from './finding-catalogue';
import { element } from '../core/segment';
import type { Segment } from '../core/segment';
import { codesOf } from '../structure/guide-structure';
import type { LoopSpec, SegmentSpec } from '../structure/guide-structure';
import { findBackward, findForward, findLoosely, findLostRepeat, findPassedLoop, findSkippedStart } from './loop-search';
import type { Match } from './loop-search';
import { segmentLabel } from '../structure/labels';
import type { Loop } from './loop';
import { segmentName } from './x12-finding';
import type { Report } from './x12-finding';

/** What the walker tells: where a segment belongs, and which loop has ended. */
export interface Walk {
  readonly segment: (segment: Segment, spec: SegmentSpec | undefined, loop: Loop) => void;
  readonly loopEnd: (loop: Loop) => void;
  readonly report: Report;
}

// More of one loop than any guide allows is not kept, so that a broken file cannot fill the memory.
const KEPT_IN_A_LOOP = 5000;
const HANDED_OUT = new Set(['HL', 'CLM', 'CLP']);

/** Follows a transaction through its guide, segment by segment, and says what is missing, too often, out of place or unknown. */
export class StructureWalker {
  private readonly stack: Loop[];

  constructor(
    root: LoopSpec,
    first: Segment,
    private readonly walk: Walk,
  ) {
    this.stack = [newLoop(root, undefined, first)];
  }

  next(segment: Segment): void {
    const forward = findForward(this.stack, segment);
    const match =
      (forward?.room !== true ? findLostRepeat(this.stack, segment) : undefined) ??
      forward ??
      findBackward(this.stack, segment, 'here') ??
      findSkippedStart(this.stack, segment) ??
      findPassedLoop(this.stack, segment) ??
      findLoosely(this.stack, segment) ??
      findBackward(this.stack, segment, 'anywhere');
    if (match === undefined) {
      this.say(segment, 'segment-unexpected', `${nameOf(segment)} is not expected here.`);
      this.walk.segment(segment, undefined, this.top);
    } else if (match.how === 'earlier' && match.inner !== undefined) {
      this.say(segment, 'loop-order', `${nameOf(segment)} stands after segments that should follow it.`);
      this.follow(segment, match);
    } else if (match.how === 'earlier') {
      this.say(segment, 'segment-order', `${nameOf(segment)} stands too late: it belongs further up in its loop.`);
      this.take(segment, match);
    } else this.follow(segment, match);
  }

  /** The transaction ends: every open loop closes. */
  end(): void {
    this.close(0);
  }

  private get top(): Loop {
    const top = this.stack.at(-1);
    if (top === undefined) throw new RangeError('the walk has ended');
    return top;
  }

  private follow(segment: Segment, match: Match): void {
    this.close(match.depth + 1);
    const item = match.loop.spec.items[match.item];
    if (item === undefined) return;
    match.loop.at = item.group;
    if (item.kind === 'segment') {
      this.take(segment, match);
      return;
    }
    const count = (match.loop.counts[match.item] ?? 0) + 1;
    match.loop.counts[match.item] = count;
    if (count === item.max + 1) this.say(segment, 'loop-repeats', `${loopName(item)} stands more often than ${item.max} times.`);
    this.noteOrder(segment, match.loop, item);
    const loop = newLoop(item, match.loop, segment);
    this.keep(match.loop, loop);
    this.stack.push(loop);
    this.enter(segment, loop, match.inner ?? 0, match.how === 'earlier');
  }

  private enter(segment: Segment, loop: Loop, inner: number, late: boolean): void {
    const { start, items } = loop.spec;
    const depth = this.stack.length - 1;
    if (inner > 0 && start !== undefined) loop.counts[0] = 1;
    if (inner > 0 && start !== undefined && !late) {
      const message = `${nameOf(segment)} comes without the ${segmentLabel(start.id, qualifierOf(start))} before it.`;
      this.say(segment, 'loop-start-missing', message);
    }
    const match: Match = { loop, item: inner, depth, how: 'forward', room: true };
    if (items[inner]?.kind === 'loop') {
      this.follow(segment, match);
      return;
    }
    this.take(segment, match);
    loop.at = items[inner]?.group ?? 0;
  }

  private take(segment: Segment, match: Match): void {
    const spec = match.loop.spec.items[match.item];
    if (spec?.kind !== 'segment') {
      this.walk.segment(segment, spec?.start, match.loop);
      return;
    }
    const count = (match.loop.counts[match.item] ?? 0) + 1;
    match.loop.counts[match.item] = count;
    if (count > spec.max)
      this.say(segment, 'segment-repeats', `${nameOf(segment)} stands more often than the guide allows (${spec.max}).`);
    if (match.loop.segments.length < KEPT_IN_A_LOOP) match.loop.segments.push(segment);
    else match.loop.overflow = true;
    this.walk.segment(segment, spec, match.loop);
  }

  private keep(parent: Loop, loop: Loop): void {
    const start = loop.spec.start?.id ?? '';
    if (HANDED_OUT.has(start) || (parent.parent === undefined && !loop.id.startsWith('1000'))) return;
    if (parent.loops.length < KEPT_IN_A_LOOP) parent.loops.push(loop);
    else parent.overflow = true;
  }

  // Loops of one family may stand in any order for the standard; senders keep the guide's, and a few readers insist.
  private noteOrder(segment: Segment, parent: Loop, item: LoopSpec): void {
    if (!/^(?:1000|2010)/.test(item.id)) return;
    const later = parent.spec.items.some(
      (other, index) =>
        other.kind === 'loop' && other.group === item.group && other.id > item.id && (parent.counts[index] ?? 0) > 0,
    );
    if (later) this.say(segment, 'loop-order', `${loopName(item)} stands after a loop that should follow it.`, 'warn');
  }

  private close(depth: number): void {
    while (this.stack.length > depth) {
      const loop = this.stack.pop();
      if (loop === undefined) return;
      this.reportMissing(loop);
      this.walk.loopEnd(loop);
    }
  }

  private reportMissing(loop: Loop): void {
    for (const [index, item] of loop.spec.items.entries()) {
      if (!item.required || (loop.counts[index] ?? 0) > 0) continue;
      const start = item.kind === 'loop' ? item.start : item;
      const what = segmentLabel(start?.id ?? '', start === undefined ? undefined : qualifierOf(start));
      const where = loop.parent === undefined ? 'in this transaction' : `in loop ${loop.id}, which starts here`;
      const code = item.kind === 'loop' ? 'loop-missing' : 'segment-missing';
      this.say(loop.first, code, `${what}${item.kind === 'loop' ? `, loop ${item.id},` : ''} is missing ${where}.`);
    }
  }

  private say(segment: Segment, code: X12FindingCode, message: string, severity: 'error' | 'warn' = 'error'): void {
    this.walk.report({ severity, segment_index: segment.index, segment: segmentName(segment), code, message });
  }
}

function newLoop(spec: LoopSpec, parent: Loop | undefined, first: Segment): Loop {
  return { spec, id: spec.id, parent, first, segments: [], loops: [], counts: [], at: 0, overflow: false };
}

const qualifierOf = (spec: SegmentSpec): string | undefined => {
  const identity = spec.identity[0];
  return identity === undefined ? undefined : [...(codesOf(identity) ?? [])][0];
};
const loopName = (spec: LoopSpec): string =>
  `Loop ${spec.id}, ${segmentLabel(spec.start?.id ?? '', spec.start && qualifierOf(spec.start))},`;
const nameOf = (segment: Segment): string => {
  const name = segmentName(segment);
  return name === '' ? 'A segment that the guide does not know' : segmentLabel(name, element(segment, 1));
};
