import { sha256Hex } from '../kernel/canonical-json';
import { TABLES } from './keys';
import { noteChanged } from './pending-visits';
import type { World } from './world';

/** What a verified webhook says: an event id, and the encounter it is about, when it is about one. */
export interface WebhookNotice {
  readonly eventId: string;
  readonly encounterId?: string;
}

/** A caller that waits two seconds may bring hundreds of events: so many are worked on at once. */
const AT_ONCE = 32;

/**
 * Takes in a webhook's events: each encounter is looked at again soon, from the EHR itself; nothing of the call is billed. An event
 * seen before has no effect. Gives how many were new.
 */
export async function acceptWebhook(world: World, source: string, notices: readonly WebhookNotice[]): Promise<number> {
  const at = world.clock.now();
  const named = [...new Map(notices.map((notice) => [sha256Hex(notice.eventId), notice])).entries()];
  const unseen: typeof named = [];
  await together(named, async ([rowKey, notice]) => {
    if ((await world.tables.read(TABLES.webhookEvents, source, rowKey)) === undefined) unseen.push([rowKey, notice]);
  });
  // The visits first: a crash between leaves events that come again, never one that was swallowed.
  const encounterIds = new Set(unseen.flatMap(([, { encounterId }]) => encounterId ?? []));
  await together([...encounterIds], async (encounterId) => noteChanged(world, { encounterId, changedAt: at }));
  let fresh = 0;
  await together(unseen, async ([rowKey]) => {
    const written = await world.tables.write(TABLES.webhookEvents, source, [{ kind: 'insert', rowKey, value: { at } }]);
    if (written === 'written') fresh += 1;
  });
  return fresh;
}

async function together<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let from = 0; from < items.length; from += AT_ONCE) await Promise.all(items.slice(from, from + AT_ONCE).map(work));
}
