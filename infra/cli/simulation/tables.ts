import { ANY_VERSION, type Row, type RowOperation } from '../../../shared/workflow/ports';

interface Stored {
  etag: string;
  value: unknown;
}

interface Partition {
  readonly rows: Map<string, Stored>;
  /** Row keys in order; undefined after a change. */
  ordered: string[] | undefined;
}

/** Called for every row that is written, with what stood there before. */
export type OnWrite = (table: string, partition: string, rowKey: string, before: unknown, after: unknown) => void;

const PAGE = 1000;

/** Table storage in memory: ETags, all-or-nothing writes within a partition, ordered pages. The durable truth all instances share. */
export class SimulatedTables {
  private readonly tables = new Map<string, Map<string, Partition>>();
  private etags = 0;
  /** Rows go through JSON as in the real store; off only for long runs. */
  constructor(
    private readonly onWrite: OnWrite,
    private readonly copies: boolean,
  ) {}

  read(table: string, partitionKey: string, rowKey: string): Row | undefined {
    const stored = this.tables.get(table)?.get(partitionKey)?.rows.get(rowKey);
    return stored === undefined ? undefined : this.rowOf(partitionKey, rowKey, stored);
  }

  list(
    table: string,
    partitionKey: string,
    options: { readonly after?: string; readonly limit?: number } = {},
  ): { rows: readonly Row[]; next?: string } {
    const partition = this.tables.get(table)?.get(partitionKey);
    if (partition === undefined) return { rows: [] };
    partition.ordered ??= [...partition.rows.keys()].sort();
    const keys = partition.ordered;
    const from = options.after === undefined ? 0 : firstAfter(keys, options.after);
    const to = Math.min(keys.length, from + (options.limit ?? PAGE));
    const rows = keys.slice(from, to).flatMap((rowKey) => {
      const stored = partition.rows.get(rowKey);
      return stored === undefined ? [] : [this.rowOf(partitionKey, rowKey, stored)];
    });
    const last = keys[to - 1];
    return to < keys.length && last !== undefined ? { rows, next: last } : { rows };
  }

  write(table: string, partitionKey: string, operations: readonly RowOperation[]): 'written' | 'conflict' {
    if (operations.length === 0 || operations.length > 100) throw new RangeError('1 to 100 operations');
    const known = this.tables.get(table)?.get(partitionKey);
    const partition = known ?? { rows: new Map<string, Stored>(), ordered: undefined };
    for (const operation of operations) {
      const stored = partition.rows.get(operation.rowKey);
      if (!isCurrent(operation, stored)) return 'conflict';
    }
    if (known === undefined) this.addPartition(table, partitionKey, partition);
    for (const operation of operations) this.apply(table, partitionKey, partition, operation);
    return 'written';
  }

  private addPartition(table: string, partitionKey: string, partition: Partition): void {
    const partitions = this.tables.get(table);
    if (partitions === undefined) this.tables.set(table, new Map([[partitionKey, partition]]));
    else partitions.set(partitionKey, partition);
  }

  private apply(table: string, partitionKey: string, partition: Partition, operation: RowOperation): void {
    const before = partition.rows.get(operation.rowKey)?.value;
    if (operation.kind === 'delete') partition.rows.delete(operation.rowKey);
    else {
      const value = this.copies ? (JSON.parse(JSON.stringify(operation.value)) as unknown) : operation.value;
      partition.rows.set(operation.rowKey, { etag: `e${++this.etags}`, value });
    }
    if (operation.kind !== 'replace') partition.ordered = undefined;
    this.onWrite(table, partitionKey, operation.rowKey, before, operation.kind === 'delete' ? undefined : operation.value);
  }

  /** Every partition of a table: for the checks at the end only, the workflow has no such look-up. */
  *partitionsOf(table: string): Iterable<{ partition: string; rows: ReadonlyMap<string, { value: unknown }> }> {
    for (const [partition, { rows }] of this.tables.get(table) ?? []) yield { partition, rows };
  }

  private rowOf(partitionKey: string, rowKey: string, stored: Stored): Row {
    const value = this.copies ? (JSON.parse(JSON.stringify(stored.value)) as unknown) : stored.value;
    return { partitionKey, rowKey, etag: stored.etag, value };
  }
}

function firstAfter(keys: readonly string[], after: string): number {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? '') <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Whether an operation meets the row it was made for. */
function isCurrent(operation: RowOperation, stored: Stored | undefined): boolean {
  if (operation.kind === 'insert') return stored === undefined;
  if (operation.kind === 'delete' && operation.etag === ANY_VERSION) return stored !== undefined;
  return stored?.etag === operation.etag;
}
