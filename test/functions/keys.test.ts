import { generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createFileClock } from '../../functions/file-clock';
import { createCheckpointSigner, createPatientRef, createSealer } from '../../functions/keys';
import { readSettings, withStatedGrace } from '../../functions/settings';
import type { Instant } from '../../shared/kernel/plain-date';
import { defaultSettings } from '../../shared/workflow/world';

describe('the keys of the app', () => {
  it('seal and open, each time with other bytes', async () => {
    const sealer = createSealer(randomBytes(32).toString('base64'));
    const [first, second] = [await sealer.seal('a body'), await sealer.seal('a body')];
    expect(first).not.toBe(second);
    expect(await sealer.open(first)).toBe('a body');
  });

  it('refuse a sealed body that was changed, and a key of another length', async () => {
    const sealer = createSealer(randomBytes(32).toString('base64'));
    const bytes = Buffer.from(await sealer.seal('a body'), 'base64');
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    expect(() => sealer.open(bytes.toString('base64'))).toThrow('authenticate');
    expect(() => createSealer('short')).toThrow('32 bytes');
  });

  it('give a patient one pseudonym a practice and key, that does not name him', () => {
    const ref = createPatientRef('key', 'sample')('HP-5001');
    expect(ref).toMatch(/^[0-9a-f]{32}$/);
    expect(createPatientRef('key', 'sample')('HP-5001')).toBe(ref);
    expect(createPatientRef('key', 'other')('HP-5001')).not.toBe(ref);
    expect(createPatientRef('other', 'sample')('HP-5001')).not.toBe(ref);
  });

  it('sign so that the published key verifies', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const signer = createCheckpointSigner(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
    const bytes = Buffer.from('checkpoint');
    const signature = Buffer.from(await signer.sign(bytes), 'base64');
    expect(verify('sha256', bytes, { key: signer.publicKeyPem, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
  });
});

describe('the clock of a rehearsed day', () => {
  it('stands still, follows the file, and runs once the file says so', () => {
    const folder = mkdtempSync(join(tmpdir(), 'clock-'));
    const path = join(folder, 'clock');
    writeFileSync(path, '2026-11-20T12:00:00.000Z');
    const clock = createFileClock(path);
    expect(clock.now()).toBe('2026-11-20T12:00:00.000Z');
    writeFileSync(path, `2026-11-20T13:00:00.000Z\nrunning ${Date.now() - 60_000}`);
    expect(clock.now() >= '2026-11-20T13:01:00.000Z').toBe(true);
    expect(clock.now() < '2026-11-20T13:02:00.000Z').toBe(true);
    rmSync(folder, { recursive: true });
  });
});

describe('settings', () => {
  const whole = {
    ServiceBusConnection: 'Endpoint=sb://localhost',
    StorageConnection: 'UseDevelopmentStorage=true',
    KeyVaultUri: 'http://127.0.0.1:1',
    EncounterFinalizedQueue: 'encounter-finalized',
    ClaimReadyQueue: 'claim-ready',
    NotificationsTopic: 'notifications',
    ListenerSchedule: '0 */5 * * * *',
    EraMonitorSchedule: '0 */15 * * * *',
    PracticeFolder: 'sample',
    ATHENAHEALTH_BASE_URL: 'http://127.0.0.1:2',
    ATHENAHEALTH_PRACTICE_ID: '195900',
    CLAIM_MD_BASE_URL: 'http://127.0.0.1:3',
  };

  it('are taken when whole', () => {
    expect(readSettings(whole).ok).toBe(true);
  });

  it.each(Object.keys(whole))('say by name that %s is missing', (name) => {
    const { [name as keyof typeof whole]: _left, ...rest } = whole;
    const read = readSettings(rest);
    expect(read.ok ? '' : read.error.join()).toContain(name);
  });

  it('name every missing one at once, and never a value', () => {
    const read = readSettings({ KeyVaultUri: 'not a uri' });
    const faults = read.ok ? [] : read.error;
    expect(faults).toContain('setting KeyVaultUri does not have the form it must have');
    expect(faults.length).toBeGreaterThan(8);
    expect(faults.join()).not.toContain('not a uri');
  });

  it('take the managed identity in place of connection strings', () => {
    const { ServiceBusConnection: _bus, StorageConnection: _storage, ...rest } = whole;
    const identity = {
      ServiceBusConnection__fullyQualifiedNamespace: 'x.servicebus.windows.net',
      Storage__tableServiceUri: 'https://x.table.core.windows.net',
      Storage__blobServiceUri: 'https://x.blob.core.windows.net',
    };
    expect(readSettings({ ...rest, ...identity }).ok).toBe(true);
  });

  it('state a grace with its source, which then stands in the work item', () => {
    const read = readSettings({ ...whole, SubmissionGraceMinutes: '90', SubmissionGraceSource: 'contract of 2026, §4' });
    const workflow = read.ok ? withStatedGrace(defaultSettings('2026-11-20T12:00:00.000Z' as Instant), read.value) : undefined;
    expect(workflow?.submission).toMatchObject({
      graceMs: 90 * 60_000,
      graceSource: 'contract of 2026, §4',
      afterGrace: 'person',
    });
  });

  it('leave the shipped hour where none is stated', () => {
    const read = readSettings(whole);
    const workflow = read.ok ? withStatedGrace(defaultSettings('2026-11-20T12:00:00.000Z' as Instant), read.value) : undefined;
    expect(workflow?.submission.graceMs).toBe(60 * 60_000);
  });

  it.each([
    ['without a source', { SubmissionGraceMinutes: '90' }],
    ['a source without a grace', { SubmissionGraceSource: 'contract' }],
    ['of nothing', { SubmissionGraceMinutes: '0', SubmissionGraceSource: 'contract' }],
    ['of nine minutes', { SubmissionGraceMinutes: '9', SubmissionGraceSource: 'contract' }],
    ['of more than a day', { SubmissionGraceMinutes: '1441', SubmissionGraceSource: 'contract' }],
    ['in words', { SubmissionGraceMinutes: 'an hour', SubmissionGraceSource: 'contract' }],
  ])('refuse a grace %s', (_what, grace) => {
    const read = readSettings({ ...whole, ...grace });
    expect(read.ok ? '' : read.error.join()).toContain('SubmissionGrace');
  });
});
