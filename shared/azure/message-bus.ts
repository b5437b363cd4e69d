import Long from 'long';
import {
  isServiceBusError,
  ServiceBusClient,
  type ServiceBusReceivedMessage,
  type ServiceBusReceiver,
  type ServiceBusSender,
} from '@azure/service-bus';
import type { TokenCredential } from '@azure/identity';
import type { Message } from '../messages/message';
import { TransientFailure, type DeadLetter, type DeadLetterQueues, type MessageBus } from '../workflow/ports';

export type BusConnection =
  { readonly connectionString: string } | { readonly namespace: string; readonly credential: TokenCredential };

/** The deployed name of each queue and topic by the name the workflow uses; one that is not listed has the same name. */
export type EntityNames = Readonly<Record<string, string>>;

/** Peeking goes on where it stopped, unless told to begin at the beginning. */
const FIRST = Long.ZERO;
const SEND_RETRIES = 2;
const SEND_TIMEOUT_MS = 15_000;
const DEAD_LETTER_WAIT_MS = 1000;
/** A monitor that takes longer than this over one dead letter has died: another may take it. */
const DEAD_LETTER_HOLD_MS = 60_000;

const clientOf = (connection: BusConnection): ServiceBusClient => {
  const retryOptions = { maxRetries: SEND_RETRIES, retryDelayInMs: 500, timeoutInMs: SEND_TIMEOUT_MS };
  return 'connectionString' in connection
    ? new ServiceBusClient(connection.connectionString, { retryOptions })
    : new ServiceBusClient(connection.namespace, connection.credential, { retryOptions });
};

/**
 * Service Bus, or the emulator. Every message carries its own id: where the SDK or the outbox sends one twice, duplicate detection
 * drops the second, and the receiver's inbox the one that comes after the window.
 */
export function createMessageBus(
  connection: BusConnection,
  names: EntityNames = {},
): MessageBus & { readonly close: () => Promise<void> } {
  const client = clientOf(connection);
  const senders = new Map<string, ServiceBusSender>();
  const send = async (entity: string, message: Message, notBefore?: string): Promise<void> => {
    const sender = senders.get(entity) ?? client.createSender(names[entity] ?? entity);
    senders.set(entity, sender);
    try {
      await sender.sendMessages({
        body: message,
        messageId: message.id,
        correlationId: message.correlationId,
        subject: message.type,
        contentType: 'application/json',
        ...(notBefore === undefined ? {} : { scheduledEnqueueTimeUtc: new Date(notBefore) }),
      });
    } catch (error) {
      rethrowBus(error, 'bus.send');
    }
  };
  return {
    send: async (queue, message, options = {}) => send(queue, message, options.notBefore),
    publish: async (topic, message) => send(topic, message),
    close: async () => client.close(),
  };
}

/** Dead letters of the queues and of the subscriptions (`topic/subscription`), for the monitor that takes care of them. */
export function createDeadLetterQueues(
  connection: BusConnection,
  names: EntityNames = {},
  subscriptions: readonly string[] = [],
): DeadLetterQueues & { readonly close: () => Promise<void> } {
  const client = clientOf(connection);
  const receivers = new Map<string, ServiceBusReceiver>();
  const taken = new Map<string, ServiceBusReceivedMessage>();
  const receiverOf = (queue: string): ServiceBusReceiver => {
    const known = receivers.get(queue);
    if (known !== undefined) return known;
    const options = { subQueueType: 'deadLetter', maxAutoLockRenewalDurationInMs: DEAD_LETTER_HOLD_MS } as const;
    const [entity = queue, subscription] = queue.split('/');
    const name = names[entity] ?? entity;
    const receiver =
      subscription === undefined ? client.createReceiver(name, options) : client.createReceiver(name, subscription, options);
    receivers.set(queue, receiver);
    return receiver;
  };
  return {
    subscriptions,
    receive: async (queue, limit) => {
      try {
        const receiver = receiverOf(queue);
        // Almost always there is none, and a peek says so without waiting.
        if ((await receiver.peekMessages(1, { fromSequenceNumber: FIRST })).length === 0) return [];
        const messages = await receiver.receiveMessages(limit, { maxWaitTimeInMs: DEAD_LETTER_WAIT_MS });
        return messages.map((message) => {
          const letter = deadLetterOf(message);
          taken.set(letter.token, message);
          return letter;
        });
      } catch (error) {
        return rethrowBus(error, 'bus.dead-letters');
      }
    },
    complete: async (queue, deadLetter) => {
      const message = taken.get(deadLetter.token);
      if (message === undefined) throw new TransientFailure('bus.dead-letters');
      taken.delete(deadLetter.token);
      try {
        await receiverOf(queue).completeMessage(message);
      } catch (error) {
        rethrowBus(error, 'bus.dead-letters');
      }
    },
    close: async () => client.close(),
  };
}

function deadLetterOf(message: ServiceBusReceivedMessage): DeadLetter {
  const body: unknown = message.body;
  return {
    messageId: String(message.messageId ?? ''),
    reason: message.deadLetterReason ?? 'unknown',
    deliveryCount: message.deliveryCount ?? 0,
    body: Buffer.isBuffer(body) ? body.toString('utf8') : body,
    token: message.lockToken ?? String(message.sequenceNumber ?? ''),
  };
}

/** What a second try cannot mend: a missing queue, a missing role. Everything else may pass. */
const PERMANENT = new Set(['MessagingEntityNotFound', 'UnauthorizedAccess', 'MessagingEntityDisabled', 'MessageSizeExceeded']);

function rethrowBus(error: unknown, operation: string): never {
  if (isServiceBusError(error) && PERMANENT.has(error.code)) throw new Error(`${operation} was refused: ${error.code}`);
  if (error instanceof TypeError || error instanceof RangeError) throw error;
  throw new TransientFailure(operation);
}
