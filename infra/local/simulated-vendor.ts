import type { IncomingMessage, ServerResponse } from 'node:http';

/** A vendor's stand-in inside the *services* process, which gives it a server, the day's clock and a file for its state. */
export interface SimulatedVendor {
  readonly name: string;
  /** Answers one HTTP request in the vendor's own shape. */
  handle(request: IncomingMessage, response: ServerResponse): void | Promise<void>;
  /** Everything it must remember across restarts, as JSON; handed back when it is created again. */
  state(): unknown;
}
