import type { ClaimLife } from '../claim/life';
import type { EncounterLife } from '../encounter/life';
import { dollarsFromCents } from '../kernel/money';
import type { PlainDate } from '../kernel/plain-date';
import type { ClaimAnswer, EncounterAnswer, MoneyAnswer, VisitState } from '../messages/answer-schemas';
import type { Touched } from './activity';
import { readClaim } from './claim-store';
import { readEncounter } from './encounter-store';
import { TABLES } from './keys';
import type { World } from './world';

interface Worded {
  readonly state: VisitState;
  readonly reason?: string;
}

const withReason = (state: VisitState, reasons: readonly string[], otherwise: string): Worded => ({
  state,
  reason: reasons.length > 0 ? reasons.join(' ') : otherwise,
});

/** A claim's state in the summary's words. One that could not be sent for a while is held for that reason: nobody has it yet. */
export function wordOfClaim(life: ClaimLife): Worded {
  switch (life.state) {
    case 'ready':
      return life.notSent === 0 ? { state: 'submitted' } : withReason('held', [], 'NOT_SENT_YET');
    case 'intent':
    case 'submitted':
      return { state: 'submitted' };
    case 'unknown':
      return withReason('awaiting_reconciliation', life.reasons, 'ANSWER_LOST');
    case 'awaiting_person':
      return withReason('awaiting_reconciliation', life.reasons, 'NOT_FOUND_AFTER_GRACE');
    case 'held':
    case 'closed':
      return withReason('held', life.reasons, 'CLOSED_BY_PERSON');
    case 'accepted':
    case 'paid':
    case 'partially_paid':
      return { state: life.state };
    case 'rejected':
    case 'denied':
    case 'reversed':
      return withReason(life.state, life.reasons, life.state.toUpperCase());
  }
}

/** An encounter's state: its newest version's, or that of the claim it led to. */
export function wordOfEncounter(life: EncounterLife, claim: ClaimLife | undefined): Worded {
  switch (life.state) {
    case 'coded':
      return claim === undefined ? withReason('held', [], 'CLAIM_MISSING') : wordOfClaim(claim);
    case 'held':
      return withReason('held', life.reasons, 'HELD');
    case 'not_billable':
      return withReason('not_billable', life.reasons, 'NOT_BILLABLE');
    case 'detected':
      return withReason('held', [], 'NOT_CODED_YET');
    case 'open':
      return withReason('held', [], 'REOPENED');
  }
}

const moneyOf = ({ money }: ClaimLife): MoneyAnswer => ({
  charge: dollarsFromCents(money.chargeCents),
  paid: dollarsFromCents(money.paidCents),
  patient_responsibility: dollarsFromCents(money.patientResponsibilityCents),
  written_off: dollarsFromCents(money.writtenOffCents),
  denied: dollarsFromCents(money.deniedCents),
});

/** GET /api/claims/{id}; undefined when there is none. */
export async function readClaimView(world: World, claimId: string): Promise<ClaimAnswer | undefined> {
  const life = (await readClaim(world, claimId))?.life;
  if (life === undefined) return undefined;
  return {
    claim_id: life.claimId,
    ...(life.encounterId === undefined ? {} : { encounter_id: life.encounterId }),
    version: life.encounterVersion ?? 1,
    ...wordOfClaim(life),
    history: life.history,
    findings: life.findings,
    ...(life.payerClaimNumber === undefined ? {} : { payer_claim_number: life.payerClaimNumber }),
    money: moneyOf(life),
  };
}

/** GET /api/encounters/{id}; undefined when it was never seen. */
export async function readEncounterView(world: World, encounterId: string): Promise<EncounterAnswer | undefined> {
  const life = (await readEncounter(world, encounterId))?.life;
  if (life === undefined) return undefined;
  const { version, history, claimIds } = life;
  const word = wordOfEncounter(life, await newestClaim(world, life));
  return { encounter_id: encounterId, version, ...word, history, claim_ids: claimIds };
}

async function newestClaim(world: World, life: EncounterLife): Promise<ClaimLife | undefined> {
  const claimId = life.claimIds.at(-1);
  return claimId === undefined ? undefined : (await readClaim(world, claimId))?.life;
}

/** One row of the summary of a day. */
export interface VisitView extends Worded {
  readonly encounter_id: string;
  readonly version: number;
  readonly codes: readonly string[];
  readonly claims: readonly (MoneyAnswer & { readonly claim_id: string })[];
}

/** Every encounter that was first seen on a day (in the practice's zone), by id. */
export async function readVisitsOfDay(world: World, day: PlainDate): Promise<readonly VisitView[]> {
  const visits: VisitView[] = [];
  for (const { id } of await touchedOn(world, day, 'encounter')) {
    const life = (await readEncounter(world, id))?.life;
    if (life !== undefined) visits.push(await visitView(world, life));
  }
  return visits;
}

async function visitView(world: World, life: EncounterLife): Promise<VisitView> {
  const claims: ClaimLife[] = [];
  for (const claimId of life.claimIds) {
    const claim = (await readClaim(world, claimId))?.life;
    if (claim !== undefined) claims.push(claim);
  }
  return {
    encounter_id: life.encounterId,
    version: life.version,
    ...wordOfEncounter(life, claims.at(-1)),
    codes: life.codes,
    claims: claims.map((claim) => ({ claim_id: claim.claimId, ...moneyOf(claim) })),
  };
}

async function touchedOn(world: World, day: PlainDate, kind: Touched['kind']): Promise<readonly Touched[]> {
  const found: Touched[] = [];
  let after: string | undefined;
  do {
    const page = await world.tables.list(TABLES.activity, day, after === undefined ? {} : { after });
    for (const row of page.rows) if ((row.value as Touched).kind === kind) found.push(row.value as Touched);
    after = page.next;
  } while (after !== undefined);
  return found;
}

export interface DayCounts {
  readonly day: PlainDate;
  readonly encounters: number;
  readonly claims: number;
  readonly byState: Readonly<Partial<Record<VisitState, number>>>;
  readonly money: MoneyAnswer;
}

/** The figures of a day's end: how many visits ended where, and the money of their claims. */
export async function readDayCounts(world: World, day: PlainDate): Promise<DayCounts> {
  const visits = await readVisitsOfDay(world, day);
  const byState: Partial<Record<VisitState, number>> = {};
  for (const { state } of visits) byState[state] = (byState[state] ?? 0) + 1;
  const claims = visits.flatMap((visit) => visit.claims);
  const total = (of: (claim: MoneyAnswer) => number): number =>
    Math.round(claims.reduce((sum, claim) => sum + Math.round(of(claim) * 100), 0)) / 100;
  const money = {
    charge: total((claim) => claim.charge),
    paid: total((claim) => claim.paid),
    patient_responsibility: total((claim) => claim.patient_responsibility),
    written_off: total((claim) => claim.written_off),
    denied: total((claim) => claim.denied),
  };
  return { day, encounters: visits.length, claims: claims.length, byState, money };
}
