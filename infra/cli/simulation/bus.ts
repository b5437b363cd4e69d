import type { Message } from '../../../shared/messages/message';
import type { DeadLetter } from '../../../shared/workflow/ports';
import type { Chance } from './chance';
import type { VirtualTime } from './virtual-time';

export interface BusFaults {
  /** A message arrives twice. */
  readonly duplicate: number;
  /** A message arrives much later than those after it. */
  readonly late: number;
  /** A lock expires while its handler still works. */
  readonly lockLost: number;
}

const LOCK_MS = 60_000;
const MAX_DELIVERIES = 10;
const LATE_MS = 20 * 60_000;

/** Receives one delivery; rejects to have it delivered again; never settles when its process dies. */
export type Receiver = (queue: string, body: unknown) => Promise<void>;

interface Held {
  readonly letter: DeadLetter;
}

/** At-least-once delivery in no order: duplicates, late arrivals, lost locks, and dead letters after ten deliveries. */
export class SimulatedBus {
  private readonly dead = new Map<string, Held[]>();
  private receiver: Receiver = async () => undefined;
  underWay = 0;
  sent = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly chance: Chance,
    public faults: BusFaults,
  ) {}

  receiveWith(receiver: Receiver): void {
    this.receiver = receiver;
  }

  send(queue: string, body: unknown): void {
    this.sent += 1;
    this.plan(
      queue,
      body,
      1,
      this.chance.happens(this.faults.late) ? this.chance.between(1, LATE_MS) : this.chance.between(1, 200),
    );
    if (this.chance.happens(this.faults.duplicate)) this.plan(queue, body, 1, this.chance.between(1, LATE_MS));
  }

  private plan(queue: string, body: unknown, delivery: number, delay: number): void {
    this.underWay += 1;
    this.time.after(delay, () => {
      this.deliver(queue, body, delivery);
    });
  }

  private deliver(queue: string, body: unknown, delivery: number): void {
    let settled = false;
    const again = (delay: number): boolean => {
      if (settled) return false;
      settled = true;
      this.underWay -= 1;
      if (delivery >= MAX_DELIVERIES) this.bury(queue, body);
      else this.plan(queue, body, delivery + 1, delay);
      return true;
    };
    const complete = (): void => {
      if (settled) return;
      settled = true;
      this.underWay -= 1;
    };
    const lockMs = this.chance.happens(this.faults.lockLost) ? this.chance.between(1, 500) : LOCK_MS;
    this.time.after(lockMs, () => again(1));
    this.receiver(queue, body).then(complete, () => {
      // The Functions host abandons a failed message at once; the next delivery comes soon.
      again(this.chance.between(100, 2000));
    });
  }

  private bury(queue: string, body: unknown): void {
    const held = this.dead.get(queue) ?? [];
    const messageId = (body as Partial<Message> | null)?.id ?? `none-${held.length}`;
    const token = `${queue}-${this.sent}-${held.length}`;
    held.push({ letter: { messageId, reason: 'MaxDeliveryCountExceeded', deliveryCount: MAX_DELIVERIES, body, token } });
    this.dead.set(queue, held);
  }

  deadLetters(queue: string, limit: number): readonly DeadLetter[] {
    return (this.dead.get(queue) ?? []).slice(0, limit).map((held) => held.letter);
  }

  completeDeadLetter(queue: string, token: string): void {
    this.dead.set(
      queue,
      (this.dead.get(queue) ?? []).filter((held) => held.letter.token !== token),
    );
  }

  get buried(): number {
    let count = 0;
    for (const held of this.dead.values()) count += held.length;
    return count;
  }
}
