import { err, ok } from '../../kernel/result';
import { mpfsBytes, type RelativeValueRow } from '../mpfs/table';
import { Faults } from './import-fault';
import { sheetRowsOf, type SheetRow } from './sheet-rows';
import { isProcedureCode, looksLike, type SetImporter } from './set-importer';

/** Columns by their headings, which stand in two rows: the upper word where the lower alone is not enough. */
const COLUMNS = {
  status: [/^CODE$/, /STATUS/],
  work: [/^RVU$/, /WORK/],
  nonFacilityPractice: [/^PE RVU$/, /NON-FAC/],
  facilityPractice: [/^PE RVU$/, /^FACILITY/],
  malpractice: [/^RVU$/, /^MP/],
  pcTc: [/^IND$/, /PCTC/],
  globalDays: [/^DAYS$/, /GLOB/],
  multipleProcedure: [/^PROC$/, /MULT/],
  bilateral: [/^SURG$/, /BILAT/],
  assistant: [/^SURG$/, /ASST/],
  coSurgeon: [/^SURG$/, /CO-/],
  team: [/^SURG$/, /TEAM/],
} as const;
type ColumnName = keyof typeof COLUMNS;

/** The physician fee schedule's relative value file (PPRRVU…csv): payment indicators and relative values by code and modifier. */
export const importMpfs: SetImporter = async (files) => {
  const file =
    files.find(({ name }) => /PPRRVU.*\.csv$/i.test(name)) ?? files.find(({ name }) => /\.(csv|xlsx)$/i.test(name)) ?? files[0];
  if (file === undefined) return err([{ file: '', reason: 'there is no file' }]);
  const faults = new Faults(file.name);
  const all = (await sheetRowsOf(file)) ?? [];
  const header = all.findIndex(({ cells }) => cells[0] === 'HCPCS' && cells[1] === 'MOD');
  const columns = header < 1 ? undefined : columnsOf(all[header - 1]?.cells ?? [], all[header]?.cells ?? []);
  if (columns === undefined) {
    faults.add(`has no header of a relative value file: it looks like ${looksLike(file)}`);
    return err(faults.list);
  }
  const width = all[header]?.cells.length ?? 0;
  const rows: RelativeValueRow[] = [];
  for (const row of all.slice(header + 1)) {
    if (row.cells.every((cell) => cell === '')) continue;
    if (row.cells.length < width) faults.add(`has ${row.cells.length} fields, not ${width}`, row.row);
    const read = rowOf(row, columns, faults);
    if (read !== undefined) rows.push(read);
    if (faults.isFull) break;
  }
  if (rows.length === 0 && faults.list.length === 0) faults.add('holds no code below its header');
  return faults.list.length > 0 ? err(faults.list) : ok({ bytes: mpfsBytes(rows), rows: rows.length });
};

function columnsOf(upper: readonly string[], lower: readonly string[]): Record<ColumnName, number> | undefined {
  const found = Object.entries(COLUMNS).map(([name, [low, high]]) => [
    name,
    lower.findIndex((cell, i) => low.test(cell) && high.test(upper[i] ?? '')),
  ]);
  return found.some(([, column]) => column === -1) ? undefined : (Object.fromEntries(found) as Record<ColumnName, number>);
}

function rowOf({ row, cells }: SheetRow, columns: Record<ColumnName, number>, faults: Faults): RelativeValueRow | undefined {
  const before = faults.list.length;
  const at = (name: ColumnName): string => cells[columns[name]] ?? '';
  const [code = '', modifier = ''] = cells;
  const number = (name: ColumnName): number => {
    if (!/^-?\d*\.?\d*$/.test(at(name)) || at(name) === '') faults.add('is no number', row, name);
    return Number(at(name));
  };
  if (!isProcedureCode(code)) faults.add('is no procedure code', row, 'HCPCS');
  if (!/^(26|TC|53)?$/.test(modifier)) faults.add('is not 26, TC, 53 or empty', row, 'MOD');
  if (!/^[A-Z]$/.test(at('status'))) faults.add('is no status letter', row, 'STATUS CODE');
  if (!/^(\d{3}|[MXYZ]{3})$/.test(at('globalDays'))) faults.add('is no global period', row, 'GLOB DAYS');
  for (const name of ['pcTc', 'multipleProcedure', 'bilateral', 'assistant', 'coSurgeon', 'team'] as const)
    if (!/^\d$/.test(at(name))) faults.add('is no digit', row, name);
  const relativeValues = {
    work: number('work'),
    nonFacilityPractice: number('nonFacilityPractice'),
    facilityPractice: number('facilityPractice'),
    malpractice: number('malpractice'),
  };
  if (faults.list.length > before) return undefined;
  return {
    code,
    modifier: modifier as RelativeValueRow['modifier'],
    status: at('status'),
    pcTc: at('pcTc'),
    globalDays: at('globalDays'),
    multipleProcedure: at('multipleProcedure'),
    bilateral: at('bilateral'),
    assistant: at('assistant'),
    coSurgeon: at('coSurgeon'),
    team: at('team'),
    relativeValues,
  };
}
