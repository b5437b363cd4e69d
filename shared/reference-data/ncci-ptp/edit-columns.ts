import type { EditColumns } from './edit-index';

/** Collects edits row by row in typed arrays that grow: two million rows take some 30 MB, not a gigabyte of objects. */
export class GrowingEdits {
  private columns = room(65_536);
  private count = 0;

  add(column1: number, column2: number, from: number, to: number, modifier: 0 | 1): void {
    if (this.count === this.columns.column1.length) this.columns = grown(this.columns);
    this.columns.column1[this.count] = column1;
    this.columns.column2[this.count] = column2;
    this.columns.from[this.count] = from;
    this.columns.to[this.count] = to;
    this.columns.modifier[this.count] = modifier;
    this.count++;
  }

  done(): EditColumns {
    return { length: this.count, ...this.columns };
  }
}

type Columns = Omit<EditColumns, 'length'>;

const room = (rows: number): Columns => ({
  column1: new Uint32Array(rows),
  column2: new Uint32Array(rows),
  from: new Uint16Array(rows),
  to: new Uint16Array(rows),
  modifier: new Uint8Array(rows),
});

function grown(columns: Columns): Columns {
  const larger = room(columns.column1.length * 2);
  larger.column1.set(columns.column1);
  larger.column2.set(columns.column2);
  larger.from.set(columns.from);
  larger.to.set(columns.to);
  larger.modifier.set(columns.modifier);
  return larger;
}
