import type { Claim, ClaimPerson } from '../claim/claim';
import { CLAIM_ONLY, type Flag, type ScrubRule } from './rule';

/** The 837 elements that every claim of its kind carries, by the field they come from; what is absent is A001 by name. */
type Field = readonly [path: string, value: unknown];

const ADDRESS = ['line1', 'city', 'state', 'zip'] as const;

export const A001: ScrubRule = {
  id: 'A001',
  title: 'Every element that the 837 requires is there',
  source: '837P 005010X222A1 and 837D 005010X224A2: required elements',
  severity: 'error',
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  check: ({ claim, payerType }) => {
    if (claim === undefined) return [];
    const missing = requiredOf(claim).flatMap(([path, value]) => (isMissing(value) ? [path] : []));
    if (payerType === 'medicare' && claim.payerResponsibility !== undefined && claim.payerResponsibility !== 'primary')
      if (isMissing(claim.subscriber?.medicareSecondaryType)) missing.push('subscriber.medicare_secondary_type');
    return [...new Set([...(claim.unstated ?? []), ...missing])].map(missingFlag).concat(...unfitFlags(claim));
  },
};

const isMissing = (value: unknown): boolean =>
  value === undefined || value === '' || (Array.isArray(value) && value.length === 0);

/** Did the body leave the field out? Then it is A001 alone, not also what its placeholder looks like. */
export const isUnstated = (claim: Claim | undefined, path: string): boolean => claim?.unstated?.includes(path) === true;

function requiredOf(claim: Claim): readonly Field[] {
  return [
    ...billingProvider(claim),
    ...payerAndSubscriber(claim),
    ...patient(claim),
    ...person('rendering_provider', claim.renderingProvider),
    ...person('referring_provider', claim.referringProvider),
    ...person('ordering_provider', claim.orderingProvider),
    ...person('supervising_provider', claim.supervisingProvider),
    ...visit(claim),
    ...lines(claim),
    ...otherPayers(claim),
  ];
}

function billingProvider({ billingProvider: billing }: Claim): readonly Field[] {
  return [
    ['billing_provider.npi', billing?.npi],
    ['billing_provider.tax_id', billing?.taxId],
    ['billing_provider.tax_id_type', billing?.taxIdType],
    ['billing_provider.organization_name', billing?.organizationName ?? billing?.lastName],
    ...address('billing_provider.address', billing?.address),
  ];
}

function payerAndSubscriber({ payer, payerResponsibility, subscriber, patientRelationship }: Claim): readonly Field[] {
  const ofSubscriber: readonly Field[] = [
    ['payer.payer_id', payer?.payerId],
    ['payer.name', payer?.name],
    ['payer.claim_filing_code', payer?.claimFilingCode],
    ['payer_responsibility', payerResponsibility],
    ['patient_relationship', patientRelationship],
    ['subscriber.member_id', subscriber?.memberId],
    ['subscriber.last_name', subscriber?.lastName],
    ['subscriber.first_name', subscriber?.firstName],
  ];
  // Birth date, sex and address of the subscriber are required where the subscriber is the patient (2010BA).
  if (patientRelationship !== undefined && patientRelationship !== 'self') return ofSubscriber;
  return [
    ...ofSubscriber,
    ['subscriber.birth_date', subscriber?.birthDate],
    ['subscriber.sex', subscriber?.sex],
    ...address('subscriber.address', subscriber?.address),
  ];
}

function patient({ patient: given, patientRelationship }: Claim): readonly Field[] {
  if (patientRelationship === undefined || patientRelationship === 'self') return [];
  return [
    ['patient.last_name', given?.lastName],
    ['patient.first_name', given?.firstName],
    ['patient.birth_date', given?.birthDate],
    ['patient.sex', given?.sex],
    ...address('patient.address', given?.address),
  ];
}

