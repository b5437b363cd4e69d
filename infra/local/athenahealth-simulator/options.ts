import type { Instant, PlainDate } from '../../../shared/kernel/plain-date';
import type { DayVisit } from '../day-visits';

/** The practice, its day, and what the vendor is to be like. */
export interface AthenahealthSimulatorOptions {
  readonly practiceId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly day: PlainDate;
  readonly visits: readonly DayVisit[];
  readonly clock: () => Instant;
  /** Spans in which nothing answers but 503. */
  readonly outages?: readonly { readonly from: Instant; readonly to: Instant }[];
  /** Requests of one second of the simulated clock beyond which 429 comes; absent: no limit. */
  readonly requestsPerSecond?: number;
  /** Requests of one day (it ends at midnight GMT) beyond which 429 comes without a time to wait; absent: no limit. */
  readonly requestsPerDay?: number;
  readonly tokenSeconds?: number;
  /** The life of a token as a number; else it comes as text. */
  readonly tellsLifeAsNumber?: boolean;
  /** Requests for a token of one minute of the simulated clock beyond which 429 comes; absent: no limit. */
  readonly tokensPerMinute?: number;
  /** More rows than these are not given at a time, whatever is asked for. */
  readonly rowsAtMost?: number;
  /** How long after it happened a change appears in the feed. */
  readonly feedLagMs?: number;
  /** Nobody subscribed to the changed feed yet. */
  readonly isUnsubscribed?: boolean;
  /** Charge entry that drops modifiers, whose answers come unreadable, or that shows no claim with the appointment. */
  readonly takesNoModifiers?: boolean;
  readonly losesClaimAnswers?: boolean;
  readonly hidesClaims?: boolean;
  /** Charge entry that is turned away as too many requests, with 403. */
  readonly limitsChargeEntry?: boolean;
  /** What `state()` gave before a restart. */
  readonly state?: unknown;
}
