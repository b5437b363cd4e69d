import type { AddressInfo, Server } from 'node:net';
import { create_container, message as amqp, types, type AmqpError, type EventContext, type Message } from 'rhea';
import { addressOf, amqpLong, deliveryTagOf, messagesOfBatch, numberOf, propertiesOf } from './amqp-values';
import type { Address, Broker } from './broker';
import type { Consumer, Entity, Settlement, StoredMessage } from './entity';
import { answerManagement, type ManagementAnswer } from './management';

/** Bodies over this are refused by the SDK itself: it reads the limit from the link (256 KB, the Standard tier). */
const MAX_MESSAGE_BYTES = 262_144;
/** The format of a transfer that carries several messages. */
const BATCH_FORMAT = 0x80013700;
const LOCK_LOST: AmqpError = {
  condition: 'com.microsoft:message-lock-lost',
  description: 'The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.',
};

type Sender = NonNullable<EventContext['sender']>;
type Receiver = NonNullable<EventContext['receiver']>;
type Connection = EventContext['connection'];
type Delivery = NonNullable<EventContext['delivery']>;

interface OutgoingLink {
  readonly entity: Entity;
  readonly consumer: Consumer;
  /** Lock token of each unsettled delivery. */
  readonly tokens: Map<Delivery, string>;
}

export interface AmqpServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Serves a broker over AMQP 1.0 as Azure Service Bus does, for the unmodified SDK. Listens on 127.0.0.1 only. */
export async function serveAmqp(broker: Broker, port = 0): Promise<AmqpServer> {
  const endpoint = new AmqpEndpoint(broker);
  const server = endpoint.listen(port);
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', reject);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      endpoint.dropConnections();
      await new Promise<void>((resolve) => {
        server.close(() => {
          resolve();
        });
      });
    },
  };
}

class AmqpEndpoint {
  private readonly incoming = new Map<Receiver, Address | 'cbs'>();
  private readonly outgoing = new Map<Sender, OutgoingLink>();
  /** Where replies of `$cbs` and `$management` go, by the address or the name of the receiving link. */
  private readonly replies = new Map<Connection, Map<string, Sender>>();

  constructor(private readonly broker: Broker) {}

  listen(port: number): Server {
    const container = create_container({
      id: 'service-bus-emulator',
      max_frame_size: 65_536,
      channel_max: 5000,
      idle_time_out: 240_000,
      receiver_options: { max_message_size: MAX_MESSAGE_BYTES, credit_window: 500, autoaccept: false },
      // rhea would otherwise report an abandoned delivery as released and lose what the client said about it.
      sender_options: { treat_modified_as_released: false, autosettle: true },
    });
    const mechanisms = container.sasl_server_mechanisms as { enable_anonymous(): void };
    mechanisms.enable_anonymous();
    container.on('connection_open', (event: EventContext) => this.replies.set(event.connection, new Map()));
    container.on('receiver_open', (event: EventContext) => {
      if (event.receiver !== undefined) this.onIncomingLink(event.receiver);
    });
    container.on('sender_open', (event: EventContext) => {
      if (event.sender !== undefined) this.onOutgoingLink(event.sender);
    });
    container.on('message', (event: EventContext) => {
      this.onMessage(event);
    });
    for (const name of ['sendable', 'sender_draining'] as const)
      container.on(name, (event: EventContext) => {
        if (event.sender !== undefined) this.outgoing.get(event.sender)?.entity.pumpSoon();
      });
    container.on('accepted', (event: EventContext) => {
      this.onOutcome(event, () => ({ kind: 'completed' }));
    });
    container.on('released', (event: EventContext) => {
      this.onOutcome(event, () => ({ kind: 'abandoned' }));
    });
    container.on('rejected', (event: EventContext) => {
      this.onOutcome(event, deadLettering);
    });
    container.on('modified', (event: EventContext) => {
      this.onOutcome(event, givingBack);
    });
    container.on('sender_close', (event: EventContext) => {
      this.dropLinks((sender) => sender === event.sender);
    });
    container.on('session_close', (event: EventContext) => {
      this.dropLinks((sender) => sender.session === event.session);
    });
    for (const name of ['disconnected', 'connection_close'] as const)
      container.on(name, (event: EventContext) => {
        this.dropLinks((sender) => sender.connection === event.connection);
        this.replies.delete(event.connection);
      });
    // A client that is killed leaves broken connections behind; they concern nobody here.
    for (const name of ['error', 'protocol_error', 'connection_error', 'session_error', 'receiver_error', 'sender_error'])
      container.on(name, () => undefined);
    return container.listen({ port, host: '127.0.0.1' });
  }