const person = (path: string, given: ClaimPerson | undefined): readonly Field[] =>
  given === undefined
    ? []
    : [
        [`${path}.npi`, given.npi],
        [`${path}.last_name`, given.lastName],
        [`${path}.first_name`, given.firstName],
      ];

const address = (path: string, given: Partial<Record<(typeof ADDRESS)[number], string>> | undefined): readonly Field[] =>
  ADDRESS.map((part) => [`${path}.${part}`, given?.[part]]);

function visit(claim: Claim): readonly Field[] {
  const facility = claim.serviceFacility;
  const { accident } = claim;
  return [
    ['place_of_service', claim.placeOfService],
    ['signature_on_file', claim.signatureOnFile],
    ['benefits_assigned', claim.benefitsAssigned],
    ['assignment', claim.assignment],
    ['release_of_information', claim.releaseOfInformation],
    ['service_lines', claim.serviceLines],
    ...(claim.type === 'professional' ? ([['diagnosis_codes', claim.diagnosisCodes]] as const) : []),
    ...(facility === undefined
      ? []
      : ([['service_facility.name', facility.name], ...address('service_facility.address', facility.address)] as const)),
    ...(accident === undefined ? [] : ([['accident.date', accident.date]] as const)),
    ...(accident?.cause === 'auto' ? ([['accident.state', accident.state]] as const) : []),
  ];
}

function lines(claim: Claim): readonly Field[] {
  // A predetermination asks what would be paid: its services have no date yet.
  const dated = claim.predetermination !== true || claim.type !== 'dental';
  return claim.serviceLines.flatMap((line, index): readonly Field[] => [
    [`service_lines.${index}.code`, line.procedureCode],
    ...(dated ? ([['date_of_service', line.dateOfService ?? claim.dateOfService]] as const) : []),
    ...(line.prosthesis === 'replacement'
      ? ([[`service_lines.${index}.prior_placement_date`, line.priorPlacementDate]] as const)
      : []),
    ...person(`service_lines.${index}.rendering_provider`, line.renderingProvider),
  ]);
}

const otherPayers = (claim: Claim): readonly Field[] =>
  (claim.otherPayers ?? []).flatMap((payer, index): readonly Field[] => [
    [`other_payers.${index}.payer_id`, payer.payerId],
    [`other_payers.${index}.name`, payer.name],
    [`other_payers.${index}.claim_filing_code`, payer.claimFilingCode],
    [`other_payers.${index}.relationship`, payer.relationship],
    [`other_payers.${index}.subscriber.member_id`, payer.subscriber?.memberId],
    [`other_payers.${index}.subscriber.last_name`, payer.subscriber?.lastName],
  ]);

function missingFlag(path: string): Flag {
  const line = /^service_lines\.(\d+)\./.exec(path)?.[1];
  return {
    lines: line === undefined ? [] : [Number(line) + 1],
    message: `${path} is missing; the 837 requires it.`,
    fix: `Fill in ${path} ${originOf(path)}.`,
  };
}

function originOf(path: string): string {
  if (path.startsWith('subscriber') || path.startsWith('patient') || path.startsWith('other_payers'))
    return 'from the registration (front desk)';
  if (path.startsWith('billing_provider') || path.startsWith('rendering_provider'))
    return 'in the practice’s settings (administrator)';
  if (path.startsWith('payer')) return 'from the payer table (biller)';
  return 'from the visit (biller)';
}

/** What is stated and the guide has no place for. */
function unfitFlags(claim: Claim): readonly Flag[] {
  const flags: Flag[] = [];
  if (claim.type === 'dental' && claim.assignment === 'lab_only')
    flags.push(unfit('assignment lab_only stands on a dental claim; the 837D knows accepted and not_accepted.', 'assignment'));
  if (claim.type === 'professional' && claim.predetermination === true)
    flags.push(unfit('predetermination stands on a professional claim; only the 837D carries one.', 'predetermination'));
  return flags;
}

const unfit = (message: string, field: string): Flag => ({ lines: [], message, fix: `Correct ${field} (biller).` });
