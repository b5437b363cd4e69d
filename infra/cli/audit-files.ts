import { createPublicKey, verify, type KeyObject } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PublicKeys } from '../../shared/audit/checkpoint';
import type { AuditFiles } from '../../shared/audit/verify-audit-log';
import type { BlobStore } from '../../shared/workflow/ports';
import { reasonOf, UsageError } from './command';

const CHECKPOINT = /^checkpoints\/\d+\.json$/;
const KEY = /^checkpoints\/keys.*\.json$/;

/** An exported audit log in a folder; a folder without one is wrong usage. */
export function auditFilesIn(folder: string): AuditFiles {
  const names = filesBelow(folder);
  const blobs = names.filter((name) => name.startsWith('audit/') && name.endsWith('.ndjson'));
  if (blobs.length === 0) throw new UsageError(`${folder} holds no audit log: expected audit/…/*.ndjson below it`);
  const keys = publicKeysIn(
    folder,
    names.filter((name) => KEY.test(name)),
  );
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

function publicKeysIn(folder: string, names: readonly string[]): Map<string, KeyObject> {
  const keys = new Map<string, KeyObject>();
  for (const name of names) {
    try {
      const file = PublicKeys.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
      for (const { keyId, publicKeyPem } of file.keys) keys.set(keyId, createPublicKey(publicKeyPem));
    } catch {
      throw new UsageError(`${name} is no list of public keys`);
    }
  }
  return keys;
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
