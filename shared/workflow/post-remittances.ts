import type { ClaimPayment } from '../remittance/remittance-advice';
import { sha256Hex } from '../kernel/canonical-json';
import { moveClaim, readClaim, type StoredClaim } from './claim-store';
import { advanceFeedCursor, isAfter, readFeedCursor } from './feed-cursors';
import type { PlannedPosting } from './claim-engine';
import { forEach, readAgain } from './for-each';
import { ROWS } from './keys';
import { park } from './parked';
import type { RemittanceRef } from './ports';
import { noteUnmatched } from './unmatched';
import type { World } from './world';

/** What an 835 did to one claim: the ledger's row, in the claim's partition, written with the claim's own move. */
export interface LedgerRow {
  readonly postingId: string;
  readonly remittanceId: string;
  readonly claimId: string;
  readonly outcome: string;
  readonly paidCents: number;
  readonly patientResponsibilityCents: number;
  readonly writtenOffCents: number;
  readonly deniedCents: number;
  readonly postedAt: string;
}

/**
 * Posts every remittance after the cursor, each payment once, by (remittance, place in it); the cursor moves after all of a
 * remittance is durable. One that cannot be read or does not balance is parked whole: a person decides, nothing is half posted.
 */
export async function postRemittances(world: World): Promise<number> {
  let count = 0;
  for (;;) {
    const cursor = await readFeedCursor(world, 'remittances');
    const page = await readAgain(() => world.clearinghouse.remittances(cursor));
    const refs = [...page.refs].sort((a, b) => (isAfter(a.remittanceId, b.remittanceId) ? 1 : -1));
    for (const ref of refs) {
      await postRemittance(world, ref);
      await advanceFeedCursor(world, 'remittances', ref.remittanceId);
    }
    count += refs.length;
    if (refs.length === 0 || !isAfter(page.cursor, cursor)) return count;
    await advanceFeedCursor(world, 'remittances', page.cursor);
  }
}

async function postRemittance(world: World, ref: RemittanceRef): Promise<void> {
  const text = await readAgain(() => world.clearinghouse.remittance(ref.remittanceId));
  const payments = readBalanced(world, text);
  if (typeof payments === 'string') {
    const identity = `${ref.remittanceId}|${sha256Hex(text)}`;
    await park(world, { kind: 'remittance', code: payments, queue: 'remittances', body: text, identity });
    return;
  }
  await forEach(payments.entries(), ([index, payment]) => postPayment(world, ref.remittanceId, index, payment));
}

/** All payments of an 835 that balances; else why it is not posted. */
function readBalanced(world: World, text: string): readonly ClaimPayment[] | string {
  const payments: ClaimPayment[] = [];
  let ended = false;
  try {
    for (const event of world.engine.readRemittance(text)) {
      if (event.kind === 'claim') payments.push(event.claim);
      if (event.kind !== 'end') continue;
      ended = true;
      const { claimsBad, linesBad, transactionDifferenceCents } = event.balance;
      if (claimsBad > 0 || linesBad > 0 || transactionDifferenceCents !== 0) return 'REMITTANCE_UNBALANCED';
    }
  } catch {
    return 'REMITTANCE_UNREADABLE';
  }
  return ended ? payments : 'REMITTANCE_UNREADABLE';
}

async function postPayment(world: World, remittanceId: string, index: number, payment: ClaimPayment): Promise<void> {
  const claimId = payment.patientControlNumber;
  const postingId = `${remittanceId}-${index}`;
  const stored = await readClaim(world, claimId);
  const refused = stored === undefined ? 'CLAIM_UNKNOWN' : await post(world, stored, remittanceId, postingId, payment);
  if (refused !== undefined)
    await noteUnmatched(world, {
      id: `remittance-${postingId}`,
      item: 'remittance_unmatched',
      reasons: [refused],
      detail: { paidCents: payment.paidCents, status: payment.status },
    });
}

/** One payment that the arithmetic refuses is a person's: it must not keep every remittance behind it waiting. */
function plan({ engine }: World, { life }: StoredClaim, payment: ClaimPayment): PlannedPosting | undefined {
  try {
    return engine.planPosting(life.money.chargeCents, payment);
  } catch {
    return undefined;
  }
}

async function post(
  world: World,
  stored: StoredClaim,
  remittanceId: string,
  postingId: string,
  payment: ClaimPayment,
): Promise<string | undefined> {
  if (stored.life.postings.includes(postingId)) return undefined;
  const { claimId } = stored.life;
  const at = world.clock.now();
  const planned = plan(world, stored, payment);
  if (planned === undefined) return 'POSTING_REFUSED';
  const { outcome, money, reasons } = planned;
  const row: LedgerRow = { postingId, remittanceId, claimId, outcome, ...money, postedAt: at };
  const decision = await moveClaim(
    world,
    claimId,
    { kind: 'remitted', at, postingId, outcome, money, reasons, payerClaimNumber: payment.payerClaimNumber },
    { operations: [{ kind: 'insert', rowKey: `${ROWS.ledger}${postingId}`, value: row }], detail: { posting: postingId } },
  );
  return decision?.outcome === 'refused' ? decision.reason : undefined;
}
