import { describe, expect, it } from '@jest/globals';
import { athenahealthBudget, claimMdBudget, isPreviewHost } from '../../functions/request-limits';
import { SimulatedTables } from '../../infra/cli/simulation/tables';
import type { Instant } from '../../shared/kernel/plain-date';
import type { TableStore } from '../../shared/workflow/ports';
import type { RequestBudget } from '../../shared/workflow/request-budget';

const PRODUCTION = 'https://api.platform.athenahealth.com';
const PREVIEW = 'https://api.preview.platform.athenahealth.com';

function parts(isLocal = false) {
  const tables = new SimulatedTables(() => undefined, true);
  const store: TableStore = {
    read: async (...args) => tables.read(...args),
    list: async (...args) => tables.list(...args),
    write: async (...args) => tables.write(...args),
  };
  return { store, isLocal, clock: { now: () => '2026-11-20T15:00:00.000Z' as Instant }, pause: async () => undefined };
}

/** How many requests go at once before one has to wait a day's end out. */
async function taken(budget: RequestBudget, most: number): Promise<number> {
  for (let count = 0; count < most; count++) if ((await budget.take()) > 0) return count;
  return most;
}

describe('what the vendors allow', () => {
  it('Claim.MD: 100 requests a minute, in the row all instances share', async () => {
    const shared = parts();
    expect(await taken(claimMdBudget(shared), 200)).toBe(100);
    expect(await taken(claimMdBudget(shared), 200)).toBe(0);
  });

  it('athenahealth: the day that the practice states is shared by all instances', async () => {
    const shared = parts();
    const stated = { requestsPerSecond: 1000, requestsPerDay: 30 };
    expect(await taken(athenahealthBudget(shared, PRODUCTION, stated), 100)).toBe(30);
    expect(await taken(athenahealthBudget(shared, PRODUCTION, stated), 100)).toBe(0);
  });

  it('a simulator on this machine has no limit, unless the practice states one', async () => {
    expect(await taken(athenahealthBudget(parts(true), 'http://127.0.0.1:1', {}), 5000)).toBe(5000);
    expect(await taken(athenahealthBudget(parts(true), 'http://127.0.0.1:1', { requestsPerDay: 7 }), 100)).toBe(7);
  });

  it('the preview host is told from the production host by its name alone', () => {
    expect([PREVIEW, PRODUCTION, 'https://evil.example/api.preview.', 'no url'].map(isPreviewHost)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
