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
 * noted once. The watermark is the newest signature that was seen (by the EHR's clock), kept only after all of its slice is durable:
 * no clock of ours that runs ahead can put it beyond what was read. However long the listener was away, nothing is passed over. Two
 * at once are harmless: a visit is inserted once, and the watermark is swapped by its ETag and never goes back.
 */
export async function listen(world: World): Promise<ListenReport> {
  const { overlapMs, skewMs, sliceMs, start } = world.settings.listener;
  const end = addMs(world.clock.now(), -skewMs);
  let found = 0;
  let watermark = (await readWatermark(world)).at ?? start;
  let length = sliceMs;
  for (let from = watermark; from < end;) {
    const to = msOfInstant(end) - msOfInstant(from) > length ? addMs(from, length) : end;
    const slice = await readSlice(world, addMs(from, -overlapMs), to);
    found += slice.found;
    // A quiet weekend is a few questions, not sixty.
    length = slice.newest === undefined ? 2 * length : sliceMs;
    if (slice.newest !== undefined) watermark = await advance(world, slice.newest < to ? slice.newest : to);
    from = to;
  }
  await recheckPending(world);
  return { found, watermark };
}

async function readWatermark(world: World): Promise<{ readonly at?: Instant; readonly etag?: string }> {
  const row = await world.tables.read(TABLES.cursors, 'listener', 'watermark');
  return row === undefined ? {} : { at: (row.value as { at: Instant }).at, etag: row.etag };
}

/** Moves the watermark on; gives where it stands. */
async function advance(world: World, to: Instant): Promise<Instant> {
  const { at, etag } = await readWatermark(world);
  if (at !== undefined && at >= to) return at;
  const value = { at: to };
  // A conflict means another instance moved it: what that one saw it has kept, and this one's rows are durable too.
  await world.tables.write(TABLES.cursors, 'listener', [
    etag === undefined ? { kind: 'insert', rowKey: 'watermark', value } : { kind: 'replace', rowKey: 'watermark', value, etag },
  ]);
  return to;
}

async function readSlice(world: World, from: Instant, to: Instant): Promise<{ found: number; newest: Instant | undefined }> {
  let found = 0;
  let newest: Instant | undefined;
  let page: string | undefined;
  do {
    const visits = await readAgain(() => world.ehr.changedVisits(from, to, page));
    const signed = [...visits.signed].sort((a, b) => (a.signedAt < b.signedAt ? -1 : a.signedAt > b.signedAt ? 1 : 0));
    await forEach(signed, async (ref) => {
      if (await noteSigned(world, ref)) found += 1;
    });
    await forEach(visits.pending, (ref) => notePending(world, ref));
    const last = signed.at(-1)?.signedAt;
    if (last !== undefined && (newest === undefined || last > newest)) newest = last;
    page = visits.next;
  } while (page !== undefined);
  return { found, newest };
}
