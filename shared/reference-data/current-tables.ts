import { tablesOf, type LoadedTables } from './load-reference-tables';
import type { TableSource } from './table-source';

/** The tables of the moment: asked at the beginning of each piece of work, which then keeps what it got. */
export interface CurrentTables {
  /**
   * What is in force as far as this instance knows. When it last looked longer ago than the interval, it looks again in the background:
   * the caller never waits, and what it got stays whole while newer tables come.
   */
  now(): LoadedTables;
  /** Looks now; answers whether other tables are in force since. A failure leaves the old ones in force, and is said. */
  refresh(): Promise<'unchanged' | 'switched' | 'failed'>;
}

export interface CurrentTablesOptions {
  readonly source: TableSource;
  /** In production no training row answers, and no version beyond the last day it covers. */
  readonly production: boolean;
  /** How old the last look may be. */
  readonly intervalMs: number;
  readonly nowMs: () => number;
  /** Told why a refresh failed; the old tables serve on. */
  readonly onFailure: (reason: string) => void;
}

/** The first state is read before this answers: an instance that cannot read its tables does not start. */
export async function createCurrentTables(options: CurrentTablesOptions): Promise<CurrentTables> {
  const first = await options.source.snapshot();
  let hash = first.hash;
  let tables = tablesOf(first, options.production);
  let looked = options.nowMs();
  let running: ReturnType<CurrentTables['refresh']> | undefined;

  const look: CurrentTables['refresh'] = async () => {
    looked = options.nowMs();
    try {
      const snapshot = await options.source.snapshot();
      if (snapshot.hash === hash) return 'unchanged';
      tables = tablesOf(snapshot, options.production);
      hash = snapshot.hash;
      return 'switched';
    } catch (error) {
      options.onFailure(error instanceof Error ? error.message : 'unknown');
      return 'failed';
    }
  };
  const refresh: CurrentTables['refresh'] = () => {
    running ??= look().finally(() => {
      running = undefined;
    });
    return running;
  };
  return {
    now: () => {
      if (options.nowMs() - looked >= options.intervalMs) void refresh();
      return tables;
    },
    refresh,
  };
}
