import { addDays, plainDateOf, type PlainDate } from '../../kernel/plain-date';
import { err, ok } from '../../kernel/result';
import { addOnBytes, type AddOnEdit } from '../ncci-add-on/table';
import { Faults } from './import-fault';
import { linesOf, type OfficialFile } from './official-file';
import { belowHeader, sheetRowsOf, type SheetRow } from './sheet-rows';
import { isProcedureCode, looksLike, type SetImporter } from './set-importer';

/** Edit type, add-on, its deletion, primary, its deletion, edit effective, edit deletion: as the workbook heads them. */
const HEADINGS = [
  /^AOC_Edit_Type/i,
  /^Add-?On_Code/i,
  /^AOC_DelDT/i,
  /^Primary_Code$/i,
  /^Primary_Code_DelDT/i,
  /^AOC_Edit_EffDT/i,
  /^AOC_Edit_DelDT/i,
];
/** The same fields in the text file, by position (facts ncci, additions). */
const POSITIONS = [
  [0, 1],
  [1, 6],
  [6, 13],
  [13, 18],
  [18, 25],
  [25, 32],
  [32, 39],
] as const;

/** Add-on code edits: the fixed-width text or the workbook; of a zip with both, the text. Dates are YYYYDDD; CCCCC means contractor-defined. */
export const importAddOn: SetImporter = async (files) => {
  const file = files.find(({ name }) => /\.txt$/i.test(name)) ?? files.find(({ name }) => /\.xlsx$/i.test(name)) ?? files[0];
  if (file === undefined) return err([{ file: '', reason: 'there is no file' }]);
  const faults = new Faults(file.name);
  const edits: AddOnEdit[] = [];
  for (const { row, cells } of await rowsOf(file)) {
    const edit = editOf(cells, row, faults);
    if (edit !== undefined) edits.push(edit);
    if (faults.isFull) break;
  }
  if (edits.length === 0 && faults.list.length === 0) faults.add(`holds no add-on edit: it looks like ${looksLike(file)}`);
  if (faults.list.length > 0) return err(faults.list);
  const quarter = /V(20\d\d)(Q[1-4])/i.exec(file.name);
  return ok({
    bytes: addOnBytes(edits),
    rows: edits.length,
    ...(quarter === null ? {} : { quarter: `${quarter[1] ?? ''}${(quarter[2] ?? '').toUpperCase()}` }),
  });
};

async function rowsOf(file: OfficialFile): Promise<readonly SheetRow[]> {
  if (/\.xlsx$/i.test(file.name)) {
    const sheet = belowHeader((await sheetRowsOf(file)) ?? [], HEADINGS);
    return (sheet?.rows ?? []).map(({ row, cells }) => ({
      row,
      cells: sheet?.columns.map((column) => cells[column] ?? '') ?? [],
    }));
  }
  const rows: SheetRow[] = [];
  for (const { row, text } of linesOf(file.bytes))
    if (text.trim() !== '') rows.push({ row, cells: POSITIONS.map(([from, to]) => text.slice(from, to).trim()) });
  return rows;
}

function editOf(cells: readonly string[], row: number, faults: Faults): AddOnEdit | undefined {
  const before = faults.list.length;
  const [type = '', addOn = '', addOnDeleted = '', primary = '', primaryDeleted = '', effective = '', deleted = ''] = cells;
  if (!/^[123]$/.test(type)) faults.add('is not 1, 2 or 3', row, 'AOC_Edit_Type');
  if (!isProcedureCode(addOn)) faults.add('is no procedure code', row, 'Add-On_Code');
  if (!isProcedureCode(primary)) faults.add('is no procedure code', row, 'Primary_Code');
  const from = julian(effective);
  if (from === undefined) faults.add('is no date YYYYDDD', row, 'AOC_Edit_EffDT');
  const ends = [addOnDeleted, primaryDeleted, deleted].map(julian);
  if (ends.includes(undefined)) faults.add('is no date YYYYDDD', row, 'deletion date');
  const to = ends.filter((end) => end !== null && end !== undefined).sort()[0] ?? null;
  if (from != null && to !== null && to < from) faults.add('is before the effective date', row, 'deletion date');
  if (faults.list.length > before || from === undefined) return undefined;
  return {
    addOn,
    type: Number(type) as AddOnEdit['type'],
    primary: primary === 'CCCCC' ? '' : primary,
    effectiveFrom: from,
    effectiveTo: to,
  };
}

/** YYYYDDD → the date; null when empty, undefined when it is none. */
function julian(text: string): PlainDate | null | undefined {
  if (text === '') return null;
  const match = /^(\d{4})(\d{3})$/.exec(text);
  const day = Number(match?.[2]);
  if (match === null || day < 1 || day > 366) return undefined;
  return addDays(plainDateOf(`${match[1] ?? ''}-01-01`), day - 1);
}
