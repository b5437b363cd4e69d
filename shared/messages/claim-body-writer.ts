import type { Claim } from '../claim/claim';
import { wireJson } from './wire-json';

/** The claim as JSON carries it: what `parseClaimBody` of claim-body.ts makes of it is the claim again. */
export function claimBody(claim: Claim): Record<string, unknown> {
  const body = wireJson(claim, wireName) as Record<string, unknown>;
  for (const path of claim.unstated ?? []) removeAt(body, path.split('.'));
  delete body['unstated'];
  return body;
}

/** Fields whose wire name is not their own name in snake case; cents become dollars and lose the unit from their name. */
const WIRE_NAMES: Readonly<Record<string, string>> = {
  procedureCode: 'code',
  chargeCents: 'charge_amount',
  paidCents: 'paid',
  nonCoveredCents: 'non_covered_amount',
};

const wireName = (name: string, parent: string): string | undefined =>
  name === 'paidCents' && parent === 'otherPayers' ? 'paid_amount' : WIRE_NAMES[name];

function removeAt(body: unknown, path: readonly string[]): void {
  const [first = '', ...rest] = path;
  if (typeof body !== 'object' || body === null) return;
  if (rest.length === 0) Reflect.deleteProperty(body, first);
  else removeAt(Reflect.get(body, first), rest);
}
