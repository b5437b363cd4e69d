import { instantFromMs, type Instant } from '../../../shared/kernel/plain-date';

interface Event {
  readonly at: number;
  readonly order: number;
  /** False: it did nothing, and nobody waits for it. */
  readonly run: () => unknown;
}

/** Time that only moves when nothing is left to do at the moment it shows. Events of one moment run in the order they were planned. */
export class VirtualTime {
  private readonly heap: Event[] = [];
  private order = 0;
  events = 0;

  constructor(public ms: number) {}

  now(): Instant {
    return instantFromMs(this.ms);
  }

  after(ms: number, run: () => unknown): void {
    this.push({ at: this.ms + Math.max(0, ms), order: this.order++, run });
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.after(ms, resolve);
    });
  }

  /** Runs events until none is left before `untilMs`, or `done` says so. Between two events every continuation runs to its next wait. */
  async runUntil(untilMs: number, done: () => boolean = () => false): Promise<void> {
    for (;;) {
      const event = this.heap[0];
      if (event === undefined || event.at > untilMs || done()) break;
      this.pop();
      this.ms = event.at;
      this.events += 1;
      if (event.run() === false) continue;
      // A tick comes after every promise that can settle has settled: cheaper than a turn of the event loop, and as late.
      await new Promise<void>((resolve) => {
        process.nextTick(resolve);
      });
    }
    this.ms = Math.max(this.ms, Math.min(untilMs, this.heap[0]?.at ?? untilMs));
  }

  private push(event: Event): void {
    const heap = this.heap;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(event, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = event;
  }

  private pop(): void {
    const heap = this.heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      const left = heap[child];
      if (left === undefined) break;
      const right = heap[child + 1];
      let smaller = left;
      if (right !== undefined && isBefore(right, left)) {
        smaller = right;
        child += 1;
      }
      if (!isBefore(smaller, last)) break;
      heap[at] = smaller;
      at = child;
    }
    heap[at] = last;
  }
}

const isBefore = (a: Event, b: Event): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);
