import { isTableGap, type PosTable } from '../../coding/tables';
import { compactRows, compactTable } from '../compact-rows';
import { tableVersions, type TableFile } from '../table-file';

export interface PlaceOfService {
  readonly code: string;
  readonly facility: boolean;
}

/** Compact row: code, F (facility rate) or NF (non-facility rate). */
export const posBytes = (rows: readonly PlaceOfService[]): Uint8Array =>
  compactTable(rows.map((row) => [row.code, row.facility ? 'F' : 'NF']));

/** Place of service codes with the class that decides the fee. */
export function posTable(files: readonly TableFile[]): PosTable {
  const versions = tableVersions('pos', files, parse);
  return {
    versionOn: (date) => versions.versionOn(date),
    lookUp: (code, on) => {
      const table = versions.on(on);
      return isTableGap(table) ? table : table.get(code);
    },
  };
}

const parse = (bytes: Uint8Array): ReadonlyMap<string, { readonly facility: boolean }> =>
  new Map(compactRows(bytes).map(([code = '', paid]) => [code, { facility: paid === 'F' }]));
