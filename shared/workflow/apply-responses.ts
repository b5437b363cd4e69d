import { readFeedCursor, advanceFeedCursor, isAfter } from './feed-cursors';
import { moveClaim } from './claim-store';
import { forEach, readAgain } from './for-each';
import { noteUnmatched } from './unmatched';
import type { ClearinghouseResponse } from './ports';
import { rejectionReasons } from './submit-claim-ready';
import type { World } from './world';

/**
 * Reads the response feed to its end and applies every row to its claim; the cursor is kept after the rows of its page are durable,
 * and never goes back. A row read twice is applied once. Gives how many rows it read.
 */
export async function applyResponses(world: World): Promise<number> {
  let count = 0;
  for (;;) {
    const cursor = await readFeedCursor(world, 'responses');
    const page = await readAgain(() => world.clearinghouse.responses(cursor));
    await forEach(page.rows, (row) => applyResponse(world, row));
    count += page.rows.length;
    // The cursor comes back even when nothing is new: the end is an empty page, or a cursor that stands still.
    if (page.rows.length === 0 || !isAfter(page.cursor, cursor)) return count;
    await advanceFeedCursor(world, 'responses', page.cursor);
  }
}

async function applyResponse(world: World, row: ClearinghouseResponse): Promise<void> {
  const decision = await moveClaim(world, row.patientControlNumber, {
    kind: 'response',
    at: world.clock.now(),
    responseId: row.responseId,
    from: row.from,
    status: row.status,
    reasons: rejectionReasons(row.messages),
    clearinghouseClaimId: row.clearinghouseClaimId,
    ...(row.payerClaimNumber === undefined ? {} : { payerClaimNumber: row.payerClaimNumber }),
  });
  if (decision === undefined || decision.outcome === 'refused')
    await noteUnmatched(world, {
      id: `response-${row.responseId}`,
      item: 'response_unmatched',
      reasons: [decision === undefined ? 'CLAIM_UNKNOWN' : decision.reason],
      detail: { status: row.status, from: row.from },
    });
}
