import type { AuditEvent } from '../audit/audit-event';
import type { Claim } from '../claim/claim';
import { decideClaim, type ClaimEvent, type ClaimLife } from '../claim/life';
import type { Decision } from '../kernel/decision';
import { hashOf } from '../kernel/canonical-json';
import type { Finding } from '../kernel/finding';
import { ZERO_CENTS } from '../kernel/money';
import { touch } from './activity';
import { commitMove } from './commit';
import { keyOf, ROWS, TABLES } from './keys';
import { TransientFailure, type Row, type RowOperation } from './ports';
import type { World } from './world';

export interface StoredClaim {
  readonly life: ClaimLife;
  readonly row: Row;
}

export async function readClaim(world: World, claimId: string): Promise<StoredClaim | undefined> {
  const row = await world.tables.read(TABLES.claims, keyOf(claimId), ROWS.state);
  return row === undefined ? undefined : { row, life: row.value as ClaimLife };
}

export async function readClaimContent(world: World, claimId: string): Promise<Claim | undefined> {
  const row = await world.tables.read(TABLES.claims, keyOf(claimId), ROWS.content);
  return row?.value as Claim | undefined;
}

export interface NewClaim {
  readonly claim: Claim;
  readonly state: 'ready' | 'held';
  readonly reasons: readonly string[];
  readonly findings: readonly Finding[];
  readonly encounterVersion?: number;
  readonly visitDay?: string;
}

/**
 * Inserts a claim once: 'exists' when it stands already with the same content, 'other-content' when its id is taken by another.
 * Announces it ('claim-ready') itself only when no encounter's move will.
 */
export async function insertClaim(
  world: World,
  fresh: NewClaim,
  announce: boolean,
): Promise<'inserted' | 'exists' | 'other-content'> {
  const { claim } = fresh;
  const claimHash = hashOf(claim);
  const existing = await readClaim(world, claim.claimId);
  if (existing !== undefined) return existing.life.claimHash === claimHash ? 'exists' : 'other-content';
  const at = world.clock.now();
  const life: ClaimLife = {
    claimId: claim.claimId,
    ...(claim.encounterId === undefined ? {} : { encounterId: claim.encounterId }),
    ...(fresh.encounterVersion === undefined ? {} : { encounterVersion: fresh.encounterVersion }),
    ...(fresh.visitDay === undefined ? {} : { visitDay: fresh.visitDay }),
    frequency: claim.frequency,
    state: fresh.state,
    reasons: fresh.reasons,
    revision: 1,
    claimHash,
    codes: claim.serviceLines.map((line) => line.procedureCode),
    attempts: 0,
    notSent: 0,
    responses: [],
    money: {
      chargeCents: world.engine.chargeOf(claim),
      paidCents: ZERO_CENTS,
      patientResponsibilityCents: ZERO_CENTS,
      writtenOffCents: ZERO_CENTS,
      deniedCents: ZERO_CENTS,
    },
    postings: [],
    findings: fresh.findings,
    history: [
      {
        at,
        event: fresh.state === 'ready' ? 'built' : 'held',
        ...(fresh.reasons.length === 0 ? {} : { detail: fresh.reasons.join(' ') }),
      },
    ],
  };
  await touch(world, 'claim', claim.claimId);
  const written = await commitMove(
    world,
    TABLES.claims,
    keyOf(claim.claimId),
    [
      { kind: 'insert', rowKey: ROWS.state, value: life },
      { kind: 'insert', rowKey: ROWS.content, value: claim },
    ],
    {
      effects: [
        ...(announce && fresh.state === 'ready' ? [{ kind: 'send', type: 'claim-ready' } as const] : []),
        ...(fresh.state === 'held' ? [{ kind: 'open-item', item: 'claim_held', reasons: fresh.reasons } as const] : []),
      ],
      audit: [auditOf(world, life, 'CLAIM_BUILT', at, {})],
      about: aboutOf(life),
      revision: life.revision,
      data: { state: life.state },
    },
  );
  if (written === 'written') return 'inserted';
  const winner = await readClaim(world, claim.claimId);
  if (winner === undefined) throw new TransientFailure('claim.insert');
  return winner.life.claimHash === claimHash ? 'exists' : 'other-content';
}

