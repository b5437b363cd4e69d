import { message as amqp, type Message } from 'rhea';
import { bodyTextOf, decodeMessage } from './amqp-values';
import { Entity, type EntityOptions, type SavedEntity } from './entity';

export interface TopicOptions {
  readonly subscriptions: Readonly<Record<string, EntityOptions>>;
  readonly duplicateWindowMs?: number;
}

export interface BrokerOptions {
  readonly queues?: Readonly<Record<string, EntityOptions>>;
  readonly topics?: Readonly<Record<string, TopicOptions>>;
  /** Milliseconds since 1970 for schedules and the duplicate window; the real clock when absent. */
  readonly now?: () => number;
  /** Told of every message taken in, once per send. */
  readonly onSent?: (sent: SentMessage) => void;
}

export interface SentMessage {
  readonly entity: string;
  readonly messageId: string;
  /** The body as text, JSON when the SDK sent it. */
  readonly body: string;
  readonly duplicate: boolean;
}

/** What a link's address names. */
export interface Address {
  readonly entity?: Entity;
  readonly topic?: Topic;
  readonly isManagement: boolean;
}

interface Topic {
  readonly name: string;
  readonly subscriptions: readonly Entity[];
  /** Keeps the ids of what was published; messages never rest in it. */
  readonly gate: Entity;
}

export type SavedBroker = Readonly<Record<string, SavedEntity>>;

const MANAGEMENT = '/$management';
const DEAD_LETTERS = '/$deadletterqueue';

/** The namespace: queues, topics with subscriptions, and what is in them. */
export class Broker {
  private readonly entities = new Map<string, Entity>();
  private readonly topics = new Map<string, Topic>();
  private readonly onSent: (sent: SentMessage) => void;

  constructor(options: BrokerOptions) {
    const now = options.now ?? Date.now;
    this.onSent = options.onSent ?? (() => undefined);
    for (const [name, queue] of Object.entries(options.queues ?? {}))
      this.entities.set(name.toLowerCase(), new Entity(name, queue, now));
    for (const [name, topic] of Object.entries(options.topics ?? {})) {
      const subscriptions = Object.entries(topic.subscriptions).map(
        ([subscription, entityOptions]) => new Entity(`${name}/Subscriptions/${subscription}`, entityOptions, now),
      );
      for (const subscription of subscriptions) this.entities.set(subscription.name.toLowerCase(), subscription);
      const gate = new Entity(name, { duplicateWindowMs: topic.duplicateWindowMs ?? 0 }, now, true);
      this.topics.set(name.toLowerCase(), { name, subscriptions, gate });
    }
  }

  /** Finds what an AMQP address names; undefined when there is no such entity. Addresses are case-insensitive. */
  find(address: string): Address | undefined {
    let path = address
      .replace(/^[a-z]+:\/\/[^/]+\//i, '')
      .replace(/^\/+/, '')
      .toLowerCase();
    const isManagement = path.endsWith(MANAGEMENT);
    if (isManagement) path = path.slice(0, -MANAGEMENT.length);
    const isDeadLetters = path.endsWith(DEAD_LETTERS);
    if (isDeadLetters) path = path.slice(0, -DEAD_LETTERS.length);
    const found = this.entities.get(path);
    const entity = isDeadLetters ? found?.deadLetters : found;
    if (entity !== undefined) return { entity, isManagement };
    const topic = this.topics.get(path);
    return topic === undefined || isDeadLetters ? undefined : { topic, isManagement };
  }

  /** Takes a message into a queue, or into every subscription of a topic; gives its sequence number (0 for a duplicate). */
  send(address: Address, message: Message): number {
    const { entity, topic } = address;
    const stored = entity === undefined ? this.publish(topic, message) : entity.enqueue(message)?.sequenceNumber;
    this.onSent({
      entity: entity?.name ?? topic?.name ?? '',
      messageId: String(message['message_id']),
      body: bodyTextOf(message),
      duplicate: stored === undefined,
    });
    return stored ?? 0;
  }

  private publish(topic: Topic | undefined, message: Message): number | undefined {
    if (topic === undefined) return undefined;
    const passed = topic.gate.enqueue(message);
    if (passed === undefined) return undefined;
    topic.gate.forget(passed.sequenceNumber);
    const encoded = amqp.encode(message);
    for (const subscription of topic.subscriptions) subscription.enqueue(decodeMessage(encoded));
    return passed.sequenceNumber;
  }

  cancelScheduled(address: Address, sequenceNumber: number): void {
    for (const entity of address.entity === undefined ? (address.topic?.subscriptions ?? []) : [address.entity])
      entity.cancelScheduled(sequenceNumber);
  }

  all(): readonly Entity[] {
    return [...this.entities.values()].flatMap((entity) =>
      entity.deadLetters === undefined ? [entity] : [entity, entity.deadLetters],
    );
  }

  /** Makes scheduled messages available whose time has come: to be called when the clock moved. */
  releaseDue(): void {
    for (const entity of this.entities.values()) entity.releaseDue();
  }

  /** Messages that the named queues' receivers have or could have now; 0 means nothing is under way. */
  waiting(queues: readonly string[]): number {
    return queues.reduce((sum, queue) => sum + (this.entities.get(queue.toLowerCase())?.waiting ?? 0), 0);
  }

  nextDueAt(): number | undefined {
    const due = [...this.entities.values()].map((entity) => entity.nextDueAt).filter((at) => at !== undefined);
    return due.length === 0 ? undefined : Math.min(...due);
  }

  save(): SavedBroker {
    return Object.fromEntries([
      ...this.all().map((entity) => [entity.name, entity.save()] as const),
      ...[...this.topics.values()].map((topic) => [topic.name, topic.gate.save()] as const),
    ]);
  }

  restore(saved: SavedBroker): void {
    for (const entity of [...this.all(), ...[...this.topics.values()].map((topic) => topic.gate)]) {
      const state = saved[entity.name];
      if (state !== undefined) entity.restore(state);
    }
  }

  dispose(): void {
    for (const entity of this.entities.values()) entity.dispose();
  }
}
