import type { ClaimLife, SubmissionAttempt } from '../claim/life';
import { addDays, addMs, dateInZone, type Instant, type PlainDate } from '../kernel/plain-date';
import { moveClaim, readClaim } from './claim-store';
import { forEach } from './for-each';
import { TABLES } from './keys';
import type { World } from './world';

/** The clearinghouse lists uploads by the day of its own clock. */
const CLEARINGHOUSE_ZONE = 'America/New_York';

/**
 * Looks for the claims whose answer was lost. The response feed has just been read to its end, beginning at `feedReadFrom`; what it
 * held has moved its claims already. What is left is looked for in the list of uploaded files; what is past its grace and in neither
 * goes to a person, or out again where the settings allow it. Gives how many were settled.
 */
export async function reconcile(world: World, feedReadFrom: Instant): Promise<number> {
  const files = createFileLists(world);
  let settled = 0;
  let after: string | undefined;
  do {
    const page = await world.tables.list(TABLES.lane, 'unresolved', after === undefined ? {} : { after });
    await forEach(page.rows, async (row) => {
      const { claimId } = row.value as { claimId: string };
      const stored = await readClaim(world, claimId);
      if (stored !== undefined && !(await settle(world, stored.life, feedReadFrom, files))) return;
      await world.tables.write(TABLES.lane, 'unresolved', [{ kind: 'delete', rowKey: row.rowKey, etag: row.etag }]);
      settled += 1;
    });
    after = page.next;
  } while (after !== undefined);
  return settled;
}

async function settle(world: World, life: ClaimLife, feedReadFrom: Instant, files: FileLists): Promise<boolean> {
  const { attempt } = life;
  if ((life.state !== 'intent' && life.state !== 'unknown') || attempt === undefined) return true;
  const { fileName } = attempt;
  const at = world.clock.now();
  if (await files.hold(attempt)) {
    await moveClaim(world, life.claimId, { kind: 'found_uploaded', at, fileName });
    return true;
  }
  const { graceMs, graceSource, afterGrace } = world.settings.submission;
  if (addMs(attempt.sentAt, graceMs) > feedReadFrom) return false;
  const detail = { graceMs, graceSource, feedCursor: attempt.feedCursor, sentAt: attempt.sentAt };
  await moveClaim(world, life.claimId, { kind: 'grace_passed', at, fileName, then: afterGrace }, { detail });
  return true;
}

interface FileLists {
  hold(attempt: SubmissionAttempt): Promise<boolean>;
}

/** The lists of uploaded files, each day asked for once a run: the day of the sending and, for what landed late, the next. */
function createFileLists(world: World): FileLists {
  const lists = new Map<PlainDate, ReadonlySet<string>>();
  const listOf = async (day: PlainDate): Promise<ReadonlySet<string>> => {
    const known = lists.get(day);
    if (known !== undefined) return known;
    const list = new Set(await world.clearinghouse.uploadedFiles(day));
    lists.set(day, list);
    return list;
  };
  return {
    hold: async ({ fileName, sentAt }) => {
      const day = dateInZone(sentAt, CLEARINGHOUSE_ZONE);
      if ((await listOf(day)).has(fileName)) return true;
      const today = dateInZone(world.clock.now(), CLEARINGHOUSE_ZONE);
      return today > day && (await listOf(addDays(day, 1))).has(fileName);
    },
  };
}
