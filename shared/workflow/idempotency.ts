import { sha256Hex } from '../kernel/canonical-json';
import { addMs, type Instant } from '../kernel/plain-date';
import { TABLES } from './keys';
import { TransientFailure } from './ports';
import type { World } from './world';

interface KeyRow {
  readonly bodyHash: string;
  readonly state: 'running' | 'done';
  /** Until then the first call is believed to be under way; after it another may take over. */
  readonly until: Instant;
  readonly answer?: unknown;
}

export type Keyed<T> =
  | { readonly kind: 'answer'; readonly answer: T; readonly first: boolean }
  /** The key was used with another body. */
  | { readonly kind: 'conflict' };

/** The first wait; each is twice the last, so that hundreds who wait do not keep the one that works from its store. */
const PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 800;

/**
 * Runs a call once for its idempotency key: the same key and body give the first answer again, also while the first is under way
 * (the others wait for it); another body is a conflict. `run` itself must be harmless to repeat: a call whose process died is run
 * again after its lease. Answers are kept as long as the claims they speak of.
 */
export async function withIdempotencyKey<T>(
  world: World,
  key: string,
  bodyHash: string,
  run: () => Promise<T>,
): Promise<Keyed<T>> {
  const partition = sha256Hex(key);
  for (let pauseMs = PAUSE_MS; ;) {
    const row = await world.tables.read(TABLES.idempotency, partition, 'key');
    const known = row?.value as KeyRow | undefined;
    if (known !== undefined && known.bodyHash !== bodyHash) return { kind: 'conflict' };
    if (known?.state === 'done') return { kind: 'answer', answer: known.answer as T, first: false };
    const now = world.clock.now();
    if (known !== undefined && known.until > now) {
      await world.pause(pauseMs);
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      continue;
    }
    const mine: KeyRow = { bodyHash, state: 'running', until: addMs(now, world.settings.idempotencyLeaseMs) };
    const taken = await world.tables.write(TABLES.idempotency, partition, [
      row === undefined
        ? { kind: 'insert', rowKey: 'key', value: mine }
        : { kind: 'replace', rowKey: 'key', value: mine, etag: row.etag },
    ]);
    if (taken === 'written') return finish(world, partition, mine, run);
  }
}

async function finish<T>(world: World, partition: string, mine: KeyRow, run: () => Promise<T>): Promise<Keyed<T>> {
  try {
    const answer = await run();
    const kept = await store(world, partition, { ...mine, state: 'done', answer });
    return { kind: 'answer', answer: kept as T, first: true };
  } catch (error) {
    // The lease ends now: the caller's next try need not wait for it.
    await store(world, partition, { ...mine, until: world.clock.now() });
    throw error;
  }
}

/** Stores our outcome unless another, after our lease, stored one first: then that is the answer to all. */
async function store(world: World, partition: string, value: KeyRow): Promise<unknown> {
  const row = await world.tables.read(TABLES.idempotency, partition, 'key');
  if (row === undefined) throw new TransientFailure('idempotency.store');
  const now = row.value as KeyRow;
  if (now.state === 'done') return now.answer;
  const written = await world.tables.write(TABLES.idempotency, partition, [
    { kind: 'replace', rowKey: 'key', value, etag: row.etag },
  ]);
  return written === 'written' ? value.answer : store(world, partition, value);
}
