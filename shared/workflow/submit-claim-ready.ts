import type { Claim } from '../claim/claim';
import { decideClaim, nextSending, type ClaimEvent, type ClaimLife, type SubmissionAttempt } from '../claim/life';
import { sha256Hex } from '../kernel/canonical-json';
import { addMs } from '../kernel/plain-date';
import { Message } from '../messages/message';
import { billInEhr } from './bill-in-ehr';
import { moveClaim, readClaim, readClaimContent, swapClaim, type StoredClaim } from './claim-store';
import { readFeedCursor } from './feed-cursors';
import { countOutcome, laneIsOpen, noteUnresolved, waitForLane } from './lane';
import { parkMessage, type Handled } from './parked';
import { TransientFailure, type SubmitOutcome } from './ports';
import { mayBillOnDay } from './visit-days';
import type { World } from './world';

/**
 * Sends a ready claim to the clearinghouse, at most once (reliability §5): the intent is durable, in its row and in the audit log,
 * before a byte leaves; what is not clearly answered is unknown and never sent again, it is looked for. A repeated message finds
 * the claim not ready and sends nothing; one that finds an intent has it looked for.
 */
export async function submitClaimReady(body: unknown, world: World): Promise<Handled> {
  const message = Message.safeParse(body);
  const claimId = message.success ? message.data.data['claimId'] : undefined;
  if (!message.success || message.data.type !== 'claim-ready' || typeof claimId !== 'string')
    return parkMessage(world, 'claim-ready', body, 'MESSAGE_MALFORMED');
  const stored = await readClaim(world, claimId);
  const claim = await readClaimContent(world, claimId);
  if (stored === undefined || claim === undefined) return parkMessage(world, 'claim-ready', body, 'CLAIM_UNKNOWN');
  if (stored.life.state === 'intent') await noteUnresolved(world, claimId);
  if (stored.life.state !== 'ready') return 'done';
  if (await isHeld(world, stored.life)) return 'done';
  if (world.rules.billingRoute === 'ehr') await billInEhr(world, stored.life, claim);
  else if (await mayGoOut(world, stored.life)) await submit(world, stored, claim);
  return 'done';
}

async function isHeld(world: World, life: ClaimLife): Promise<boolean> {
  const hold = await reasonToHold(world, life);
  if (hold === undefined) return false;
  await moveClaim(world, life.claimId, { kind: 'held', at: world.clock.now(), reasons: [hold] });
  return true;
}

async function mayGoOut(world: World, life: ClaimLife): Promise<boolean> {
  if (await laneIsOpen(world)) return true;
  await waitForLane(world, life, world.settings.breaker.openMs);
  return false;
}

async function reasonToHold(world: World, life: ClaimLife): Promise<string | undefined> {
  if (world.rules.mode === 'shadow') return 'SHADOW_MODE';
  if (life.visitDay === undefined || life.encounterId === undefined) return undefined;
  return (await mayBillOnDay(world, life.visitDay, life.encounterId)) ? undefined : 'D008';
}

async function submit(world: World, stored: StoredClaim, claim: Claim): Promise<void> {
  const { claimId } = stored.life;
  const number = nextSending(stored.life);
  const at = world.clock.now();
  const file = world.engine.writeClaim(claim, { controlNumber: controlNumberOf(claimId, number), at });
  if (!file.ok) {
    await moveClaim(world, claimId, { kind: 'held', at, reasons: ['X12_REFUSED', ...file.error] });
    return;
  }
  const started: ClaimEvent = {
    kind: 'submit_started',
    at,
    fileName: `${claimId}-${number}.837`,
    payloadHash: sha256Hex(file.value),
    feedCursor: await readFeedCursor(world, 'responses'),
  };
  const decision = decideClaim(stored.life, started);
  if (decision.outcome !== 'moved' || decision.next.attempt === undefined) return;
  // The swap of exactly the row that was read: of two senders one goes on.
  if ((await swapClaim(world, stored, decision, started)) === 'conflict') throw new TransientFailure('claim.intent');
  const outcome = await sendOnce(world, decision.next, decision.next.attempt, file.value);
  await record(world, decision.next, decision.next.attempt, outcome);
}

/** The audit line, then the one sending. What fails before the sending is provably not sent. */
async function sendOnce(world: World, life: ClaimLife, attempt: SubmissionAttempt, content: string): Promise<SubmitOutcome> {
  try {
    await world.audit.append([
      {
        eventId: `${life.claimId}|${life.revision}|CLAIM_SUBMIT_INTENT`,
        type: 'CLAIM_SUBMIT_INTENT',
        at: attempt.sentAt,
        actor: { kind: 'system', id: 'workflow' },
        claimRef: life.claimId,
        inputHash: attempt.payloadHash,
        configurationHash: world.rules.contentHash,
        detail: { attempt: attempt.number, file: attempt.fileName },
      },
    ]);
  } catch {
    return { kind: 'not-sent', reason: 'audit log not writable' };
  }
  // A sender that stood still must not send into a time where the claim counts as not found.
  if (world.clock.now() > addMs(attempt.sentAt, world.settings.submission.intentMaxAgeMs))
    return { kind: 'not-sent', reason: 'intent too old' };
  try {
    return await world.clearinghouse.submit({ fileName: attempt.fileName, claimId: life.claimId, content });
  } catch {
    return { kind: 'unknown', reason: 'the adapter failed' };
  }
}

async function record(world: World, life: ClaimLife, attempt: SubmissionAttempt, outcome: SubmitOutcome): Promise<void> {
  const at = world.clock.now();
  const { claimId } = life;
  const { fileName } = attempt;
  switch (outcome.kind) {
    case 'accepted':
      await moveClaim(world, claimId, {
        kind: 'submit_accepted',
        at,
        fileName,
        clearinghouseClaimId: outcome.clearinghouseClaimId,
      });
      return countOutcome(world, 'answered');
    case 'rejected':
      await moveClaim(world, claimId, { kind: 'submit_rejected', at, fileName, reasons: rejectionReasons(outcome.messages) });
      return countOutcome(world, 'answered');
    case 'not-sent':
      await moveClaim(world, claimId, { kind: 'submit_not_sent', at, fileName, reason: outcome.reason });
      await waitForLane(world, life, outcome.retryAfterMs ?? world.settings.submission.notSentRetryMs);
      return outcome.retryAfterMs === undefined ? countOutcome(world, 'failed') : undefined;
    case 'unknown':
      // The list first: a crash between leaves a claim that is looked for, never one that is forgotten.
      await noteUnresolved(world, claimId);
      await moveClaim(world, claimId, { kind: 'submit_unknown', at, fileName, reason: outcome.reason });
      return countOutcome(world, 'failed');
  }
}

/** Message ids and field names of the clearinghouse; its texts may quote the patient and stay out of rows that people list. */
export const rejectionReasons = (
  messages: readonly { readonly messageId: string; readonly status: string; readonly fields: readonly string[] }[],
): string[] => {
  const reasons = messages
    .filter((message) => message.status !== 'A' && message.status !== 'W')
    .map((message) => [message.messageId, ...message.fields].join(' ').trim())
    .filter((reason) => reason !== '');
  return reasons.length > 0 ? reasons : ['REJECTED'];
};

/** ISA13: nine digits; the same claim and attempt give the same number. */
const controlNumberOf = (claimId: string, attempt: number): number =>
  (Number.parseInt(sha256Hex(`${claimId}|${attempt}`).slice(0, 12), 16) % 999_999_999) + 1;
