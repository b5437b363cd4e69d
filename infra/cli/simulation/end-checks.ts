import type { ClaimLife } from '../../../shared/claim/life';
import type { EncounterLife } from '../../../shared/encounter/life';
import { hashOf } from '../../../shared/kernel/canonical-json';
import type { StoredVisit } from '../../../shared/workflow/encounter-store';
import { ROWS, TABLES } from '../../../shared/workflow/keys';
import type { WorkItem } from '../../../shared/work-items/work-item';
import { wordOfEncounter } from '../../../shared/workflow/read-models';
import type { LedgerRow } from '../../../shared/workflow/post-remittances';
import { verifyAuditLog } from '../../../shared/audit/verify-audit-log';
import type { Parked } from '../../../shared/workflow/parked';
import type { Cloud } from './cloud';
import type { Failure } from './safety-checks';
import { scriptedEngine, postingOf } from './scripted-engine';
import { CANARY, PLANS } from './visits';
import { cents } from '../../../shared/kernel/money';

export interface EndReport {
  readonly visits: number;
  readonly claims: number;
  /** Claims the clearinghouse received. */
  readonly submitted: number;
  readonly duplicates: number;
  /** Visits that are nowhere, or stand where nobody would ever touch them. */
  readonly lost: number;
  readonly failures: readonly Failure[];
}

interface Ended {
  readonly encounterId: string;
  readonly plan: string;
  readonly life: EncounterLife | undefined;
  readonly claim: ClaimLife | undefined;
}

const claimOf = (cloud: Cloud, claimId: string): ClaimLife | undefined =>
  cloud.tables.read(TABLES.claims, claimId, ROWS.state)?.value as ClaimLife | undefined;

function* ended(cloud: Cloud): Iterable<Ended> {
  for (const { encounterId, plan } of cloud.ehr.visits.values()) {
    const life = cloud.tables.read(TABLES.encounters, encounterId, ROWS.state)?.value as EncounterLife | undefined;
    const claimId = life?.claimIds.at(-1);
    yield { encounterId, plan, life, claim: claimId === undefined ? undefined : claimOf(cloud, claimId) };
  }
}

const isAtItsEnd = ({ plan, life, claim }: Ended): boolean => {
  if (life === undefined || life.due !== undefined || life.state === 'detected' || life.state === 'open') return false;
  return PLANS[plan]?.ends.includes(wordOfEncounter(life, claim).state) === true;
};

/** Nothing is under way any more and every visit stands where its plan ends. */
export function isAllDone(cloud: Cloud): boolean {
  if (cloud.clearinghouse.remittancesPlanned > 0 || cloud.bus.underWay > 0) return false;
  if (cloud.tables.list(TABLES.outboxIndex, 'pending').rows.length > 0) return false;
  for (const end of ended(cloud)) if (!isAtItsEnd(end)) return false;
  return true;
}

/** Compares what we say with what the others' books say. */
export function checkEnd(cloud: Cloud): EndReport {
  const failures: Failure[] = [...cloud.safety.failures];
  const fail = (invariant: Failure['invariant'], detail: string): void => {
    if (failures.length < 40) failures.push({ invariant, detail });
  };
  let lost = 0;
  const ofDay = new Map<string, number>();
  for (const end of ended(cloud)) {
    if (!isAtItsEnd(end)) {
      lost += 1;
      const state = end.life === undefined ? 'nowhere' : `${end.life.state}/${end.claim?.state ?? 'no claim'}`;
      fail('I2', `${end.encounterId} (${end.plan}) ended ${state}`);
    }
    if (end.plan === 'two_on_a_day' && cloud.clearinghouse.receipts.has(end.claim?.claimId ?? ''))
      ofDay.set(end.encounterId.slice(0, -1), (ofDay.get(end.encounterId.slice(0, -1)) ?? 0) + 1);
    checkReplay(cloud, end, fail);
    checkAsked(cloud, end, fail);
  }
  for (const [pair, count] of ofDay) if (count > 1) fail('I2', `both visits of ${pair} were billed`);
  for (const { value } of cloud.tables.list(TABLES.parked, 'parked').rows)
    if ((value as Parked).kind === 'poison') fail('I6', `a message spoke of what never was: ${(value as Parked).code}`);
  // Every payment and response of the simulated clearinghouse is for a claim of ours.
  for (const { rowKey } of cloud.tables.list(TABLES.parked, 'unmatched').rows)
    fail('I4', `${rowKey} found no claim that takes it`);
  for (const bug of cloud.bugs) fail('bug', bug);
  const books = checkBooks(cloud, fail);
  checkAudit(cloud, fail);
  return { visits: cloud.ehr.visits.size, lost, failures, ...books };
}

