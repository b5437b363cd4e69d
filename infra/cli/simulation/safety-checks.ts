import type { ClaimLife } from '../../../shared/claim/life';
import type { EncounterLife } from '../../../shared/encounter/life';
import { msOfInstant, type Instant } from '../../../shared/kernel/plain-date';
import { ROWS, TABLES } from '../../../shared/workflow/keys';
import type { Message } from '../../../shared/messages/message';
import type { WorkflowSettings } from '../../../shared/workflow/world';
import type { Receipt, SimulatedClearinghouse } from './clearinghouse';
import type { SimulatedEhr } from './ehr';
import type { SimulatedEventLog } from './event-log';
import type { OnWrite, SimulatedTables } from './tables';
import { CANARY } from './visits';

/** Invariants by name, as reliability §6 numbers them. I8 (one practice's data stays its own) is by construction: a deployment serves one practice. */
export const INVARIANTS = {
  I1: 'a claim version is received at most once',
  I2: 'no encounter is lost: each ends where its plan says',
  I3: 'every move is in the audit log, the intent before the sending, and the log is sound',
  I4: 'what is posted is what was remitted, once',
  I5: 'the watermark passes no unseen encounter',
  I6: 'a life only moves along its edges, one revision at a time',
  I7: 'no patient in a message or the log',
  I9: 'the same seed gives the same trace',
  I10: 'a stored decision is what coding says again',
  bug: 'no error that is not a transient failure',
} as const;
export type Invariant = keyof typeof INVARIANTS;

export interface Failure {
  readonly invariant: Invariant;
  readonly detail: string;
}

/** What the checks look at. */
export interface Observed {
  readonly tables: SimulatedTables;
  readonly ehr: SimulatedEhr;
  readonly clearinghouse: SimulatedClearinghouse;
  readonly auditLog: SimulatedEventLog;
  readonly settings: WorkflowSettings;
  readonly options: { readonly auditChain: boolean };
  readonly time: { readonly ms: number };
}

/** Checks made while the run goes on, at every write, message and receipt. */
export interface SafetyChecks {
  readonly failures: Failure[];
  readonly onWrite: OnWrite;
  onMessage(message: Message): void;
  onReceipt(receipt: Receipt): void;
}

/** Edges written down a second time, apart from the lives' own tables: a slip in one shows against the other. */
const CLAIM_EDGES: Readonly<Record<string, string>> = {
  held: 'ready closed accepted rejected paid partially_paid denied',
  ready: 'held intent ready submitted accepted rejected paid partially_paid denied',
  intent: 'ready unknown submitted rejected accepted awaiting_person paid partially_paid denied',
  unknown: 'ready submitted rejected accepted awaiting_person paid partially_paid denied',
  awaiting_person: 'ready submitted rejected accepted closed paid partially_paid denied',
  submitted: 'accepted rejected paid partially_paid denied',
  accepted: 'rejected paid partially_paid denied',
  rejected: 'closed paid partially_paid denied',
  paid: 'reversed',
  partially_paid: 'reversed',
  denied: 'paid partially_paid reversed',
  reversed: 'paid partially_paid denied',
  closed: 'paid partially_paid denied',
};
const ENCOUNTER_EDGES: Readonly<Record<string, string>> = {
  detected: 'open held coded not_billable',
  open: 'detected held coded not_billable',
  coded: 'held',
  held: 'detected not_billable',
  not_billable: 'held',
};
const MOST_FAILURES = 20;

export function createSafetyChecks(cloud: Observed): SafetyChecks {
  const failures: Failure[] = [];
  const fail = (invariant: Invariant, detail: string): void => {
    if (failures.length < MOST_FAILURES) failures.push({ invariant, detail });
  };

  function checkLife(edges: Readonly<Record<string, string>>, before: unknown, after: unknown, key: string): void {
    const next = after as ClaimLife | EncounterLife;
    const old = before as ClaimLife | EncounterLife | undefined;
    if (old === undefined) {
      if (next.revision !== 1) fail('I6', `${key} begins at revision ${next.revision}`);
      return;
    }
    if (next.revision !== old.revision + 1) fail('I6', `${key} went from revision ${old.revision} to ${next.revision}`);
    if (next.history.length !== old.history.length + 1) fail('I6', `${key} lost history`);
    const known = next.state === old.state || (edges[old.state] ?? '').split(' ').includes(next.state);
    if (!known) fail('I6', `${key} went from ${old.state} to ${next.state}`);
  }

  let passed = 0;
  function checkWatermark(at: Instant): void {
    // By the true time: a clock that runs ahead may put it into the future, as long as somebody comes back for what lies between.
    const ms = Math.min(msOfInstant(at), cloud.time.ms) - cloud.settings.listener.overlapMs;
    for (;;) {
      const signature = cloud.ehr.firstSignatures[passed];
      if (signature === undefined || signature.at >= ms) return;
      passed += 1;
      if (cloud.tables.read(TABLES.encounters, signature.encounterId, ROWS.state) === undefined)
        fail('I5', `the watermark passed ${signature.encounterId}`);
    }
  }

  return {
    failures,
    onWrite: (table, partition, rowKey, before, after) => {
      if (rowKey === ROWS.state && after !== undefined)
        checkLife(table === TABLES.claims ? CLAIM_EDGES : ENCOUNTER_EDGES, before, after, partition);
      if (rowKey.startsWith(ROWS.ledger) && before !== undefined) fail('I4', `${partition} ${rowKey} was written twice`);
      if (table === TABLES.cursors && rowKey === 'watermark') checkWatermark((after as { at: Instant }).at);
    },
    onMessage: (message) => {
      if (message.correlationId.includes(CANARY)) fail('I7', message.id);
      for (const value of Object.values(message.data)) if (String(value).includes(CANARY)) fail('I7', message.id);
    },
    onReceipt: ({ claimId, fileName }) => {
      const row = cloud.tables.read(TABLES.claims, claimId, ROWS.state)?.value as ClaimLife | undefined;
      const received = cloud.clearinghouse.receipts.get(claimId)?.length ?? 0;
      if (received > 1) fail('I1', `${claimId} was received ${received} times, now as ${fileName}`);
      if (row === undefined) fail('I3', `${claimId} was received and is in no row`);
      else checkIntent(row, fileName);
    },
  };

  /** The sending's intent is in the log; in long runs the log is a set of events, else the chain is read at the end. */
  function checkIntent(life: ClaimLife, fileName: string): void {
    if (cloud.options.auditChain) return;
    const intent = cloud.auditLog.intents.has(fileName);
    if (!intent) fail('I3', `${life.claimId} was received without an intent in the log`);
  }
}
