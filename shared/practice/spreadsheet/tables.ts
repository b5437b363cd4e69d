import { err, ok, type Result } from '../../kernel/result';
import { checkPractice } from '../check-practice';
import type { PackFault } from '../pack-fault';
import type { OfficialCodes } from '../retired-codes';
import type { PracticeFiles } from '../practice-files';
import { cellOf, valueOfCell } from './cells';
import { SHEETS, type Sheet } from './sheets';

/** A sheet as text: the header row, then the rows. */
export interface TextTable {
  readonly sheet: string;
  readonly rows: readonly (readonly string[])[];
}

type Lists = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

const listsOf = (files: PracticeFiles): Lists => ({
  diagnoses: files.rulePack.diagnoses,
  procedures: files.rulePack.procedures,
  dental: files.rulePack.dental,
  payers: files.rulePack.payers,
  fees: files.feeSchedule.fees,
});

/** The practice's lists as sheets of text. */
export function tablesOf(files: PracticeFiles): readonly TextTable[] {
  return SHEETS.map((sheet) => ({
    sheet: sheet.name,
    rows: [
      sheet.columns.map((column) => column.name),
      ...(listsOf(files)[sheet.name] ?? []).map((row) => sheet.columns.map((column) => cellOf(column.kind, row[column.name]))),
    ],
  }));
}

/**
 * The practice's files with the given sheets in place of their lists; sheets that are not given stay as they are. Refuses, all at
 * once, an unknown sheet, a missing or unknown column and every bad cell, by sheet, row (as the spreadsheet counts) and column.
 */
export function withTables(
  files: PracticeFiles,
  tables: readonly TextTable[],
  official?: OfficialCodes,
): Result<PracticeFiles, readonly PackFault[]> {
  const faults: PackFault[] = [];
  const lists: Record<string, readonly unknown[]> = {};
  const rowNumbers = new Map<string, number[]>();
  for (const table of tables) {
    const sheet = SHEETS.find((known) => known.name === table.sheet);
    if (sheet === undefined) {
      faults.push({
        file: table.sheet,
        path: '',
        reason: `is no sheet of a practice: ${SHEETS.map((known) => known.name).join(', ')}`,
      });
      continue;
    }
    const rows = readSheet(sheet, table, faults);
    lists[sheet.name] = rows.map((row) => row.value);
    rowNumbers.set(
      sheet.name,
      rows.map((row) => row.number),
    );
  }
  if (faults.some((fault) => !isOfCell(fault))) return err(faults);
  const { fees, ...rulePackLists } = lists;
  const checked = checkPractice(
    {
      'practice.json': files.practice,
      'rule-pack.json': { ...files.rulePack, ...rulePackLists },
      'fee-schedule.json': { ...files.feeSchedule, ...(fees === undefined ? {} : { fees }) },
    },
    official,
  );
  if (checked.ok && faults.length === 0) return ok(checked.value);
  const further = checked.ok ? [] : checked.error.map((fault) => inSheet(fault, rowNumbers));
  // A cell that could not be read is missing to the checks: it is said once.
  return err([
    ...faults,
    ...further.filter(({ file, path }) => !faults.some((said) => said.file === file && said.path === path)),
  ]);
}

/** A bad cell spoils its row; a bad header row spoils the sheet, and nothing more can be said of it. */
const isOfCell = ({ path }: PackFault): boolean => path !== '' && !path.startsWith('row 1,');

function readSheet(
  sheet: Sheet,
  table: TextTable,
  faults: PackFault[],
): readonly { readonly number: number; readonly value: unknown }[] {
  const header = (table.rows[0] ?? []).map((cell) => cell.trim());
  for (const column of sheet.columns)
    if (!header.includes(column.name))
      faults.push({ file: sheet.name, path: `row 1, column ${column.name}`, reason: 'is missing' });
  for (const name of header)
    if (name !== '' && !sheet.columns.some((column) => column.name === name))
      faults.push({ file: sheet.name, path: `row 1, column ${name}`, reason: 'is no column of this sheet' });
  return table.rows.slice(1).flatMap((cells, index) => {
    if (cells.every((cell) => cell.trim() === '')) return [];
    const entries = sheet.columns.flatMap((column) => {
      const read = valueOfCell(column.kind, cells[header.indexOf(column.name)] ?? '');
      if (read.ok) return read.value === undefined ? [] : [[column.name, read.value] as const];
      faults.push({ file: sheet.name, path: `row ${index + 2}, column ${column.name}`, reason: read.error });
      return [];
    });
    return [{ number: index + 2, value: Object.fromEntries(entries) }];
  });
}

/** 'procedures.12.code' of the file → row 14, column code of the sheet it was read from. */
function inSheet(fault: PackFault, rowNumbers: ReadonlyMap<string, readonly number[]>): PackFault {
  const [list = '', index, column] = fault.path.split('.');
  const row = rowNumbers.get(list)?.[Number(index)];
  if (row === undefined) return fault;
  return { file: list, path: `row ${row}${column === undefined ? '' : `, column ${column}`}`, reason: fault.reason };
}
