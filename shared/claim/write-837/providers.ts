import type { Claim, ClaimPerson, ClaimServiceLine } from '../claim';
import { RULES, type Carrier } from './carrier';
import { sameAddress, writeAddress, writeProvider } from './parties';

// Loops 2310A to 2310E and 2420A, 2420E. A provider who already stands in a loop above is not repeated.

/** 2310 of an 837P: referring, rendering, service facility, supervising. Of an 837D the same, in its order. */
export function writeClaimProviders(carrier: Carrier, claim: Claim): void {
  if (claim.referringProvider !== undefined) writeProvider(carrier, 'DN', claim.referringProvider, 'referring_provider');
  const rendering = renderingOfClaim(claim);
  if (rendering !== undefined) writeProvider(carrier, '82', rendering, 'rendering_provider', true);
  writeServiceFacility(carrier, claim);
  const supervising = claim.supervisingProvider;
  // A supervisor is another person than the one supervised.
  if (supervising !== undefined && supervising.npi !== claim.renderingProvider?.npi)
    writeProvider(carrier, 'DQ', supervising, 'supervising_provider');
}

/** 2420A: only where another than the claim's rendering provider treated. */
export function writeLineRendering(carrier: Carrier, claim: Claim, line: ClaimServiceLine, path: string): void {
  const person = line.renderingProvider;
  const above = claim.renderingProvider?.npi ?? claim.billingProvider?.npi;
  if (person !== undefined && person.npi !== above) writeProvider(carrier, '82', person, `${path}.rendering_provider`, true);
}

/** 2310B is left out when the billing provider treated. */
const renderingOfClaim = (claim: Claim): ClaimPerson | undefined =>
  claim.renderingProvider?.npi !== undefined && claim.renderingProvider.npi === claim.billingProvider?.npi
    ? undefined
    : claim.renderingProvider;

/** 2310C: only where the service was given elsewhere than at the billing provider's address. */
function writeServiceFacility(carrier: Carrier, claim: Claim): void {
  const facility = claim.serviceFacility;
  if (facility === undefined || sameAddress(facility.address, claim.billingProvider?.address)) return;
  const name = carrier.required(facility.name, 'service_facility.name', RULES.lastName);
  if (facility.npi === undefined) carrier.add('NM1', '77', '2', name);
  else
    carrier.add('NM1', '77', '2', name, '', '', '', '', 'XX', carrier.required(facility.npi, 'service_facility.npi', RULES.npi));
  writeAddress(carrier, facility.address, 'service_facility.address', true);
  if (facility.address?.zip?.length === 5)
    carrier.refuse('A002', 'service_facility.address.zip', 'must have nine digits: 5010 takes no less of a facility');
}
