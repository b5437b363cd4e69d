import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Texts shorter than this are gathered before they are written. */
const BUFFER = 1 << 16;

/** One JSON object with one list, `{"name":[…]}`, written item by item: memory does not grow with the list. */
export class JsonStream {
  private pending = '';
  private first = true;
  private blocked = false;

  constructor(private readonly out: Writable) {}

  open(name: string): void {
    this.raw(`{${JSON.stringify(name)}:[`);
  }

  /** The next item of the list, or its beginning. */
  item(json: string): void {
    this.raw(this.first ? json : `,${json}`);
    this.first = false;
  }

  raw(json: string): void {
    this.pending += json;
    if (this.pending.length >= BUFFER) this.flush();
  }

  close(): void {
    this.raw(']}\n');
  }

  /** Waits until the reader of our output has taken what was written. */
  async drained(): Promise<void> {
    if (!this.blocked) return;
    await once(this.out, 'drain');
    this.blocked = false;
  }

  async end(): Promise<void> {
    this.flush();
    await this.drained();
  }

  private flush(): void {
    if (this.pending === '') return;
    this.blocked = !this.out.write(this.pending);
    this.pending = '';
  }
}
