import { parse } from 'csv-parse/sync';
import { Workbook, type CellValue } from 'exceljs';
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

/** The header row and what stands below it; undefined when no row has all these headings. Line breaks in headings count as blanks. */
export function belowHeader(
  rows: readonly SheetRow[],
  headings: readonly RegExp[],
): { readonly columns: readonly number[]; readonly rows: readonly SheetRow[] } | undefined {
  for (const [index, { cells }] of rows.entries()) {
    const words = cells.map((cell) => cell.replaceAll(/\s+/g, ' '));
    const columns = headings.map((heading) => words.findIndex((word) => heading.test(word)));
    if (columns.every((column) => column !== -1))
      return { columns, rows: rows.slice(index + 1).filter((row) => row.cells.some((cell) => cell !== '')) };
  }
  return undefined;
}