export interface ClaimContext {
  readonly actor?: AuditEvent['actor'];
  /** Rows of the claim's partition that belong to the move: ledger rows. */
  readonly operations?: readonly RowOperation[];
  readonly detail?: AuditEvent['detail'];
}

const ATTEMPTS = 6;

/** Moves a claim: reads its row, decides, swaps it by its ETag with everything that follows. Undefined when there is no such claim. */
export async function moveClaim(
  world: World,
  claimId: string,
  event: ClaimEvent,
  context: ClaimContext = {},
): Promise<Decision<ClaimLife> | undefined> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const stored = await readClaim(world, claimId);
    if (stored === undefined) return undefined;
    const decision = decideClaim(stored.life, event);
    if (decision.outcome !== 'moved') return decision;
    if ((await swapClaim(world, stored, decision, event, context)) === 'written') return decision;
  }
  throw new TransientFailure('claim.move');
}

/** One try of a decided move on the row it was decided on. */
export async function swapClaim(
  world: World,
  stored: StoredClaim,
  decision: Decision<ClaimLife> & { readonly outcome: 'moved' },
  event: ClaimEvent,
  context: ClaimContext = {},
): Promise<'written' | 'conflict'> {
  const { next, effects } = decision;
  await touch(world, 'claim', next.claimId, next.history[0]?.at);
  return commitMove(
    world,
    TABLES.claims,
    keyOf(next.claimId),
    [{ kind: 'replace', rowKey: ROWS.state, value: next, etag: stored.row.etag }, ...(context.operations ?? [])],
    {
      effects,
      audit: [auditOf(world, next, `CLAIM_${event.kind.toUpperCase()}`, event.at, context)],
      about: aboutOf(next),
      revision: next.revision,
      data: { state: next.state },
    },
  );
}

const aboutOf = (life: ClaimLife): { claimId: string; encounterId?: string } => ({
  claimId: life.claimId,
  ...(life.encounterId === undefined ? {} : { encounterId: life.encounterId }),
});

function auditOf(world: World, life: ClaimLife, type: string, at: AuditEvent['at'], context: ClaimContext): AuditEvent {
  const { paidCents, patientResponsibilityCents, writtenOffCents, deniedCents } = life.money;
  return {
    eventId: `${life.claimId}|${life.revision}|${type}`,
    type,
    at,
    actor: context.actor ?? { kind: 'system', id: 'workflow' },
    claimRef: life.claimId,
    ...(life.encounterId === undefined ? {} : { encounterRef: life.encounterId }),
    inputHash: life.claimHash,
    configurationHash: world.rules.contentHash,
    detail: {
      state: life.state,
      reasons: life.reasons,
      ...(life.attempt === undefined ? {} : { attempt: life.attempt.number, file: life.attempt.fileName }),
      ...(life.postings.length === 0 ? {} : { paidCents, patientResponsibilityCents, writtenOffCents, deniedCents }),
      ...context.detail,
    },
  };
}

/** Gives a claim that was never sent new content. Throws TransientFailure when it moved meanwhile, a RangeError when it was sent. */
export async function rebuildClaim(world: World, fresh: NewClaim): Promise<void> {
  const { claim } = fresh;
  const stored = await readClaim(world, claim.claimId);
  const content = await world.tables.read(TABLES.claims, keyOf(claim.claimId), ROWS.content);
  if (stored === undefined || content === undefined) throw new TransientFailure('claim.rebuild');
  const event: ClaimEvent = {
    kind: 'rebuilt',
    at: world.clock.now(),
    claimHash: hashOf(claim),
    codes: claim.serviceLines.map((line) => line.procedureCode),
    chargeCents: world.engine.chargeOf(claim),
    ...(fresh.visitDay === undefined ? {} : { visitDay: fresh.visitDay }),
  };
  const decision = decideClaim(stored.life, event);
  if (decision.outcome !== 'moved') throw new RangeError(decision.reason);
  const operations: RowOperation[] = [{ kind: 'replace', rowKey: ROWS.content, value: claim, etag: content.etag }];
  if ((await swapClaim(world, stored, decision, event, { operations })) === 'conflict')
    throw new TransientFailure('claim.rebuild');
}