  dropConnections(): void {
    for (const connection of this.replies.keys()) (connection as unknown as { socket?: { destroy(): void } }).socket?.destroy();
  }

  private dropLinks(isDropped: (sender: Sender) => boolean): void {
    for (const [sender, link] of this.outgoing) {
      if (!isDropped(sender)) continue;
      link.entity.removeConsumer(link.consumer);
      this.outgoing.delete(sender);
    }
    for (const receiver of this.incoming.keys()) if (receiver.is_closed()) this.incoming.delete(receiver);
  }

  private onIncomingLink(receiver: Receiver): void {
    const address = addressOf(receiver.target);
    receiver.set_target({ address });
    receiver.set_source({ address: addressOf(receiver.source) });
    const found = address === '$cbs' ? 'cbs' : this.broker.find(address);
    if (found === undefined) receiver.close(notFound(address));
    else this.incoming.set(receiver, found);
  }

  private onOutgoingLink(sender: Sender): void {
    const address = addressOf(sender.source);
    const target = addressOf(sender.target);
    sender.set_source({ address });
    sender.set_target({ address: target });
    if (address === '$cbs' || /\/\$management$/i.test(address)) {
      const replies = this.replies.get(sender.connection);
      // The SDK names the reply link of $cbs by the link's name, that of $management by its target address.
      replies?.set(sender.name, sender);
      if (target !== '') replies?.set(target, sender);
      return;
    }
    const entity = this.broker.find(address)?.entity;
    if (entity === undefined) {
      sender.close(notFound(address));
      return;
    }
    const link: OutgoingLink = { entity, consumer: this.consumerOf(sender), tokens: new Map() };
    const local = (sender as unknown as { local: { attach: Record<string, unknown> } }).local.attach;
    local['snd_settle_mode'] = settleModeOf(sender, 'snd_settle_mode');
    local['rcv_settle_mode'] = settleModeOf(sender, 'rcv_settle_mode');
    this.outgoing.set(sender, link);
    entity.addConsumer(link.consumer);
  }

  private consumerOf(sender: Sender): Consumer {
    const settlesAtOnce = settleModeOf(sender, 'snd_settle_mode') === 1;
    return {
      settlesAtOnce,
      // A delivery without credit would block every later one of the session.
      canTake: () => sender.is_open() && sender.sendable(),
      give: (stored, token) => {
        const delivery = sender.send(encodeStored(stored), deliveryTagOf(token), 0);
        if (!settlesAtOnce) this.outgoing.get(sender)?.tokens.set(delivery, token.toString('hex'));
      },
      // Without an answer to a drain, the SDK's receiveMessages waits until its own time-out.
      drained: () => {
        if (sender.is_open()) sender.set_drained(true);
      },
    };
  }

  private onMessage(event: EventContext): void {
    const { receiver, delivery, message } = event;
    if (receiver === undefined || delivery === undefined || message === undefined) return;
    const address = this.incoming.get(receiver);
    if (address === undefined) return;
    if (address === 'cbs') {
      delivery.update(true, accepted());
      // Any token is good here: the emulator listens on the loopback address only.
      this.reply(receiver.connection, message, { statusCode: 202, description: 'Accepted' }, 'cbs');
      return;
    }
    if (address.isManagement) {
      delivery.update(true, accepted());
      this.reply(receiver.connection, message, answerManagement(this.broker, address, message, encodeStored), 'management');
      return;
    }
    const format = (event as unknown as { format?: number }).format ?? delivery.format;
    const messages = format === BATCH_FORMAT ? messagesOfBatch(message as unknown as Buffer) : [message];
    for (const one of messages) this.broker.send(address, one);
    delivery.update(true, accepted());
  }

