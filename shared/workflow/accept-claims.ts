import type { Claim } from '../claim/claim';
import { stops } from '../kernel/finding';
import type { VisitState } from '../messages/answer-schemas';
import { dayOf } from './activity';
import { insertClaim, readClaim } from './claim-store';
import { readEncounter } from './encounter-store';
import { wordOfClaim, wordOfEncounter } from './read-models';
import type { World } from './world';

export interface AcceptedClaim {
  readonly claimId: string;
  readonly state: VisitState;
}

/**
 * Takes a claim over HTTP: edits first, then ready or held; the same claim again is the claim that stands. Refuses a claim id that
 * stands for other content: a claim that was given is never changed from outside.
 */
export async function acceptClaim(world: World, claim: Claim): Promise<AcceptedClaim | 'other-content'> {
  const { findings } = world.engine.scrubClaim(claim, dayOf(world));
  const reasons = [...new Set(findings.filter(stops).map((finding) => finding.id))];
  const state = reasons.length > 0 ? 'held' : 'ready';
  const inserted = await insertClaim(world, { claim, state, reasons, findings }, true);
  if (inserted === 'other-content') return inserted;
  const stored = await readClaim(world, claim.claimId);
  return { claimId: claim.claimId, state: stored === undefined ? 'submitted' : wordOfClaim(stored.life).state };
}

/** Submits what an encounter was coded to: its claims go their way by themselves, so this tells where they are. Undefined: no such encounter. */
export async function acceptEncounter(
  world: World,
  encounterId: string,
): Promise<{ readonly claimIds: readonly string[]; readonly state: VisitState } | undefined> {
  const life = (await readEncounter(world, encounterId))?.life;
  if (life === undefined) return undefined;
  const claimId = life.claimIds.at(-1);
  const claim = claimId === undefined ? undefined : (await readClaim(world, claimId))?.life;
  return { claimIds: life.claimIds, state: wordOfEncounter(life, claim).state };
}
