import { parseElements } from './element-notation';
import type { ElementSpec } from './element-notation';

/** A guide's structure as the data files hold it; docs: shared/x12/README.md. */
export interface GuideData {
  readonly guide: string;
  readonly type: string;
  /** GS01 of the guide. */
  readonly functionalId: string;
  /** map: from a published machine-readable table; sheet: from our fact sheet's rows, less complete. */
  readonly source: string;
  /** Loops that stand in more than one place, by their number. */
  readonly shared: Readonly<Record<string, LoopData>>;
  readonly items: readonly ItemData[];
}

export type ItemData = string | LoopData | { readonly use: string };

export interface LoopData {
  readonly loop: string;
  readonly usage: string;
  /** 0 is without limit. */
  readonly max: number;
  readonly items: readonly ItemData[];
}

export interface SegmentSpec {
  readonly kind: 'segment';
  readonly id: string;
  readonly required: boolean;
  readonly max: number;
  /** Items of one group may stand in any order: the REFs of a loop, the DTPs of a loop. */
  readonly group: number;
  readonly elements: readonly ElementSpec[];
  /** The elements whose codes tell this segment from others with the same name (REF01, HL03). */
  readonly identity: readonly ElementSpec[];
}

export interface LoopSpec {
  readonly kind: 'loop';
  readonly id: string;
  readonly required: boolean;
  readonly max: number;
  readonly group: number;
  readonly items: readonly (SegmentSpec | LoopSpec)[];
  /** The segment that opens the loop; the root has none. */
  readonly start: SegmentSpec | undefined;
}

export interface Guide {
  readonly guide: string;
  readonly type: string;
  readonly functionalId: string;
  readonly source: string;
  readonly root: LoopSpec;
}

// Elements whose code says which of several equally named segments this one is.
const IDENTITY: Readonly<Record<string, readonly number[]>> = {
  HL: [3],
  NM1: [1],
  N1: [1],
  REF: [1],
  DTP: [1],
  DTM: [1],
  AMT: [1],
  QTY: [1],
  PER: [1],
  PRV: [1],
  CUR: [1],
  PWK: [1, 2],
  HI: [1],
  CRC: [1],
  NTE: [1],
  CTX: [1],
  LQ: [1],
};

/** Reads a data file into what the walker goes by. */
export function guideOf(data: GuideData): Guide {
  const { guide, type, functionalId, source } = data;
  const root: LoopData = { loop: 'ST', usage: 'R', max: 1, items: data.items };
  return { guide, type, functionalId, source, root: loopOf(root, 0, data.shared) };
}

function loopOf(data: LoopData, group: number, shared: GuideData['shared']): LoopSpec {
  const items: (SegmentSpec | LoopSpec)[] = [];
  for (const item of data.items) items.push(itemOf(item, items.at(-1), shared));
  const first = items[0];
  const start = data.loop === 'ST' || first?.kind !== 'segment' ? undefined : first;
  return { kind: 'loop', id: data.loop, required: data.usage === 'R', max: limitOf(data.max), group, items, start };
}

function itemOf(item: ItemData, before: SegmentSpec | LoopSpec | undefined, shared: GuideData['shared']): SegmentSpec | LoopSpec {
  if (typeof item === 'string') return segmentOf(item, before);
  const data = 'use' in item ? shared[item.use] : item;
  if (data === undefined) throw new RangeError('a structure file uses a loop that it does not hold');
  const together = before?.kind === 'loop' && family(before.id) === family(data.loop);
  return loopOf(data, groupAfter(before, together), shared);
}

function segmentOf(text: string, before: SegmentSpec | LoopSpec | undefined): SegmentSpec {
  const [head = '', notation = ''] = text.split(' | ');
  const [id = '', usage = '', max = '1'] = head.split(' ');
  const elements = parseElements(notation);
  const positions = IDENTITY[id] ?? [];
  const identity = elements.filter((spec) => positions.includes(spec.position) && codesOf(spec) !== undefined);
  const together = before?.kind === 'segment' && before.id === id;
  const group = groupAfter(before, together);
  return { kind: 'segment', id, required: usage === 'R', max: limitOf(max === '*' ? 0 : Number(max)), group, elements, identity };
}

const groupAfter = (before: SegmentSpec | LoopSpec | undefined, together: boolean): number =>
  before === undefined ? 0 : before.group + (together ? 0 : 1);
const limitOf = (max: number): number => (max === 0 ? Infinity : max);
// 2310A … 2310F are one loop of the standard and may stand in any order.
const family = (loop: string): string => /^\d{4}/.exec(loop)?.[0] ?? loop;

/** The codes that tell: of the element, or of its first component. */
export const codesOf = (spec: ElementSpec): ReadonlySet<string> | undefined => spec.codes ?? spec.components?.[0]?.codes;
