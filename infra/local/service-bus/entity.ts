import { randomUUID } from 'node:crypto';
import { message as amqp, type Message } from 'rhea';
import { decodeMessage, newLockToken, propertiesOf } from './amqp-values';

/** A message at rest in a queue, a subscription or a dead-letter queue. */
export interface StoredMessage {
  readonly sequenceNumber: number;
  message: Message;
  /** Deliveries that failed. */
  deliveryCount: number;
  readonly enqueuedAt: number;
  state: 'active' | 'scheduled' | 'deferred';
  lock?: { readonly key: string; until: number; timer: NodeJS.Timeout };
}

/** A receiver of messages, as an entity sees it. */
export interface Consumer {
  readonly settlesAtOnce: boolean;
  canTake(): boolean;
  give(stored: StoredMessage, token: Buffer): void;
  /** Everything there was to give has been given. */
  drained(): void;
}

export interface EntityOptions {
  /** Real milliseconds a delivered message stays locked. */
  readonly lockMs?: number;
  readonly maxDeliveryCount?: number;
  /** Messages with an id seen within this many milliseconds are dropped; 0 turns it off. */
  readonly duplicateWindowMs?: number;
}

interface SavedMessage {
  readonly sequenceNumber: number;
  readonly deliveryCount: number;
  readonly enqueuedAt: number;
  readonly state: StoredMessage['state'];
  /** Base64 of the AMQP encoding. */
  readonly message: string;
}

export interface SavedEntity {
  readonly lastSequenceNumber: number;
  readonly messages: readonly SavedMessage[];
  readonly seen: readonly (readonly [string, number])[];
}

export type Settlement =
  | { readonly kind: 'completed' }
  | { readonly kind: 'abandoned' | 'deferred'; readonly properties?: Readonly<Record<string, unknown>> }
  | {
      readonly kind: 'dead-lettered';
      readonly reason?: string;
      readonly description?: string;
      readonly properties?: Readonly<Record<string, unknown>>;
    };

const DEFAULTS = { lockMs: 60_000, maxDeliveryCount: 10, duplicateWindowMs: 0 };

/**
 * One queue: delivery in order of arrival, peek-lock, delivery count, dead-lettering, schedule and duplicate detection. Locks run
 * in real time, because the app is real; schedules and the duplicate window go by the given clock.
 */
export class Entity {
  readonly deadLetters: Entity | undefined;
  private readonly options: Required<EntityOptions>;
  private readonly messages = new Map<number, StoredMessage>();
  private ready: StoredMessage[] = [];
  private readonly locked = new Map<string, StoredMessage>();
  private readonly seen = new Map<string, number>();
  private readonly consumers = new Set<Consumer>();
  private lastSequenceNumber = 0;
  private isPumpDue = false;

  constructor(
    readonly name: string,
    options: EntityOptions,
    private readonly now: () => number,
    isDeadLetterQueue = false,
  ) {
    this.options = { ...DEFAULTS, ...options };
    this.deadLetters = isDeadLetterQueue
      ? undefined
      : new Entity(
          `${name}/$deadletterqueue`,
          { lockMs: this.options.lockMs, maxDeliveryCount: Number.MAX_SAFE_INTEGER },
          now,
          true,
        );
  }

  /** Takes a message in; undefined when it is a duplicate, which is accepted and dropped as the service does. */
  enqueue(message: Message, deliveryCount = 0): StoredMessage | undefined {
    // The SDK cannot settle a message without an id, so the service gives one.
    message['message_id'] ??= randomUUID().replaceAll('-', '');
    const now = this.now();
    if (this.isDuplicate(String(message['message_id']), now)) return undefined;
    const annotations = propertiesOf(message['message_annotations']);
    const scheduledFor = annotations['x-opt-scheduled-enqueue-time'];
    const due = scheduledFor === undefined ? now : Number(new Date(scheduledFor as string | number | Date));
    const stored: StoredMessage = {
      sequenceNumber: ++this.lastSequenceNumber,
      message,
      deliveryCount,
      enqueuedAt: Math.max(due, now),
      state: due > now ? 'scheduled' : 'active',
    };
    this.messages.set(stored.sequenceNumber, stored);
    if (stored.state === 'active') this.makeReady(stored);
    return stored;
  }

