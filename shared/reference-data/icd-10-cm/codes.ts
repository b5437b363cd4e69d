// One year's codes as fixed records, sorted by code, searched where they lie: nothing is built at load.
//   0-6  code without dot, padded with blanks
//   7    bit 0 billable, bit 1 description says "unspecified", bits 2-4 side
//   8-9  number of the group of codes that differ only in the side, little-endian; 0 none

const RECORD = 10;
const CODE_LENGTH = 7;
const BILLABLE = 1;
const UNSPECIFIED = 2;
const SIDE_SHIFT = 2;
const SIDES = [undefined, 'right', 'left', 'bilateral', 'unspecified'] as const;
export type Side = 'right' | 'left' | 'bilateral' | 'unspecified';

/** One code of an order file, as the compact table keeps it. */
export interface Icd10CmRow {
  readonly code: string;
  readonly billable: boolean;
  readonly unspecified: boolean;
  readonly side: Side | undefined;
  /** 0: has no siblings of another side. */
  readonly group: number;
}

/** The compact table of these rows, sorted by code. */
export function icd10CmBytes(rows: readonly Icd10CmRow[]): Uint8Array {
  const sorted = [...rows].sort((a, b) => (a.code < b.code ? -1 : 1));
  const bytes = Buffer.alloc(sorted.length * RECORD, ' ');
  for (const [index, row] of sorted.entries()) {
    const at = index * RECORD;
    bytes.write(row.code, at, 'latin1');
    const flags = (row.billable ? BILLABLE : 0) | (row.unspecified ? UNSPECIFIED : 0) | (SIDES.indexOf(row.side) << SIDE_SHIFT);
    bytes.writeUInt8(flags, at + CODE_LENGTH);
    bytes.writeUInt16LE(row.group, at + CODE_LENGTH + 1);
  }
  return bytes;
}

/** One version's codes, by row number. */
export class Icd10CmCodes {
  private readonly bytes: Buffer;
  private groups: ReadonlyMap<number, readonly number[]> | undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get length(): number {
    return this.bytes.length / RECORD;
  }

  /** The row of a code without its dot; undefined when the year does not have it. */
  find(code: string): number | undefined {
    if (code.length > CODE_LENGTH || code === '') return undefined;
    const sought = Buffer.alloc(CODE_LENGTH, ' ');
    sought.write(code, 'latin1');
    const row = this.firstNotBefore(sought);
    return row < this.length && this.compare(row, sought) === 0 ? row : undefined;
  }

  code(row: number): string {
    const at = row * RECORD;
    return this.bytes.toString('latin1', at, at + CODE_LENGTH).trimEnd();
  }

  isBillable(row: number): boolean {
    return (this.flags(row) & BILLABLE) !== 0;
  }

  isUnspecified(row: number): boolean {
    return (this.flags(row) & UNSPECIFIED) !== 0;
  }

  side(row: number): Side | undefined {
    return SIDES[this.flags(row) >> SIDE_SHIFT];
  }

  /** The billable codes that begin with the row's code. */
  billableBelow(row: number): string[] {
    const header = this.code(row);
    const found: string[] = [];
    for (let next = row + 1; next < this.length; next++) {
      const code = this.code(next);
      if (!code.startsWith(header)) break;
      if (this.isBillable(next)) found.push(code);
    }
    return found;
  }

  /** The other rows of the same meaning with another side. */
  sameButForTheSide(row: number): number[] {
    const group = this.group(row);
    if (group === 0) return [];
    this.groups ??= this.membersByGroup();
    return (this.groups.get(group) ?? []).filter((member) => member !== row);
  }

  private membersByGroup(): Map<number, number[]> {
    const groups = new Map<number, number[]>();
    for (let row = 0; row < this.length; row++) {
      const group = this.group(row);
      if (group === 0) continue;
      const members = groups.get(group);
      if (members === undefined) groups.set(group, [row]);
      else members.push(row);
    }
    return groups;
  }

  private firstNotBefore(sought: Buffer): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.compare(middle, sought) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  private compare(row: number, sought: Buffer): number {
    const at = row * RECORD;
    for (let index = 0; index < CODE_LENGTH; index++) {
      const difference = (this.bytes[at + index] ?? 0) - (sought[index] ?? 0);
      if (difference !== 0) return difference;
    }
    return 0;
  }

  private flags(row: number): number {
    return this.bytes.readUInt8(row * RECORD + CODE_LENGTH);
  }

  private group(row: number): number {
    return this.bytes.readUInt16LE(row * RECORD + CODE_LENGTH + 1);
  }
}