type Fail = (invariant: Failure['invariant'], detail: string) => void;

/**
 * I10: what is stored as decided is the note as it was last signed, and what coding says of it again; and the claim that stands is the
 * one the stored visit gives.
 */
function checkReplay(cloud: Cloud, { encounterId, life, claim }: Ended, fail: Fail): void {
  const stored = cloud.tables.read(TABLES.encounters, encounterId, ROWS.content)?.value as StoredVisit | undefined;
  if (life?.contentHash === undefined) return;
  if (stored === undefined) {
    fail('I10', `${encounterId} is decided, and what it was decided on is gone`);
    return;
  }
  const last = cloud.ehr.visits.get(encounterId)?.signatures.at(-1);
  if (last === undefined || hashOf({ encounter: last.encounter, parties: last.parties }) !== life.contentHash)
    fail('I10', `${encounterId} is not decided on the note as it was signed last`);
  const again = scriptedEngine.codeVisit(stored.encounter, '2026-03-10' as never);
  const codes = again.ok ? again.result.serviceLines.map((line) => line.procedureCode) : [];
  if (codes.join() !== life.codes.join()) fail('I10', `${encounterId} says ${life.codes.join()}, coding says ${codes.join()}`);
  if (!again.ok || claim?.encounterVersion !== life.version || claim.attempts === 0) return;
  const charge = again.result.serviceLines[0]?.chargeCents;
  if (charge !== claim.money.chargeCents)
    fail('I10', `${claim.claimId} charges ${claim.money.chargeCents}, coding ${charge ?? 0}`);
}

/** The open item that each state that waits for a person must have. */
const ASKS: Readonly<Record<string, string>> = {
  held: 'claim-held',
  awaiting_person: 'claim-unconfirmed',
  rejected: 'claim-rejected',
};

/** I2: what waits for a person is a question that somebody is asked. */
function checkAsked(cloud: Cloud, { encounterId, life, claim }: Ended, fail: Fail): void {
  const isOpen = (id: string): boolean => {
    const item = cloud.tables.read(TABLES.workItems, 'item', id)?.value as WorkItem | undefined;
    return item?.state === 'open' && cloud.tables.read(TABLES.workItems, 'open', id) !== undefined;
  };
  if (life?.state === 'held' && !isOpen(`wi-encounter-held-${encounterId}`))
    fail('I2', `${encounterId} is held, and nobody is asked`);
  const asks = claim === undefined ? undefined : ASKS[claim.state];
  if (claim !== undefined && asks !== undefined && !isOpen(`wi-${asks}-${claim.claimId}`))
    fail('I2', `${claim.claimId} is ${claim.state}, and nobody is asked`);
}

