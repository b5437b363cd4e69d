import type { MueRow } from '../../coding/tables';
import { err, ok } from '../../kernel/result';
import { mueBytes } from '../ncci-mue/table';
import type { ReferenceSet } from '../reference-set';
import { Faults } from './import-fault';
import { belowHeader, shapeFaults, sheetRowsOf } from './sheet-rows';
import { isProcedureCode, looksLike, type SetImporter } from './set-importer';

/** Medically unlikely edits: CSV or workbook, a notice above, then code, units, adjudication indicator ("2 Date of Service Edit: Policy"). */
export const importMue: SetImporter = async (files, { set }) => {
  const file = files.find(({ name }) => /\.csv$/i.test(name)) ?? files.find(({ name }) => /\.xlsx$/i.test(name)) ?? files[0];
  if (file === undefined) return err([{ file: '', reason: 'there is no file' }]);
  const faults = new Faults(file.name);
  const sheet = belowHeader((await sheetRowsOf(file)) ?? [], [/^HCPCS\/ ?CPT Code/i, /MUE Values/i, /Adjudication Indicator/i]);
  if (sheet === undefined) {
    faults.add(`has no header of an MUE file: it looks like ${looksLike(file)}`);
    return err(faults.list);
  }
  const [code = 0, units = 0, indicator = 0] = sheet.columns;
  const other = otherList(`${sheet.headings[units] ?? ''} ${file.name}`, set);
  if (other !== undefined) return err([{ file: file.name, reason: `is the MUE table of ${other}, not ${set}` }]);
  shapeFaults(file, sheet, faults);
  const rows: MueRow[] = [];
  const seen = new Map<string, string>();
  for (const { row, cells } of sheet.rows) {
    const read = { code: cells[code] ?? '', units: cells[units] ?? '', mai: (cells[indicator] ?? '').charAt(0) };
    if (!isProcedureCode(read.code)) faults.add('is no procedure code', row, 'HCPCS/CPT Code');
    if (!/^\d{1,5}$/.test(read.units)) faults.add('is no whole number', row, 'MUE Values');
    if (!/^[123]$/.test(read.mai)) faults.add('does not begin with 1, 2 or 3', row, 'MUE Adjudication Indicator');
    const before = seen.get(read.code);
    if (before !== undefined && before !== `${read.units} ${read.mai}`)
      faults.add('stands twice, with different values', row, 'HCPCS/CPT Code');
    seen.set(read.code, `${read.units} ${read.mai}`);
    if (faults.isFull) break;
    if (before !== undefined) continue;
    rows.push({ code: read.code, units: Number(read.units), mai: Number(read.mai) as MueRow['mai'] });
  }
  if (rows.length === 0) faults.add('holds no row below its header');
  return faults.list.length > 0 ? err(faults.list) : ok({ bytes: mueBytes(rows), rows: rows.length });
};

/** The three MUE tables have one layout; heading and name say whose units they are. */
function otherList(words: string, set: ReferenceSet): string | undefined {
  const lists = [
    [/practitioner/i, 'practitioner services', 'ncci-mue-practitioner'],
    [/outpatient/i, 'outpatient hospital services', 'ncci-mue-outpatient'],
    [/\bDME|supplier/i, 'equipment suppliers', undefined],
  ] as const;
  return lists.find(([pattern, , own]) => pattern.test(words) && own !== set)?.[1];
}
