import { isTableGap, type TableGap, type Versioned } from '../../coding/tables';
import type { PlainDate } from '../../kernel/plain-date';
import { compactRows, compactTable } from '../compact-rows';
import { tableVersions, type TableFile } from '../table-file';

/** Geographic practice cost indices of one Medicare locality. */
export interface GpciRow {
  /** Medicare administrative contractor, five digits. */
  readonly contractor: string;
  readonly state: string;
  /** Two digits. */
  readonly locality: string;
  readonly work: number;
  readonly practiceExpense: number;
  readonly malpractice: number;
}

export interface GpciTable extends Versioned {
  /** The indices of a state's locality ('00' is the whole state where it has only one). */
  lookUp(state: string, locality: string, on: PlainDate): GpciRow | undefined | TableGap;
}

/** Compact row: contractor, state, locality, work, practice expense, malpractice. */
export const gpciBytes = (rows: readonly GpciRow[]): Uint8Array =>
  compactTable(
    rows.map((row) => [
      row.contractor,
      row.state,
      row.locality,
      String(row.work),
      String(row.practiceExpense),
      String(row.malpractice),
    ]),
  );

export function gpciTable(files: readonly TableFile[]): GpciTable {
  const versions = tableVersions('gpci', files, parse);
  return {
    versionOn: (date) => versions.versionOn(date),
    lookUp: (state, locality, on) => {
      const table = versions.on(on);
      return isTableGap(table) ? table : table.get(`${state} ${locality}`);
    },
  };
}

function parse(bytes: Uint8Array): ReadonlyMap<string, GpciRow> {
  const rows = new Map<string, GpciRow>();
  for (const [contractor = '', state = '', locality = '', ...indices] of compactRows(bytes)) {
    const [work = 0, practiceExpense = 0, malpractice = 0] = indices.map(Number);
    rows.set(`${state} ${locality}`, { contractor, state, locality, work, practiceExpense, malpractice });
  }
  return rows;
}
