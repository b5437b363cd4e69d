import type { Cents } from '../kernel/money';
import type { Instant, PlainDate } from '../kernel/plain-date';
import type { AuditEvent } from '../audit/audit-event';
import type { VisitParties } from '../encounter/visit-parties';
import type { Message } from '../messages/message';
import type { ChargeEntry } from './ehr-charges';

/**
 * What the workflow needs of the world. Two implementations ship of each: the adapters (shared/azure, shared/ehr,
 * shared/clearinghouse) and the simulation's. Adapters throw TransientFailure for what may be tried again, and nothing else on purpose.
 */

/** A dependency did not answer, and nothing happened that a second try would do twice. */
export class TransientFailure extends Error {
  constructor(
    /** Names the dependency and the operation, never data: 'tables.read'. */
    readonly operation: string,
    readonly retryAfterMs?: number,
  ) {
    super(`${operation} failed, may be tried again`);
    this.name = 'TransientFailure';
  }
}

export interface Clock {
  now(): Instant;
}

export interface Ids {
  /** A new unique id with a prefix, never a bare number ('msg-…'): the Functions library parses numeric strings. */
  next(prefix: string): string;
}

/** A stored row. `value` is JSON; the row is compared and swapped by its ETag. */
export interface Row<T = unknown> {
  readonly partitionKey: string;
  readonly rowKey: string;
  readonly etag: string;
  readonly value: T;
}

/** The ETag of a deletion that takes the row whatever its version: only for rows that are written once and never replaced. */
export const ANY_VERSION = '*';

export type RowOperation =
  | { readonly kind: 'insert'; readonly rowKey: string; readonly value: unknown }
  | { readonly kind: 'replace'; readonly rowKey: string; readonly value: unknown; readonly etag: string }
  | { readonly kind: 'delete'; readonly rowKey: string; readonly etag: string };

/** Table storage: reads by key, ordered listing within a partition, and all-or-nothing writes within one partition. */
export interface TableStore {
  read(table: string, partitionKey: string, rowKey: string): Promise<Row | undefined>;
  /** Rows of a partition in row-key order, from `after` (excluded); `next` is present while more remain. */
  list(
    table: string,
    partitionKey: string,
    options?: { readonly after?: string; readonly limit?: number },
  ): Promise<{ readonly rows: readonly Row[]; readonly next?: string }>;
  /** All operations or none; 'conflict' when a key exists, is missing, or an ETag is stale. At most 100 operations. */
  write(table: string, partitionKey: string, operations: readonly RowOperation[]): Promise<'written' | 'conflict'>;
}

/** Sending only: receiving is the trigger's business. */
export interface MessageBus {
  send(queue: string, message: Message, options?: { readonly notBefore?: Instant }): Promise<void>;
  publish(topic: string, message: Message): Promise<void>;
}

/** Append and block blobs of one container. */
export interface BlobStore {
  /** Creates an empty append blob; false when it exists. */
  createAppendBlob(name: string): Promise<boolean>;
  /** Appends at the expected position; 'position' when the blob's length is another (someone, or an earlier try, wrote). */
  append(name: string, position: number, bytes: Uint8Array): Promise<'appended' | 'position'>;
  /** Bytes of a blob, from an offset; undefined when there is none. */
  read(name: string, from?: number): Promise<Uint8Array | undefined>;
  /** Writes a new block blob; false when it exists. */
  create(name: string, bytes: Uint8Array): Promise<boolean>;
  /** Names with a prefix, in order. */
  list(prefix: string): Promise<readonly string[]>;
}

/** Named files that every instance reads and one writer at a time replaces: the reference tables and their manifest. */
export interface SharedFiles {
  /** Undefined when there is none of that name. */
  read(name: string): Promise<Uint8Array | undefined>;
  readWithEtag(name: string): Promise<{ readonly bytes: Uint8Array; readonly etag: string } | undefined>;
  /** Adds a file; one of that name that lies there already stays. */
  add(name: string, bytes: Uint8Array): Promise<void>;
  /** Replaces the file whose ETag this is; undefined: makes it, if there is none yet. */
  replace(name: string, bytes: Uint8Array, etag: string | undefined): Promise<'replaced' | 'conflict'>;
}

/** A signed note as the EHR names it: one version each time it is signed. */
export interface SignedVisitRef {
  /** The EHR's encounter id; unique within the practice. */
  readonly encounterId: string;
  /** Changes when the note is reopened and signed again. */
  readonly signedVersion: string;
  readonly signedAt: Instant;
}

/** A visit in the EHR's changed feed that may be signed later: re-checked until it is. */
export interface PendingVisitRef {
  readonly encounterId: string;
  readonly changedAt: Instant;
}

