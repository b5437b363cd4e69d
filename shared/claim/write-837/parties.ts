import { x12FromPlainDate } from '../../kernel/plain-date';
import type { PostalAddress } from '../../coding/practice-rules';
import type { Claim, ClaimPatient, ClaimPerson, ClaimSubscriber } from '../claim';
import { CLAIM_FILING_CODES, MEDICARE_SECONDARY_TYPES, RELATIONSHIP_CODES, RESPONSIBILITY_CODES } from '../code-lists';
import { RULES, type Carrier } from './carrier';

// Loops 2010AA to 2010CA and the persons of 2310 and 2420: who bills, who is insured, who pays, who was treated.

/** N3 and N4; an address that is stated must be whole. Nothing when it is absent and the loop can do without. */
export function writeAddress(carrier: Carrier, address: Partial<PostalAddress> | undefined, path: string, needed: boolean): void {
  if (address === undefined && !needed) return;
  const { line1, line2, city, state, zip } = address ?? {};
  carrier.add(
    'N3',
    carrier.required(line1, `${path}.line1`, { longest: 55 }),
    carrier.optional(line2, `${path}.line2`, { longest: 55 }),
  );
  carrier.add(
    'N4',
    carrier.required(city, `${path}.city`, { longest: 30, shortest: 2 }),
    carrier.required(state, `${path}.state`, RULES.state),
    carrier.required(zip, `${path}.zip`, { longest: 15, form: /^\d{5}(?:\d{4})?$/ }),
  );
}

/** 2000A and 2010AA, 2010AB: the billing provider and where to pay. `submitterPhone` already stands in loop 1000A. */
export function writeBillingProvider(carrier: Carrier, claim: Claim, submitterPhone: string | undefined): void {
  const provider = claim.billingProvider;
  const at = 'billing_provider';
  if (provider?.taxonomy !== undefined)
    carrier.add('PRV', 'BI', 'PXC', carrier.required(provider.taxonomy, `${at}.taxonomy`, RULES.taxonomy));
  const organization = provider?.organizationName !== undefined || provider?.lastName === undefined;
  const npi = carrier.required(provider?.npi, `${at}.npi`, RULES.npi);
  if (organization) {
    const name = carrier.required(provider?.organizationName, `${at}.organization_name`, RULES.lastName);
    carrier.add('NM1', '85', '2', name, '', '', '', '', 'XX', npi);
  } else {
    const last = carrier.required(provider.lastName, `${at}.last_name`, RULES.lastName);
    carrier.add(
      'NM1',
      '85',
      '1',
      last,
      carrier.optional(provider.firstName, `${at}.first_name`, RULES.firstName),
      '',
      '',
      '',
      'XX',
      npi,
    );
  }
  writeAddress(carrier, provider?.address, `${at}.address`, true);
  if (provider?.taxIdType === undefined) carrier.missing(`${at}.tax_id_type`);
  const taxId = carrier.required(provider?.taxId, `${at}.tax_id`, { longest: 9, form: /^\d{9}$/ });
  carrier.add('REF', provider?.taxIdType === 'SSN' ? 'SY' : 'EI', taxId);
  // X222A1 2010AA PER: only when it is not the contact that loop 1000A already names.
  const phone = phoneDigits(provider?.phone);
  if (phone !== undefined) {
    const number = carrier.required(phone, `${at}.phone`, { longest: 10, form: /^\d{10}$/ });
    if (phone !== submitterPhone) carrier.add('PER', 'IC', '', 'TE', number);
  }
  if (claim.payToAddress !== undefined && !sameAddress(claim.payToAddress, provider?.address)) {
    carrier.add('NM1', '87', '2');
    writeAddress(carrier, claim.payToAddress, 'pay_to_address', true);
  }
}

/** A telephone number as a PER carries it: digits only, without the country's 1. */
export const phoneDigits = (phone: string | undefined): string | undefined =>
  phone?.replace(/\D/g, '').replace(/^1(?=\d{10}$)/, '');

/** SBR, 2010BA and 2010BB: the insured and the payer. */
export function writeSubscriber(carrier: Carrier, claim: Claim): void {
  const self = claim.patientRelationship === 'self';
  if (claim.patientRelationship === undefined) carrier.missing('patient_relationship');
  writeSbr(carrier, {
    responsibility: carrier.code(claim.payerResponsibility, RESPONSIBILITY_CODES, 'payer_responsibility'),
    relationship: self ? RELATIONSHIP_CODES.self : '',
    subscriber: claim.subscriber,
    path: 'subscriber',
    filing: carrier.required(claim.payer?.claimFilingCode, 'payer.claim_filing_code', { longest: 2, codes: CLAIM_FILING_CODES }),
  });
  writeInsured(carrier, claim.subscriber, 'subscriber');
  writeDemographics(carrier, claim.subscriber, 'subscriber', self);
  writePayer(carrier, claim.payer, 'payer');
}

