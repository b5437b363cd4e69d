import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { AuditEvent } from '../../shared/audit/audit-event';
import { sealRecord } from '../../shared/audit/audit-record';
import { Checkpoint, signedBytes } from '../../shared/audit/checkpoint';
import { verifyAuditLog, type AuditFiles, type AuditVerdict } from '../../shared/audit/verify-audit-log';
import type { Instant } from '../../shared/kernel/plain-date';
import { createAuditLog } from '../../shared/workflow/audit-log';
import { writeAuditCheckpoint, type CheckpointSigner } from '../../shared/workflow/audit-checkpoint';
import type { BlobStore } from '../../shared/workflow/ports';
import { memoryBlobs } from './memory-blobs';

const AT = '2026-11-20T15:00:00.000Z' as Instant;
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const signer: CheckpointSigner = {
  keyId: 'key-1',
  publicKeyPem: pair.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  sign: (bytes) => Promise.resolve(sign('sha256', bytes, { key: pair.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64')),
};

const event = (n: number, over: Partial<AuditEvent> = {}): AuditEvent => ({
  eventId: `E-${n}|1|ENCOUNTER_CODED`,
  type: 'ENCOUNTER_CODED',
  at: AT,
  actor: { kind: 'system', id: 'code-encounter' },
  encounterRef: `E-${n}`,
  detail: { lines: n },
  ...over,
});

function world(blobs: BlobStore): { blobs: BlobStore; clock: { now: () => Instant }; ids: { next: (prefix: string) => string } } {
  let n = 0;
  return { blobs, clock: { now: () => AT }, ids: { next: (prefix) => `${prefix}${(n += 1)}` } };
}

const identity = { app: 'test', codeVersion: '0', configurationHash: 'c' };

function filesOf(files: ReadonlyMap<string, Buffer>, knownKeys: readonly string[] = ['key-1']): AuditFiles {
  const names = [...files.keys()].sort();
  return {
    blobs: names.filter((name) => name.startsWith('audit/')),
    checkpoints: names.filter((name) => /checkpoints\/\d+/.test(name)),
    read: (name) => (files.get(name) ?? Buffer.alloc(0)).toString('utf8'),
    verifySignature: (keyId, bytes, signature) =>
      knownKeys.includes(keyId)
        ? verify('sha256', bytes, { key: pair.publicKey, dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64'))
        : undefined,
  };
}

/** Two writers with eight records and two checkpoints, and a third that began after them. */
async function aLog(): Promise<Map<string, Buffer>> {
  const blobs = memoryBlobs();
  const parts = world(blobs);
  const first = createAuditLog(parts, identity);
  await first.append([event(1), event(2)]);
  await first.append([event(3)]);
  await writeAuditCheckpoint(parts, signer, 'test');
  const second = createAuditLog(parts, identity);
  await second.append([event(4), event(5)]);
  await first.append([event(6)]);
  await writeAuditCheckpoint(parts, signer, 'test');
  await createAuditLog(parts, identity).append([event(7)]);
  return blobs.files;
}

const BLOB = 'audit/2026/11/20/test-1.ndjson';
/** Began after the second checkpoint, and no checkpoint covers it yet. */
const LATE = 'audit/2026/11/20/test-3.ndjson';

/** The second checkpoint, changed and signed again with the right key. */
function resigned(files: ReadonlyMap<string, Buffer>, change: Partial<Checkpoint>): Buffer {
  const checkpoint = Checkpoint.parse(JSON.parse(files.get('checkpoints/00000002.json')?.toString('utf8') ?? ''));
  const changed = { ...checkpoint, ...change };
  const signature = sign('sha256', signedBytes(changed), { key: pair.privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64');
  return Buffer.from(JSON.stringify({ ...changed, signature }));
}

const swapped = ([a = '', b = '', c = '', ...rest]: readonly string[]): string[] => [a, c, b, ...rest];

const edit = async (change: (files: Map<string, Buffer>) => void): Promise<AuditVerdict> => {
  const files = await aLog();
  change(files);
  return verifyAuditLog(filesOf(files));
};

const lines = (files: Map<string, Buffer>, name = BLOB): string[] =>
  (files.get(name) ?? Buffer.alloc(0)).toString('utf8').split('\n').slice(0, -1);
const setLines = (files: Map<string, Buffer>, text: readonly string[], name = BLOB): unknown =>
  files.set(name, Buffer.from(text.map((line) => `${line}\n`).join('')));

describe('the audit log', () => {
  it('verifies as it was written, three writers and two checkpoints', async () => {
    expect(verifyAuditLog(filesOf(await aLog()))).toEqual({ records: 10, writers: 3, checkpoints: 2, ok: true });
  });

  it('writes nothing new into a checkpoint when nothing is new', async () => {
    const blobs = memoryBlobs();
    const parts = world(blobs);
    await createAuditLog(parts, identity).append([event(1)]);
    expect(await writeAuditCheckpoint(parts, signer, 'test')).toBe(true);
    expect(await writeAuditCheckpoint(parts, signer, 'test')).toBe(false);
  });

  it('takes concurrent appends in one chain', async () => {
    const blobs = memoryBlobs();
    const log = createAuditLog(world(blobs), identity);
    await Promise.all(Array.from({ length: 50 }, (_, n) => log.append([event(n)])));
    expect(verifyAuditLog(filesOf(blobs.files))).toEqual({ records: 51, writers: 1, checkpoints: 0, ok: true });
  });

  it('knows its own earlier try after a lost answer', async () => {
    const blobs = memoryBlobs();
    let lose = true;
    const lossy: BlobStore = {
      ...blobs,
      append: async (name, position, bytes) => {
        const done = await blobs.append(name, position, bytes);
        if (!lose || position === 0) return done;
        lose = false;
        return 'position';
      },
    };
    await createAuditLog(world(lossy), identity).append([event(1)]);
    expect(verifyAuditLog(filesOf(blobs.files))).toEqual({ records: 2, writers: 1, checkpoints: 0, ok: true });
  });

  it('fails closed when the blob cannot be written, and goes on in a new chain', async () => {
    const blobs = memoryBlobs();
    let broken = true;
    const failing: BlobStore = {
      ...blobs,
      append: (name, position, bytes) =>
        broken && position > 0 ? Promise.reject(new Error('down')) : blobs.append(name, position, bytes),
    };
    const log = createAuditLog(world(failing), identity);
    await expect(log.append([event(1)])).rejects.toThrow('down');
    broken = false;
    await log.append([event(1)]);
    expect(verifyAuditLog(filesOf(blobs.files))).toMatchObject({ writers: 2, ok: true });
  });

  it.each([
    [
      'modified',
      'a changed number',
      (f: Map<string, Buffer>) =>
        setLines(
          f,
          lines(f).map((line, i) => (i === 1 ? line.replace('"lines":1', '"lines":9') : line)),
        ),
    ],
    [
      'missing',
      'a removed line',
      (f: Map<string, Buffer>) =>
        setLines(
          f,
          lines(f).filter((_, i) => i !== 2),
        ),
    ],
    ['missing', 'a cut tail behind a checkpoint', (f: Map<string, Buffer>) => setLines(f, lines(f).slice(0, -1))],
    ['missing', 'a removed blob', (f: Map<string, Buffer>) => f.delete(BLOB)],
    [
      'reordered',
      'two swapped lines',
      (f: Map<string, Buffer>) => {
        const [a = '', b = '', c = '', ...rest] = lines(f);
        setLines(f, [a, c, b, ...rest]);
      },
    ],
    [
      'reordered',
      'a line moved to the end',
      (f: Map<string, Buffer>) => {
        const [a = '', b = '', ...rest] = lines(f);
        setLines(f, [a, ...rest, b]);
      },
    ],
    ['duplicate_event', 'a line copied to the end', (f: Map<string, Buffer>) => setLines(f, [...lines(f), lines(f)[1] ?? ''])],
    [
      'duplicate_event',
      'a line copied below itself',
      (f: Map<string, Buffer>) =>
        setLines(
          f,
          lines(f).flatMap((line, i) => (i === 1 ? [line, line] : [line])),
        ),
    ],
    ['modified', 'a torn last line', (f: Map<string, Buffer>) => f.set(BLOB, (f.get(BLOB) ?? Buffer.alloc(0)).subarray(0, -9))],
    [
      'fork',
      'another record beside one that is there',
      (f: Map<string, Buffer>) => {
        const [a = '', b = '', ...rest] = lines(f);
        const prev = /"hash":"([0-9a-f]{64})"/.exec(a)?.[1] ?? '';
        setLines(f, [a, sealRecord(event(77), { writer: 'test-1', seq: 1, prev }).line, b, ...rest]);
      },
    ],
    [
      'fork',
      'the lines of one writer under the name of another',
      (f: Map<string, Buffer>) => setLines(f, lines(f), 'audit/2026/11/20/test-5.ndjson'),
    ],
    [
      'gap',
      'the last checkpoint removed, after which another writer began',
      (f: Map<string, Buffer>) => f.delete('checkpoints/00000002.json'),
    ],
    ['gap', 'all checkpoints removed', (f: Map<string, Buffer>) => [1, 2].map((n) => f.delete(`checkpoints/0000000${n}.json`))],
    [
      'fork',
      'a checkpoint replaced by one that follows another',
      (f: Map<string, Buffer>) => f.set('checkpoints/00000002.json', resigned(f, { previous: '0'.repeat(64) })),
    ],
    [
      'fork',
      'a checkpoint over another tree, well signed',
      (f: Map<string, Buffer>) => f.set('checkpoints/00000002.json', resigned(f, { root: 'AAAA' })),
    ],
    [
      'unknown_key',
      'a checkpoint by a foreign key',
      (f: Map<string, Buffer>) => f.set('checkpoints/00000002.json', resigned(f, { keyId: 'foreign' })),
    ],
    ['modified', 'a checkpoint that is none', (f: Map<string, Buffer>) => f.set('checkpoints/00000002.json', Buffer.from('{}'))],
    [
      'bad_signature',
      'a changed signature',
      (f: Map<string, Buffer>) => {
        const text = f.get('checkpoints/00000001.json')?.toString('utf8') ?? '';
        f.set(
          'checkpoints/00000001.json',
          Buffer.from(text.replace(/"signature":"./, (s) => (s.endsWith('A') ? s.replace(/.$/, 'B') : s.replace(/.$/, 'A')))),
        );
      },
    ],
    ['gap', 'a removed checkpoint', (f: Map<string, Buffer>) => f.delete('checkpoints/00000001.json')],
  ] as const)('finds %s: %s', async (kind, _what, change) => {
    const verdict = await edit(change);
    expect(verdict.ok).toBe(false);
    expect(verdict.firstFault?.kind).toBe(kind);
  });

  it.each([
    [
      'a removed line',
      (f: Map<string, Buffer>) =>
        setLines(
          f,
          lines(f).filter((_, i) => i !== 2),
        ),
      BLOB,
      3,
    ],
    ['two swapped lines', (f: Map<string, Buffer>) => setLines(f, swapped(lines(f))), BLOB, 2],
    ['a cut tail', (f: Map<string, Buffer>) => setLines(f, lines(f).slice(0, -1)), BLOB, 5],
    ['a removed blob', (f: Map<string, Buffer>) => f.delete(BLOB), BLOB, 0],
    ['a removed last checkpoint', (f: Map<string, Buffer>) => f.delete('checkpoints/00000002.json'), LATE, 1],
  ] as const)('says where: %s', async (_what, change, file, line) => {
    expect((await edit(change)).firstFault).toMatchObject({ file, line });
  });

  it('finds a fork: a tail rewritten with a chain of its own', async () => {
    const verdict = await edit((files) => {
      const kept = lines(files).slice(0, 1);
      const prev = /"hash":"([0-9a-f]{64})"/.exec(kept[0] ?? '')?.[1] ?? '';
      let position = { writer: 'test-1', seq: 1, prev };
      const rewritten = [7, 8, 9, 10].map((n) => {
        const sealed = sealRecord(event(n), position);
        position = { writer: 'test-1', seq: position.seq + 1, prev: sealed.hash };
        return sealed.line;
      });
      setLines(files, [...kept, ...rewritten]);
    });
    expect(verdict.firstFault).toEqual({ kind: 'fork', file: BLOB, line: 4 });
  });

  it('finds another body under one event id, and lets the same body twice pass', async () => {
    const blobs = memoryBlobs();
    const log = createAuditLog(world(blobs), identity);
    await log.append([event(1), event(1)]);
    expect(verifyAuditLog(filesOf(blobs.files)).ok).toBe(true);
    await log.append([event(1, { detail: { lines: 99 } })]);
    expect(verifyAuditLog(filesOf(blobs.files)).firstFault?.kind).toBe('duplicate_event');
  });

  it('says when a checkpoint is signed by a key nobody published', async () => {
    expect(verifyAuditLog(filesOf(await aLog(), [])).firstFault?.kind).toBe('unknown_key');
  });

  it('refuses a detail that looks like a member of the chain', () => {
    expect(() => sealRecord(event(1, { detail: { hash: 'x' } }), { writer: 'w', seq: 0, prev: '' })).toThrow('chain');
  });

  it('finds a flipped bit in any byte of any record', async () => {
    const files = await aLog();
    const missed: string[] = [];
    for (const [name, original] of files) {
      if (!name.startsWith('audit/')) continue;
      for (let at = 0; at < original.length; at++) {
        const bytes = Buffer.from(original);
        bytes[at] = (bytes[at] ?? 0) ^ 1;
        if (verifyAuditLog(filesOf(new Map(files).set(name, bytes))).ok) missed.push(`${name} ${at}`);
      }
    }
    expect(missed).toEqual([]);
  });

  it('finds any single flipped byte', async () => {
    const files = await aLog();
    const names = [...files.keys()].filter((name) => name.startsWith('audit/'));
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), (which, at, flip) => {
        const name = names[which % names.length] ?? '';
        const bytes = Buffer.from(files.get(name) ?? '');
        const index = at % bytes.length;
        bytes[index] = (bytes[index] ?? 0) ^ flip;
        expect(verifyAuditLog(filesOf(new Map(files).set(name, bytes))).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});