/** I1 and I4: receipts and money, the clearinghouse's books against ours. */
function checkBooks(cloud: Cloud, fail: Fail): { claims: number; submitted: number; duplicates: number } {
  let duplicates = 0;
  for (const receipts of cloud.clearinghouse.receipts.values()) duplicates += receipts.length > 1 ? 1 : 0;
  const remitted = new Map<string, string[]>();
  for (const remittance of cloud.clearinghouse.remittances)
    for (const claim of remittance.claims) remitted.set(claim.claimId, [...(remitted.get(claim.claimId) ?? []), claim.outcome]);
  let claims = 0;
  for (const { partition, rows } of cloud.tables.partitionsOf(TABLES.claims)) {
    const life = rows.get(ROWS.state)?.value as ClaimLife | undefined;
    if (life === undefined) continue;
    claims += 1;
    const ledger = [...rows].filter(([key]) => key.startsWith(ROWS.ledger)).map(([, row]) => row.value as LedgerRow);
    const expected = remitted.get(partition) ?? [];
    if (ledger.length !== expected.length)
      fail('I4', `${partition}: ${expected.length} payments remitted, ${ledger.length} posted`);
    checkMoney(life, expected.at(-1), fail);
    if ([...rows.keys()].some((key) => key.startsWith(ROWS.outbox)))
      fail('I2', `${partition} has consequences that went nowhere`);
  }
  return { claims, submitted: cloud.clearinghouse.receipts.size, duplicates };
}

function checkMoney(life: ClaimLife, last: string | undefined, fail: Fail): void {
  const { chargeCents, paidCents, patientResponsibilityCents, writtenOffCents, deniedCents } = life.money;
  const expected = last === undefined ? undefined : postingOf(cents(chargeCents), last, chargeCents).money;
  const paid = expected?.paidCents ?? 0;
  if (paid !== paidCents) fail('I4', `${life.claimId}: ${paid} cents remitted, ${paidCents} stand`);
  const sum = paidCents + patientResponsibilityCents + writtenOffCents + deniedCents;
  if (last !== undefined && last !== 'reversed' && sum !== chargeCents)
    fail('I4', `${life.claimId}: ${sum} of ${chargeCents} cents are accounted for`);
}

/** I3 and I7: every revision of every life has its line, and no line names a patient. */
function checkAudit(cloud: Cloud, fail: Fail): void {
  const known = cloud.options.auditChain ? chainEvents(cloud, fail) : undefined;
  for (const eventId of cloud.auditLog.contradictions) fail('I3', `${eventId} stands with two bodies`);
  const has = (prefix: string, revision: number, events: ReadonlySet<string>): boolean => events.has(`${prefix}|${revision}`);
  const events = new Set<string>();
  const ids = known ?? cloud.auditLog.ids();
  for (const eventId of ids) events.add(eventId.split('|').slice(0, 2).join('|'));
  for (const table of [TABLES.claims, TABLES.encounters])
    for (const { rows } of cloud.tables.partitionsOf(table)) {
      const life = rows.get(ROWS.state)?.value as ClaimLife | EncounterLife | undefined;
      if (life === undefined) continue;
      const id = 'claimId' in life ? life.claimId : life.encounterId;
      for (let revision = 1; revision <= life.revision; revision++)
        if (!has(id, revision, events)) fail('I3', `revision ${revision} of ${id} is not in the log`);
    }
  if (!cloud.options.auditChain)
    for (const event of cloud.auditLog.bodies())
      if (event.encounterRef === CANARY || Object.values(event.detail).some((value) => String(value).includes(CANARY)))
        fail('I7', event.eventId);
}

/** The real chain, read and verified as an auditor would. */
function chainEvents(cloud: Cloud, fail: Fail): string[] {
  const blobs = cloud.blobs.list('audit/');
  const read = (name: string): string => Buffer.from(cloud.blobs.read(name) ?? []).toString('utf8');
  const verdict = verifyAuditLog({ blobs, checkpoints: [], read, verifySignature: () => undefined });
  if (!verdict.ok) fail('I3', `the log is ${verdict.firstFault?.kind ?? 'bad'} in ${verdict.firstFault?.file ?? ''}`);
  const ids: string[] = [];
  for (const name of blobs)
    for (const line of read(name).split('\n')) {
      if (line === '') continue;
      if (line.includes(CANARY)) fail('I7', name);
      ids.push((JSON.parse(line) as { eventId: string }).eventId);
    }
  return ids;
}
