import { isTableGap, type MueRow, type MueTable } from '../../coding/tables';
import { compactRows, compactTable } from '../compact-rows';
import type { ReferenceSet } from '../reference-set';
import { tableVersions, type TableFile } from '../table-file';

/** Compact row: code, units, adjudication indicator. */
export const mueBytes = (rows: readonly MueRow[]): Uint8Array =>
  compactTable(rows.map((row) => [row.code, String(row.units), String(row.mai)]));

/** Medically unlikely edits over all quarters loaded. CMS dates the file, not its rows: the quarter in force on the date answers. */
export function mueTable(set: ReferenceSet, files: readonly TableFile[]): MueTable {
  const versions = tableVersions(set, files, parse);
  return {
    versionOn: (date) => versions.versionOn(date),
    lookUp: (code, on) => {
      const table = versions.on(on);
      return isTableGap(table) ? table : table.get(code);
    },
  };
}

const parse = (bytes: Uint8Array): ReadonlyMap<string, MueRow> =>
  new Map(
    compactRows(bytes).map(([code = '', units, mai]) => [
      code,
      { code, units: Number(units), mai: Number(mai) as MueRow['mai'] },
    ]),
  );
