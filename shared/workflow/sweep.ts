import type { ClaimLife } from '../claim/life';
import type { EncounterLife } from '../encounter/life';
import { addDays, addMs, type PlainDate } from '../kernel/plain-date';
import type { Message } from '../messages/message';
import { dayOf, movedOn, type Touched } from './activity';
import { readClaim } from './claim-store';
import { readEncounter } from './encounter-store';
import { forEach } from './for-each';
import { TABLES } from './keys';
import { noteUnresolved } from './lane';
import { sweepOutbox } from './relay-outbox';
import type { World } from './world';

/** What has not moved for this long is told again; telling twice is harmless. */
const STALLED_MS = 30 * 60_000;

/**
 * Sweeps every day since the last one that was swept whole, yesterday and today always: however long nothing ran, no day is left out.
 */
export async function sweep(world: World): Promise<{ readonly restarted: number }> {
  const today = dayOf(world);
  const stored = await world.tables.read(TABLES.cursors, 'sweep', 'day');
  const last = (stored?.value as { day: PlainDate } | undefined)?.day ?? today;
  const yesterday = addDays(today, -1);
  let restarted = 0;
  for (let day = last < yesterday ? last : yesterday; day <= today; day = addDays(day, 1))
    restarted += (await sweepDay(world, day)).restarted;
  const value = { day: today };
  if (last !== today || stored === undefined)
    await world.tables.write(TABLES.cursors, 'sweep', [
      stored === undefined
        ? { kind: 'insert', rowKey: 'day', value }
        : { kind: 'replace', rowKey: 'day', value, etag: stored.etag },
    ]);
  return { restarted };
}

/**
 * The net below everything else: walks what began or moved on a day and sets going again what stands still though it should not: an outbox
 * row no index names, a signed visit not coded, a ready claim no message is under way for, a sending whose sender died.
 */
export async function sweepDay(world: World, day: PlainDate): Promise<{ readonly restarted: number }> {
  let restarted = 0;
  for (const partition of [day, movedOn(day)]) {
    restarted += (await sweepOutbox(world, partition)).found;
    let after: string | undefined;
    do {
      const page = await world.tables.list(TABLES.activity, partition, after === undefined ? {} : { after });
      await forEach(page.rows, async (row) => {
        if (await restart(world, row.value as Touched)) restarted += 1;
      });
      after = page.next;
    } while (after !== undefined);
  }
  return { restarted };
}

async function restart(world: World, touched: Touched): Promise<boolean> {
  if (touched.kind === 'encounter') {
    const life = (await readEncounter(world, touched.id))?.life;
    if (life?.due === undefined || !standsStill(world, life)) return false;
    await world.bus.send('encounter-finalized', message(world, 'encounter-finalized', { encounterId: life.encounterId }));
    return true;
  }
  const life = (await readClaim(world, touched.id))?.life;
  if (life === undefined || !standsStill(world, life)) return false;
  if (life.state === 'intent' || life.state === 'unknown') {
    await noteUnresolved(world, life.claimId);
    return true;
  }
  if (life.state !== 'ready' || !(await isAnnounced(world, life))) return false;
  await world.bus.send('claim-ready', message(world, 'claim-ready', { claimId: life.claimId }));
  return true;
}

const standsStill = (world: World, life: ClaimLife | EncounterLife): boolean =>
  (life.history.at(-1)?.at ?? '') < addMs(world.clock.now(), -STALLED_MS);

/** A claim that a coder built and died over is not its encounter's claim yet. */
async function isAnnounced(world: World, life: ClaimLife): Promise<boolean> {
  if (life.encounterId === undefined || life.encounterVersion === undefined) return true;
  const encounter = await readEncounter(world, life.encounterId);
  return encounter?.life.claimIds.includes(life.claimId) === true;
}

const message = (world: World, type: Message['type'], data: Message['data']): Message => ({
  id: `msg-${world.ids.next('sweep-')}`,
  type,
  schemaVersion: 1,
  correlationId: String(Object.values(data)[0]),
  occurredAt: world.clock.now(),
  data,
});
