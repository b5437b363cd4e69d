import { sha256Hex } from '../kernel/canonical-json';
import { TABLES } from './keys';
import { noteChanged } from './pending-visits';
import type { World } from './world';

/** What a verified webhook says: an event id, and the encounter it is about, when it is about one. */
export interface WebhookNotice {
  readonly eventId: string;
  readonly encounterId?: string;
}

/**
 * Takes in a webhook's events: each encounter is looked at again soon, from the EHR itself; nothing of the call is billed. An event
 * seen before has no effect. Gives how many were new.
 */
export async function acceptWebhook(world: World, source: string, notices: readonly WebhookNotice[]): Promise<number> {
  let fresh = 0;
  for (const { eventId, encounterId } of notices) {
    const rowKey = sha256Hex(eventId);
    if ((await world.tables.read(TABLES.webhookEvents, source, rowKey)) !== undefined) continue;
    const at = world.clock.now();
    // The visit first: a crash between leaves an event that comes again, never one that was swallowed.
    if (encounterId !== undefined) await noteChanged(world, { encounterId, changedAt: at });
    const written = await world.tables.write(TABLES.webhookEvents, source, [{ kind: 'insert', rowKey, value: { at } }]);
    if (written === 'written') fresh += 1;
  }
  return fresh;
}
