import { isTableGap, type HcpcsTable } from '../../coding/tables';
import { covers } from '../../kernel/effective-dated';
import type { PlainDate } from '../../kernel/plain-date';
import { compactRows, compactTable, dateOrOpen } from '../compact-rows';
import { tableVersions, type TableFile } from '../table-file';

/** A HCPCS Level II code (five characters) or modifier (two) with its first and last day; null is open. */
export interface HcpcsCode {
  readonly code: string;
  readonly effectiveFrom: PlainDate | null;
  readonly effectiveTo: PlainDate | null;
}

/** Compact row: code, and where it has them first and last day. */
export const hcpcsBytes = (rows: readonly HcpcsCode[]): Uint8Array =>
  compactTable(
    rows.map((row) =>
      row.effectiveFrom === null && row.effectiveTo === null
        ? [row.code]
        : [row.code, row.effectiveFrom ?? '', row.effectiveTo ?? ''],
    ),
  );

/** HCPCS Level II. The shipped list has no dates: it decides what is known; an imported official file decides what is in force. */
export function hcpcsTable(files: readonly TableFile[]): HcpcsTable {
  const versions = tableVersions('hcpcs', files, parse);
  return {
    versionOn: (date) => versions.versionOn(date),
    lookUp: (code, on) => {
      const table = versions.on(on);
      if (isTableGap(table)) return table;
      const windows = table.get(code);
      if (windows === undefined) return 'unknown';
      return windows.some((window) => covers(window, on)) ? 'active' : 'not-in-force';
    },
  };
}

function parse(bytes: Uint8Array): ReadonlyMap<string, readonly HcpcsCode[]> {
  const codes = new Map<string, HcpcsCode[]>();
  for (const [code = '', from, to] of compactRows(bytes)) {
    const row = { code, effectiveFrom: dateOrOpen(from), effectiveTo: dateOrOpen(to) };
    const same = codes.get(code);
    if (same === undefined) codes.set(code, [row]);
    else same.push(row);
  }
  return codes;
}
