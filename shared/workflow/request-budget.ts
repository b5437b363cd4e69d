import { addMs, msOfInstant, type Instant } from '../kernel/plain-date';
import { TransientFailure, type Clock, type TableStore } from './ports';

/** A vendor's rate limit, honoured before it is hit. */
export interface RequestBudget {
  /** Takes one request out of the budget: 0 when it may go now, else how many milliseconds until there is room again. */
  take(): Promise<number>;
}

/** At most `requests` in each window of `ms`. */
export interface RequestWindow {
  readonly ms: number;
  readonly requests: number;
}

export const unlimitedBudget: RequestBudget = { take: async () => 0 };

/** A request that needs room in each of several budgets, asked in their order. */
export const allBudgets = (...budgets: readonly RequestBudget[]): RequestBudget => ({
  take: async () => {
    for (const budget of budgets) {
      const waitMs = await budget.take();
      if (waitMs > 0) return waitMs;
    }
    return 0;
  },
});

/** Waits for a second's window to end are waited out; longer ones are the caller's business. */
const SHORT_WAIT_MS = 1_500;

/**
 * A budget of this process alone: per-second limits, where a shared row would cost more than the request. With `pause` a short wait
 * is waited out here instead of failing the call.
 */
export function createLocalBudget(
  clock: Clock,
  windows: readonly RequestWindow[],
  pause?: (ms: number) => Promise<void>,
): RequestBudget {
  let counts: readonly WindowCount[] = [];
  const take = async (): Promise<number> => {
    const taken = takeFrom(counts, windows, clock.now());
    counts = taken.counts;
    if (taken.waitMs === 0 || taken.waitMs > SHORT_WAIT_MS || pause === undefined) return taken.waitMs;
    await pause(taken.waitMs);
    return take();
  };
  return { take };
}

const ATTEMPTS = 8;

/**
 * A budget that all instances share, kept as one row per vendor account and swapped by its ETag. When the row is fought over
 * longer than a few tries the caller waits a second: never a request beyond the limit.
 */
export function createSharedBudget(
  store: TableStore,
  clock: Clock,
  row: { readonly table: string; readonly account: string },
  windows: readonly RequestWindow[],
): RequestBudget {
  const takeShared = async (): Promise<number> => {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const current = await store.read(row.table, row.account, 'request-budget');
      const taken = takeFrom(storedCounts(current?.value), windows, clock.now());
      if (taken.waitMs > 0) return taken.waitMs;
      const value = { counts: taken.counts };
      const written = await store.write(row.table, row.account, [
        current === undefined
          ? { kind: 'insert', rowKey: 'request-budget', value }
          : { kind: 'replace', rowKey: 'request-budget', value, etag: current.etag },
      ]);
      if (written === 'written') return 0;
    }
    return 1000;
  };
  // One at a time within a process: only other instances are to be fought with for the row.
  let last: Promise<unknown> = Promise.resolve();
  return {
    take: async () => {
      const mine = last.then(takeShared, takeShared);
      last = mine;
      return mine;
    },
  };
}

/** Throws TransientFailure with the time to wait when the budget is used up. */
export async function takeOrWait(budget: RequestBudget, operation: string): Promise<void> {
  const waitMs = await budget.take();
  if (waitMs > 0) throw new TransientFailure(operation, waitMs);
}

interface WindowCount {
  readonly ms: number;
  readonly startedAt: Instant;
  readonly taken: number;
}

function takeFrom(
  counts: readonly WindowCount[],
  windows: readonly RequestWindow[],
  now: Instant,
): { counts: readonly WindowCount[]; waitMs: number } {
  const current = windows.map((window) => currentCount(counts, window, now));
  const waits = current.map((count, index) =>
    count.taken < (windows[index]?.requests ?? 0) ? 0 : msOfInstant(addMs(count.startedAt, count.ms)) - msOfInstant(now),
  );
  const waitMs = Math.max(0, ...waits);
  if (waitMs > 0) return { counts, waitMs };
  return { counts: current.map((count) => ({ ...count, taken: count.taken + 1 })), waitMs: 0 };
}

/** Windows stand on the clock's own grid (a whole second, minute, UTC day), as the vendors count. */
function currentCount(counts: readonly WindowCount[], window: RequestWindow, now: Instant): WindowCount {
  const startedAt = addMs(now, -(msOfInstant(now) % window.ms));
  const kept = counts.find((count) => count.ms === window.ms);
  return kept?.startedAt === startedAt ? kept : { ms: window.ms, startedAt, taken: 0 };
}

const isCount = (value: unknown): value is WindowCount =>
  typeof value === 'object' && value !== null && 'ms' in value && 'startedAt' in value && 'taken' in value;

const storedCounts = (value: unknown): readonly WindowCount[] =>
  typeof value === 'object' && value !== null && 'counts' in value && Array.isArray(value.counts)
    ? value.counts.filter(isCount)
    : [];
