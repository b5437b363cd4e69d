import { msOfInstant, type Instant } from '../kernel/plain-date';
import { dayOf } from './activity';
import { closeWorkItem, openWorkItem } from './work-items';
import type { World } from './world';

/**
 * Once a day: one work item that says which tables ended or end soon and what to load next; closed by itself when nothing is to be
 * done any more. Takes the sentences; a person who answered it is asked again the next day, while they still hold.
 */
export async function checkTables(world: World, toLoad: readonly string[]): Promise<void> {
  // The day's first instant: the same check run again that day opens nothing anew.
  const at = `${dayOf(world)}T00:00:00.000Z` as Instant;
  const change = (time: Instant) => ({ item: ITEM, about: ABOUT, at: time, order: msOfInstant(time) }) as const;
  if (toLoad.length > 0) await openWorkItem(world, { kind: 'open-item', reasons: toLoad, ...change(at) });
  else await closeWorkItem(world, { kind: 'close-item', ...change(world.clock.now()) });
}

const ITEM = 'tables_to_load';
const ABOUT = {};
