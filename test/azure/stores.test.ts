import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startAzurite, type Azurite } from '../../infra/local/azurite';
import { startVault, type VaultServer } from '../../infra/local/key-vault/vault-server';
import { createBlobStore } from '../../shared/azure/blob-store';
import { loopbackCredential } from '../../shared/azure/credential';
import { createReferenceTables } from '../../shared/azure/reference-tables';
import { clientOptionsFor, createSecrets } from '../../shared/azure/secrets';
import { createTableStore } from '../../shared/azure/table-store';
import { createClaimMd } from '../../shared/clearinghouse/claim-md/claim-md';
import { unlimitedBudget } from '../../shared/workflow/request-budget';
import type { Fetch } from '../../shared/workflow/vendor-http';
import { ANY_VERSION, TransientFailure, type BlobStore, type TableStore } from '../../shared/workflow/ports';

describe('stores over Azurite', () => {
  let azurite: Azurite;
  let tables: TableStore;
  let blobs: BlobStore;
  beforeAll(async () => {
    azurite = await startAzurite(mkdtempSync(join(tmpdir(), 'vtc-azurite-')));
    tables = createTableStore({ connectionString: azurite.connectionString });
    blobs = createBlobStore({ connectionString: azurite.connectionString }, 'audit');
  });
  afterAll(async () => azurite.stop());

  const etagOf = async (rowKey: string): Promise<string> => (await tables.read('rows', 'p', rowKey))?.etag ?? '';

  it('keeps JSON of any length under keys the service would refuse', async () => {
    const value = { text: 'é😀'.repeat(30_000) };
    expect(await tables.write('rows', 'a/b#c', [{ kind: 'insert', rowKey: 'x?%y\\z', value }])).toBe('written');
    const row = await tables.read('rows', 'a/b#c', 'x?%y\\z');
    expect([row?.partitionKey, row?.rowKey, row?.value]).toEqual(['a/b#c', 'x?%y\\z', value]);
  });

  it('says conflict for a key that exists, one that is missing and a stale ETag, alone and among others', async () => {
    await tables.write('rows', 'p', [{ kind: 'insert', rowKey: 'r', value: 1 }]);
    const stale = await etagOf('r');
    expect(await tables.write('rows', 'p', [{ kind: 'insert', rowKey: 'r', value: 2 }])).toBe('conflict');
    expect(await tables.write('rows', 'p', [{ kind: 'replace', rowKey: 'r', value: 2, etag: stale }])).toBe('written');
    expect(await tables.write('rows', 'p', [{ kind: 'replace', rowKey: 'r', value: 3, etag: stale }])).toBe('conflict');
    expect(await tables.write('rows', 'p', [{ kind: 'delete', rowKey: 'r', etag: stale }])).toBe('conflict');
    expect(await tables.write('rows', 'p', [{ kind: 'replace', rowKey: 'none', value: 3, etag: stale }])).toBe('conflict');
    const insert = { kind: 'insert', rowKey: 'beside', value: 1 } as const;
    expect(await tables.write('rows', 'p', [insert, { kind: 'replace', rowKey: 'r', value: 3, etag: stale }])).toBe('conflict');
    expect(await tables.read('rows', 'p', 'beside')).toBeUndefined();
  });

  it('looks at the ETag of a deletion within a transaction, which the SDK by itself does not', async () => {
    await tables.write('rows', 'p', [{ kind: 'insert', rowKey: 'gone', value: 1 }]);
    const stale = await etagOf('gone');
    await tables.write('rows', 'p', [{ kind: 'replace', rowKey: 'gone', value: 2, etag: stale }]);
    const insert = { kind: 'insert', rowKey: 'with-deletion', value: 1 } as const;
    expect(await tables.write('rows', 'p', [insert, { kind: 'delete', rowKey: 'gone', etag: stale }])).toBe('conflict');
    const etag = await etagOf('gone');
    expect(await tables.write('rows', 'p', [insert, { kind: 'delete', rowKey: 'gone', etag }])).toBe('written');
    expect([await tables.read('rows', 'p', 'gone'), (await tables.read('rows', 'p', 'with-deletion'))?.value]).toEqual([
      undefined,
      1,
    ]);
  });

  it('deletes whatever version stands there when told so, and says conflict when none does', async () => {
    await tables.write('rows', 'p', [{ kind: 'insert', rowKey: 'any', value: 1 }]);
    const deletion = { kind: 'delete', rowKey: 'any', etag: ANY_VERSION } as const;
    expect(await tables.write('rows', 'p', [deletion])).toBe('written');
    expect(await tables.read('rows', 'p', 'any')).toBeUndefined();
    expect(await tables.write('rows', 'p', [deletion])).toBe('conflict');
  });

  it('lists a partition in order and in pages, and an unknown table as empty', async () => {
    const rows = ['c', 'a', 'b'].map((rowKey) => ({ kind: 'insert' as const, rowKey, value: rowKey }));
    await tables.write('rows', 'pages', rows);
    const first = await tables.list('rows', 'pages', { limit: 2 });
    expect([first.rows.map((row) => row.rowKey), first.next]).toEqual([['a', 'b'], 'b']);
    const second = await tables.list('rows', 'pages', { after: 'b', limit: 2 });
    expect([second.rows.map((row) => row.rowKey), second.next]).toEqual([['c'], undefined]);
    expect(await tables.list('nowhere', 'pages')).toEqual({ rows: [] });
  });

  it('adds table files once, and replaces the manifest only for whoever saw the newest', async () => {
    const files = createReferenceTables({ connectionString: azurite.connectionString }, 'reference-tables');
    expect([await files.read('manifest.json'), await files.readWithEtag('manifest.json')]).toEqual([undefined, undefined]);
    await files.add('a.bin', Buffer.from('one'));
    await files.add('a.bin', Buffer.from('two'));
    expect(Buffer.from((await files.read('a.bin')) ?? []).toString()).toBe('one');
    expect(await files.replace('manifest.json', Buffer.from('1'), undefined)).toBe('replaced');
    expect(await files.replace('manifest.json', Buffer.from('2'), undefined)).toBe('conflict');
    const seen = await files.readWithEtag('manifest.json');
    expect(Buffer.from(seen?.bytes ?? []).toString()).toBe('1');
    expect(await files.replace('manifest.json', Buffer.from('2'), seen?.etag)).toBe('replaced');
    expect(await files.replace('manifest.json', Buffer.from('3'), seen?.etag)).toBe('conflict');
    expect(Buffer.from((await files.read('manifest.json')) ?? []).toString()).toBe('2');
  });

  it('appends at the expected position only', async () => {
    expect(await blobs.createAppendBlob('audit/w.ndjson')).toBe(true);
    expect(await blobs.createAppendBlob('audit/w.ndjson')).toBe(false);
    expect(await blobs.append('audit/w.ndjson', 0, Buffer.from('one\n'))).toBe('appended');
    expect(await blobs.append('audit/w.ndjson', 0, Buffer.from('two\n'))).toBe('position');
    expect(Buffer.from((await blobs.read('audit/w.ndjson', 2)) ?? []).toString()).toBe('e\n');
    expect(await blobs.read('audit/none')).toBeUndefined();
    expect([await blobs.create('b', Buffer.from('x')), await blobs.create('b', Buffer.from('y'))]).toEqual([true, false]);
    expect(await blobs.list('audit/')).toEqual(['audit/w.ndjson']);
  });
});

