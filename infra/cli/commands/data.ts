import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { plainDate } from '../../../shared/kernel/plain-date';
import { loadReferenceTables } from '../../../shared/reference-data/load-reference-tables';
import type { OfficialFile } from '../../../shared/reference-data/import/official-file';
import { isReferenceSet, REFERENCE_SETS } from '../../../shared/reference-data/reference-set';
import { reasonOf, type RegisterCommand, UsageError } from '../command';

interface DataOptions {
  readonly data: string;
  readonly pretty?: true;
}

/** `vtc data import|status`: the official tables of a data folder. */
export const registerData: RegisterCommand = (program) => {
  const data = program.command('data').description('the official tables');
  data
    .command('import')
    .argument('<set>', REFERENCE_SETS.join(', '))
    .argument('<files...>', 'the official files, as published or zipped')
    .option('--effective <date>', 'the first day, for sets whose rows carry no dates')
    .option('--replace', 'take the same version again')
    .option('--data <folder>', 'the data folder', '.vtc/data')
    .option('--pretty', 'indent the JSON')
    .action(importFiles);
  data
    .command('status')
    .option('--data <folder>', 'the data folder', '.vtc/data')
    .option('--pretty', 'indent the JSON')
    .action(async (options: DataOptions) => {
      const tables = await loadReferenceTables({ dataDir: options.data, training: true });
      write(tables.status(), options);
    });
};

async function importFiles(
  set: string,
  paths: readonly string[],
  options: DataOptions & { readonly effective?: string; readonly replace?: true },
): Promise<void> {
  if (!isReferenceSet(set)) throw new UsageError(`${set} is no set: ${REFERENCE_SETS.join(', ')}`);
  const effective = options.effective === undefined ? undefined : plainDate(options.effective);
  if (options.effective !== undefined && effective === undefined) throw new UsageError('--effective takes a date YYYY-MM-DD');
  const files = await Promise.all(paths.map(readOfficial));
  // The spreadsheet library is large: only an import loads it.
  const { importSet } = await import('../../../shared/reference-data/import/import-set');
  const imported = await importSet({
    set,
    files,
    replace: options.replace === true,
    dataDir: options.data,
    ...(process.stderr.isTTY ? { progress: showProgress } : {}),
    ...(effective === undefined ? {} : { effective }),
  });
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  if (imported.ok) {
    const { file: _file, bytes: _bytes, file_sha256: _fileSha256, ...version } = imported.value;
    write({ imported: { set, ...version } }, options);
    return;
  }
  write(
    { error: { code: 'import-refused', message: 'Nothing was imported; the tables in force stay.', details: imported.error } },
    options,
  );
  for (const { file, row, field, reason } of imported.error)
    process.stderr.write(
      `${[file, row === undefined ? '' : `row ${row}`, field ?? ''].filter((part) => part !== '').join(', ')}: ${reason}\n`,
    );
  process.exitCode = 1;
}

const showProgress = (file: string, done: number): void => {
  process.stderr.write(`\r\u001b[K${file}: ${Math.floor(done * 100)} %`);
};

async function readOfficial(path: string): Promise<OfficialFile> {
  try {
    return { name: basename(path), bytes: await readFile(path) };
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

const write = (value: unknown, options: DataOptions): void => {
  process.stdout.write(`${JSON.stringify(value, null, options.pretty ? 2 : undefined)}\n`);
};
