import { addMs, msOfInstant, type Instant } from '../kernel/plain-date';
import { forEach, readAgain } from './for-each';
import { TABLES } from './keys';
import { noteSigned } from './note-signed';
import { notePending, recheckPending } from './pending-visits';
import type { World } from './world';

export interface ListenReport {
  /** Signatures seen for the first time. */
  readonly found: number;
  readonly watermark: Instant;
}

/**
 * Finds signed visits: everything changed since the watermark less the overlap, in slices, every page of each, each signature
 * noted once; the watermark moves only after all of a slice is durable. However long it was away, nothing is passed over.
 * Two at once are harmless: a visit is inserted once, and the watermark is swapped by its ETag. It goes back only when it stands in
 * the future, where no clock but a wrong one can have put it.
 */
export async function listen(world: World): Promise<ListenReport> {
  const { overlapMs, skewMs, sliceMs, clockJumpMs } = world.settings.listener;
  const end = addMs(world.clock.now(), -skewMs);
  let found = 0;
  for (;;) {
    const stored = await world.tables.read(TABLES.cursors, 'listener', 'watermark');
    const watermark = stored === undefined ? world.settings.listener.start : (stored.value as { at: Instant }).at;
    if (watermark > addMs(end, overlapMs / 3)) {
      // Set by a clock that ran ahead: what is signed until then was not read. The overlap covers less than that by itself.
      await advance(world, stored?.etag, addMs(end, -clockJumpMs));
      continue;
    }
    if (watermark >= end) {
      await recheckPending(world);
      return { found, watermark };
    }
    const to = msOfInstant(end) - msOfInstant(watermark) > sliceMs ? addMs(watermark, sliceMs) : end;
    found += await readSlice(world, addMs(watermark, -overlapMs), to);
    await advance(world, stored?.etag, to);
  }
}

async function advance(world: World, etag: string | undefined, to: Instant): Promise<void> {
  const value = { at: to };
  // A conflict means another instance moved it: the loop reads where it stands now.
  await world.tables.write(TABLES.cursors, 'listener', [
    etag === undefined ? { kind: 'insert', rowKey: 'watermark', value } : { kind: 'replace', rowKey: 'watermark', value, etag },
  ]);
}

async function readSlice(world: World, from: Instant, to: Instant): Promise<number> {
  let found = 0;
  let page: string | undefined;
  do {
    const visits = await readAgain(() => world.ehr.changedVisits(from, to, page));
    const signed = [...visits.signed].sort((a, b) => (a.signedAt < b.signedAt ? -1 : a.signedAt > b.signedAt ? 1 : 0));
    await forEach(signed, async (ref) => {
      if (await noteSigned(world, ref)) found += 1;
    });
    await forEach(visits.pending, (ref) => notePending(world, ref));
    page = visits.next;
  } while (page !== undefined);
  return found;
}
