import { moveEncounter, readEncounter } from './encounter-store';
import type { SignedVisitRef } from './ports';
import type { World } from './world';

/** Notes a signature: a new encounter, or one signed again. True when it was not known. Poll and webhook both end here. */
export async function noteSigned(world: World, ref: SignedVisitRef): Promise<boolean> {
  const { encounterId, signedVersion, signedAt } = ref;
  const known = await readEncounter(world, encounterId);
  if (known?.life.signedVersions.includes(signedVersion) === true) return false;
  const at = world.clock.now();
  const decision = await moveEncounter(world, encounterId, { kind: 'signed', at, encounterId, signedVersion, signedAt });
  return decision.outcome === 'moved';
}
