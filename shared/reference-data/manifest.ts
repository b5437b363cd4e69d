import { z } from 'zod';
import { DATED_BY_ROWS, REFERENCE_SETS, type ReferenceSet } from './reference-set';

// The manifest names the imported versions and their files. It is small and replaced last and whole: what it names is what is in force.

export const MANIFEST_FILE = 'manifest.json';
const date = z.iso.date().nullable();

const importedVersion = z.strictObject({
  version: z.string(),
  effective_from: date,
  effective_to: date,
  rows: z.int(),
  source_file: z.string(),
  /** Of the official file or files, as given. */
  sha256: z.string(),
  /** Our compact file, named after its content. */
  file: z.string(),
  bytes: z.int(),
  file_sha256: z.string(),
});

const manifest = z.strictObject({
  format: z.literal(1),
  sets: z.partialRecord(z.enum(REFERENCE_SETS), z.array(importedVersion)),
});

export type ImportedVersion = z.infer<typeof importedVersion>;
export type Manifest = z.infer<typeof manifest>;

export const EMPTY_MANIFEST: Manifest = { format: 1, sets: {} };

/** The manifest of its text; throws when the text is none, since nothing may be decided on half a table. */
export const manifestOf = (text: string): Manifest => manifest.parse(JSON.parse(text));

export const textOfManifest = (manifest: Manifest): string => `${JSON.stringify(manifest, null, 1)}\n`;

/** The manifest with one more version of a set. Where the rows carry the dates, it is the whole table; else it stands beside the others. */
export function withVersion(before: Manifest, set: ReferenceSet, version: ImportedVersion): Manifest {
  const others = (before.sets[set] ?? []).filter((one) => !DATED_BY_ROWS[set] && one.version !== version.version);
  return { ...before, sets: { ...before.sets, [set]: [...others, version] } };
}
