import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { createCheckpointSigner } from '../../functions/keys';
import { auditFilesIn, copyAuditExport, exportAuditLog } from '../../infra/cli/audit-files';
import { verifyAuditLog } from '../../shared/audit/verify-audit-log';
import type { Instant } from '../../shared/kernel/plain-date';
import { createAuditLog } from '../../shared/workflow/audit-log';
import { writeAuditCheckpoint } from '../../shared/workflow/audit-checkpoint';
import { memoryBlobs } from './memory-blobs';

const AT = '2026-11-20T15:00:00.000Z' as Instant;
const newSigner = () =>
  createCheckpointSigner(
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
const ours = newSigner();
const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'audit-files-'));
  folders.push(folder);
  return folder;
};

/** A log of one record and one checkpoint, exported. */
async function exported(signer = ours): Promise<string> {
  let n = 0;
  const parts = { blobs: memoryBlobs(), clock: { now: () => AT }, ids: { next: (prefix: string) => `${prefix}${(n += 1)}` } };
  const log = createAuditLog(parts, { app: 'test', codeVersion: '0', configurationHash: 'c' });
  await log.append([{ eventId: 'E|1|X', type: 'X', at: AT, actor: { kind: 'system', id: 's' }, detail: {} }]);
  await writeAuditCheckpoint(parts, signer, 'test');
  const folder = newFolder();
  await exportAuditLog(parts.blobs, folder);
  return folder;
}

const keysOf = (signer: typeof ours): string =>
  JSON.stringify({ keys: [{ keyId: signer.keyId, publicKeyPem: signer.publicKeyPem, from: AT }] });

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('an exported log', () => {
  it('verifies with the keys it carries, and with the same keys kept apart', async () => {
    const folder = await exported();
    const apart = join(newFolder(), 'keys.json');
    writeFileSync(apart, keysOf(ours));
    expect(verifyAuditLog(auditFilesIn(folder))).toEqual({ records: 2, writers: 1, checkpoints: 1, ok: true });
    expect(verifyAuditLog(auditFilesIn(folder, apart)).ok).toBe(true);
  });

  it('that somebody wrote and signed anew with a key of his own does not stand against the keys kept apart', async () => {
    const apart = join(newFolder(), 'keys.json');
    writeFileSync(apart, keysOf(ours));
    const forged = await exported(newSigner());
    expect(verifyAuditLog(auditFilesIn(forged, apart)).firstFault).toMatchObject({ kind: 'unknown_key', line: 0 });
  });

  it('does not take another key under a known id', async () => {
    const folder = await exported();
    const name = readdirSync(join(folder, 'checkpoints')).find((each) => each.startsWith('keys-')) ?? '';
    const other = keysOf({ ...newSigner(), keyId: ours.keyId });
    writeFileSync(join(folder, 'checkpoints', name), other);
    expect(verifyAuditLog(auditFilesIn(folder)).firstFault?.kind).toBe('unknown_key');
  });

  it('is copied from what a local day left behind; no day is said to be none', async () => {
    const data = newFolder();
    renameSync(await exported(), join(data, 'audit-export'));
    const copy = newFolder();
    expect(copyAuditExport(data, copy)).toBe(3);
    expect(verifyAuditLog(auditFilesIn(copy)).ok).toBe(true);
    expect(() => copyAuditExport(newFolder(), newFolder())).toThrow('there is no such file');
  });
});
