import { err, ok } from '../../kernel/result';
import { gpciBytes, type GpciRow } from '../gpci/table';
import { posBytes, type PlaceOfService } from '../pos/table';
import { Faults } from './import-fault';
import { belowHeader, shapeFaults, sheetRowsOf } from './sheet-rows';
import { looksLike, type SetImporter } from './set-importer';

/** Geographic practice cost indices: contractor, state, locality and the three indices, under CMS's or our own short headings. */
export const importGpci: SetImporter = async (files) => {
  const file = files.find(({ name }) => /\.(csv|xlsx)$/i.test(name)) ?? files[0];
  if (file === undefined) return err([{ file: '', reason: 'there is no file' }]);
  const faults = new Faults(file.name);
  const headings = [/\bMAC\b|contractor/i, /^state/i, /^locality(?!.*name)/i, /\bPW|pw_gpci/i, /\bPE|pe_gpci/i, /\bMP|mp_gpci/i];
  const sheet = belowHeader((await sheetRowsOf(file)) ?? [], headings);
  if (sheet === undefined) {
    faults.add(`has no header of a GPCI file: it looks like ${looksLike(file)}`);
    return err(faults.list);
  }
  const rows: GpciRow[] = [];
  for (const { row, cells } of sheet.rows) {
    const [contractor = '', state = '', locality = '', work = '', practiceExpense = '', malpractice = ''] = sheet.columns.map(
      (column) => cells[column] ?? '',
    );
    if (!/^\d{5}$/.test(contractor) && !/^[A-Z]{2}$/.test(state)) continue; // footnotes below the table
    if (!/^\d{5}$/.test(contractor)) faults.add('is no contractor number', row, 'MAC');
    if (!/^[A-Z]{2}$/.test(state)) faults.add('is no state', row, 'state');
    if (!/^\d{1,2}$/.test(locality)) faults.add('is no locality number', row, 'locality');
    for (const [name, text] of Object.entries({ work, practiceExpense, malpractice }))
      if (!/^\d?\.\d+$|^\d$/.test(text)) faults.add('is no index', row, name);
    if (faults.isFull) break;
    rows.push({
      contractor,
      state,
      locality: locality.padStart(2, '0'),
      work: Number(work),
      practiceExpense: Number(practiceExpense),
      malpractice: Number(malpractice),
    });
  }
  if (rows.length === 0 && faults.list.length === 0) faults.add('holds no locality below its header');
  return faults.list.length > 0 ? err(faults.list) : ok({ bytes: gpciBytes(rows), rows: rows.length });
};

/** Place of service codes with F (facility rate) or NF. */
export const importPos: SetImporter = async (files) => {
  const file = files.find(({ name }) => /\.(csv|xlsx)$/i.test(name)) ?? files[0];
  if (file === undefined) return err([{ file: '', reason: 'there is no file' }]);
  const faults = new Faults(file.name);
  const sheet = belowHeader((await sheetRowsOf(file)) ?? [], [/^(pos|place of service code)/i, /class|facility|rate/i]);
  if (sheet === undefined) {
    faults.add(`has no header of a place of service file: it looks like ${looksLike(file)}`);
    return err(faults.list);
  }
  shapeFaults(file, sheet, faults);
  const [code = 0, paid = 0] = sheet.columns;
  const rows: PlaceOfService[] = [];
  for (const { row, cells } of sheet.rows) {
    if (!/^\d{1,2}$/.test(cells[code] ?? '')) faults.add('is no place of service code', row, 'code');
    if (!/^(F|NF)$/i.test(cells[paid] ?? '')) faults.add('is not F or NF', row, 'class');
    if (faults.isFull) break;
    rows.push({ code: (cells[code] ?? '').padStart(2, '0'), facility: /^F$/i.test(cells[paid] ?? '') });
  }
  if (rows.length === 0 && faults.list.length === 0) faults.add('holds no place below its header');
  return faults.list.length > 0 ? err(faults.list) : ok({ bytes: posBytes(rows), rows: rows.length });
};
