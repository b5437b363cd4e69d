import { plainDateFromX12, type PlainDate } from '../../kernel/plain-date';
import { err, ok } from '../../kernel/result';
import { hcpcsBytes, type HcpcsCode } from '../hcpcs/table';
import { Faults } from './import-fault';
import { belowHeader, sheetRowsOf } from './sheet-rows';
import { looksLike, type SetImporter } from './set-importer';

const QUARTERS: Readonly<Record<string, string>> = { JAN: 'Q1', APR: 'Q2', JUL: 'Q3', OCT: 'Q4' };
/** RIC: 3 begins a procedure code, 7 a modifier; 4 and 8 go on with their descriptions. */
const FIRST_LINES = new Set(['3', '7']);
const CONTINUATIONS = new Set(['4', '8']);

/** HCPCS Level II, the quarterly alpha-numeric file as CSV or workbook: codes and modifiers with their first and last day. */
export const importHcpcs: SetImporter = async (files) => {
  const sheets = files.filter(({ name }) => /\.(csv|xlsx)$/i.test(name));
  const file = sheets.find(({ name }) => /\.csv$/i.test(name)) ?? sheets[0] ?? files[0];
  if (file === undefined) return err([{ file: '', reason: 'there is no file' }]);
  const faults = new Faults(file.name);
  const sheet = belowHeader((await sheetRowsOf(file)) ?? [], [/^HCPC$/i, /^RECID$/i, /^ADD DT$/i, /^TERM DT$/i]);
  if (sheet === undefined) {
    faults.add(`has no header of a HCPCS file: it looks like ${looksLike(file)}`);
    return err(faults.list);
  }
  const [code = 0, record = 0, added = 0, ended = 0] = sheet.columns;
  const codes: HcpcsCode[] = [];
  for (const { row, cells } of sheet.rows) {
    if (CONTINUATIONS.has(cells[record] ?? '')) continue;
    const read = codeOf(cells[code] ?? '', cells[record] ?? '', cells[added] ?? '', cells[ended] ?? '', row, faults);
    if (read !== undefined) codes.push(read);
    if (faults.isFull) break;
  }
  if (codes.length === 0 && faults.list.length === 0) faults.add('holds no code below its header');
  if (faults.list.length > 0) return err(faults.list);
  const quarter = /HCPC(20\d\d)_(JAN|APR|JUL|OCT)/i.exec(file.name);
  return ok({
    bytes: hcpcsBytes(codes),
    rows: codes.length,
    ...(quarter === null ? {} : { quarter: `${quarter[1] ?? ''}${QUARTERS[(quarter[2] ?? '').toUpperCase()] ?? ''}` }),
  });
};

function codeOf(code: string, record: string, added: string, ended: string, row: number, faults: Faults): HcpcsCode | undefined {
  const before = faults.list.length;
  if (!FIRST_LINES.has(record)) faults.add('is not 3, 4, 7 or 8', row, 'RECID');
  if (!/^([A-Z]\d{4}|[A-Z0-9]{2})$/.test(code)) faults.add('is no HCPCS code or modifier', row, 'HCPC');
  const [from, to] = [dateOrOpen(added), dateOrOpen(ended)];
  if (from === undefined) faults.add('is no date YYYYMMDD', row, 'ADD DT');
  if (to === undefined) faults.add('is no date YYYYMMDD', row, 'TERM DT');
  if (from != null && to != null && to < from) faults.add('is before ADD DT', row, 'TERM DT');
  return faults.list.length > before || from === undefined || to === undefined
    ? undefined
    : { code, effectiveFrom: from, effectiveTo: to };
}

const dateOrOpen = (text: string): PlainDate | null | undefined => (text === '' ? null : plainDateFromX12(text));
