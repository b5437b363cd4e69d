import { err, ok } from '../../kernel/result';
import { icd10CmBytes } from '../icd-10-cm/codes';
import { icd10CmRows, type OrderRow } from '../icd-10-cm/order-rows';
import { Faults } from './import-fault';
import { linesOf } from './official-file';
import { looksLike, type SetImporter } from './set-importer';

/** Every code since FY2026: the second character may be A (QA0.0101), the third A or B (facts icd10-hcpcs §1.2). */
const CODE = /^[A-Z][0-9A][0-9AB][0-9A-Z]{0,4}$/;

/** The short description abbreviates the long one: a long one that is only its beginning was cut. */
function isCutOff(line: string): boolean {
  const short = line.slice(16, 76).trim();
  const long = line.slice(77).trim();
  return long === '' || (long.length < short.length && short.startsWith(long));
}

/** The ICD-10-CM order file: fixed width, every code with its flag (1 billable, 0 header) and description (facts icd10-hcpcs §1.1). */
export const importIcd10Cm: SetImporter = async (files) => {
  const texts = files.filter(({ name }) => /\.txt$/i.test(name) || files.length === 1);
  const file = texts.find(({ name }) => /order/i.test(name) && !/addenda/i.test(name)) ?? texts[0] ?? files[0];
  if (file === undefined) return err([{ file: '', reason: 'there is no file' }]);
  const faults = new Faults(file.name);
  const rows: OrderRow[] = [];
  for (const { row, text } of linesOf(file.bytes)) {
    if (text.trim() === '' || text === '\u001a') continue;
    const code = text.slice(6, 13).trim();
    const flag = text.charAt(14);
    if (!CODE.test(code)) faults.add('is no ICD-10-CM code', row, 'columns 7-13');
    if (!/^[01]$/.test(flag)) faults.add('is not 0 or 1', row, 'column 15');
    if (isCutOff(text)) faults.add('has no whole long description: the line is cut off', row, 'columns 78 on');
    if (faults.isFull) break;
    rows.push({ code, billable: flag === '1', description: text.slice(77).trim() });
  }
  if (faults.isFull)
    faults.list.unshift({ file: file.name, reason: `is no ICD-10-CM order file: it looks like ${looksLike(file)}` });
  if (rows.length === 0 && faults.list.length === 0) faults.add('holds no code');
  return faults.list.length > 0 ? err(faults.list) : ok({ bytes: icd10CmBytes(icd10CmRows(rows)), rows: rows.length });
};
