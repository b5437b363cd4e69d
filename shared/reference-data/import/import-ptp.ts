import { plainDateFromX12, type PlainDate } from '../../kernel/plain-date';
import { err, ok } from '../../kernel/result';
import { dayNumber, OPEN } from '../ncci-ptp/day-number';
import { GrowingEdits } from '../ncci-ptp/edit-columns';
import { packEdits } from '../ncci-ptp/edit-index';
import { procedureCodeNumber } from '../ncci-ptp/procedure-code-number';
import { Faults, type ImportFault } from './import-fault';
import { linesOf, type OfficialFile } from './official-file';
import { isProcedureCode, looksLike, type SetImporter } from './set-importer';

const FIELDS = ['column 1', 'column 2', 'in existence prior to 1996', 'effective date', 'deletion date', 'modifier', 'rationale'];

/**
 * NCCI procedure-to-procedure edits: tab files, in as many parts as CMS cut them. Preamble ends with the first data row; after it every
 * row must parse. The deletion date is the last day; indicator 9 (deleted at once) is in force on no day and left out.
 */
export const importPtp: SetImporter = async (files) => {
  const edits = new GrowingEdits();
  const faults: ImportFault[] = [];
  let rows = 0;
  let earliest: PlainDate | undefined;
  const texts = files.filter((file) => /\.txt$/i.test(file.name) || files.length === 1);
  for (const file of texts.length > 0 ? texts : files) {
    const read = readPart(file, edits);
    rows += read.rows;
    faults.push(...read.faults);
    if (read.earliest !== undefined && (earliest === undefined || read.earliest < earliest)) earliest = read.earliest;
  }
  if (faults.length > 0) return err(faults);
  const quarter = texts.map((file) => quarterOf(file.name)).find((found) => found !== undefined);
  return ok({
    bytes: packEdits(edits.done()),
    rows,
    ...(quarter === undefined ? {} : { quarter }),
    ...(earliest === undefined ? {} : { effectiveFrom: earliest }),
  });
};

function readPart(
  file: OfficialFile,
  edits: GrowingEdits,
): { rows: number; faults: readonly ImportFault[]; earliest?: PlainDate } {
  const faults = new Faults(file.name);
  let rows = 0;
  let earliest: PlainDate | undefined;
  for (const { row, text } of linesOf(file.bytes)) {
    const fields = text.split('\t');
    if (rows === 0 && !(isProcedureCode(fields[0] ?? '') && fields.length > 1)) continue;
    if (text.trim() === '') continue;
    rows += 1;
    const from = readRow(fields, row, faults, edits);
    if (from !== undefined && (earliest === undefined || from < earliest)) earliest = from;
    if (faults.isFull) break;
  }
  if (rows === 0) faults.add(`holds no PTP edit: it looks like ${looksLike(file)}`);
  return { rows, faults: faults.list, ...(earliest === undefined ? {} : { earliest }) };
}

function readRow(fields: readonly string[], row: number, faults: Faults, edits: GrowingEdits): PlainDate | undefined {
  const before = faults.list.length;
  if (fields.length !== FIELDS.length) {
    faults.add(`has ${fields.length} fields, not ${FIELDS.length}`, row);
    return undefined;
  }
  const [column1 = '', column2 = '', , effective = '', deletion = '', modifier = ''] = fields.map((field) => field.trim());
  const say = (index: number, reason: string): void => {
    faults.add(reason, row, FIELDS[index]);
  };
  const first = isProcedureCode(column1) ? procedureCodeNumber(column1) : undefined;
  const second = isProcedureCode(column2) ? procedureCodeNumber(column2) : undefined;
  if (first === undefined) say(0, 'is no procedure code');
  if (second === undefined) say(1, 'is no procedure code');
  const from = plainDateFromX12(effective);
  if (from === undefined) say(3, 'is no date YYYYMMDD');
  const to = deletion === '*' ? null : plainDateFromX12(deletion);
  if (to === undefined) say(4, 'is neither a date YYYYMMDD nor *');
  if (!/^[019]$/.test(modifier)) say(5, 'is not 0, 1 or 9');
  if (from !== undefined && to !== undefined && to !== null && to < from) say(4, 'is before the effective date');
  if (first === undefined || second === undefined || from === undefined || to === undefined || faults.list.length > before)
    return undefined;
  if (modifier !== '9') edits.add(first, second, dayNumber(from), to === null ? OPEN : dayNumber(to), modifier === '0' ? 0 : 1);
  return from;
}

/** 'ccipra-v323r0-f1.TXT': version 32.3 is the fourth quarter of 2026 (version 1 was 1995). */
function quarterOf(name: string): string | undefined {
  const match = /v(\d\d)(\d)r\d/i.exec(name);
  return match === null ? undefined : `${1994 + Number(match[1])}Q${Number(match[2]) + 1}`;
}
