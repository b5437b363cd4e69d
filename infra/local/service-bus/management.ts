import { types, type Message } from 'rhea';
import { amqpLong, decodeMessage, listOf, numberOf, propertiesOf, tokenKeyOf } from './amqp-values';
import type { Address, Broker } from './broker';
import type { Entity, Settlement, StoredMessage } from './entity';

export interface ManagementAnswer {
  readonly statusCode: number;
  readonly description: string;
  readonly condition?: string;
  readonly body?: unknown;
}

type Body = Readonly<Record<string, unknown>>;
type Encode = (stored: StoredMessage) => Buffer;

const OK = { statusCode: 200, description: 'OK' } as const;
const LOCK_LOST: ManagementAnswer = {
  statusCode: 410,
  description: 'The lock supplied is invalid.',
  condition: 'com.microsoft:message-lock-lost',
};
const NOT_FOUND: ManagementAnswer = {
  statusCode: 404,
  description: 'Failed to lock one or more specified messages.',
  condition: 'com.microsoft:message-not-found',
};

/** Operations on an entity's `$management` node, without those of sessions and rules, which the product does not use. */
export function answerManagement(broker: Broker, address: Address, request: Message, encode: Encode): ManagementAnswer {
  const operation = String(propertiesOf(request['application_properties'])['operation']).replace('com.microsoft:', '');
  const body = propertiesOf(request['body']);
  if (operation === 'schedule-message') return schedule(broker, address, body);
  if (operation === 'cancel-scheduled-message') {
    for (const number of listOf(body['sequence-numbers'])) broker.cancelScheduled(address, numberOf(number));
    return OK;
  }
  const { entity } = address;
  if (entity === undefined) return notImplemented(operation);
  switch (operation) {
    case 'renew-lock':
      return renewLocks(entity, body);
    case 'peek-message':
      return peek(entity, body, encode);
    case 'receive-by-sequence-number':
      return receiveDeferred(entity, body, encode);
    case 'update-disposition':
      return settleByToken(entity, body);
    default:
      return notImplemented(operation);
  }
}

const notImplemented = (operation: string): ManagementAnswer => ({
  statusCode: 501,
  description: `The emulator does not know ${operation}.`,
  condition: 'amqp:not-implemented',
});

function schedule(broker: Broker, address: Address, body: Body): ManagementAnswer {
  const numbers = listOf(body['messages']).map((entry) =>
    amqpLong(broker.send(address, decodeMessage(propertiesOf(entry)['message'] as Buffer))),
  );
  return { ...OK, body: { 'sequence-numbers': numbers } };
}

function renewLocks(entity: Entity, body: Body): ManagementAnswer {
  const expirations: Date[] = [];
  for (const token of listOf(body['lock-tokens'])) {
    const until = entity.renewLock(tokenKeyOf(token));
    if (until === undefined) return LOCK_LOST;
    expirations.push(new Date(until));
  }
  return { ...OK, body: { expirations } };
}

function peek(entity: Entity, body: Body, encode: Encode): ManagementAnswer {
  const found = entity.peek(numberOf(body['from-sequence-number']), numberOf(body['message-count']));
  if (found.length === 0) return { statusCode: 204, description: 'No Content' };
  return { ...OK, body: { messages: found.map((stored) => ({ message: encode(stored) })) } };
}

function receiveDeferred(entity: Entity, body: Body, encode: Encode): ManagementAnswer {
  const messages: unknown[] = [];
  for (const number of listOf(body['sequence-numbers'])) {
    const taken = entity.takeDeferred(numberOf(number));
    if (taken === undefined) return NOT_FOUND;
    messages.push({ message: encode(taken.stored), 'lock-token': types.wrap_uuid(taken.token) as unknown });
  }
  return { ...OK, body: { messages } };
}

/** Deferred messages are settled here, because no link delivered them. */
function settleByToken(entity: Entity, body: Body): ManagementAnswer {
  for (const token of listOf(body['lock-tokens'])) if (!entity.settle(tokenKeyOf(token), settlementOf(body))) return LOCK_LOST;
  return OK;
}

function settlementOf(body: Body): Settlement {
  const properties = propertiesOf(body['properties-to-modify']);
  switch (String(body['disposition-status'])) {
    case 'completed':
      return { kind: 'completed' };
    case 'suspended':
      return {
        kind: 'dead-lettered',
        properties,
        ...(typeof body['deadletter-reason'] === 'string' ? { reason: body['deadletter-reason'] } : {}),
        ...(typeof body['deadletter-description'] === 'string' ? { description: body['deadletter-description'] } : {}),
      };
    // The service's own spelling.
    case 'defered':
      return { kind: 'deferred', properties };
    default:
      return { kind: 'abandoned', properties };
  }
}
