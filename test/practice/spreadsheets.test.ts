import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Workbook } from 'exceljs';
import { readSpreadsheet, writeSpreadsheet } from '../../infra/cli/spreadsheet-file';
import { loadPracticeFiles } from '../../shared/practice/load-practice';
import type { PracticeFiles } from '../../shared/practice/practice-files';
import { differences } from '../../shared/practice/spreadsheet/differences';
import { tablesOf, withTables, type TextTable } from '../../shared/practice/spreadsheet/tables';

let sample: PracticeFiles;
let folder: string;
beforeAll(async () => {
  const loaded = await loadPracticeFiles('sample');
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  sample = loaded.value;
  folder = mkdtempSync(join(tmpdir(), 'pack-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const edited = (sheet: string, row: number, column: string, text: string): readonly TextTable[] =>
  tablesOf(sample).map((table) => {
    if (table.sheet !== sheet) return table;
    const at = table.rows[0]?.indexOf(column) ?? -1;
    return {
      sheet,
      rows: table.rows.map((cells, r) => (r === row - 1 ? cells.map((cell, c) => (c === at ? text : cell)) : cells)),
    };
  });

describe('spreadsheets of a practice', () => {
  it.each(['pack.xlsx', 'csv-folder'])('go out and come back the same: %s', async (target) => {
    const path = join(folder, target);
    await writeSpreadsheet(path, tablesOf(sample));
    const read = await readSpreadsheet(path);
    const back = read.ok ? withTables(sample, read.value) : read;
    expect(back).toEqual({ ok: true, value: sample });
  });

  it('say a change in words', () => {
    const after = withTables(sample, edited('fees', 2, 'fee', '99.5'));
    const code = sample.feeSchedule.fees[0]?.code ?? '';
    expect(after.ok && differences(sample, after.value)).toEqual([
      `fees: ${code}  2024-01-01: fee changes from ${String(sample.feeSchedule.fees[0]?.fee)} to 99.5`,
    ]);
  });

  it('say rows that come and go', () => {
    const after = structuredClone(sample);
    const gone = after.feeSchedule.fees.shift();
    after.feeSchedule.fees.push({ code: '99213', modifier: '52', fee: 75, effective_from: '2026-01-01', effective_to: null });
    expect(differences(sample, after)).toEqual([
      `fees: ${gone?.code ?? ''}  2024-01-01 is removed`,
      'fees: 99213 52 2026-01-01 is added (code 99213, modifier 52, fee 75, effective_from 2026-01-01)',
    ]);
  });

  it.each([
    ['fees', 3, 'fee', 'a lot', 'must be a number'],
    ['fees', 3, 'fee', '12.345', 'has more than two decimals'],
    ['fees', 4, 'code', '992', 'does not have the form ^[A-Z0-9]{5}$'],
    ['payers', 2, 'takes_g2211', 'maybe', 'must be yes or no'],
    ['payers', 2, 'edits', 'D002:off', 'must hold settings like D002=off, separated by blanks'],
    ['payers', 3, 'substitutions', '90471', 'must hold pairs like 90471:G0008, separated by blanks'],
    ['diagnoses', 5, 'icd10_code', '', 'must not be empty'],
  ])('refuse a bad cell by sheet, row and column: %s row %d, %s', (sheet, row, column, text, reason) => {
    const read = withTables(sample, edited(sheet, row, column, text));
    expect(read.ok ? [] : read.error).toContainEqual({ file: sheet, path: `row ${row}, column ${column}`, reason });
  });

  it('refuse an unknown sheet and a missing column, at once', () => {
    const tables = [{ sheet: 'holidays', rows: [['day']] }, ...tablesOf(sample).filter((t) => t.sheet === 'fees')].map((table) =>
      table.sheet === 'fees' ? { sheet: 'fees', rows: table.rows.map((row) => row.slice(0, -1)) } : table,
    );
    const read = withTables(sample, tables);
    expect(read.ok ? [] : read.error.slice(0, 2)).toEqual([
      { file: 'holidays', path: '', reason: 'is no sheet of a practice: diagnoses, procedures, dental, payers, fees' },
      { file: 'fees', path: 'row 1, column effective_to', reason: 'is missing' },
    ]);
  });

  it('name the cell that holds a formula', async () => {
    const workbook = new Workbook();
    workbook.addWorksheet('fees').addRows([
      ['code', 'modifier', 'fee'],
      ['99213', '', { formula: '1+1', result: 2 }],
    ]);
    const path = join(folder, 'formula.xlsx');
    await workbook.xlsx.writeFile(path);
    expect(await readSpreadsheet(path)).toEqual({
      ok: false,
      error: [{ file: 'fees', path: 'row 2, column fee', reason: 'holds a formula or an error: enter its value' }],
    });
  });
});
