import type { ClaimIdentity } from '../claim/build-claim';
import type { Claim } from '../claim/claim';
import type { CodingResult } from '../coding/coding-result';
import { ENCOUNTER_MOVES, type EncounterEvent, type EncounterLife } from '../encounter/life';
import type { VisitParties } from '../encounter/visit-parties';
import { mayFollow } from '../claim/life';
import { hashOf } from '../kernel/canonical-json';
import { stops, type Finding } from '../kernel/finding';
import { Message } from '../messages/message';
import { dayOf } from './activity';
import type { CodedVisit } from './claim-engine';
import { insertClaim, readClaim, rebuildClaim, type NewClaim } from './claim-store';
import { moveEncounter, readEncounter, readVisit, type EncounterContext, type StoredVisit } from './encounter-store';
import { claimIdOf, ROWS, visitDayKey } from './keys';
import { parkMessage, type Handled } from './parked';
import { noteChanged } from './pending-visits';
import { TransientFailure, type FetchedVisit, type RowOperation } from './ports';
import { takeVisitDay } from './visit-days';
import type { World } from './world';

/**
 * Codes a signed visit: fetches it, codes it, and leaves it coded with a claim that is ready, held for named reasons, or not
 * billable. A repeated message finds nothing due and does nothing. Refuses (parks) a message that is none, or of an encounter never seen.
 */
export async function codeEncounterFinalized(body: unknown, world: World): Promise<Handled> {
  const message = Message.safeParse(body);
  const encounterId = message.success ? message.data.data['encounterId'] : undefined;
  if (!message.success || message.data.type !== 'encounter-finalized' || typeof encounterId !== 'string')
    return parkMessage(world, 'encounter-finalized', body, 'MESSAGE_MALFORMED');
  const stored = await readEncounter(world, encounterId);
  if (stored === undefined) return parkMessage(world, 'encounter-finalized', body, 'ENCOUNTER_UNKNOWN');
  if (stored.life.due === undefined) return 'done';
  await codeDue(world, stored.life, stored.life.due);
  return 'done';
}

async function codeDue(world: World, life: EncounterLife, due: string): Promise<void> {
  const { encounterId } = life;
  const at = world.clock.now();
  const stored = life.released === undefined ? undefined : await readVisit(world, encounterId);
  // A person's release is coded from what the person saw; a signature that came after it is looked at first.
  if (stored !== undefined && !life.signedVersions.includes(due)) return settle(world, life, due, stored.visit, []);
  const answer = await world.ehr.fetchVisit(encounterId);
  switch (answer.kind) {
    case 'signed':
      return codeFetched(world, stored === undefined ? withoutRelease(life) : life, due, answer.visit);
    case 'open':
      // Looked at again until it is signed: the row first, so that a crash between leaves it due.
      await noteChanged(world, { encounterId, changedAt: at });
      return say(world, encounterId, { kind: 'found_open', at, due });
    case 'gone':
      return say(world, encounterId, { kind: 'gone', at, due });
    case 'malformed':
      return say(world, encounterId, { kind: 'malformed', at, due, faults: answer.faults });
  }
}

/** A release of a visit that could never be read passes over nothing: nobody has seen what is coded now. */
function withoutRelease(life: EncounterLife): EncounterLife {
  const unseen = { ...life };
  Reflect.deleteProperty(unseen, 'released');
  return unseen;
}

/** Moves the encounter by an answer. A refusal means that the encounter went on meanwhile: the message comes again and looks anew. */
async function say(world: World, encounterId: string, event: EncounterEvent, context: EncounterContext = {}): Promise<void> {
  const decision = await moveEncounter(world, encounterId, event, context);
  if (decision.outcome === 'refused') throw new TransientFailure('encounter.code');
}

async function codeFetched(world: World, life: EncounterLife, due: string, visit: FetchedVisit): Promise<void> {
  const { encounter, parties } = visit;
  const { encounterId } = life;
  const contentHash = hashOf({ encounter, parties });
  const at = world.clock.now();
  if (life.contentHash === contentHash) {
    // Signed once more while a person's answer waits: what was answered still stands.
    const stored = life.released === undefined ? undefined : await readVisit(world, encounterId);
    return stored === undefined
      ? say(world, encounterId, { kind: 'same_content', at, due })
      : settle(world, life, due, stored.visit, []);
  }
  const operation = await contentOperation(world, encounterId, { encounter, parties, contentHash });
  if (life.contentHash === undefined && ENCOUNTER_MOVES.coded.includes(life.state))
    return settle(world, life, due, { encounter, parties, contentHash }, [operation]);
  const recoded = world.engine.codeVisit(encounter, dayOf(world));
  const codes = recoded.ok ? codesOf(recoded.result) : [];
  await say(world, encounterId, { kind: 'changed_content', at, due, contentHash, codes }, { operations: [operation] });
}

async function contentOperation(world: World, encounterId: string, value: unknown): Promise<RowOperation> {
  const stored = await readVisit(world, encounterId);
  return stored === undefined
    ? { kind: 'insert', rowKey: ROWS.content, value }
    : { kind: 'replace', rowKey: ROWS.content, value, etag: stored.row.etag };
}

const codesOf = (result: CodingResult): string[] => result.serviceLines.map((line) => line.procedureCode);