describe('secrets over the vault endpoint', () => {
  let vault: VaultServer;
  let now = 0;
  beforeAll(async () => {
    vault = await startVault({});
  });
  afterAll(async () => vault.close());

  const secretsOf = (url: string, onUnavailable: (sentence: string) => void = () => undefined) =>
    createSecrets({
      vaultUrl: url,
      credential: loopbackCredential(url),
      now: () => now,
      random: () => 0.5,
      freshMs: 1000,
      staleMs: 5000,
      onUnavailable,
    });

  it('caches a value, takes the rotated one when it is no longer fresh, or at once when asked', async () => {
    vault.put('Key', 'first');
    const secrets = secretsOf(vault.url);
    expect(await secrets.get('Key')).toBe('first');
    vault.put('Key', 'second');
    expect(await secrets.get('Key')).toBe('first');
    expect(await secrets.refresh('Key')).toBe('second');
    vault.put('Key', 'third');
    now += 1001;
    expect(await secrets.get('Key')).toBe('third');
  });

  it('says plainly what is missing or disabled, and never a value', async () => {
    vault.put('Off', 'hidden');
    vault.disable('Off');
    const said: string[] = [];
    const secrets = secretsOf(vault.url, (sentence) => said.push(sentence));
    expect([await secrets.read('Nothing'), await secrets.read('Off')]).toEqual([undefined, undefined]);
    expect(said).toEqual(['the secret Nothing is not in the key vault', 'the secret Off is disabled in the key vault']);
  });

  it('uses the last value for a while when the vault is away, and then no more', async () => {
    const passing = await startVault({});
    passing.put('Key', 'kept');
    const secrets = secretsOf(passing.url);
    expect(await secrets.get('Key')).toBe('kept');
    await passing.close();
    now += 2000;
    expect(await secrets.get('Key')).toBe('kept');
    now += 5000;
    await expect(secrets.get('Key')).rejects.toThrow(TransientFailure);
  });

  it('a vendor key that was rotated in the vault is taken up without a restart: refused once, read anew, accepted', async () => {
    let vendorKey = 'old-key';
    vault.put('ClaimMdTestAccountKey', 'old-key');
    vault.put('ClaimMdAccountKey', 'live-key');
    const secrets = secretsOf(vault.url);
    const asked: string[] = [];
    const vendor: Fetch = async (_url, init) => {
      const key = new URLSearchParams(typeof init?.body === 'string' ? init.body : '').get('AccountKey') ?? '';
      asked.push(key);
      const known = { last_responseid: '0' };
      return new Response(
        JSON.stringify(key === vendorKey ? known : { error: { error_code: '20', error_mesg: 'Invalid AccountKey' } }),
      );
    };
    const claimMd = createClaimMd(
      { baseUrl: 'https://svc.claim.md', account: 'test', timeoutMs: 1000 },
      { fetch: vendor, budget: unlimitedBudget, secret: async (name, options) => secrets.read(name, options) },
    );
    await claimMd.responses('0');
    vendorKey = 'new-key';
    vault.put('ClaimMdTestAccountKey', 'new-key');
    await claimMd.responses('0');
    await claimMd.responses('0');
    expect(asked).toEqual(['old-key', 'old-key', 'new-key', 'new-key']);
  });

  it('a vendor key that is disabled in the vault stops the vendor plainly, and is never asked of the other account', async () => {
    vault.put('ClaimMdTestAccountKey', 'test-key');
    vault.disable('ClaimMdTestAccountKey');
    vault.put('ClaimMdAccountKey', 'live-key');
    const said: string[] = [];
    const secrets = secretsOf(vault.url, (sentence) => said.push(sentence));
    const never: Fetch = async () => Promise.reject(new Error('must not be called'));
    const claimMd = createClaimMd(
      { baseUrl: 'https://svc.claim.md', account: 'test', timeoutMs: 1000 },
      { fetch: never, budget: unlimitedBudget, secret: async (name, options) => secrets.read(name, options) },
    );
    expect(await claimMd.startFault()).toBe('ClaimMdTestAccountKey is missing or disabled');
    expect(said).toEqual(['the secret ClaimMdTestAccountKey is disabled in the key vault']);
  });

  it('does without TLS on this machine only', () => {
    expect(clientOptionsFor('https://practice.vault.azure.net')).toEqual({});
    expect(clientOptionsFor('http://127.0.0.1:1234')).toHaveProperty('allowInsecureConnection', true);
    expect(() => loopbackCredential('http://practice.vault.azure.net')).toThrow(RangeError);
  });
});
