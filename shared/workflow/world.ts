import type { PracticeRules } from '../coding/practice-rules';
import type { Instant } from '../kernel/plain-date';
import type { ClaimEngine } from './claim-engine';
import type { AuditLog, Clearinghouse, Clock, DeadLetterQueues, Ehr, Ids, MessageBus, Sealer, TableStore } from './ports';

/** Everything the workflow touches, as arguments: the product puts adapters in, the simulation its own. */
export interface World {
  readonly clock: Clock;
  readonly ids: Ids;
  readonly tables: TableStore;
  readonly bus: MessageBus;
  readonly deadLetters: DeadLetterQueues;
  readonly audit: AuditLog;
  readonly ehr: Ehr;
  readonly clearinghouse: Clearinghouse;
  readonly rules: PracticeRules;
  /** Coding, edits, claim and X12 over the practice's rules and tables. */
  readonly engine: ClaimEngine;
  readonly settings: WorkflowSettings;
  /** The patient's keyed pseudonym for the audit log (design C-07). */
  readonly patientRef: (patientId: string) => string;
  /** Encrypts what is parked. */
  readonly sealer: Sealer;
  /** Waits; only for the second call with one idempotency key while the first is under way. */
  readonly pause: (ms: number) => Promise<void>;
}

export interface WorkflowSettings {
  readonly listener: {
    /** Where a listener that never ran begins. */
    readonly start: Instant;
    /** At least the EHR's visibility delay (reliability §4). */
    readonly overlapMs: number;
    /** Newer than now − skew is left for the next run. */
    readonly skewMs: number;
    /** A long outage is read in slices, the watermark kept after each that held something; empty ones grow. */
    readonly sliceMs: number;
    readonly pendingRecheckMs: number;
    /** A visit that stays unsigned this long is a question to the provider. */
    readonly pendingGiveUpMs: number;
  };
  readonly submission: {
    readonly graceMs: number;
    /** Why the grace is what it is; stands in the work item's evidence. */
    readonly graceSource: string;
    /** `resend` only where the clearinghouse guarantees a bound on late arrival. */
    readonly afterGrace: 'person' | 'resend';
    /** A sender that finds its intent older than this does not send: the grace counts from the intent. */
    readonly intentMaxAgeMs: number;
    readonly notSentRetryMs: number;
  };
  readonly breaker: { readonly failures: number; readonly openMs: number };
  /** An index row without its outbox row is dropped after this; a writer slower than it is repaired by the sweep. */
  readonly outboxMarkerAgeMs: number;
  readonly idempotencyLeaseMs: number;
}

/** The shipped settings. The grace is reliability §8: Claim.MD publishes no bound, so 60 minutes and then a person. */
export const defaultSettings = (start: Instant): WorkflowSettings => ({
  listener: {
    start,
    overlapMs: 15 * 60_000,
    skewMs: 0,
    sliceMs: 60 * 60_000,
    pendingRecheckMs: 5 * 60_000,
    pendingGiveUpMs: 7 * 86_400_000,
  },
  submission: {
    graceMs: 60 * 60_000,
    graceSource: 'docs/never-twice.md: Claim.MD publishes no bound on late arrival; 60 minutes, then a person',
    afterGrace: 'person',
    intentMaxAgeMs: 2 * 60_000,
    notSentRetryMs: 30_000,
  },
  breaker: { failures: 5, openMs: 60_000 },
  outboxMarkerAgeMs: 10 * 60_000,
  idempotencyLeaseMs: 60_000,
});