  private isDuplicate(messageId: string, now: number): boolean {
    if (this.options.duplicateWindowMs === 0) return false;
    for (const [id, at] of this.seen) {
      if (now - at < this.options.duplicateWindowMs) break;
      this.seen.delete(id);
    }
    if (this.seen.has(messageId)) return true;
    this.seen.set(messageId, now);
    return false;
  }

  /** Makes scheduled messages whose time has come available. */
  releaseDue(): void {
    const now = this.now();
    for (const stored of this.messages.values()) {
      if (stored.state !== 'scheduled' || stored.enqueuedAt > now) continue;
      stored.state = 'active';
      this.makeReady(stored);
    }
  }

  private makeReady(stored: StoredMessage): void {
    const after = this.ready.findIndex((other) => other.sequenceNumber > stored.sequenceNumber);
    if (after === -1) this.ready.push(stored);
    else this.ready.splice(after, 0, stored);
    this.pumpSoon();
  }

  addConsumer(consumer: Consumer): void {
    this.consumers.add(consumer);
    this.pumpSoon();
  }

  /** A consumer that went away keeps its locks until they run out, as with the service. */
  removeConsumer(consumer: Consumer): void {
    this.consumers.delete(consumer);
  }

  pumpSoon(): void {
    if (this.isPumpDue) return;
    this.isPumpDue = true;
    setImmediate(() => {
      this.isPumpDue = false;
      this.pump();
    });
  }

  private pump(): void {
    let gave = true;
    while (gave && this.ready.length > 0) {
      gave = false;
      for (const consumer of this.consumers) {
        const [next] = this.ready;
        if (next === undefined || !consumer.canTake()) continue;
        this.ready.shift();
        this.deliver(next, consumer);
        gave = true;
      }
    }
    for (const consumer of this.consumers) consumer.drained();
  }

  private deliver(stored: StoredMessage, consumer: Consumer): void {
    const token = newLockToken();
    if (consumer.settlesAtOnce) this.messages.delete(stored.sequenceNumber);
    else this.lock(stored, token.toString('hex'));
    consumer.give(stored, token);
  }

  private lock(stored: StoredMessage, key: string): void {
    const timer = setTimeout(() => {
      if (stored.lock?.key === key) this.giveBack(stored);
    }, this.options.lockMs);
    timer.unref();
    stored.lock = { key, until: Date.now() + this.options.lockMs, timer };
    this.locked.set(key, stored);
  }

  private unlock(stored: StoredMessage): void {
    if (stored.lock === undefined) return;
    clearTimeout(stored.lock.timer);
    this.locked.delete(stored.lock.key);
    delete stored.lock;
  }

  private giveBack(stored: StoredMessage): void {
    this.unlock(stored);
    stored.deliveryCount += 1;
    if (stored.deliveryCount >= this.options.maxDeliveryCount)
      this.deadLetter(stored, {
        kind: 'dead-lettered',
        reason: 'MaxDeliveryCountExceeded',
        description: `Message could not be consumed after ${stored.deliveryCount} delivery attempts.`,
      });
    else if (stored.state === 'active') this.makeReady(stored);
  }

  lockedMessage(key: string): StoredMessage | undefined {
    return this.locked.get(key);
  }

  /** Extends a lock and says until when; undefined when it is lost. */
  renewLock(key: string): number | undefined {
    const stored = this.locked.get(key);
    if (stored === undefined) return undefined;
    this.unlock(stored);
    this.lock(stored, key);
    return Date.now() + this.options.lockMs;
  }

