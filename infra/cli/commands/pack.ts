import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackFault } from '../../../shared/practice/pack-fault';
import { loadPracticeFiles } from '../../../shared/practice/load-practice';
import type { PracticeFiles } from '../../../shared/practice/practice-files';
import { differences } from '../../../shared/practice/spreadsheet/differences';
import { tablesOf, withTables } from '../../../shared/practice/spreadsheet/tables';
import { asOfDate } from '../coding-basis';
import { type RegisterCommand, UsageError } from '../command';
import { loadReferenceTables } from '../../../shared/reference-data/load-reference-tables';
import type { OfficialCodes } from '../../../shared/practice/retired-codes';
import type { Command } from 'commander';

// The spreadsheet library is large: only a command that touches a workbook loads it.
const spreadsheetFile = async () => import('../spreadsheet-file');

interface PracticeOption {
  readonly practice: string;
}

/** The official tables that a changed practice is measured by: retired codes are refused. */
interface OfficialOptions {
  readonly data: string;
  readonly asOf?: string;
}

const withOfficialOptions = (command: Command): Command =>
  command
    .option('--data <folder>', 'where the official tables were imported to', '.vtc/data')
    .option('--as-of <date>', 'the date that counts as today (YYYY-MM-DD)');

/** `vtc pack export|diff|import`: rule pack, payers and fees as a workbook or CSV files, and back. */
export const registerPack: RegisterCommand = (program) => {
  const pack = program.command('pack').description("a practice's map, payers and fees as spreadsheets");
  pack
    .command('export')
    .argument('<target>', 'a workbook (.xlsx), or a folder for CSV files')
    .option('--practice <name-or-folder>', 'the practice', 'sample')
    .action(async (target: string, options: PracticeOption) => {
      const files = await practiceOrRefuse(options.practice);
      if (files === undefined) return;
      const tables = tablesOf(files);
      await (await spreadsheetFile()).writeSpreadsheet(target, tables);
      answer({ written: target, sheets: Object.fromEntries(tables.map((table) => [table.sheet, table.rows.length - 1])) });
    });
  withOfficialOptions(pack.command('diff').argument('<spreadsheet>', 'an edited workbook, CSV file or folder of CSV files'))
    .option('--practice <name-or-folder>', 'the practice', 'sample')
    .description('say what would change; changes nothing')
    .action(async (spreadsheet: string, options: PracticeOption & OfficialOptions) => {
      const change = await changeOrRefuse(spreadsheet, options);
      if (change !== undefined) sayChange(change, false);
    });
  withOfficialOptions(pack.command('import').argument('<spreadsheet>', 'an edited workbook, CSV file or folder of CSV files'))
    .requiredOption('--practice <folder>', 'the practice the change goes into')
    .option('--yes', 'let the change take effect (without it, it is only said)')
    .option('--out <folder>', 'write the changed practice here, and leave the other as it is')
    .action(async (spreadsheet: string, options: PracticeOption & OfficialOptions & { yes?: true; out?: string }) => {
      const folder = options.out ?? options.practice;
      if (folder === 'sample') throw new UsageError('the sample practice ships with the product: name a folder with --out');
      const change = await changeOrRefuse(spreadsheet, options);
      if (change === undefined) return;
      const apply = options.yes === true;
      if (apply) await writePractice(folder, change.after);
      sayChange(change, apply);
      if (!apply) process.stderr.write('Nothing was changed. Say it again with --yes and it takes effect.\n');
    });
};

interface Change {
  readonly after: PracticeFiles;
  readonly sentences: readonly string[];
}

async function practiceOrRefuse(practice: string): Promise<PracticeFiles | undefined> {
  const files = await loadPracticeFiles(practice);
  if (files.ok) return files.value;
  refuse(files.error);
  return undefined;
}

async function changeOrRefuse(
  spreadsheet: string,
  { practice, ...official }: PracticeOption & OfficialOptions,
): Promise<Change | undefined> {
  const before = await practiceOrRefuse(practice);
  if (before === undefined) return undefined;
  const tables = await (await spreadsheetFile()).readSpreadsheet(spreadsheet);
  const after = tables.ok ? withTables(before, tables.value, await officialCodes(before, official)) : tables;
  if (after.ok) return { after: after.value, sentences: differences(before, after.value) };
  refuse(after.error);
  return undefined;
}

async function officialCodes({ practice }: PracticeFiles, options: OfficialOptions): Promise<OfficialCodes> {
  const tables = await loadReferenceTables({ dataDir: options.data, production: practice.mode === 'production' });
  return { tables, on: asOfDate(options.asOf, practice.time_zone) };
}

function sayChange(change: Change, applied: boolean): void {
  answer({ applied, changes: change.sentences });
  for (const sentence of change.sentences) process.stderr.write(`${sentence}\n`);
  if (change.sentences.length === 0) process.stderr.write('Nothing differs.\n');
}

/** Every fault by file or sheet, place and reason; the practice in force stays as it is. */
function refuse(faults: readonly PackFault[]): void {
  answer({ error: { code: 'pack-refused', message: 'The practice in force stays as it is.', details: faults } });
  for (const fault of faults)
    process.stderr.write(`${fault.file}${fault.path === '' ? '' : `, ${fault.path}`}: ${fault.reason}\n`);
  process.exitCode = 1;
}

/** Each file whole or not at all: written beside its place, then moved there. */
async function writePractice(folder: string, files: PracticeFiles): Promise<void> {
  await mkdir(folder, { recursive: true });
  const contents = { 'practice.json': files.practice, 'rule-pack.json': files.rulePack, 'fee-schedule.json': files.feeSchedule };
  for (const [name, content] of Object.entries(contents))
    await writeFile(join(folder, `${name}.new`), `${JSON.stringify(content, null, 1)}\n`);
  for (const name of Object.keys(contents)) await rename(join(folder, `${name}.new`), join(folder, name));
}

const answer = (value: unknown): void => {
  process.stdout.write(`${JSON.stringify(value)}\n`);
};
