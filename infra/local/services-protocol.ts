import type { PlainDate, Instant } from '../../shared/kernel/plain-date';
import type { ClearinghouseBook } from './claim-md-simulator/simulator';
import type { DayVisit } from './day-visits';
import type { ServiceAddresses } from './settings';

// What supervisor and *services* say to each other over the channel between parent and child.

/** What the day of a data folder is: fixed when it is first lived. */
export interface LocalDay {
  readonly day: PlainDate;
  readonly seed: number;
  readonly visits: readonly DayVisit[];
  /** Is it the product's own day, with its outage and its foreign remittance? */
  readonly isDefault: boolean;
}

export interface ServicesConfiguration {
  readonly dataFolder: string;
  readonly clockFile: string;
  readonly lived: LocalDay;
  readonly startsAt: Instant;
  readonly traceFolder?: string;
}

export type ServicesRequest =
  | { readonly kind: 'clock'; readonly at: Instant; readonly isRunning: boolean; readonly isFinished: boolean }
  | { readonly kind: 'idle'; readonly timeoutMs: number }
  | { readonly kind: 'status' };

export interface ServicesStatus {
  readonly now: Instant;
  readonly isFinished: boolean;
  readonly books: readonly ClearinghouseBook[];
  /** The last thing the clearinghouse still has to say. */
  readonly lastDueAt?: Instant;
  /** The next scheduled message of the bus. */
  readonly nextMessageAt?: Instant;
  readonly waiting: number;
  readonly webhookSecret: string;
  readonly athenahealthWebhookSecret: string;
}

export interface ServicesReady {
  readonly kind: 'ready';
  readonly addresses: ServiceAddresses;
}
