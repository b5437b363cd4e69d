import { MANIFEST_FILE, manifestOf, textOfManifest, type Manifest } from './manifest';
import { REFERENCE_SETS, type ReferenceSet } from './reference-set';
import type { RemoteTables, TableSource } from './table-source';

/** Remote tables that can be written: in Azure a blob container. */
export interface PublishTarget extends RemoteTables {
  readWithEtag(name: string): Promise<{ readonly bytes: Uint8Array; readonly etag: string } | undefined>;
  /** Adds a file; one of that name that lies there already stays, since its name says its content. */
  add(name: string, bytes: Uint8Array): Promise<void>;
  /** Replaces the file whose ETag this is; undefined: makes it, if there is none yet. */
  replace(name: string, bytes: Uint8Array, etag: string | undefined): Promise<'replaced' | 'conflict'>;
}

export type Published =
  { readonly ok: true; readonly sets: readonly ReferenceSet[] } | { readonly ok: false; readonly reason: string };

/**
 * Puts the imported tables of a source into force for every instance: the files first, the manifest last and in one piece. Sets that
 * were not imported here keep what is in force there. When someone else published meanwhile, nothing is in force anew.
 */
export async function publishTables(source: TableSource, target: PublishTarget): Promise<Published> {
  const local = await source.snapshot();
  const sets = REFERENCE_SETS.filter((set) => (local.manifest.sets[set] ?? []).length > 0);
  if (sets.length === 0) return { ok: false, reason: 'nothing was imported into this data folder' };
  const before = await target.readWithEtag(MANIFEST_FILE);
  const there = before === undefined ? undefined : manifestOf(Buffer.from(before.bytes).toString('utf8'));
  for (const version of sets.flatMap((set) => local.manifest.sets[set] ?? []))
    await target.add(version.file, local.read(version));
  const manifest: Manifest = { ...local.manifest, sets: { ...there?.sets, ...local.manifest.sets } };
  const replaced = await target.replace(MANIFEST_FILE, Buffer.from(textOfManifest(manifest)), before?.etag);
  return replaced === 'replaced'
    ? { ok: true, sets }
    : { ok: false, reason: 'someone else published tables at the same time: look at the status, then publish again' };
}
