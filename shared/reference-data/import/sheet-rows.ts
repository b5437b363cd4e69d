import { parse } from 'csv-parse/sync';
import { Workbook, type CellValue } from 'exceljs';
import type { Faults } from './import-fault';
import type { OfficialFile } from './official-file';

/** A row of a CSV file or of a workbook's first sheet, its cells as trimmed text, with the line it ends on or its row number. */
export interface SheetRow {
  readonly row: number;
  readonly cells: readonly string[];
}

/** Rows of a CSV or XLSX file; undefined when it is neither. */
export async function sheetRowsOf(file: OfficialFile): Promise<readonly SheetRow[] | undefined> {
  return /\.xlsx$/i.test(file.name) ? workbookRows(file.bytes) : csvRows(file.bytes);
}

function csvRows(bytes: Uint8Array): readonly SheetRow[] | undefined {
  try {
    const records = parse(Buffer.from(bytes), {
      bom: true,
      encoding: 'latin1',
      info: true,
      relax_column_count: true,
      relax_quotes: true,
    }) as unknown as readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
    return records.map(({ record, info }) => ({ row: info.lines, cells: record.map((cell) => cell.trim()) }));
  } catch {
    return undefined;
  }
}

async function workbookRows(bytes: Uint8Array): Promise<readonly SheetRow[] | undefined> {
  const workbook = new Workbook();
  try {
    await workbook.xlsx.load(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
  } catch {
    return undefined;
  }
  const sheet = workbook.worksheets[0];
  if (sheet === undefined) return undefined;
  const rows: SheetRow[] = [];
  sheet.eachRow((row, number) => {
    const cells = Array.from({ length: sheet.columnCount }, (_, i) => textOf(row.getCell(i + 1).value));
    rows.push({ row: number, cells });
  });
  return rows;
}

function textOf(value: CellValue): string {
  if (typeof value === 'string') return value.trim();
  if (typeof value === 'number') return String(value);
  if (value instanceof Date) return value.toISOString().slice(0, 10).replaceAll('-', '');
  if (value !== null && typeof value === 'object' && 'richText' in value) return value.richText.map((part) => part.text).join('');
  return '';
}

/** What stands below a header that was found. */
export interface SheetBelowHeader {
  /** The header's words, line breaks in them as blanks. */
  readonly headings: readonly string[];
  /** Where each of the wanted headings stands. */
  readonly columns: readonly number[];
  readonly rows: readonly SheetRow[];
}

/** The header row and what stands below it; undefined when no row has all these headings. Line breaks in headings count as blanks. */
export function belowHeader(rows: readonly SheetRow[], wanted: readonly RegExp[]): SheetBelowHeader | undefined {
  for (const [index, { cells }] of rows.entries()) {
    const headings = cells.map((cell) => cell.replaceAll(/\s+/g, ' '));
    const columns = wanted.map((heading) => headings.findIndex((word) => heading.test(word)));
    if (columns.every((column) => column !== -1))
      return { headings, columns, rows: rows.slice(index + 1).filter((row) => row.cells.some((cell) => cell !== '')) };
  }
  return undefined;
}

/** Rows that are shorter than their header, and a last one that a broken download cut off within its words. */
export function shapeFaults(file: OfficialFile, { headings, rows }: SheetBelowHeader, faults: Faults): void {
  if (/\.xlsx$/i.test(file.name)) return;
  for (const { row, cells } of rows)
    if (cells.length < headings.length) faults.add(`has ${cells.length} fields, not ${headings.length}`, row);
  const last = rows.at(-1);
  const words = last?.cells.at(-1);
  if (last === undefined || words === undefined || last.cells.length < headings.length || file.bytes.at(-1) === 10) return;
  const others = rows.slice(0, -1).map(({ cells }) => cells[last.cells.length - 1] ?? '');
  if (!others.includes(words) && others.some((other) => other.startsWith(words)))
    faults.add('is cut off: the file ends within it', last.row, headings.at(-1));
}
