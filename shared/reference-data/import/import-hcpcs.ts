import { plainDateFromX12, type PlainDate } from '../../kernel/plain-date';
import { err, ok } from '../../kernel/result';
import { hcpcsBytes, type HcpcsCode } from '../hcpcs/table';
import { Faults } from './import-fault';
import { linesOf, type OfficialFile } from './official-file';
import { belowHeader, shapeFaults, sheetRowsOf } from './sheet-rows';
import { looksLike, type SetImporter } from './set-importer';

const QUARTERS: Readonly<Record<string, string>> = { JAN: 'Q1', APR: 'Q2', JUL: 'Q3', OCT: 'Q4' };
/** RIC: 3 begins a procedure code, 7 a modifier; 4 and 8 go on with their descriptions. */
const FIRST_LINES = new Set(['3', '7']);
const CONTINUATIONS = new Set(['4', '8']);

/** One record, wherever it stood. */
interface HcpcsRecord {
  readonly row: number;
  readonly code: string;
  readonly record: string;
  readonly added: string;
  readonly ended: string;
}

/** HCPCS Level II, the quarterly alpha-numeric file as CSV, workbook or fixed-width text: codes and modifiers with their first and last day. */
export const importHcpcs: SetImporter = async (files) => {
  const file =
    files.find(({ name }) => /\.csv$/i.test(name)) ??
    files.find(({ name }) => /\.xlsx$/i.test(name)) ??
    files.find(({ name }) => /ANWEB.*\.txt$/i.test(name)) ??
    files[0];
  if (file === undefined) return err([{ file: '', reason: 'there is no file' }]);
  const faults = new Faults(file.name);
  const records = fixedWidthRecords(file) ?? (await sheetRecords(file, faults));
  if (records === undefined) {
    faults.add(`has no header of a HCPCS file: it looks like ${looksLike(file)}`);
    return err(faults.list);
  }
  const codes: HcpcsCode[] = [];
  for (const record of records) {
    if (CONTINUATIONS.has(record.record)) continue;
    const read = codeOf(record, faults);
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

async function sheetRecords(file: OfficialFile, faults: Faults): Promise<readonly HcpcsRecord[] | undefined> {
  const sheet = belowHeader((await sheetRowsOf(file)) ?? [], [/^HCPC$/i, /^RECID$/i, /^ADD DT$/i, /^TERM DT$/i]);
  if (sheet === undefined) return undefined;
  shapeFaults(file, sheet, faults);
  const [code = 0, record = 0, added = 0, ended = 0] = sheet.columns;
  return sheet.rows.map(({ row, cells }) => ({
    row,
    code: cells[code] ?? '',
    record: cells[record] ?? '',
    added: cells[added] ?? '',
    ended: cells[ended] ?? '',
  }));
}

/** Code, sequence number and record id of the text file: columns 1-11 (facts icd10-hcpcs §2). */
const FIXED_WIDTH = /^(?:[A-Z]\d{4}| {3}[A-Z0-9]{2})\d{5}[3478]/;
/** Where ADD DT begins, ACT EFF DT and TERM DT behind it: in the records of today, and in those before the OPPS columns came. */
const DATES_AT = [268, 255] as const;

/** The records of the text file; undefined when it is none. */
function fixedWidthRecords({ bytes }: OfficialFile): readonly HcpcsRecord[] | undefined {
  const lines = [...linesOf(bytes)].filter(({ text }) => !/^[\s\u001a]*$/.test(text));
  if (lines[0] === undefined || !FIXED_WIDTH.test(lines[0].text)) return undefined;
  const isDated = (at: number): boolean => lines.some(({ text }) => /^\d{8}$/.test(text.slice(at, at + 8)));
  const at = DATES_AT.find(isDated) ?? DATES_AT[0];
  return lines.map(({ row, text }) => ({
    row,
    code: text.slice(0, 5).trim(),
    record: text.charAt(10),
    added: text.slice(at, at + 8).trim(),
    ended: text.slice(at + 16, at + 24).trim(),
  }));
}

function codeOf({ code, record, added, ended, row }: HcpcsRecord, faults: Faults): HcpcsCode | undefined {
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
