import { plainDateFromX12 } from '../../kernel/plain-date';
import { withoutUndefined } from '../../kernel/without-undefined';
import { element, type Segment } from '../../x12/core/segment';
import type { PostalAddress } from '../../coding/practice-rules';
import type { Claim, ClaimBillingProvider, ClaimPatient, ClaimPerson, ClaimSubscriber } from '../claim';
import { RELATIONSHIP_CODES, RESPONSIBILITY_CODES, wordFor } from '../code-lists';
import { all, cutLoops, find, given, reference } from './loops';

const NM1 = new Set(['NM1']);

/** The loop that NM1 with this qualifier opens. */
export const namedLoop = (segments: readonly Segment[], qualifier: string): readonly Segment[] | undefined =>
  cutLoops(segments, NM1).loops.find((loop) => loop[0] !== undefined && element(loop[0], 1) === qualifier);

export function addressOf(loop: readonly Segment[]): Partial<PostalAddress> | undefined {
  const street = find(loop, 'N3');
  const place = find(loop, 'N4');
  if (street === undefined && place === undefined) return undefined;
  return withoutUndefined({
    line1: given(street, 1),
    line2: given(street, 2),
    city: given(place, 1),
    state: given(place, 2),
    zip: given(place, 3),
  });
}

/** 2000A, 2010AA and 2010AB, with the contact of 1000A where it is the billing provider's own. */
export function billingOf(
  level: readonly Segment[],
  submitter: readonly Segment[],
): Pick<Claim, 'billingProvider' | 'payToAddress'> {
  const loop = namedLoop(level, '85');
  if (loop?.[0] === undefined) return {};
  const [name] = loop;
  const person = element(name, 2) === '1';
  const ein = reference(loop, 'EI');
  const ssn = reference(loop, 'SY');
  const billingProvider: ClaimBillingProvider = withoutUndefined({
    npi: given(name, 9),
    taxId: ein ?? ssn,
    taxIdType: ein !== undefined ? ('EIN' as const) : ssn !== undefined ? ('SSN' as const) : undefined,
    taxonomy: given(find(level, 'PRV', 'BI'), 3),
    organizationName: person ? undefined : given(name, 3),
    lastName: person ? given(name, 3) : undefined,
    firstName: person ? given(name, 4) : undefined,
    address: addressOf(loop),
    phone: phoneOf(loop) ?? (given(find(submitter, 'NM1', '41'), 3) === given(name, 3) ? phoneOf(submitter) : undefined),
  });
  const payTo = namedLoop(level, '87');
  const payToAddress = payTo && addressOf(payTo);
  return payToAddress === undefined ? { billingProvider } : { billingProvider, payToAddress };
}

/** The telephone number of a PER, wherever among its three pairs it stands. */
function phoneOf(loop: readonly Segment[]): string | undefined {
  for (const contact of all(loop, 'PER'))
    for (const position of [3, 5, 7]) if (element(contact, position) === 'TE') return given(contact, position + 1);
  return undefined;
}

/** SBR, 2010BA and 2010BB. */
export function coverageOf(
  level: readonly Segment[],
): Pick<Claim, 'payer' | 'payerResponsibility' | 'subscriber' | 'patientRelationship'> {
  const sbr = find(level, 'SBR');
  const insured = namedLoop(level, 'IL');
  const payer = namedLoop(level, 'PR');
  return withoutUndefined({
    payerResponsibility: sbr && wordFor(RESPONSIBILITY_CODES, element(sbr, 1)),
    patientRelationship: sbr && element(sbr, 2) === '18' ? ('self' as const) : undefined,
    subscriber: insured && subscriberOf(insured, sbr),
    payer:
      payer &&
      withoutUndefined({
        payerId: given(payer[0], 9),
        name: given(payer[0], 3),
        claimFilingCode: given(sbr, 9),
        address: addressOf(payer),
      }),
  });
}

/** NM1*IL with what the SBR above it says of the group. */
export const subscriberOf = (loop: readonly Segment[], sbr: Segment | undefined): ClaimSubscriber =>
  withoutUndefined({
    memberId: given(loop[0], 9),
    ...patientNamed(loop),
    groupNumber: given(sbr, 3),
    groupName: given(sbr, 4),
    medicareSecondaryType: given(sbr, 5),
  });

/** PAT and 2010CA. */
export function patientOf(level: readonly Segment[]): Pick<Claim, 'patient' | 'patientRelationship'> {
  const relationship = find(level, 'PAT');
  const loop = namedLoop(level, 'QC');
  return withoutUndefined({
    patientRelationship: relationship && wordFor(RELATIONSHIP_CODES, element(relationship, 1)),
    patient: loop && patientNamed(loop),
  });
}

const SEXES = ['M', 'F', 'U'] as const;

function patientNamed(loop: readonly Segment[]): ClaimPatient {
  const demographics = find(loop, 'DMG');
  return withoutUndefined({
    lastName: given(loop[0], 3),
    firstName: given(loop[0], 4),
    middleName: given(loop[0], 5),
    birthDate: demographics && plainDateFromX12(element(demographics, 2)),
    sex: SEXES.find((sex) => sex === given(demographics, 3)),
    address: addressOf(loop),
  });
}

/** A provider of 2310 or 2420. */
export const personOf = (loop: readonly Segment[]): ClaimPerson =>
  withoutUndefined({
    npi: given(loop[0], 9),
    lastName: given(loop[0], 3),
    firstName: given(loop[0], 4),
    middleName: given(loop[0], 5),
    taxonomy: given(find(loop, 'PRV'), 3),
  });