/** SBR of 2000B and 2320. */
export function writeSbr(
  carrier: Carrier,
  sbr: {
    readonly responsibility: string;
    readonly relationship: string;
    readonly subscriber: ClaimSubscriber | undefined;
    readonly path: string;
    readonly filing: string;
  },
): void {
  const { subscriber, path } = sbr;
  const group = carrier.optional(subscriber?.groupNumber, `${path}.group_number`, { longest: 50 });
  const name = carrier.optional(subscriber?.groupName, `${path}.group_name`, { longest: 60 });
  const medicare = carrier.optional(subscriber?.medicareSecondaryType, `${path}.medicare_secondary_type`, {
    longest: 3,
    codes: MEDICARE_SECONDARY_TYPES,
  });
  if (medicare !== '' && sbr.responsibility === RESPONSIBILITY_CODES.primary)
    carrier.refuse('A002', `${path}.medicare_secondary_type`, 'says that Medicare is not primary, and the payer is');
  // SBR04 stands only where there is no group number.
  carrier.add('SBR', sbr.responsibility, sbr.relationship, group, group === '' ? name : '', medicare, '', '', '', sbr.filing);
}

/** NM1*IL of 2010BA and 2330A. */
export function writeInsured(carrier: Carrier, subscriber: ClaimSubscriber | undefined, path: string): void {
  const memberId = carrier.required(subscriber?.memberId, `${path}.member_id`, RULES.identifier);
  carrier.add('NM1', 'IL', '1', ...nameOf(carrier, subscriber, path), 'MI', memberId);
}

/** NM1*PR of 2010BB and 2330B. */
export function writePayer(carrier: Carrier, payer: Claim['payer'], path: string): void {
  const name = carrier.required(payer?.name, `${path}.name`, RULES.lastName);
  const payerId = carrier.required(payer?.payerId, `${path}.payer_id`, RULES.identifier);
  carrier.add('NM1', 'PR', '2', name, '', '', '', '', 'PI', payerId);
  writeAddress(carrier, payer?.address, `${path}.address`, false);
}

/** 2000C PAT and 2010CA: the patient who is not the subscriber. */
export function writePatient(carrier: Carrier, claim: Claim): void {
  carrier.add('PAT', carrier.code(claim.patientRelationship, RELATIONSHIP_CODES, 'patient_relationship'));
  if (claim.patient === undefined) {
    carrier.missing('patient');
    return;
  }
  carrier.add('NM1', 'QC', '1', ...nameOf(carrier, claim.patient, 'patient'));
  writeDemographics(carrier, claim.patient, 'patient', true);
}

/** N3, N4 and DMG: required of the person who was treated, optional of a subscriber who was not. */
function writeDemographics(carrier: Carrier, person: ClaimPatient | undefined, path: string, needed: boolean): void {
  writeAddress(carrier, person?.address, `${path}.address`, needed);
  if (!needed && (person?.birthDate === undefined || person.sex === undefined)) return;
  if (person?.birthDate === undefined) carrier.missing(`${path}.birth_date`);
  if (person?.sex === undefined) carrier.missing(`${path}.sex`);
  carrier.add('DMG', 'D8', person?.birthDate === undefined ? '' : x12FromPlainDate(person.birthDate), person?.sex ?? '');
}

// NM103, NM104, NM105 and the two that are never used.
const nameOf = (carrier: Carrier, person: ClaimPatient | ClaimPerson | undefined, path: string): readonly string[] => [
  carrier.required(person?.lastName, `${path}.last_name`, RULES.lastName),
  carrier.required(person?.firstName, `${path}.first_name`, RULES.firstName),
  carrier.optional(person?.middleName, `${path}.middle_name`, RULES.middleName),
  '',
  '',
];

/** A provider of 2310 or 2420 (`qualifier` 82, DN, DQ, DK), with the specialty where the loop has one. */
export function writeProvider(
  carrier: Carrier,
  qualifier: string,
  person: ClaimPerson,
  path: string,
  withSpecialty = false,
): void {
  const name = nameOf(carrier, person, path);
  carrier.add('NM1', qualifier, '1', ...name, 'XX', carrier.required(person.npi, `${path}.npi`, RULES.npi));
  if (withSpecialty && person.taxonomy !== undefined)
    carrier.add('PRV', 'PE', 'PXC', carrier.required(person.taxonomy, `${path}.taxonomy`, RULES.taxonomy));
}

/** Two addresses that a letter would find alike. */
export function sameAddress(one: Partial<PostalAddress> | undefined, other: Partial<PostalAddress> | undefined): boolean {
  const plain = (address: Partial<PostalAddress> | undefined): string =>
    [address?.line1, address?.line2, address?.city, address?.state, address?.zip]
      .map((part) => (part ?? '').trim().toUpperCase())
      .join('|');
  return plain(one) === plain(other);
}
