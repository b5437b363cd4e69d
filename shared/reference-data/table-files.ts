import type { PlainDate } from '../kernel/plain-date';
import { builtInTables } from './built-in-tables';
import { lastCoveredDay } from './last-day';
import type { ImportedVersion } from './manifest';
import { DATED_BY_ROWS, type ReferenceSet } from './reference-set';
import { endedByTheNext, type TableFile } from './table-file';
import type { TableSnapshot } from './table-source';

/**
 * The versions of a set that answer: the imported ones; where none are, the training rows (not in production). Shipped tables stand
 * beside imported versions from other dates, but an import of a set whose rows carry dates replaces its shipped list for all dates.
 * In production a version answers up to the last day it covers: no claim leaves on edits of a quarter that is over.
 */
export function tableFilesOf(set: ReferenceSet, snapshot: TableSnapshot, production: boolean): readonly TableFile[] {
  const files = versionsOf(set, snapshot, production);
  return production ? files.map((file) => ({ ...file, answersUntil: lastCoveredDay(set, file) })) : files;
}

function versionsOf(set: ReferenceSet, snapshot: TableSnapshot, production: boolean): readonly TableFile[] {
  const imported = (snapshot.manifest.sets[set] ?? [])
    .filter((version) => snapshot.has(version))
    .map((version) => importedFile(set, version, snapshot));
  if (imported.length > 0 && DATED_BY_ROWS[set]) return imported;
  const shipped = builtInTables(set, 'shipped').filter(
    (file) => !imported.some((other) => other.effectiveFrom === file.effectiveFrom),
  );
  const files = [...shipped, ...imported];
  return endedByTheNext(files.length === 0 && !production ? builtInTables(set, 'training') : files);
}

const importedFile = (set: ReferenceSet, version: ImportedVersion, snapshot: TableSnapshot): TableFile => ({
  set,
  origin: 'imported',
  version: version.version,
  effectiveFrom: version.effective_from as PlainDate | null,
  effectiveTo: version.effective_to as PlainDate | null,
  rows: version.rows,
  sourceFile: version.source_file,
  sha256: version.sha256,
  bytes: () => snapshot.read(version),
});
