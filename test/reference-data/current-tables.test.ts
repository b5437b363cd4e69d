import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { strToU8 } from 'fflate';
import { plainDateOf } from '../../shared/kernel/plain-date';
import { createCurrentTables, type CurrentTables } from '../../shared/reference-data/current-tables';
import { importSet } from '../../shared/reference-data/import/import-set';
import { publishTables, type PublishTarget } from '../../shared/reference-data/publish-tables';
import { cachedTableSource, folderTableSource, tableFolder } from '../../shared/reference-data/table-source';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'current-tables-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const ON = plainDateOf('2026-11-20');
const dataDir = (name: string): string => join(folder, name);

/** Imports one edit 20610/99213 of an indicator as a quarter into a data folder. */
const importEdit = async (name: string, indicator: 0 | 1, quarter: 2 | 3): Promise<void> => {
  const text = `20610\t99213\t\t20200101\t*\t${indicator}\twords\r\n`;
  const imported = await importSet({
    set: 'ncci-ptp-practitioner',
    files: [{ name: `ccipra-v32${quarter}r0-f1.TXT`, bytes: strToU8(text) }],
    replace: false,
    dataDir: dataDir(name),
  });
  expect(imported.ok).toBe(true);
};

/** A container in memory; ETags count its writes. */
function container(): PublishTarget & { readonly blobs: Map<string, Uint8Array>; readonly reads: string[]; fail: boolean } {
  const blobs = new Map<string, Uint8Array>();
  const etags = new Map<string, number>();
  const reads: string[] = [];
  const target = {
    blobs,
    reads,
    fail: false,
    read: async (name: string) => {
      reads.push(name);
      if (target.fail) throw new Error('no network');
      return blobs.get(name);
    },
    readWithEtag: async (name: string) => {
      const bytes = blobs.get(name);
      return bytes === undefined ? undefined : { bytes, etag: String(etags.get(name) ?? 0) };
    },
    add: async (name: string, bytes: Uint8Array) => {
      if (!blobs.has(name)) blobs.set(name, bytes);
    },
    replace: async (name: string, bytes: Uint8Array, etag: string | undefined) => {
      if ((blobs.has(name) ? String(etags.get(name) ?? 0) : undefined) !== etag) return 'conflict' as const;
      blobs.set(name, bytes);
      etags.set(name, (etags.get(name) ?? 0) + 1);
      return 'replaced' as const;
    },
  };
  return target;
}

const publish = (name: string, target: PublishTarget) => publishTables(folderTableSource(tableFolder(dataDir(name))), target);

describe('tables of an instance', () => {
  let remote: ReturnType<typeof container>;
  let tables: CurrentTables;
  let ms: number;
  let failures: string[];
  const start = async (production = false): Promise<void> => {
    tables = await createCurrentTables({
      source: cachedTableSource(remote, join(folder, 'cache')),
      production,
      intervalMs: 300_000,
      nowMs: () => ms,
      onFailure: (reason) => failures.push(reason),
    });
  };
  const indicator = (): unknown => {
    const edit = tables.now().ptp.lookUp('20610', '99213', ON);
    return edit !== undefined && 'modifierIndicator' in edit ? edit.modifierIndicator : edit;
  };
  beforeEach(async () => {
    remote = container();
    ms = 0;
    failures = [];
    await importEdit('a', 0, 2);
    await publish('a', remote);
    await start();
  });

  it('come from the container at the start, and are not asked for again within the interval', () => {
    ms = 299_999;
    expect(indicator()).toBe(0);
    expect(remote.reads.filter((name) => name === 'manifest.json')).toHaveLength(1);
  });

  it('serve on while newer ones come, then switch whole; work that began keeps what it got', async () => {
    await importEdit('b', 1, 3);
    await publish('b', remote);
    const begun = tables.now();
    ms = 300_000;
    expect(indicator()).toBe(0);
    expect(await tables.refresh()).toBe('switched');
    expect(indicator()).toBe(1);
    expect(begun.ptp.lookUp('20610', '99213', ON)).toMatchObject({ modifierIndicator: 0 });
    expect(await tables.refresh()).toBe('unchanged');
  });

  it('serve on when the container cannot be reached, or holds half of an import', async () => {
    remote.fail = true;
    expect(await tables.refresh()).toBe('failed');
    remote.fail = false;
    await importEdit('b', 1, 3);
    await publish('b', remote);
    for (const name of [...remote.blobs.keys()].filter((key) => key.endsWith('.bin'))) remote.blobs.set(name, strToU8('half'));
    expect(await tables.refresh()).toBe('failed');
    expect(indicator()).toBe(0);
    expect(failures).toEqual(['no network', expect.stringContaining('is missing or damaged in storage')]);
  });

  it('never answer from training rows in production: the set is a gap, by name', async () => {
    remote = container();
    await start(true);
    expect(indicator()).toEqual({ kind: 'table-gap', table: 'ncci-ptp-practitioner', reason: 'not-loaded' });
    await start(false);
    expect(indicator()).toBe(1);
  });

  it('are looked at once for all who ask at the same time', async () => {
    const answers = await Promise.all([tables.refresh(), tables.refresh()]);
    expect(answers).toEqual(['unchanged', 'unchanged']);
    expect(remote.reads.filter((name) => name === 'manifest.json')).toHaveLength(2);
  });
});

describe('publishing', () => {
  it('keeps what others imported of other sets, and refuses when someone was faster', async () => {
    const remote = container();
    await importEdit('a', 0, 2);
    const pos = { name: 'pos.csv', bytes: strToU8('pos,class\n11,NF\n') };
    await importSet({ set: 'pos', files: [pos], effective: ON, replace: false, dataDir: dataDir('b') });
    expect(await publish('a', remote)).toEqual({ ok: true, sets: ['ncci-ptp-practitioner'] });
    expect(await publish('b', remote)).toEqual({ ok: true, sets: ['pos'] });
    const manifest = JSON.parse(Buffer.from(remote.blobs.get('manifest.json') ?? []).toString()) as { sets: object };
    expect(Object.keys(manifest.sets)).toEqual(['ncci-ptp-practitioner', 'pos']);
    const slow: PublishTarget = {
      ...remote,
      add: async (name, bytes) => {
        await remote.add(name, bytes);
        await publish('a', remote);
      },
    };
    expect(await publish('b', slow)).toEqual({
      ok: false,
      reason: 'someone else published tables at the same time: look at the status, then publish again',
    });
  });

  it('refuses a folder into which nothing was imported', async () => {
    expect(await publish('none', container())).toEqual({ ok: false, reason: 'nothing was imported into this data folder' });
  });
});
