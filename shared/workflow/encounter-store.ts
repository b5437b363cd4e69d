import type { AuditEvent } from '../audit/audit-event';
import { decideEncounter, type EncounterEvent, type EncounterLife } from '../encounter/life';
import type { VisitParties } from '../encounter/visit-parties';
import type { Decision } from '../kernel/decision';
import { commitMove } from './commit';
import { touch } from './activity';
import { keyOf, ROWS, TABLES } from './keys';
import { TransientFailure, type Row, type RowOperation } from './ports';
import type { World } from './world';

export interface StoredEncounter {
  readonly life: EncounterLife;
  readonly row: Row;
}

/** The visit as it was last fetched: what a person's answer is coded from. */
export interface StoredVisit {
  readonly encounter: Readonly<Record<string, unknown>>;
  readonly parties: VisitParties;
  readonly contentHash: string;
}

export async function readEncounter(world: World, encounterId: string): Promise<StoredEncounter | undefined> {
  const row = await world.tables.read(TABLES.encounters, keyOf(encounterId), ROWS.state);
  return row === undefined ? undefined : { row, life: row.value as EncounterLife };
}

export async function readVisit(world: World, encounterId: string): Promise<{ visit: StoredVisit; row: Row } | undefined> {
  const row = await world.tables.read(TABLES.encounters, keyOf(encounterId), ROWS.content);
  return row === undefined ? undefined : { row, visit: row.value as StoredVisit };
}

/** What the log says beside the move itself. */
export interface EncounterContext {
  readonly patientId?: string;
  readonly npi?: string;
  readonly inputHash?: string;
  readonly resultHash?: string;
  readonly actor?: AuditEvent['actor'];
  /** Rows of the encounter's partition that belong to the move. */
  readonly operations?: readonly RowOperation[];
}

const ATTEMPTS = 6;

/**
 * Moves an encounter: reads its row, decides, swaps it by its ETag with everything that follows from it. When another instance was
 * faster the decision is made again on what it left. Gives the decision that held.
 */
export async function moveEncounter(
  world: World,
  encounterId: string,
  event: EncounterEvent,
  context: EncounterContext = {},
): Promise<Decision<EncounterLife>> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const stored = await readEncounter(world, encounterId);
    const decision = decideEncounter(stored?.life, event);
    if (decision.outcome !== 'moved') return decision;
    await touch(world, 'encounter', encounterId, stored?.life.history[0]?.at);
    const operation: RowOperation =
      stored === undefined
        ? { kind: 'insert', rowKey: ROWS.state, value: decision.next }
        : { kind: 'replace', rowKey: ROWS.state, value: decision.next, etag: stored.row.etag };
    const written = await commitMove(world, TABLES.encounters, keyOf(encounterId), [operation, ...(context.operations ?? [])], {
      effects: decision.effects,
      audit: [auditOf(world, decision.next, event, context)],
      about: { encounterId },
      revision: decision.next.revision,
      data: { state: decision.next.state, version: decision.next.version },
      ...(decision.next.claimIds.length > 0 ? { claimId: decision.next.claimIds.at(-1) ?? '' } : {}),
    });
    if (written === 'written') return decision;
    // The rows beside the state were read by the caller: it has to look again.
    if (context.operations !== undefined) throw new TransientFailure('encounter.move');
  }
  throw new TransientFailure('encounter.move');
}

function auditOf(world: World, next: EncounterLife, event: EncounterEvent, context: EncounterContext): AuditEvent {
  const type = `ENCOUNTER_${event.kind.toUpperCase()}`;
  return {
    eventId: `${next.encounterId}|${next.revision}|${type}`,
    type,
    at: event.at,
    actor: context.actor ?? { kind: 'system', id: 'workflow' },
    encounterRef: next.encounterId,
    configurationHash: world.rules.contentHash,
    ...(context.patientId === undefined ? {} : { patientRef: world.patientRef(context.patientId) }),
    ...(context.npi === undefined ? {} : { npi: context.npi }),
    ...(context.inputHash === undefined ? {} : { inputHash: context.inputHash }),
    ...(context.resultHash === undefined ? {} : { resultHash: context.resultHash }),
    detail: { state: next.state, version: next.version, reasons: next.reasons, codes: next.codes, claims: next.claimIds },
  };
}
