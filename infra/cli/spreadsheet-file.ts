import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { CellValue, Workbook } from 'exceljs';
import { err, ok, type Result } from '../../shared/kernel/result';
import type { PackFault } from '../../shared/practice/pack-fault';
import { SHEETS } from '../../shared/practice/spreadsheet/sheets';
import type { TextTable } from '../../shared/practice/spreadsheet/tables';
import { reasonOf, UsageError } from './command';

// Loaded only when a workbook is at hand: every other command starts in half the time and memory.
const newWorkbook = async (): Promise<Workbook> => new (await import('exceljs')).Workbook();

/** Writes sheets as one workbook (path ends in .xlsx) or as CSV files in a folder. */
export async function writeSpreadsheet(path: string, tables: readonly TextTable[]): Promise<void> {
  if (extname(path).toLowerCase() !== '.xlsx') {
    await mkdir(path, { recursive: true });
    for (const table of tables) await writeFile(join(path, `${table.sheet}.csv`), csvOf(table), 'utf8');
    return;
  }
  const workbook = await newWorkbook();
  for (const table of tables) {
    const sheet = workbook.addWorksheet(table.sheet, { views: [{ state: 'frozen', ySplit: 1 }] });
    sheet.addRows(table.rows.map((row) => row.map(guarded)));
    sheet.getRow(1).font = { bold: true };
  }
  await workbook.xlsx.writeFile(path);
}

const csvOf = (table: TextTable): string =>
  table.rows
    .map((row) =>
      row.map((cell) => (/[",\r\n]/.test(cell) ? `"${guarded(cell).replaceAll('"', '""')}"` : guarded(cell))).join(','),
    )
    .map((line) => `${line}\r\n`)
    .join('');

// A cell that begins like a formula is run by the spreadsheet that opens it: a leading apostrophe makes it text.
const guarded = (cell: string): string => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);
const unguarded = (cell: string): string => (/^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell);

/** Reads a workbook, a CSV file named after its sheet, or a folder of them. Cells that hold formulas are refused by name. */
export async function readSpreadsheet(path: string): Promise<Result<readonly TextTable[], readonly PackFault[]>> {
  const extension = extname(path).toLowerCase();
  if (extension === '.xlsx') return readWorkbook(path);
  const files = extension === '.csv' ? [path] : await csvFilesIn(path);
  const tables: TextTable[] = [];
  const faults: PackFault[] = [];
  for (const file of files) {
    const sheet = basename(file, extname(file));
    try {
      const rows: string[][] = parse(await read(file), { bom: true, relax_column_count: true });
      tables.push({ sheet, rows: rows.map((row) => row.map(unguarded)) });
    } catch (error) {
      if (error instanceof UsageError) throw error;
      const line = (error as { lines?: number }).lines;
      faults.push({
        file: sheet,
        path: line === undefined ? '' : `row ${line}`,
        reason: 'cannot be read as CSV: check its quotes',
      });
    }
  }
  return faults.length > 0 ? err(faults) : ok(tables);
}

async function csvFilesIn(folder: string): Promise<string[]> {
  try {
    const names = await readdir(folder);
    const known = names.filter((name) => SHEETS.some((sheet) => name === `${sheet.name}.csv`));
    if (known.length > 0) return known.map((name) => join(folder, name));
  } catch (error) {
    throw new UsageError(`cannot read ${folder}: ${reasonOf(error)}`);
  }
  throw new UsageError(`${folder} holds none of ${SHEETS.map((sheet) => `${sheet.name}.csv`).join(', ')}`);
}

async function read(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

async function readWorkbook(path: string): Promise<Result<readonly TextTable[], readonly PackFault[]>> {
  const bytes = await read(path);
  const workbook = await newWorkbook();
  try {
    // The library's types ask for an older Buffer than the runtime's; the bytes are the same.
    await workbook.xlsx.load(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
  } catch {
    return err([{ file: basename(path), path: '', reason: 'is no Excel workbook' }]);
  }
  const faults: PackFault[] = [];
  const tables = workbook.worksheets.map((sheet) => {
    const width = sheet.columnCount;
    const rows = Array.from({ length: sheet.rowCount }, (_, r) =>
      Array.from({ length: width }, (_unused, c) => {
        const cell = sheet.getCell(r + 1, c + 1);
        const text = textOf(cell.value);
        if (text === undefined)
          faults.push({
            file: sheet.name,
            path: `row ${r + 1}, column ${headerOf(sheet, c)}`,
            reason: 'holds a formula or an error: enter its value',
          });
        return unguarded(text ?? '');
      }),
    );
    return { sheet: sheet.name, rows };
  });
  return faults.length > 0 ? err(faults) : ok(tables);
}

const headerOf = (sheet: { getCell(row: number, column: number): { value: CellValue } }, column: number): string =>
  textOf(sheet.getCell(1, column + 1).value) ?? String(column + 1);

/** A cell as text; undefined for formulas and errors. Dates that Excel made of our text are written back as plain dates. */
function textOf(value: CellValue): string | undefined {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  if ('richText' in value) return value.richText.map((part) => part.text).join('');
  if ('hyperlink' in value) return value.text;
  return undefined;
}
