import { sha256Hex } from '../kernel/canonical-json';
import type { Instant } from '../kernel/plain-date';
import { Message } from '../messages/message';
import { TABLES } from './keys';
import type { AuditEvent } from '../audit/audit-event';
import { TransientFailure } from './ports';
import { openWorkItem } from './work-items';
import type { World } from './world';

/** What became of a message: the trigger completes it either way; a TransientFailure is thrown, and the bus delivers again. */
export type Handled = 'done' | 'parked';

/** The queues of the product; a dead letter of any is parked. */
export const QUEUES = ['encounter-finalized', 'claim-ready'] as const;
export type Queue = (typeof QUEUES)[number];

/** Something that can never succeed as it is, kept whole: codes and ids in the open, the body sealed. */
export interface Parked {
  readonly id: string;
  readonly kind: 'poison' | 'dead-letter' | 'remittance';
  /** MESSAGE_MALFORMED, ENCOUNTER_UNKNOWN, CLAIM_UNKNOWN, MAX_DELIVERY_COUNT … */
  readonly code: string;
  readonly queue: string;
  readonly messageId?: string;
  readonly at: Instant;
  readonly state: 'parked' | 'redriven';
  readonly redrives: number;
  readonly sealedBody: string;
}

interface ToPark {
  readonly kind: Parked['kind'];
  readonly code: string;
  readonly queue: string;
  readonly body: unknown;
  /** Two of one identity are one. */
  readonly identity: string;
}

/** Parks what a handler refuses for good; the message is then completed, not thrown back. */
export async function parkMessage(world: World, queue: Queue, body: unknown, code: string): Promise<Handled> {
  await park(world, { kind: 'poison', code, queue, body, identity: JSON.stringify(body) });
  return 'parked';
}

/** A row with code, ids and the sealed body, an audit line and a work item; the same thing parked twice is one. */
export async function park(world: World, what: ToPark): Promise<string> {
  const id = `parked-${sha256Hex(`${what.kind}|${what.queue}|${what.identity}`).slice(0, 24)}`;
  const at = world.clock.now();
  const existing = await world.tables.read(TABLES.parked, 'parked', id);
  const message = Message.safeParse(what.body);
  if (existing === undefined) {
    const { kind, code, queue } = what;
    const sealedBody = await world.sealer.seal(JSON.stringify(what.body));
    const messageId = message.success ? { messageId: message.data.id } : {};
    const value: Parked = { id, kind, code, queue, ...messageId, at, state: 'parked', redrives: 0, sealedBody };
    await world.tables.write(TABLES.parked, 'parked', [{ kind: 'insert', rowKey: id, value }]);
  }
  // What stands in the row is what the log says, every time it is met: one event id never has two bodies.
  const row = existing ?? (await world.tables.read(TABLES.parked, 'parked', id));
  if (row === undefined) throw new TransientFailure('parked.park');
  const parked = row.value as Parked;
  await world.audit.append([auditOf(world, id, 'MESSAGE_PARKED', parked.at, { code: parked.code, queue: parked.queue })]);
  await openWorkItem(world, {
    kind: 'open-item',
    item: what.kind === 'remittance' ? 'remittance_unreadable' : 'message_parked',
    reasons: [parked.code],
    about: message.success ? idsOf(message.data) : { claimId: id },
    at: parked.at,
    order: 1,
  });
  return id;
}

function idsOf({ data }: Message): { encounterId?: string; claimId?: string } {
  const { encounterId, claimId } = data;
  if (typeof claimId === 'string') return { claimId };
  return typeof encounterId === 'string' ? { encounterId } : {};
}

export async function listParked(world: World): Promise<readonly Parked[]> {
  const all: Parked[] = [];
  let after: string | undefined;
  do {
    const page = await world.tables.list(TABLES.parked, 'parked', after === undefined ? {} : { after });
    for (const row of page.rows) all.push(row.value as Parked);
    after = page.next;
  } while (after !== undefined);
  return all;
}

/** One parked thing with its body opened; the look is audited before the body is. */
export async function showParked(world: World, id: string, by: string): Promise<{ parked: Parked; body: unknown } | undefined> {
  const row = await world.tables.read(TABLES.parked, 'parked', id);
  if (row === undefined) return undefined;
  const parked = row.value as Parked;
  await world.audit.append([auditOf(world, `${id}|${world.ids.next('look-')}`, 'PARKED_SHOWN', world.clock.now(), { by })]);
  return { parked, body: JSON.parse(await world.sealer.open(parked.sealedBody)) };
}

/**
 * Sends a parked message again under a new id ('…-redriveN'), audited first; what a subscription gave up on goes to its whole topic.
 * Refuses what is no message: it would only come back.
 */
export async function redriveParked(world: World, id: string, by: string): Promise<'redriven' | 'unknown' | 'not-a-message'> {
  const row = await world.tables.read(TABLES.parked, 'parked', id);
  if (row === undefined) return 'unknown';
  const parked = row.value as Parked;
  const message = Message.safeParse(JSON.parse(await world.sealer.open(parked.sealedBody)));
  if (!message.success || parked.kind === 'remittance') return 'not-a-message';
  const redrives = parked.redrives + 1;
  const detail = { by, queue: parked.queue, redrive: redrives };
  await world.audit.append([auditOf(world, `${id}|${world.ids.next('redrive-')}`, 'PARKED_REDRIVEN', world.clock.now(), detail)]);
  // The message before the mark: one told twice is harmless, one marked and never sent is lost.
  const again = { ...message.data, id: `${message.data.id}-redrive${redrives}` };
  const [topic = '', subscription] = parked.queue.split('/');
  if (subscription === undefined) await world.bus.send(parked.queue, again);
  else await world.bus.publish(topic, again);
  const next: Parked = { ...parked, state: 'redriven', redrives };
  const written = await world.tables.write(TABLES.parked, 'parked', [
    { kind: 'replace', rowKey: id, value: next, etag: row.etag },
  ]);
  if (written === 'conflict') throw new TransientFailure('parked.redrive');
  return 'redriven';
}

const BATCH = 50;

/** Takes what the bus gave up on off every dead-letter queue, those of the watched subscriptions included, and parks it: seen by a person, redriven by a command, none lost. */
export async function monitorDeadLetters(world: World): Promise<{ parked: number }> {
  let parked = 0;
  for (const queue of [...QUEUES, ...(world.deadLetters.subscriptions ?? [])]) {
    for (;;) {
      const letters = await world.deadLetters.receive(queue, BATCH);
      if (letters.length === 0) break;
      for (const letter of letters) {
        const code = letter.reason === '' ? 'DEAD_LETTERED' : letter.reason;
        await park(world, {
          kind: 'dead-letter',
          code,
          queue,
          body: letter.body,
          identity: `${letter.messageId}|${JSON.stringify(letter.body)}`,
        });
        await world.deadLetters.complete(queue, letter);
        parked += 1;
      }
    }
  }
  return { parked };
}

const auditOf = (world: World, eventId: string, type: string, at: Instant, detail: AuditEvent['detail']): AuditEvent => ({
  eventId: `${eventId}|${type}`,
  type,
  at,
  actor: { kind: 'system', id: 'workflow' },
  configurationHash: world.rules.contentHash,
  detail,
});
