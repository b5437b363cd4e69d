import { addMs, msOfInstant, type Instant } from '../kernel/plain-date';
import { forEach } from './for-each';
import { keyOf, TABLES } from './keys';
import { noteSigned } from './note-signed';
import { TransientFailure, type PendingVisitRef, type Row } from './ports';
import { openWorkItem } from './work-items';
import type { World } from './world';

interface PendingVisit {
  readonly encounterId: string;
  readonly since: Instant;
  readonly due: Instant;
}

/** A visit that is checked out and not signed: looked at again every few minutes, because signing alone may change no feed. */
export async function notePending(world: World, ref: PendingVisitRef): Promise<void> {
  const rowKey = keyOf(ref.encounterId);
  if ((await world.tables.read(TABLES.pendingVisits, 'pending', rowKey)) === undefined) await insertPending(world, rowKey, ref);
}

const ATTEMPTS = 6;

/**
 * Somebody says that a visit has changed. One that is on the list is written anew, so that a look that began before does not take
 * it off.
 */
export async function noteChanged(world: World, ref: PendingVisitRef): Promise<void> {
  const rowKey = keyOf(ref.encounterId);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const row = await world.tables.read(TABLES.pendingVisits, 'pending', rowKey);
    const written =
      row === undefined
        ? await insertPending(world, rowKey, ref)
        : await world.tables.write(TABLES.pendingVisits, 'pending', [
            { kind: 'replace', rowKey, value: row.value, etag: row.etag },
          ]);
    if (written === 'written') return;
  }
  throw new TransientFailure('pending-visits.note');
}

async function insertPending(world: World, rowKey: string, ref: PendingVisitRef): Promise<'written' | 'conflict'> {
  const since = world.clock.now();
  const value: PendingVisit = {
    encounterId: ref.encounterId,
    since,
    due: addMs(since, world.settings.listener.pendingRecheckMs),
  };
  return world.tables.write(TABLES.pendingVisits, 'pending', [{ kind: 'insert', rowKey, value }]);
}

/** Looks again at every pending visit that is due; one that stays unsigned for days becomes a question to the provider. */
export async function recheckPending(world: World): Promise<void> {
  let after: string | undefined;
  do {
    const page = await world.tables.list(TABLES.pendingVisits, 'pending', after === undefined ? {} : { after });
    await forEach(page.rows, async (row) => {
      if ((row.value as PendingVisit).due <= world.clock.now()) await recheck(world, row);
    });
    after = page.next;
  } while (after !== undefined);
}

async function recheck(world: World, row: Row): Promise<void> {
  const pending = row.value as PendingVisit;
  const { pendingRecheckMs, pendingGiveUpMs } = world.settings.listener;
  const now = world.clock.now();
  const answer = await world.ehr.fetchVisit(pending.encounterId);
  if (answer.kind === 'signed') await noteSigned(world, answer.visit.ref);
  const tooOld = addMs(pending.since, pendingGiveUpMs) <= now;
  if (answer.kind === 'malformed' || (answer.kind === 'open' && tooOld))
    await openWorkItem(world, {
      kind: 'open-item',
      item: 'visit_unsigned',
      reasons: [answer.kind === 'open' ? 'UNSIGNED' : 'EHR_MALFORMED'],
      about: { encounterId: pending.encounterId },
      at: now,
      order: msOfInstant(now),
    });
  const stays = answer.kind === 'open' && !tooOld;
  await world.tables.write(TABLES.pendingVisits, 'pending', [
    stays
      ? { kind: 'replace', rowKey: row.rowKey, value: { ...pending, due: addMs(now, pendingRecheckMs) }, etag: row.etag }
      : { kind: 'delete', rowKey: row.rowKey, etag: row.etag },
  ]);
}
