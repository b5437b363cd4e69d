import { plainDateFromX12, type PlainDate } from '../../kernel/plain-date';
import { err, ok } from '../../kernel/result';
import { dateOfDayNumber, dayNumber, LAST_DAY, OPEN } from '../ncci-ptp/day-number';
import { GrowingEdits } from '../ncci-ptp/edit-columns';
import { packEdits } from '../ncci-ptp/edit-index';
import { procedureCodeNumber } from '../ncci-ptp/procedure-code-number';
import type { ReferenceSet } from '../reference-set';
import { Faults, type ImportFault } from './import-fault';
import { linesOf, type FileLine, type OfficialFile } from './official-file';
import { isProcedureCode, looksLike, type Progress, type SetImporter } from './set-importer';

const FIELDS = ['column 1', 'column 2', 'in existence prior to 1996', 'effective date', 'deletion date', 'modifier', 'rationale'];

/**
 * NCCI procedure-to-procedure edits: tab files, in as many parts as CMS cut them. Preamble ends with the first data row; after it every
 * row must parse. The deletion date is the last day; indicator 9 (deleted at once) is in force on no day and left out.
 */
export const importPtp: SetImporter = async (files, { set, progress }) => {
  const texts = files.filter((file) => /\.txt$/i.test(file.name) || files.length === 1);
  const parts = texts.length > 0 ? texts : files;
  const misfits = partFaults(parts, set);
  if (misfits.length > 0) return err(misfits);
  const edits = new GrowingEdits();
  const faults: ImportFault[] = [];
  let rows = 0;
  let earliest: PlainDate | undefined;
  for (const file of parts) {
    const read = readPart(file, edits, progress);
    rows += read.rows;
    faults.push(...read.faults);
    if (read.earliest !== undefined && (earliest === undefined || read.earliest < earliest)) earliest = read.earliest;
  }
  if (faults.length > 0) return err(faults);
  const quarter = parts.map((file) => quarterOf(file.name)).find((found) => found !== undefined);
  return ok({
    bytes: packEdits(edits.done()),
    rows,
    ...(quarter === undefined ? {} : { quarter }),
    ...(earliest === undefined ? {} : { effectiveFrom: earliest }),
  });
};

/** Which list a part belongs to, by its published name: practitioner and outpatient files have one layout. */
const LIST_OF_NAME: Readonly<Record<string, ReferenceSet>> = { pra: 'ncci-ptp-practitioner', oph: 'ncci-ptp-outpatient' };

/** Parts that do not belong together, or not here: of the other list, of two quarters, or given twice. */
function partFaults(parts: readonly OfficialFile[], set: ReferenceSet): readonly ImportFault[] {
  const faults: ImportFault[] = [];
  const seen = new Set<string>();
  const [first] = parts.flatMap(({ name }) => quarterOf(name) ?? []);
  for (const { name } of parts) {
    const list = LIST_OF_NAME[/cci(pra|oph)-/i.exec(name)?.[1]?.toLowerCase() ?? ''];
    const quarter = quarterOf(name);
    const part = name.toLowerCase();
    if (list !== undefined && list !== set) faults.push({ file: name, reason: `is a file of ${list}, not of ${set}` });
    if (quarter !== undefined && quarter !== first)
      faults.push({ file: name, reason: `is of ${quarter}, another part of ${first ?? ''}: give the parts of one quarter` });
    if (seen.has(part)) faults.push({ file: name, reason: 'is given twice' });
    seen.add(part);
  }
  return faults;
}

interface ReadPart {
  readonly rows: number;
  readonly faults: readonly ImportFault[];
  readonly earliest?: PlainDate;
}

const FIRST_DATE = dateOfDayNumber(0);
const LAST_DATE = dateOfDayNumber(LAST_DAY);

const STEP_OF_PROGRESS = 50_000;

function readPart(file: OfficialFile, edits: GrowingEdits, progress: Progress): ReadPart {
  const faults = new Faults(file.name);
  const rationales = new Set<string>();
  let rows = 0;
  let earliest: PlainDate | undefined;
  for (const line of linesOf(file.bytes)) {
    const fields = line.text.split('\t');
    if ((rows === 0 && isPreamble(fields)) || /^[\s\u001a]*$/.test(line.text)) continue;
    rows += 1;
    const from = readRow(fields, line.row, faults, edits);
    if (isCutOff(line, fields, rationales)) faults.add('is cut off: the file ends within it', line.row, 'rationale');
    if (from !== undefined && (earliest === undefined || from < earliest)) earliest = from;
    if (faults.isFull) break;
    if (rows % STEP_OF_PROGRESS === 0) progress(file.name, line.at / file.bytes.length);
  }
  if (rows === 0) faults.add(`holds no PTP edit: it looks like ${looksLike(file)}`);
  return { rows, faults: faults.list, ...(earliest === undefined ? {} : { earliest }) };
}

/** No row above the data names a code or an eight-digit date. */
const isPreamble = (fields: readonly string[]): boolean =>
  fields.length < 2 || !(isProcedureCode(fields[0]?.trim() ?? '') || fields.some((field) => /^\d{8}$/.test(field.trim())));

/** A last line without its break whose rationale is the beginning of one that came before: the download stopped there. */
function isCutOff({ ended }: FileLine, fields: readonly string[], rationales: Set<string>): boolean {
  const rationale = fields[FIELDS.length - 1];
  if (rationale === undefined) return false;
  if (ended) rationales.add(rationale);
  return !ended && !rationales.has(rationale) && [...rationales].some((other) => other.startsWith(rationale));
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
  if (from !== undefined && (from < FIRST_DATE || from > LAST_DATE)) say(3, `is not between ${FIRST_DATE} and ${LAST_DATE}`);
  if (first === undefined || second === undefined || from === undefined || to === undefined || faults.list.length > before)
    return undefined;
  // A last day beyond what the index can keep is open for every date that anyone bills.
  const last = to === null || to > LAST_DATE ? OPEN : dayNumber(to);
  if (modifier !== '9') edits.add(first, second, dayNumber(from), last, modifier === '0' ? 0 : 1);
  return from;
}

/** 'ccipra-v323r0-f1.TXT': version 32.3 is the fourth quarter of 2026 (version 1 was 1995). */
function quarterOf(name: string): string | undefined {
  const match = /v(\d\d)(\d)r\d/i.exec(name);
  return match === null ? undefined : `${1994 + Number(match[1])}Q${Number(match[2]) + 1}`;
}
