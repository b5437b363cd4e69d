import type { PtpEdit } from '../../coding/tables';
import type { PlainDate } from '../../kernel/plain-date';
import { dateOfDayNumber, dayNumber } from './day-number';
import { procedureCodeOf } from './procedure-code-number';

// The edits as sorted typed arrays over one buffer, as they lie in the file: loading is reading.
//   header   4 × uint32: magic, codes, edits, 0
//   codes    uint32 × codes: the procedure codes as numbers, ascending; a code's place is its id
//   starts   uint32 × (codes + 1): the first edit of each column 1 code
//   column2  uint16 × edits: id of the column 2 code, ascending within a column 1 code
//   from     uint16 × edits: first day, ascending within a pair
//   to       uint16 × edits: last day, included; 65535 is open
//   modifier uint8 × edits: modifier indicator 0 or 1
const MAGIC = 0x50_54_50_31;
const HEADER_BYTES = 16;
const MAX_CODES = 65_536;

/** One edit of the official file, in numbers. Indicator 9 never gets here: it is in force on no day. */
export interface EditColumns {
  readonly length: number;
  readonly column1: Uint32Array;
  readonly column2: Uint32Array;
  readonly from: Uint16Array;
  readonly to: Uint16Array;
  readonly modifier: Uint8Array;
}

interface Layout {
  readonly codes: Uint32Array;
  readonly starts: Uint32Array;
  readonly column2: Uint16Array;
  readonly from: Uint16Array;
  readonly to: Uint16Array;
  readonly modifier: Uint8Array;
}

function layout(buffer: ArrayBuffer, offset: number, codes: number, edits: number): Layout {
  let at = offset + HEADER_BYTES;
  const next = (bytes: number): number => {
    const here = at;
    at += bytes;
    return here;
  };
  return {
    codes: new Uint32Array(buffer, next(codes * 4), codes),
    starts: new Uint32Array(buffer, next((codes + 1) * 4), codes + 1),
    column2: new Uint16Array(buffer, next(edits * 2), edits),
    from: new Uint16Array(buffer, next(edits * 2), edits),
    to: new Uint16Array(buffer, next(edits * 2), edits),
    modifier: new Uint8Array(buffer, next(edits), edits),
  };
}

const byteLength = (codes: number, edits: number): number => HEADER_BYTES + codes * 4 + (codes + 1) * 4 + edits * 7;

/** Sorts and packs edits of any order into the index. Throws a RangeError above 65,536 different codes (the real files have some 15,000). */
export function packEdits(edits: EditColumns): Uint8Array {
  const codes = distinctCodes(edits);
  if (codes.length > MAX_CODES) throw new RangeError('more procedure codes than an edit index holds');
  const ids = new Map([...codes].map((code, id) => [code, id]));
  const idOf = (code: number | undefined): number => ids.get(code ?? -1) ?? 0;
  const buffer = new ArrayBuffer(byteLength(codes.length, edits.length));
  new Uint32Array(buffer, 0, 4).set([MAGIC, codes.length, edits.length, 0]);
  const index = layout(buffer, 0, codes.length, edits.length);
  index.codes.set(codes);
  for (let row = 0; row < edits.length; row++) increment(index.starts, idOf(edits.column1[row]) + 1);
  for (let id = 0; id < codes.length; id++) increment(index.starts, id + 1, index.starts[id]);
  const rows = rowsByColumn1(edits, index.starts, idOf);
  for (let id = 0; id < codes.length; id++) {
    const bucket = rows.subarray(index.starts[id], index.starts[id + 1]);
    writeSorted(index, index.starts[id] ?? 0, bucket, edits, idOf);
  }
  return new Uint8Array(buffer);
}

function increment(counts: Uint32Array, at: number, by = 1): void {
  counts[at] = (counts[at] ?? 0) + by;
}

function distinctCodes(edits: EditColumns): Uint32Array {
  const codes = new Set<number>();
  for (let row = 0; row < edits.length; row++) {
    codes.add(edits.column1[row] ?? 0);
    codes.add(edits.column2[row] ?? 0);
  }
  return Uint32Array.from(codes).sort();
}

function rowsByColumn1(edits: EditColumns, starts: Uint32Array, idOf: (code: number | undefined) => number): Uint32Array {
  const rows = new Uint32Array(edits.length);
  const filled = starts.slice();
  for (let row = 0; row < edits.length; row++) {
    const id = idOf(edits.column1[row]);
    rows[filled[id] ?? 0] = row;
    increment(filled, id);
  }
  return rows;
}

/** The rows of one column 1 code by column 2, then first day: sorted as one number each, which a typed array does fast. */
function writeSorted(
  index: Layout,
  start: number,
  rows: Uint32Array,
  edits: EditColumns,
  idOf: (code: number | undefined) => number,
): void {
  const keys = new Float64Array(rows.length);
  for (const [place, row] of rows.entries())
    keys[place] = (idOf(edits.column2[row]) * 65_536 + (edits.from[row] ?? 0)) * 2_097_152 + place;
  keys.sort();
  for (const [offset, key] of keys.entries()) {
    const row = rows[key % 2_097_152] ?? 0;
    index.column2[start + offset] = idOf(edits.column2[row]);
    index.from[start + offset] = edits.from[row] ?? 0;
    index.to[start + offset] = edits.to[row] ?? 0;
    index.modifier[start + offset] = edits.modifier[row] ?? 0;
  }
}

/** The edits of one set: column 1's range by its code, column 2 in it by binary search, then the windows of the pair. */
export class EditIndex {
  private readonly index: Layout;
  /** A code's place among the codes: some 15,000, asked twice a look-up. */
  private readonly ids: ReadonlyMap<string, number>;
  private lastDate = '';
  private lastDay = 0;

  /** Takes the bytes that `packEdits` gave; throws when they are something else. */
  constructor(bytes: Uint8Array) {
    const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
    const [magic, codes = 0, edits = 0] = new Uint32Array(aligned.buffer as ArrayBuffer, aligned.byteOffset, 4);
    if (magic !== MAGIC || aligned.byteLength !== byteLength(codes, edits)) throw new RangeError('not an edit index');
    this.index = layout(aligned.buffer as ArrayBuffer, aligned.byteOffset, codes, edits);
    this.ids = new Map(Array.from(this.index.codes, (number, id) => [procedureCodeOf(number), id]));
  }

  get length(): number {
    return this.index.column2.length;
  }

  /** The edit in force on the date. When windows overlap, the one that began last. */
  find(column1: string, column2: string, on: PlainDate): PtpEdit | undefined {
    const id1 = this.ids.get(column1);
    const id2 = this.ids.get(column2);
    if (id1 === undefined || id2 === undefined) return undefined;
    const { starts, column2: seconds, from, to, modifier } = this.index;
    const day = this.dayOf(on);
    const end = starts[id1 + 1] ?? 0;
    let found = -1;
    for (let row = lowerBound(seconds, id2, starts[id1] ?? 0, end); row < end && seconds[row] === id2; row++)
      if ((from[row] ?? 0) <= day && day <= (to[row] ?? 0)) found = row;
    if (found === -1) return undefined;
    const modifierIndicator = modifier[found] === 0 ? 0 : 1;
    return { column1, column2, modifierIndicator, effectiveFrom: dateOfDayNumber(from[found] ?? 0) };
  }

  /** A visit asks many pairs of one date. */
  private dayOf(on: PlainDate): number {
    if (on !== this.lastDate) {
      this.lastDay = dayNumber(on);
      this.lastDate = on;
    }
    return this.lastDay;
  }
}

function lowerBound(sorted: Uint16Array, value: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
