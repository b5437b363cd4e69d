import type { AuditEvent } from '../audit/audit-event';
import type { Effect } from '../kernel/decision';
import type { Message } from '../messages/message';
import type { RowOperation } from './ports';
import { ROWS, TABLES } from './keys';
import { publishOutboxRow, type OutboxMarker, type OutboxRow } from './relay-outbox';
import type { World } from './world';

/** What stands in the log and goes out because of one move. */
export interface Consequences {
  readonly effects: readonly Effect[];
  readonly audit: readonly AuditEvent[];
  /** Ids that messages, notifications and work items carry. */
  readonly about: { readonly encounterId?: string; readonly claimId?: string };
  /** The revision of the life that moved. */
  readonly revision: number;
  /** Ids, states and codes for the notification's data. */
  readonly data: Readonly<Record<string, string | number | boolean>>;
  /** Claims that a 'claim-ready' is sent for, when the move is an encounter's. */
  readonly claimId?: string;
}

/**
 * One move of one state row: the row (swapped by its ETag), whatever else belongs to it, and an outbox row with its consequences,
 * all in one transaction. An index row is written first, so that a crash right after the transaction leaves a trace to follow.
 * The consequences are published at once when that works, by the relay when it does not.
 */
export async function commitMove(
  world: World,
  table: string,
  partition: string,
  operations: readonly RowOperation[],
  consequences: Consequences,
): Promise<'written' | 'conflict'> {
  const id = world.ids.next('op-');
  const outbox = outboxRow(world, id, consequences);
  const place = { table, partition, rowKey: `${ROWS.outbox}${id}` };
  const markerKey = `${world.clock.now()}_${id}`;
  await world.tables.write(TABLES.outboxIndex, 'pending', [{ kind: 'insert', rowKey: markerKey, value: place }]);
  const written = await world.tables.write(table, partition, [
    ...operations,
    { kind: 'insert', rowKey: place.rowKey, value: outbox },
  ]);
  if (written === 'written') await publishSoon(world, markerKey, place, outbox);
  return written;
}

/**
 * The move is durable: that its consequences could not be published yet is the relay's business, not the caller's failure.
 * What was just written is published from memory: reading it back would cost two calls a move and say nothing new.
 */
async function publishSoon(world: World, markerKey: string, place: OutboxMarker, outbox: OutboxRow): Promise<void> {
  try {
    await publishOutboxRow(world, markerKey, place, outbox);
  } catch {
    return;
  }
}

function outboxRow(world: World, id: string, consequences: Consequences): OutboxRow {
  const { effects, about, revision } = consequences;
  const message = (type: Message['type'], place: number, data: Message['data']): Message => ({
    id: `msg-${id}-${place}`,
    type,
    schemaVersion: 1,
    correlationId: about.encounterId ?? about.claimId ?? id,
    occurredAt: world.clock.now(),
    data,
  });
  const messages: Message[] = [];
  for (const [place, effect] of effects.entries()) {
    if (effect.kind === 'send') messages.push(message(effect.type, place, addressOf(effect.type, consequences)));
    if (effect.kind === 'notify')
      messages.push(message('notification', place, { event: effect.event, ...about, ...consequences.data }));
  }
  const items = effects.flatMap((effect) =>
    effect.kind === 'open-item' || effect.kind === 'close-item'
      ? [{ ...effect, about, at: world.clock.now(), order: revision }]
      : [],
  );
  return { messages, audit: consequences.audit, items };
}

function addressOf(type: 'encounter-finalized' | 'claim-ready', { about, claimId }: Consequences): Message['data'] {
  if (type === 'encounter-finalized') return { encounterId: about.encounterId ?? '' };
  return { claimId: claimId ?? about.claimId ?? '' };
}