/** What coding, the edits and the claim's own needs make of a visit. */
type Verdict =
  | { readonly outcome: 'not_billable' | 'held'; readonly reasons: readonly string[]; readonly codes: readonly string[] }
  | {
      readonly outcome: 'coded';
      readonly reasons: readonly string[];
      readonly codes: readonly string[];
      readonly claim: Claim;
      readonly findings: readonly Finding[];
      readonly visitDay?: string;
    };

/** Judges a visit and leaves it so. The claim is inserted first: an encounter never names a claim that is not there. */
async function settle(
  world: World,
  life: EncounterLife,
  due: string,
  { encounter, parties, contentHash }: StoredVisit,
  operations: readonly RowOperation[],
): Promise<void> {
  const coded = world.engine.codeVisit(encounter, dayOf(world));
  const verdict = await judge(world, life, coded, parties);
  if (verdict.outcome === 'coded') await placeClaim(world, life, verdict);
  const { outcome, codes, reasons } = verdict;
  const claim = verdict.outcome === 'coded' ? { claimId: verdict.claim.claimId } : {};
  await say(
    world,
    life.encounterId,
    { kind: 'coded', at: world.clock.now(), due, outcome, contentHash, codes, reasons, ...claim },
    { ...(coded.ok ? contextOf(coded.result) : {}), ...(operations.length === 0 ? {} : { operations }) },
  );
}

const contextOf = (result: CodingResult): EncounterContext => ({
  patientId: result.patientId,
  npi: result.providerNpi,
  inputHash: result.inputHash,
});

async function placeClaim(world: World, life: EncounterLife, verdict: Verdict & { outcome: 'coded' }): Promise<void> {
  const { claim, findings, visitDay } = verdict;
  const fresh: NewClaim = {
    claim,
    state: 'ready',
    reasons: [],
    findings,
    encounterVersion: life.version,
    ...(visitDay === undefined ? {} : { visitDay }),
  };
  const inserted = await insertClaim(world, fresh, false);
  if (inserted === 'inserted' || (inserted === 'exists' && !(await isHeldAnew(world, life, claim.claimId)))) return;
  // An earlier try died before the encounter named its claim, and the note or the configuration has changed since; or it was held.
  const now = await readEncounter(world, life.encounterId);
  if (now?.life.revision !== life.revision) throw new TransientFailure('encounter.code');
  await rebuildClaim(world, fresh);
}

/** A claim that was held after it was built, and whose visit a person has released since: the release is the claim's too. */
async function isHeldAnew(world: World, life: EncounterLife, claimId: string): Promise<boolean> {
  return life.released !== undefined && (await readClaim(world, claimId))?.life.state === 'held';
}

async function judge(world: World, life: EncounterLife, coded: CodedVisit, parties: VisitParties): Promise<Verdict> {
  if (!coded.ok) return { outcome: 'held', reasons: ['F006', ...coded.faults], codes: [] };
  const { result } = coded;
  const codes = codesOf(result);
  const heldFor = (reasons: readonly string[]): Verdict => ({ outcome: 'held', reasons, codes });
  if (coded.encounter.payerType === 'self_pay') return { outcome: 'not_billable', reasons: ['SELF_PAY'], codes };
  const released = life.released === 'approved';
  const stopping = stoppingIds(result.findings, released);
  if (stopping.length > 0) return heldFor(stopping);
  if (parties.insurance === undefined) return heldFor(['F008']);
  const identity = await identityOf(world, life);
  if (identity === undefined) return heldFor(['EARLIER_CLAIM_UNSETTLED']);
  const built = world.engine.buildClaim(coded, parties, identity);
  if (!built.ok) return heldFor(stoppingIds(built.error, false));
  const scrubbed = world.engine.scrubClaim(built.value, dayOf(world));
  const edits = stoppingIds(scrubbed.findings, released);
  if (edits.length > 0) return heldFor(edits);
  const done: Verdict = {
    outcome: 'coded',
    reasons: [],
    codes,
    claim: { ...built.value, encounterId: life.encounterId },
    findings: scrubbed.findings,
  };
  if (!world.engine.hasEvaluation(result) || released) return done;
  const visitDay = visitDayKey(result.patientId, result.providerNpi, result.dateOfService);
  const self = { encounterId: life.encounterId, signedAt: life.signedAt };
  return (await takeVisitDay(world, visitDay, self)) === 'hold' ? heldFor(['D008']) : { ...done, visitDay };
}

/** A person's release passes over holds; errors stop always. */
function stoppingIds(findings: readonly Finding[], released: boolean): string[] {
  const ids = findings
    .filter((finding) => (released ? finding.severity === 'error' : stops(finding)))
    .map((finding) => finding.id);
  return [...new Set(ids)];
}

/**
 * Which claim this is. After an earlier one for the visit: a fresh one if that never got anywhere, a corrected one if the payer has
 * it; undefined while nobody knows.
 */
async function identityOf(world: World, life: EncounterLife): Promise<ClaimIdentity | undefined> {
  const claimId = claimIdOf(world.rules.name, life.encounterId, life.version);
  const earlierId = life.claimIds.at(-1);
  const earlier = earlierId === undefined ? undefined : await readClaim(world, earlierId);
  if (earlier === undefined || ['held', 'rejected', 'closed'].includes(earlier.life.state))
    return { claimId, frequency: 'original' };
  const may = mayFollow(earlier.life, 'corrected');
  return may.ok ? { claimId, frequency: 'corrected', payerClaimNumber: may.payerClaimNumber } : undefined;
}
