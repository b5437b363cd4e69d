import type { PlainDate } from './plain-date';

/** A row that is in force from one day to another, both included; null means without end (or without known start). */
export interface Dated<T> {
  readonly effectiveFrom: PlainDate | null;
  readonly effectiveTo: PlainDate | null;
  readonly value: T;
}

export const covers = (row: { effectiveFrom: PlainDate | null; effectiveTo: PlainDate | null }, on: PlainDate): boolean =>
  (row.effectiveFrom === null || row.effectiveFrom <= on) && (row.effectiveTo === null || on <= row.effectiveTo);

/** The row in force on a date; the caller names which date governs (almost always the date of service). */
export const inForce = <T>(rows: readonly Dated<T>[], on: PlainDate): Dated<T> | undefined => rows.find((row) => covers(row, on));

/** Which version of which table a decision stands on. */
export interface TableVersion {
  readonly name: string;
  readonly version: string;
  readonly effectiveFrom: PlainDate | null;
}
