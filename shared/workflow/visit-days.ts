import type { Instant } from '../kernel/plain-date';
import { moveClaim, readClaim } from './claim-store';
import { moveEncounter, readEncounter } from './encounter-store';
import { TABLES } from './keys';
import { TransientFailure } from './ports';
import type { World } from './world';

/** A visit with an E/M line on a patient's day with a provider. */
interface DayEntry {
  readonly encounterId: string;
  readonly signedAt: Instant;
  /** Held although signed first, because the later one was out already. */
  readonly yielded?: boolean;
}

interface VisitDay {
  readonly entries: readonly DayEntry[];
}

const ATTEMPTS = 6;
const before = (a: DayEntry, b: DayEntry): boolean =>
  a.signedAt < b.signedAt || (a.signedAt === b.signedAt && a.encounterId < b.encounterId);

/**
 * Two E/M visits of one patient, day and provider: the one signed first goes on, the later is held (D008). Where the later was
 * faster through the house and is not sent yet, it is stopped; where it is out already, this one is held instead: never both.
 */
export async function takeVisitDay(world: World, key: string, self: DayEntry): Promise<'go' | 'hold'> {
  const entries = await enter(world, key, self);
  const others = entries.filter((entry) => entry.encounterId !== self.encounterId && entry.yielded !== true);
  if (others.some((entry) => before(entry, self))) return 'hold';
  for (const later of others) {
    if (await stopBeforeSending(world, later.encounterId)) continue;
    await enter(world, key, { ...self, yielded: true });
    return 'hold';
  }
  return 'go';
}

/** May this visit's claim still go out, or was an earlier one signed into the day meanwhile? */
export async function mayBillOnDay(world: World, key: string, encounterId: string): Promise<boolean> {
  const row = await world.tables.read(TABLES.visitDays, key, 'day');
  const entries = row === undefined ? [] : (row.value as VisitDay).entries;
  const self = entries.find((entry) => entry.encounterId === encounterId);
  return self === undefined || !entries.some((entry) => entry.yielded !== true && before(entry, self));
}

async function enter(world: World, key: string, self: DayEntry): Promise<readonly DayEntry[]> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const row = await world.tables.read(TABLES.visitDays, key, 'day');
    const old = row === undefined ? [] : (row.value as VisitDay).entries;
    const known = old.find((entry) => entry.encounterId === self.encounterId);
    if (known !== undefined && known.yielded === self.yielded) return old;
    const entries = [...old.filter((entry) => entry.encounterId !== self.encounterId), self];
    const written = await world.tables.write(TABLES.visitDays, key, [
      row === undefined
        ? { kind: 'insert', rowKey: 'day', value: { entries } }
        : { kind: 'replace', rowKey: 'day', value: { entries }, etag: row.etag },
    ]);
    if (written === 'written') return entries;
  }
  throw new TransientFailure('visit-days.enter');
}

/** Stops the other visit's claim when it has not been sent. One that is not coded yet meets the day's row before it is sent. */
async function stopBeforeSending(world: World, encounterId: string): Promise<boolean> {
  const encounter = await readEncounter(world, encounterId);
  const claimId = encounter?.life.claimIds.at(-1);
  if (claimId === undefined) return true;
  const at = world.clock.now();
  await moveClaim(world, claimId, { kind: 'held', at, reasons: ['D008'] });
  const claim = await readClaim(world, claimId);
  if (claim !== undefined && claim.life.state !== 'held' && claim.life.state !== 'closed') return false;
  await moveEncounter(world, encounterId, { kind: 'held_later', at, reasons: ['D008'] });
  return true;
}