  /** Settles by lock token; false when the lock is lost. */
  settle(key: string, settlement: Settlement): boolean {
    const stored = this.locked.get(key);
    if (stored === undefined) return false;
    switch (settlement.kind) {
      case 'completed':
        this.unlock(stored);
        this.messages.delete(stored.sequenceNumber);
        return true;
      case 'dead-lettered':
        this.unlock(stored);
        this.deadLetter(stored, settlement);
        return true;
      case 'deferred':
        mergeProperties(stored.message, settlement.properties);
        this.unlock(stored);
        stored.state = 'deferred';
        return true;
      case 'abandoned':
        mergeProperties(stored.message, settlement.properties);
        this.giveBack(stored);
        return true;
    }
  }

  private deadLetter(stored: StoredMessage, settlement: Settlement & { readonly kind: 'dead-lettered' }): void {
    this.messages.delete(stored.sequenceNumber);
    const { reason, description, properties } = settlement;
    const message = decodeMessage(amqp.encode(stored.message));
    mergeProperties(message, {
      ...properties,
      ...(reason === undefined ? {} : { DeadLetterReason: reason }),
      ...(description === undefined ? {} : { DeadLetterErrorDescription: description }),
    });
    const { 'x-opt-scheduled-enqueue-time': _scheduled, ...annotations } = propertiesOf(message['message_annotations']);
    message['message_annotations'] = { ...annotations, 'x-opt-deadletter-source': this.name };
    (this.deadLetters ?? this).enqueue(message, stored.deliveryCount);
  }

  peek(from: number, count: number): readonly StoredMessage[] {
    return [...this.messages.values()]
      .filter((stored) => stored.sequenceNumber >= from)
      .sort((a, b) => a.sequenceNumber - b.sequenceNumber)
      .slice(0, count);
  }

  cancelScheduled(sequenceNumber: number): void {
    if (this.messages.get(sequenceNumber)?.state === 'scheduled') this.messages.delete(sequenceNumber);
  }

  /** Drops a message that passed through: a topic keeps ids, never messages. */
  forget(sequenceNumber: number): void {
    this.messages.delete(sequenceNumber);
    this.ready = this.ready.filter((stored) => stored.sequenceNumber !== sequenceNumber);
  }

  /** Locks a deferred message; undefined when there is none of that number. */
  takeDeferred(sequenceNumber: number): { readonly stored: StoredMessage; readonly token: Buffer } | undefined {
    const stored = this.messages.get(sequenceNumber);
    if (stored?.state !== 'deferred' || stored.lock !== undefined) return undefined;
    const token = newLockToken();
    this.lock(stored, token.toString('hex'));
    return { stored, token };
  }

  /** Messages that a receiver has or could have now. */
  get waiting(): number {
    return this.ready.length + this.locked.size;
  }

  /** When the next scheduled message becomes available. */
  get nextDueAt(): number | undefined {
    const due = [...this.messages.values()].filter((stored) => stored.state === 'scheduled');
    return due.length === 0 ? undefined : Math.min(...due.map((stored) => stored.enqueuedAt));
  }

  get size(): number {
    return this.messages.size;
  }

  save(): SavedEntity {
    return {
      lastSequenceNumber: this.lastSequenceNumber,
      messages: [...this.messages.values()].map((stored) => ({
        sequenceNumber: stored.sequenceNumber,
        deliveryCount: stored.deliveryCount,
        enqueuedAt: stored.enqueuedAt,
        state: stored.state,
        message: amqp.encode(stored.message).toString('base64'),
      })),
      seen: [...this.seen],
    };
  }

  restore(saved: SavedEntity): void {
    this.lastSequenceNumber = saved.lastSequenceNumber;
    for (const [id, at] of saved.seen) this.seen.set(id, at);
    for (const { message, ...rest } of saved.messages) {
      const stored: StoredMessage = { ...rest, message: decodeMessage(Buffer.from(message, 'base64')) };
      this.messages.set(stored.sequenceNumber, stored);
      if (stored.state === 'active') this.makeReady(stored);
    }
  }

  dispose(): void {
    for (const stored of this.locked.values()) clearTimeout(stored.lock?.timer);
    this.deadLetters?.dispose();
  }
}

function mergeProperties(message: Message, properties: Readonly<Record<string, unknown>> | undefined): void {
  if (properties === undefined) return;
  message['application_properties'] = { ...propertiesOf(message['application_properties']), ...properties };
}
