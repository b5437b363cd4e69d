import { createHash } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { addDays, type PlainDate } from '../../kernel/plain-date';
import { err, ok, type Result } from '../../kernel/result';
import { MANIFEST_FILE, textOfManifest, withVersion, type ImportedVersion } from '../manifest';
import { DATED_BY_ROWS, type ReferenceSet } from '../reference-set';
import { folderTableSource, tableFolder } from '../table-source';
import { importAddOn } from './import-add-on';
import type { ImportFault } from './import-fault';
import { importHcpcs } from './import-hcpcs';
import { importIcd10Cm } from './import-icd10cm';
import { importLcdArticles } from './import-lcd';
import { importMpfs } from './import-mpfs';
import { importMue } from './import-mue';
import { importGpci, importPos } from './import-places';
import { importPtp } from './import-ptp';
import { officialFilesOf, type OfficialFile } from './official-file';
import type { ImportedTable, Progress, SetImporter } from './set-importer';

const IMPORTERS: Readonly<Record<ReferenceSet, SetImporter>> = {
  'ncci-ptp-practitioner': importPtp,
  'ncci-ptp-outpatient': importPtp,
  'ncci-mue-practitioner': importMue,
  'ncci-mue-outpatient': importMue,
  'ncci-add-on': importAddOn,
  'icd-10-cm': importIcd10Cm,
  hcpcs: importHcpcs,
  mpfs: importMpfs,
  gpci: importGpci,
  pos: importPos,
  'lcd-articles': importLcdArticles,
};

export interface ImportRequest {
  readonly set: ReferenceSet;
  /** The official files as given: plain or zipped, in as many parts as published. */
  readonly files: readonly OfficialFile[];
  /** The first day, for sets whose rows carry no dates. */
  readonly effective?: PlainDate;
  /** Take the same version again in place of the one that lies there. */
  readonly replace: boolean;
  readonly dataDir: string;
  /** Told now and then while a large file is read. */
  readonly progress?: Progress;
}

/**
 * Imports official files as a version of their set: whole or not at all. The compact table is written first under a name made of its
 * content, the manifest last; until then the tables in force stay. Refuses with every fault by file, row and field.
 */
export async function importSet(request: ImportRequest): Promise<Result<ImportedVersion, readonly ImportFault[]>> {
  const misuse = datesFault(request);
  if (misuse !== undefined) return err([misuse]);
  const opened = officialFilesOf(request.files);
  if (!opened.ok) return opened;
  const progress = request.progress ?? (() => undefined);
  const table = await IMPORTERS[request.set](opened.value, { set: request.set, progress });
  if (!table.ok) return table;
  const folder = tableFolder(request.dataDir);
  const { manifest } = await folderTableSource(folder).snapshot();
  const version = versionOf(request, table.value);
  const known = manifest.sets[request.set] ?? [];
  const same = known.find((one) => one.version === version.version);
  if (same !== undefined && !request.replace)
    return err([
      {
        file: version.source_file,
        reason: `${request.set} ${version.version} is imported already: say --replace to take it again (all parts of it in one command)`,
      },
    ]);
  await store(folder, request.set, version, table.value.bytes);
  return ok(version);
}

function datesFault({ set, effective, files }: ImportRequest): ImportFault | undefined {
  const file = files.map(({ name }) => basename(name)).join(', ');
  if (DATED_BY_ROWS[set] && effective !== undefined)
    return { file, reason: `the rows of ${set} carry their own dates: leave --effective out` };
  if (!DATED_BY_ROWS[set] && effective === undefined)
    return { file, reason: `the file does not say from when it holds: give --effective YYYY-MM-DD` };
  return undefined;
}

const hex = (...parts: readonly Uint8Array[]): string => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

function versionOf(request: ImportRequest, table: ImportedTable): ImportedVersion {
  const { set, files, effective } = request;
  const sha256 = hex(...files.map(({ bytes }) => bytes));
  const fileSha256 = hex(table.bytes);
  return {
    version: DATED_BY_ROWS[set] ? (table.quarter ?? sha256.slice(0, 12)) : (effective ?? ''),
    effective_from: DATED_BY_ROWS[set] ? (table.effectiveFrom ?? null) : (effective ?? null),
    effective_to: set === 'icd-10-cm' && effective !== undefined ? fiscalYearEnd(effective) : null,
    rows: table.rows,
    source_file: files.map(({ name }) => basename(name)).join(', '),
    sha256,
    file: `${set}-${fileSha256.slice(0, 16)}.bin`,
    bytes: table.bytes.length,
    file_sha256: fileSha256,
  };
}

/** An order file holds to the end of its fiscal year, 30 September. */
function fiscalYearEnd(from: PlainDate): PlainDate {
  const year = Number(from.slice(0, 4)) + (from.slice(5) >= '10-01' ? 1 : 0);
  return addDays(`${year}-10-01` as PlainDate, -1);
}

async function store(folder: string, set: ReferenceSet, version: ImportedVersion, bytes: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeWhole(join(folder, version.file), bytes);
  // Read again: another set may have been imported while this one was read.
  const { manifest } = await folderTableSource(folder).snapshot();
  await writeWhole(join(folder, MANIFEST_FILE), textOfManifest(withVersion(manifest, set, version)));
}

async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  await writeFile(partial, content, { flush: true });
  await rename(partial, path);
}
