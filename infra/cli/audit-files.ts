import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { keyIdOf, PublicKeys } from '../../shared/audit/checkpoint';
import type { AuditFiles } from '../../shared/audit/verify-audit-log';
import type { BlobStore } from '../../shared/workflow/ports';
import { reasonOf, UsageError } from './command';

const CHECKPOINT = /^checkpoints\/\d+\.json$/;
const KEY = /^checkpoints\/keys.*\.json$/;

/**
 * An exported audit log in a folder; a folder without one is wrong usage. `keysFile` is a list of public keys that was kept apart from
 * the log: with it the keys in the folder, which whoever wrote the folder chose, are not believed.
 */
export function auditFilesIn(folder: string, keysFile?: string): AuditFiles {
  const names = filesBelow(folder);
  const blobs = names.filter((name) => name.startsWith('audit/') && name.endsWith('.ndjson'));
  if (blobs.length === 0) throw new UsageError(`${folder} holds no audit log: expected audit/…/*.ndjson below it`);
  const keyFiles = keysFile === undefined ? names.filter((name) => KEY.test(name)).map((name) => join(folder, name)) : [keysFile];
  const keys = publicKeysIn(keyFiles);
  return {
    blobs,
    checkpoints: names.filter((name) => CHECKPOINT.test(name)),
    read: (name) => readFileSync(join(folder, name), 'utf8'),
    verifySignature: (keyId, bytes, signature) => {
      const key = keys.get(keyId);
      if (key === undefined) return undefined;
      const algorithm = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
      return verify(algorithm, bytes, { key, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64'));
    },
  };
}

function filesBelow(folder: string): string[] {
  let entries: string[];
  try {
    entries = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch (error) {
    throw new UsageError(`cannot read ${folder}: ${reasonOf(error)}`);
  }
  return entries
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => name.replaceAll('\\', '/'))
    .sort();
}

/** A key's id is the hash of the key: another key under a known id is no key of that id. */
function publicKeysIn(names: readonly string[]): Map<string, KeyObject> {
  const keys = new Map<string, KeyObject>();
  for (const name of names) {
    try {
      const file = PublicKeys.parse(JSON.parse(readFileSync(name, 'utf8')));
      for (const { keyId, publicKeyPem } of file.keys)
        if (keyIdOf(publicKeyPem) === keyId) keys.set(keyId, createPublicKey(publicKeyPem));
    } catch {
      throw new UsageError(`${name} is no list of public keys`);
    }
  }
  return keys;
}

/** Copies what a local day exported when it ended; gives the number of files. No such day is wrong usage. */
export function copyAuditExport(dataFolder: string, folder: string): number {
  const from = join(dataFolder, 'audit-export');
  const files = filesBelow(from);
  for (const name of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    copyFileSync(join(from, name), join(folder, name));
  }
  return files.length;
}

/** Copies the log, its checkpoints and public keys into a folder; gives the number of files. */
export async function exportAuditLog(blobs: BlobStore, folder: string): Promise<number> {
  const names = [...(await blobs.list('audit/')), ...(await blobs.list('checkpoints/'))];
  for (const name of names) {
    const bytes = await blobs.read(name);
    if (bytes === undefined) continue;
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  return names.length;
}
