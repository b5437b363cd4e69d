import type { ClaimLife } from '../claim/life';
import { addMs, type Instant } from '../kernel/plain-date';
import { forEach } from './for-each';
import { keyOf, TABLES } from './keys';
import { TransientFailure } from './ports';
import type { World } from './world';

/**
 * The way out to the clearinghouse. After failures in a row it is closed for all instances: claims stay ready and wait in a list;
 * after a while one goes out as a probe; when that works, the rest follow, oldest first (reliability §3.7).
 */
interface Breaker {
  readonly failures: number;
  /** Closed until then; the first to come after it is the probe. */
  readonly closedUntil?: Instant;
}

interface WaitingClaim {
  readonly claimId: string;
  /** When the claim was built: who waited longest goes first, however often it was put back. */
  readonly since: string;
  readonly notBefore: Instant;
}

const LANE = 'clearinghouse';

/** May a claim go out now? After a pause the first to ask is the probe, and pushes the end of the pause on for the others. */
export async function laneIsOpen(world: World): Promise<boolean> {
  const row = await world.tables.read(TABLES.lane, LANE, 'breaker');
  const breaker = row?.value as Breaker | undefined;
  if (row === undefined || breaker?.closedUntil === undefined) return true;
  const now = world.clock.now();
  if (now < breaker.closedUntil) return false;
  const value: Breaker = { ...breaker, closedUntil: addMs(now, world.settings.breaker.openMs) };
  const written = await world.tables.write(TABLES.lane, LANE, [{ kind: 'replace', rowKey: 'breaker', value, etag: row.etag }]);
  return written === 'written';
}

/** Counts an outcome. Lost counts between two instances only make the lane close a little later. */
export async function countOutcome(world: World, outcome: 'answered' | 'failed'): Promise<void> {
  const row = await world.tables.read(TABLES.lane, LANE, 'breaker');
  const failures = (row?.value as Breaker | undefined)?.failures ?? 0;
  if (outcome === 'answered' && failures === 0) return;
  const count = outcome === 'answered' ? 0 : failures + 1;
  const closes = count >= world.settings.breaker.failures;
  const value: Breaker = {
    failures: count,
    ...(closes ? { closedUntil: addMs(world.clock.now(), world.settings.breaker.openMs) } : {}),
  };
  await world.tables.write(TABLES.lane, LANE, [
    row === undefined
      ? { kind: 'insert', rowKey: 'breaker', value }
      : { kind: 'replace', rowKey: 'breaker', value, etag: row.etag },
  ]);
}

/** Puts a ready claim on the waiting list; its message may then be completed. */
export async function waitForLane(world: World, { claimId, history }: ClaimLife, delayMs: number): Promise<void> {
  const notBefore = addMs(world.clock.now(), delayMs);
  const value: WaitingClaim = { claimId, since: history[0]?.at ?? notBefore, notBefore };
  await putOnList(world, 'waiting', claimId, value);
}

/** Notes a claim whose answer may be lost, for the reconciliation. */
export async function noteUnresolved(world: World, claimId: string): Promise<void> {
  await putOnList(world, 'unresolved', claimId, { claimId });
}

const ATTEMPTS = 6;

/** A row that is there already is written anew: whoever is about to take the old one off the list finds its ETag stale. */
async function putOnList(world: World, list: 'waiting' | 'unresolved', claimId: string, value: unknown): Promise<void> {
  const rowKey = keyOf(claimId);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const row = await world.tables.read(TABLES.lane, list, rowKey);
    const written = await world.tables.write(TABLES.lane, list, [
      row === undefined ? { kind: 'insert', rowKey, value } : { kind: 'replace', rowKey, value, etag: row.etag },
    ]);
    if (written === 'written') return;
  }
  throw new TransientFailure('lane.list');
}

/** Sends 'claim-ready' again for the claims whose wait is over, oldest first; nothing while the lane is closed. */
export async function resumeLane(world: World): Promise<{ resumed: number }> {
  const breaker = (await world.tables.read(TABLES.lane, LANE, 'breaker'))?.value as Breaker | undefined;
  const now = world.clock.now();
  if (breaker?.closedUntil !== undefined && now < breaker.closedUntil) return { resumed: 0 };
  const due: { readonly rowKey: string; readonly etag: string; readonly waiting: WaitingClaim }[] = [];
  let after: string | undefined;
  do {
    const page = await world.tables.list(TABLES.lane, 'waiting', after === undefined ? {} : { after });
    for (const row of page.rows) {
      const waiting = row.value as WaitingClaim;
      if (waiting.notBefore <= now) due.push({ rowKey: row.rowKey, etag: row.etag, waiting });
    }
    after = page.next;
  } while (after !== undefined);
  due.sort((a, b) => (a.waiting.since < b.waiting.since ? -1 : a.waiting.since > b.waiting.since ? 1 : 0));
  await forEach(due, async ({ rowKey, etag, waiting }) => {
    await world.bus.send('claim-ready', {
      id: `msg-${world.ids.next('resume-')}`,
      type: 'claim-ready',
      schemaVersion: 1,
      correlationId: waiting.claimId,
      occurredAt: now,
      data: { claimId: waiting.claimId },
    });
    // The message first: a claim told twice is harmless, one forgotten is lost.
    await world.tables.write(TABLES.lane, 'waiting', [{ kind: 'delete', rowKey, etag }]);
  });
  return { resumed: due.length };
}