export interface VisitPage {
  readonly signed: readonly SignedVisitRef[];
  readonly pending: readonly PendingVisitRef[];
  readonly next?: string;
}

/** A fetched visit: `encounter` is the JSON of contracts' Encounter (validated where it enters the workflow). */
export interface FetchedVisit {
  readonly ref: SignedVisitRef;
  readonly encounter: Readonly<Record<string, unknown>>;
  readonly parties: VisitParties;
}

export type FetchVisitOutcome =
  | { readonly kind: 'signed'; readonly visit: FetchedVisit }
  /** Not signed (yet, or any more). */
  | { readonly kind: 'open' }
  | { readonly kind: 'gone' }
  /** The vendor's answer breaks its own shape; faults name fields, never values. */
  | { readonly kind: 'malformed'; readonly faults: readonly string[] };

export interface Ehr {
  /** Visits changed in [from, to), one page; the same visit may come again. */
  changedVisits(from: Instant, to: Instant, page?: string): Promise<VisitPage>;
  fetchVisit(encounterId: string): Promise<FetchVisitOutcome>;
  /** Only where the EHR takes codes. */
  readonly chargeEntry?: ChargeEntry;
}

export type SubmitOutcome =
  | { readonly kind: 'accepted'; readonly clearinghouseClaimId: string; readonly messages: readonly ClearinghouseMessage[] }
  | { readonly kind: 'rejected'; readonly clearinghouseClaimId?: string; readonly messages: readonly ClearinghouseMessage[] }
  /** Provably not sent: the connection was refused, or the limiter said no before a byte left. */
  | { readonly kind: 'not-sent'; readonly reason: string; readonly retryAfterMs?: number }
  /** Anything else: time-out, reset, 5xx, unreadable answer. Never resent; reconciled. */
  | { readonly kind: 'unknown'; readonly reason: string };

export interface ClearinghouseMessage {
  readonly messageId: string;
  readonly status: string;
  /** Field names of the clearinghouse, for the work queue. */
  readonly fields: readonly string[];
  readonly text: string;
}

/** One row of the response feed. `accepted` is not paid. */
export interface ClearinghouseResponse {
  readonly responseId: string;
  readonly patientControlNumber: string;
  readonly clearinghouseClaimId: string;
  readonly from: 'clearinghouse' | 'payer';
  readonly status: 'accepted' | 'rejected' | `unknown:${string}`;
  readonly payerClaimNumber?: string;
  readonly messages: readonly ClearinghouseMessage[];
  readonly at: Instant;
}

export interface RemittanceRef {
  readonly remittanceId: string;
  readonly receivedOn: PlainDate;
  readonly paidCents: Cents;
}

export interface Clearinghouse {
  /** One upload of one file; `fileName` is unique per attempt series and `claimId` travels as REF*D9. */
  submit(upload: { readonly fileName: string; readonly claimId: string; readonly content: string }): Promise<SubmitOutcome>;
  /** Rows after the cursor ('0' first), and the cursor to keep; an empty page ends the loop. Cursors are strings beyond 2^53. */
  responses(cursor: string): Promise<{ readonly rows: readonly ClearinghouseResponse[]; readonly cursor: string }>;
  /** File names uploaded on a day (US Eastern): evidence when an answer was lost. */
  uploadedFiles(on: PlainDate): Promise<readonly string[]>;
  remittances(cursor: string): Promise<{ readonly refs: readonly RemittanceRef[]; readonly cursor: string }>;
  /** The 835 as text. */
  remittance(remittanceId: string): Promise<string>;
}

/** The audit log as the workflow writes it: resolves only when the lines are durable, rejects otherwise (fail closed). */
export interface AuditLog {
  append(events: readonly AuditEvent[]): Promise<void>;
}

/** A message the bus gave up on. */
export interface DeadLetter {
  readonly messageId: string;
  readonly reason: string;
  readonly deliveryCount: number;
  /** The body as JSON; text that is no JSON stands as a string. */
  readonly body: unknown;
  /** What `complete` needs to settle it. */
  readonly token: string;
}

export interface DeadLetterQueues {
  /** The topic subscriptions that are watched besides the queues, as `topic/subscription`. */
  readonly subscriptions?: readonly string[];
  /** Locks up to `limit` dead letters of a queue, or of a `topic/subscription`. */
  receive(queue: string, limit: number): Promise<readonly DeadLetter[]>;
  complete(queue: string, deadLetter: DeadLetter): Promise<void>;
}

/** Authenticated encryption of what is parked (AES-256-GCM with a key from the vault). */
export interface Sealer {
  seal(text: string): Promise<string>;
  open(sealed: string): Promise<string>;
}
