import { describe, expect, it } from '@jest/globals';
import type { Instant } from '../../shared/kernel/plain-date';
import type { Row, TableStore } from '../../shared/workflow/ports';
import { createLocalBudget, createSharedBudget, takeOrWait } from '../../shared/workflow/request-budget';
import { movableClock } from './loopback';

const START = '2026-11-20T15:00:10.000Z' as Instant;

/** One row, compared and swapped. */
function oneRowStore(): { store: TableStore; writes: () => number } {
  let row: Row | undefined;
  let writes = 0;
  const store: TableStore = {
    read: async () => {
      await Promise.resolve();
      return row;
    },
    list: async () => ({ rows: [] }),
    write: async (_table, partitionKey, [operation]) => {
      await Promise.resolve();
      if (operation === undefined || operation.kind === 'delete') return 'conflict';
      const expected = operation.kind === 'insert' ? undefined : operation.etag;
      if (row?.etag !== expected) return 'conflict';
      writes += 1;
      row = { partitionKey, rowKey: operation.rowKey, etag: String(writes), value: operation.value };
      return 'written';
    },
  };
  return { store, writes: () => writes };
}

describe('request budget › of one process', () => {
  it('waits a second out, and leaves the end of the day to the caller', async () => {
    const clock = movableClock(START);
    const paused: number[] = [];
    const pause = async (ms: number): Promise<void> => {
      paused.push(ms);
      clock.move(ms);
    };
    const windows = [
      { ms: 1_000, requests: 2 },
      { ms: 86_400_000, requests: 5 },
    ];
    const budget = createLocalBudget(clock, windows, pause);
    const waits = [];
    for (let request = 0; request < 6; request++) waits.push(await budget.take());
    expect(waits.slice(0, 5)).toEqual([0, 0, 0, 0, 0]);
    expect(waits[5]).toBeGreaterThan(30_000_000);
    expect(paused).toEqual([1_000, 1_000]);
  });
});

describe('request budget › shared by all instances', () => {
  const row = { table: 'budgets', account: 'claim-md' };

  it('three instances together never take more than the minute allows', async () => {
    const { store } = oneRowStore();
    const clock = movableClock(START);
    const instances = [1, 2, 3].map(() => createSharedBudget(store, clock, row, [{ ms: 60_000, requests: 100 }]));
    const waits = await Promise.all(Array.from({ length: 150 }, async (_, index) => instances[index % 3]?.take()));
    expect(waits.filter((wait) => wait === 0).length).toBeLessThanOrEqual(100);
    expect(waits.filter((wait) => wait === 50_000).length).toBeGreaterThan(0);
    let later = 0;
    clock.move(50_000);
    for (let request = 0; request < 120; request++) later += (await instances[0]?.take()) === 0 ? 1 : 0;
    expect(later).toBe(100);
  });

  it('an instance that starts anew finds what was taken', async () => {
    const { store } = oneRowStore();
    const clock = movableClock(START);
    const windows = [{ ms: 60_000, requests: 1 }];
    expect(await createSharedBudget(store, clock, row, windows).take()).toBe(0);
    expect(await createSharedBudget(store, clock, row, windows).take()).toBe(50_000);
  });

  it('a row that is lost to others again and again means waiting, never going beyond', async () => {
    const { store } = oneRowStore();
    const losing: TableStore = { ...store, write: async () => 'conflict' };
    expect(await createSharedBudget(losing, movableClock(START), row, [{ ms: 60_000, requests: 100 }]).take()).toBe(1000);
  });

  it('used up is a transient failure with the time to wait', async () => {
    await expect(takeOrWait({ take: async () => 700 }, 'vendor.call')).rejects.toMatchObject({
      operation: 'vendor.call',
      retryAfterMs: 700,
    });
  });
});
