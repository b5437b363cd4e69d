import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EMPTY_MANIFEST, MANIFEST_FILE, manifestOf, type ImportedVersion, type Manifest } from './manifest';

/** One consistent state of the imported tables. Its files never change: a later import writes others under other names. */
export interface TableSnapshot {
  readonly manifest: Manifest;
  /** SHA-256 of the manifest: equal means nothing changed. */
  readonly hash: string;
  /** Does the file of a version lie there whole? */
  has(version: ImportedVersion): boolean;
  /** Its bytes; throws when they are not those the manifest names. */
  read(version: ImportedVersion): Uint8Array;
}

/** Where imported tables come from. Asked again, it gives the newest state. */
export interface TableSource {
  snapshot(): Promise<TableSnapshot>;
}

const hashOf = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** The folder below a data folder that holds imported tables. */
export const tableFolder = (dataDir: string): string => join(dataDir, 'reference-tables');

/** Has anything ever been imported into this data folder? */
export const hasImportedTables = (dataDir: string): boolean => existsSync(join(tableFolder(dataDir), MANIFEST_FILE));

/** Nothing imported: the shipped tables, and the training rows where they are allowed. */
export const NO_TABLES: TableSource = {
  snapshot: () => Promise.resolve({ manifest: EMPTY_MANIFEST, hash: '', has: () => false, read: () => new Uint8Array() }),
};

/** Imported tables in a folder of this machine; an absent folder holds none. */
export const folderTableSource = (folder: string): TableSource => ({
  snapshot: async () => {
    const text = await readTextOrNothing(join(folder, MANIFEST_FILE));
    return snapshotOf(folder, text);
  },
});

function snapshotOf(folder: string, text: string | undefined): TableSnapshot {
  return {
    manifest: text === undefined ? EMPTY_MANIFEST : manifestOf(text),
    hash: hashOf(text ?? ''),
    has: (version) => statSync(join(folder, version.file), { throwIfNoEntry: false })?.size === version.bytes,
    read: (version) => {
      const bytes = readFileSync(join(folder, version.file));
      if (hashOf(bytes) !== version.file_sha256) throw new Error(`the table file ${version.file} is damaged: import it again`);
      return bytes;
    },
  };
}

/** The tables as they lie in remote storage (in Azure: a blob container): named blobs, read whole. */
export interface RemoteTables {
  /** The blob's bytes; undefined when there is none of that name. */
  read(name: string): Promise<Uint8Array | undefined>;
}

/**
 * Remote tables with a cache on this machine. A file is fetched once, since its name says its content; the state is answered only when
 * all its files are here, so look-ups never wait for the network and never see half of an import.
 */
export const cachedTableSource = (remote: RemoteTables, cacheFolder: string): TableSource => ({
  snapshot: async () => {
    const bytes = await remote.read(MANIFEST_FILE);
    const text = bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
    const local = snapshotOf(cacheFolder, text);
    await mkdir(cacheFolder, { recursive: true });
    for (const version of Object.values(local.manifest.sets).flat())
      if (!local.has(version)) await fetchFile(remote, version, cacheFolder);
    return local;
  },
});

async function fetchFile(remote: RemoteTables, version: ImportedVersion, folder: string): Promise<void> {
  const bytes = await remote.read(version.file);
  if (bytes === undefined || hashOf(bytes) !== version.file_sha256)
    throw new Error(`the table file ${version.file} is missing or damaged in storage`);
  const path = join(folder, version.file);
  const partial = `${path}.${process.pid}.partial`;
  await writeFile(partial, bytes);
  await rename(partial, path);
}

async function readTextOrNothing(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
    throw error;
  }
}
