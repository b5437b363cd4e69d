import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { plainDate, plainDateOf } from '../../../shared/kernel/plain-date';
import { freshnessOf } from '../../../shared/reference-data/freshness';
import { loadReferenceTables } from '../../../shared/reference-data/load-reference-tables';
import type { OfficialFile } from '../../../shared/reference-data/import/official-file';
import { isReferenceSet, REFERENCE_SETS } from '../../../shared/reference-data/reference-set';
import { publishTables } from '../../../shared/reference-data/publish-tables';
import { folderTableSource, tableFolder } from '../../../shared/reference-data/table-source';
import { reasonOf, type RegisterCommand, UsageError } from '../command';
import { ProgressLine } from '../progress';

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
    .option('--as-of <date>', 'the day to look from; today when absent')
    .option('--pretty', 'indent the JSON')
    .action(showStatus);
  data
    .command('publish')
    .description('put the imported tables into force for every instance of the app')
    .option('--account <url>', 'the blob endpoint; the connection string of StorageConnection when absent')
    .option('--container <name>', 'the container', 'reference-tables')
    .option('--data <folder>', 'the data folder', '.vtc/data')
    .option('--pretty', 'indent the JSON')
    .action(publish);
};

/** The versions of every set as JSON; what to load next also in words, for the person who does it. */
async function showStatus(options: DataOptions & { readonly asOf?: string }): Promise<void> {
  const today = plainDateOf(new Date().toISOString().slice(0, 10));
  const asOf = options.asOf === undefined ? today : plainDate(options.asOf);
  if (asOf === undefined) throw new UsageError('--as-of takes a date YYYY-MM-DD');
  const status = (await loadReferenceTables({ dataDir: options.data, production: false })).status();
  const freshness = freshnessOf(status, asOf);
  write({ ...status, freshness }, options);
  for (const { load_next } of freshness) if (load_next !== undefined) process.stderr.write(`${load_next}\n`);
}

async function publish(options: DataOptions & { readonly account?: string; readonly container: string }): Promise<void> {
  const connectionString = process.env['StorageConnection'];
  if (options.account === undefined && connectionString === undefined)
    throw new UsageError('give --account URL, or the connection string as StorageConnection in the environment');
  const { createReferenceTables } = await import('../../../shared/azure/reference-tables');
  const { createCredential } = await import('../../../shared/azure/credential');
  const connection =
    options.account === undefined
      ? { connectionString: connectionString ?? '' }
      : { url: options.account, credential: createCredential(process.env['AZURE_CLIENT_ID']) };
  const published = await publishTables(
    folderTableSource(tableFolder(options.data)),
    createReferenceTables(connection, options.container),
  );
  if (published.ok) {
    write({ published: { container: options.container, sets: published.sets } }, options);
    return;
  }
  write({ error: { code: 'publish-refused', message: published.reason, details: [] } }, options);
  process.stderr.write(`${published.reason}\n`);
  process.exitCode = 1;
}

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
  const line = new ProgressLine();
  const imported = await importSet({
    set,
    files,
    replace: options.replace === true,
    dataDir: options.data,
    progress: (file, done) => {
      line.say(`${file}: ${Math.floor(done * 100)} %`);
    },
    ...(effective === undefined ? {} : { effective }),
  });
  line.end();
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
