import { covers, type TableVersion } from '../kernel/effective-dated';
import { addDays, type PlainDate } from '../kernel/plain-date';
import type { TableGap } from '../coding/tables';
import type { ReferenceSet } from './reference-set';

/** Where a version comes from: imported by the practice, shipped with the product, or the sample's training rows. */
export type TableOrigin = 'imported' | 'shipped' | 'training';

/** One version of a set: what it covers, where it comes from, and its bytes in our own compact form, read when first asked. */
export interface TableFile {
  readonly set: ReferenceSet;
  readonly version: string;
  readonly effectiveFrom: PlainDate | null;
  /** The last day; null while no later version ends it. */
  readonly effectiveTo: PlainDate | null;
  /** The last day for which look-ups answer, where that is earlier; absent or null: they answer as the dates above say. */
  readonly answersUntil?: PlainDate | null;
  /** Rows of the official file. */
  readonly rows: number;
  readonly sourceFile: string;
  /** SHA-256 of the official file (hex). */
  readonly sha256: string;
  readonly origin: TableOrigin;
  bytes(): Uint8Array;
}

/** Versions in order of their start, each ended the day before the next begins (never later than it ends by itself). */
export function endedByTheNext(files: readonly TableFile[]): readonly TableFile[] {
  const sorted = [...files].sort((a, b) => ((a.effectiveFrom ?? '') < (b.effectiveFrom ?? '') ? -1 : 1));
  return sorted.map((file, index) => {
    const next = sorted[index + 1]?.effectiveFrom;
    if (next === undefined || next === null) return file;
    const dayBefore = addDays(next, -1);
    return file.effectiveTo !== null && file.effectiveTo < dayBefore ? file : { ...file, effectiveTo: dayBefore };
  });
}

/** The versions of one set, each parsed when a date first needs it. */
export interface TableVersions<T> {
  /** The table in force on the date, or why there is none. */
  on(date: PlainDate): T | TableGap;
  versionOn(date: PlainDate): TableVersion | undefined;
  /** Every version's table, newest first. */
  newestFirst(): IterableIterator<T>;
}

export function tableVersions<T extends object>(
  set: ReferenceSet,
  files: readonly TableFile[],
  parse: (bytes: Uint8Array) => T,
): TableVersions<T> {
  const versions = files.map((file) => ({ file, table: once(() => parse(file.bytes())), version: tableVersionOf(file) }));
  const notLoaded: TableGap = { kind: 'table-gap', table: set, reason: 'not-loaded' };
  const notInForce: TableGap = { kind: 'table-gap', table: set, reason: 'not-in-force' };
  const none = versions.length === 0 ? notLoaded : notInForce;
  const inForceOn = (date: PlainDate) =>
    versions.find(({ file }) => covers(file, date) && (file.answersUntil == null || date <= file.answersUntil));
  return {
    on: (date) => inForceOn(date)?.table() ?? none,
    versionOn: (date) => inForceOn(date)?.version,
    *newestFirst() {
      for (const { table } of [...versions].reverse()) yield table();
    },
  };
}

const tableVersionOf = (file: TableFile): TableVersion => ({
  name: file.set,
  version: file.version,
  effectiveFrom: file.effectiveFrom,
});

/** Computes once, when first asked. */
export function once<T>(compute: () => T): () => T {
  let kept: { readonly value: T } | undefined;
  return () => (kept ??= { value: compute() }).value;
}