  private reply(connection: Connection, request: Message, given: ManagementAnswer, form: 'cbs' | 'management'): void {
    const sender = this.replies.get(connection)?.get(String(request['reply_to']));
    if (sender === undefined) return;
    const code = types.wrap_int(given.statusCode) as unknown;
    const properties =
      form === 'cbs'
        ? { 'status-code': code, 'status-description': given.description }
        : {
            statusCode: code,
            statusDescription: given.description,
            ...(given.condition === undefined ? {} : { errorCondition: given.condition }),
          };
    const answer = {
      correlation_id: request['message_id'] as unknown,
      application_properties: properties,
      body: given.body ?? {},
    };
    sender.send(answer as unknown as Message);
  }

  private onOutcome(event: EventContext, settlementOf: (delivery: Delivery) => Settlement): void {
    const { delivery, sender } = event;
    if (delivery === undefined || sender === undefined) return;
    const link = this.outgoing.get(sender);
    const token = link?.tokens.get(delivery);
    const settle = (state: unknown): void => {
      delivery.update(true, state);
      // rhea keeps 2,048 deliveries and frees only those both sides settled; it does not notice that we did.
      (delivery as { remote_settled: boolean }).remote_settled = true;
    };
    if (link === undefined || token === undefined) {
      settle(accepted());
      return;
    }
    link.tokens.delete(delivery);
    const settlement = settlementOf(delivery);
    if (!link.entity.settle(token, settlement)) {
      settle(outcome('rejected', { error: LOCK_LOST }));
      return;
    }
    settle(
      settlement.kind === 'completed'
        ? accepted()
        : settlement.kind === 'dead-lettered'
          ? outcome('rejected', {})
          : outcome('modified', {}),
    );
  }
}

/** rhea's typings leave out what the server side needs: the outcome constructors and the SASL mechanisms. */
function outcome(kind: 'accepted' | 'rejected' | 'modified', fields: Record<string, unknown>): unknown {
  const constructors = amqp as unknown as Record<typeof kind, (fields?: Record<string, unknown>) => { described(): unknown }>;
  return kind === 'accepted' ? constructors.accepted().described() : constructors[kind](fields).described();
}

const accepted = (): unknown => outcome('accepted', {});

const settleModeOf = (sender: Sender, name: 'snd_settle_mode' | 'rcv_settle_mode'): number =>
  Number((sender as unknown as Record<string, unknown>)[name] ?? 0);

const notFound = (address: string): AmqpError => ({
  condition: 'amqp:not-found',
  description: `The messaging entity '${address}' could not be found.`,
});

function deadLettering(delivery: Delivery): Settlement {
  const info = propertiesOf(propertiesOf(propertiesOf(delivery.remote_state)['error'])['info']);
  const { DeadLetterReason: reason, DeadLetterErrorDescription: description, ...properties } = info;
  return {
    kind: 'dead-lettered',
    properties,
    ...(typeof reason === 'string' ? { reason } : {}),
    ...(typeof description === 'string' ? { description } : {}),
  };
}

function givingBack(delivery: Delivery): Settlement {
  const state = propertiesOf(delivery.remote_state);
  return {
    kind: state['undeliverable_here'] === true ? 'deferred' : 'abandoned',
    properties: propertiesOf(state['message_annotations']),
  };
}

const STATE_NUMBERS = { active: 0, deferred: 1, scheduled: 2 } as const;

/** A message as the SDK wants it: delivery count from 0, sequence number, times, and the state it is in. */
export function encodeStored(stored: StoredMessage): Buffer {
  const annotations = propertiesOf(stored.message['message_annotations']);
  const first = annotations['x-opt-enqueue-sequence-number'];
  return amqp.encode({
    ...stored.message,
    delivery_count: stored.deliveryCount,
    message_annotations: {
      ...annotations,
      'x-opt-enqueued-time': new Date(stored.enqueuedAt),
      'x-opt-sequence-number': amqpLong(stored.sequenceNumber),
      'x-opt-enqueue-sequence-number': amqpLong(first === undefined ? stored.sequenceNumber : numberOf(first)),
      'x-opt-message-state': types.wrap_int(STATE_NUMBERS[stored.state]) as unknown,
      ...(stored.lock === undefined ? {} : { 'x-opt-locked-until': new Date(stored.lock.until) }),
    },
  });
}
