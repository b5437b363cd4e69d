import type { MpfsRow, MpfsTable } from '../../coding/tables';
import { isTableGap } from '../../coding/tables';
import { compactRows, compactTable } from '../compact-rows';
import { tableVersions, type TableFile } from '../table-file';

/** Relative value units for one unit, as CMS publishes them; absent in training rows whose values we do not have. */
export interface RelativeValues {
  readonly work: number;
  readonly nonFacilityPractice: number;
  readonly facilityPractice: number;
  readonly malpractice: number;
}

export interface RelativeValueRow extends MpfsRow {
  readonly relativeValues?: RelativeValues;
}

/** Compact row: code, modifier, status, PC/TC, global days, multiple, bilateral, assistant, co-surgeon, team, then the four RVUs where known. */
export const mpfsBytes = (rows: readonly RelativeValueRow[]): Uint8Array =>
  compactTable(
    rows.map((row) => [...fieldsOf(row), ...(row.relativeValues ? Object.values(row.relativeValues).map(String) : [])]),
  );

const fieldsOf = (row: MpfsRow): readonly string[] => [
  row.code,
  row.modifier,
  row.status,
  row.pcTc,
  row.globalDays,
  row.multipleProcedure,
  row.bilateral,
  row.assistant,
  row.coSurgeon,
  row.team,
];

/** The Medicare physician fee schedule over all its versions. */
export function mpfsTable(files: readonly TableFile[]): MpfsTable {
  const versions = tableVersions('mpfs', files, parse);
  return {
    versionOn: (date) => versions.versionOn(date),
    lookUp: (code, on, modifier) => {
      const table = versions.on(on);
      return isTableGap(table) ? table : table.get(code + (modifier ?? ''));
    },
  };
}

function parse(bytes: Uint8Array): ReadonlyMap<string, RelativeValueRow> {
  const rows = new Map<string, RelativeValueRow>();
  for (const fields of compactRows(bytes)) {
    const row = rowOf(fields);
    rows.set(row.code + row.modifier, row);
  }
  return rows;
}

function rowOf(fields: readonly string[]): RelativeValueRow {
  const [code = '', modifier = '', status = '', pcTc = '', globalDays = '', multipleProcedure = ''] = fields;
  const [bilateral = '', assistant = '', coSurgeon = '', team = ''] = fields.slice(6);
  const row = { code, modifier: modifier as MpfsRow['modifier'], status, pcTc, globalDays, multipleProcedure };
  const whole: MpfsRow = { ...row, bilateral, assistant, coSurgeon, team };
  if (fields.length < 14) return whole;
  const [work = 0, nonFacilityPractice = 0, facilityPractice = 0, malpractice = 0] = fields.slice(10).map(Number);
  return { ...whole, relativeValues: { work, nonFacilityPractice, facilityPractice, malpractice } };
}
