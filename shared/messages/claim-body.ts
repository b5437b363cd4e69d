import { centsFromDollars, ZERO_CENTS, type Cents } from '../kernel/money';
import type { PlainDate } from '../kernel/plain-date';
import type { Npi } from '../kernel/npi';
import { err, ok, type Result } from '../kernel/result';
import { withoutUndefined } from '../kernel/without-undefined';
import type {
  Adjustment,
  Claim,
  ClaimBillingProvider,
  ClaimPatient,
  ClaimPerson,
  ClaimServiceLine,
  ClaimSubscriber,
  LineAdjudication,
  OtherPayer,
} from '../claim/claim';
import type { PostalAddress } from '../coding/practice-rules';
import type { PriorProcedure } from '../encounter/encounter';
import { ClaimBody } from './claim-body-schema';
import { faultsOf, type Fault } from './fault';

export { ClaimBody } from './claim-body-schema';

type Given<K extends keyof ClaimBody> = NonNullable<ClaimBody[K]>;
type LineBody = Given<'service_lines'>[number];
type AddressBody = Given<'pay_to_address'>;

/**
 * A claim from its JSON (contracts: Claim). Refuses what the schema refuses, all faults at once, values never repeated.
 * Required fields that are merely missing are listed in `unstated`: they are findings A001, not refusals.
 */
export function parseClaimBody(json: unknown): Result<Claim, readonly Fault[]> {
  const parsed = ClaimBody.safeParse(json);
  return parsed.success ? ok(claimOf(parsed.data)) : err(faultsOf(parsed.error));
}

/** Collects the paths of required fields that the body leaves out, and gives the placeholder that stands for them. */
class Unstated {
  readonly paths: string[] = [];
  or<T>(value: T | undefined, placeholder: T, path: string): T {
    if (value === undefined) this.paths.push(path);
    return value ?? placeholder;
  }
}

function claimOf(body: ClaimBody): Claim {
  const unstated = new Unstated();
  const type = unstated.or(body.type, 'professional', 'type');
  const claim = withoutUndefined({
    claimId: body.claim_id,
    encounterId: body.encounter_id,
    patientId: body.patient_id,
    type,
    frequency: unstated.or(body.frequency, 'original', 'frequency'),
    payerClaimNumber: body.payer_claim_number,
    totalChargeCents: centsOf(body.total_charge),
    predetermination: body.predetermination,
    ...partiesOf(body),
    placeOfService: body.place_of_service,
    dateOfService: dateOf(body.date_of_service),
    signatureOnFile: body.signature_on_file,
    benefitsAssigned: body.benefits_assigned,
    assignment: body.assignment,
    releaseOfInformation: body.release_of_information,
    ...circumstancesOf(body, unstated),
    diagnosisCodes: (body.diagnosis_codes ?? []).map(pointed),
    serviceLines: (body.service_lines ?? []).map((line, index) => lineOf(line, `service_lines.${index}`, unstated)),
    ...dentalOf(body, unstated),
    otherPayers: body.other_payers?.map((payer, index) => otherPayerOf(payer, `other_payers.${index}`, unstated)),
    attestations: body.attestations && attestationsOf(body.attestations),
    priorProcedures: body.prior_procedures?.map(priorProcedureOf),
  });
  return unstated.paths.length === 0 ? claim : { ...claim, unstated: unstated.paths };
}

const partiesOf = (body: ClaimBody) => ({
  billingProvider: body.billing_provider && billingProviderOf(body.billing_provider),
  payToAddress: addressOf(body.pay_to_address),
  renderingProvider: body.rendering_provider && personOf(body.rendering_provider),
  referringProvider: body.referring_provider && personOf(body.referring_provider),
  orderingProvider: body.ordering_provider && personOf(body.ordering_provider),
  supervisingProvider: body.supervising_provider && personOf(body.supervising_provider),
  serviceFacility:
    body.service_facility &&
    withoutUndefined({
      npi: body.service_facility.npi,
      name: body.service_facility.name,
      address: addressOf(body.service_facility.address),
    }),
  payer:
    body.payer &&
    withoutUndefined({
      payerId: body.payer.payer_id,
      name: body.payer.name,
      claimFilingCode: body.payer.claim_filing_code,
      address: addressOf(body.payer.address),
    }),
  payerResponsibility: body.payer_responsibility,
  subscriber: body.subscriber && subscriberOf(body.subscriber),
  patientRelationship: body.patient_relationship,
  patient: body.patient && patientOf(body.patient),
});

const circumstancesOf = (body: ClaimBody, unstated: Unstated) => ({
  accident:
    body.accident &&
    withoutUndefined({
      cause: unstated.or(body.accident.cause, 'other', 'accident.cause'),
      date: dateOf(body.accident.date),
      state: body.accident.state,
    }),
  dates:
    body.dates &&
    withoutUndefined({
      onset: dateOf(body.dates.onset),
      initialTreatment: dateOf(body.dates.initial_treatment),
      lastSeen: dateOf(body.dates.last_seen),
      lastMenstrualPeriod: dateOf(body.dates.last_menstrual_period),
      admission: dateOf(body.dates.admission),
      discharge: dateOf(body.dates.discharge),
      appliancePlacement: dateOf(body.dates.appliance_placement),
    }),
  priorAuthorization: body.prior_authorization,
  referralNumber: body.referral_number,
  predeterminationNumber: body.predetermination_number,
  cliaNumber: body.clia_number,
  medicalRecordNumber: body.medical_record_number,
  patientPaidCents: centsOf(body.patient_paid),
  attachments: body.attachments?.map((attachment, index) =>
    withoutUndefined({
      reportType: unstated.or(attachment.report_type, '', `attachments.${index}.report_type`),
      transmission: unstated.or(attachment.transmission, '', `attachments.${index}.transmission`),
      controlNumber: attachment.control_number,
    }),
  ),
  note: body.note,
});

const dentalOf = (body: ClaimBody, unstated: Unstated) => ({
  orthodontics:
    body.orthodontics &&
    withoutUndefined({
      totalMonths: unstated.or(body.orthodontics.total_months, 0, 'orthodontics.total_months'),
      monthsRemaining: body.orthodontics.months_remaining,
    }),
  missingTeeth: body.missing_teeth?.map((tooth, index) => ({
    number: unstated.or(tooth.number, '', `missing_teeth.${index}.number`),
    status: unstated.or(tooth.status, 'missing', `missing_teeth.${index}.status`),
  })),
});

const lineOf = (body: LineBody, path: string, unstated: Unstated): ClaimServiceLine =>
  withoutUndefined({
    lineId: body.line_id,
    procedureCode: unstated.or(body.code, '', `${path}.code`),
    codeSystem: unstated.or(body.code_system, 'CPT', `${path}.code_system`),
    modifiers: body.modifiers ?? [],
    chargeCents: unstated.or(centsOf(body.charge_amount), ZERO_CENTS, `${path}.charge_amount`),
    units: unstated.or(body.units, 0, `${path}.units`),
    unitType: body.unit_type ?? 'UN',
    diagnosisPointers: body.diagnosis_pointers ?? [],
    dateOfService: dateOf(body.date_of_service),
    dateTo: dateOf(body.date_to),
    placeOfService: body.place_of_service,
    emergency: body.emergency,
    description: body.description,
    priorAuthorization: body.prior_authorization,
    ndc:
      body.ndc &&
      withoutUndefined({
        code: unstated.or(body.ndc.code, '', `${path}.ndc.code`),
        quantity: body.ndc.quantity,
        unit: body.ndc.unit,
      }),
    renderingProvider: body.rendering_provider && personOf(body.rendering_provider),
    teeth: body.teeth?.map((tooth, index) => ({
      number: unstated.or(tooth.number, '', `${path}.teeth.${index}.number`),
      surfaces: tooth.surfaces ?? '',
    })),
    minutes: body.minutes,
    oralCavityAreas: body.oral_cavity_areas,
    prosthesis: body.prosthesis,
    priorPlacementDate: dateOf(body.prior_placement_date),
    adjudications: body.adjudications?.map((adjudication, index) =>
      adjudicationOf(adjudication, `${path}.adjudications.${index}`, unstated),
    ),
  });

const adjudicationOf = (
  body: NonNullable<LineBody['adjudications']>[number],
  path: string,
  unstated: Unstated,
): LineAdjudication =>
  withoutUndefined({
    payerId: unstated.or(body.payer_id, '', `${path}.payer_id`),
    paidCents: unstated.or(centsOf(body.paid), ZERO_CENTS, `${path}.paid`),
    units: body.units,
    code: body.code,
    modifiers: body.modifiers,
    date: dateOf(body.date),
    adjustments: (body.adjustments ?? []).map((adjustment, index) =>
      adjustmentOf(adjustment, `${path}.adjustments.${index}`, unstated),
    ),
  });

const otherPayerOf = (body: Given<'other_payers'>[number], path: string, unstated: Unstated): OtherPayer =>
  withoutUndefined({
    payerId: unstated.or(body.payer_id, '', `${path}.payer_id`),
    name: body.name,
    responsibility: unstated.or(body.responsibility, 'primary', `${path}.responsibility`),
    claimFilingCode: body.claim_filing_code,
    relationship: body.relationship,
    subscriber: body.subscriber && subscriberOf(body.subscriber),
    paidCents: centsOf(body.paid_amount),
    nonCoveredCents: centsOf(body.non_covered_amount),
    remainingLiabilityCents: centsOf(body.remaining_liability),
    payerClaimNumber: body.payer_claim_number,
    adjudicationDate: dateOf(body.adjudication_date),
    adjustments: body.adjustments?.map((adjustment, index) => adjustmentOf(adjustment, `${path}.adjustments.${index}`, unstated)),
  });

const adjustmentOf = (
  body: { group?: string | undefined; carc?: string | undefined; amount?: number | undefined; quantity?: number | undefined },
  path: string,
  unstated: Unstated,
): Adjustment =>
  withoutUndefined({
    group: unstated.or(body.group, '', `${path}.group`),
    carc: unstated.or(body.carc, '', `${path}.carc`),
    amountCents: unstated.or(centsOf(body.amount), ZERO_CENTS, `${path}.amount`),
    quantity: body.quantity,
  });

const billingProviderOf = (body: Given<'billing_provider'>): ClaimBillingProvider =>
  withoutUndefined({
    npi: body.npi,
    taxId: body.tax_id,
    taxIdType: body.tax_id_type,
    taxonomy: body.taxonomy,
    organizationName: body.organization_name,
    lastName: body.last_name,
    firstName: body.first_name,
    address: addressOf(body.address),
    phone: body.phone,
  });

const personOf = (body: Partial<Given<'rendering_provider'>>): ClaimPerson =>
  withoutUndefined({
    npi: body.npi,
    lastName: body.last_name,
    firstName: body.first_name,
    middleName: body.middle_name,
    taxonomy: body.taxonomy,
  });

const subscriberOf = (body: Given<'subscriber'>): ClaimSubscriber =>
  withoutUndefined({
    memberId: body.member_id,
    ...patientOf(body),
    groupNumber: body.group_number,
    groupName: body.group_name,
    medicareSecondaryType: body.medicare_secondary_type,
  });

const patientOf = (body: Given<'patient'>): ClaimPatient =>
  withoutUndefined({
    lastName: body.last_name,
    firstName: body.first_name,
    middleName: body.middle_name,
    birthDate: dateOf(body.birth_date),
    sex: body.sex,
    address: addressOf(body.address),
  });

const addressOf = (body: AddressBody | undefined): Partial<PostalAddress> | undefined =>
  body && withoutUndefined({ line1: body.line1, line2: body.line2, city: body.city, state: body.state, zip: body.zip });

const attestationsOf = (body: Given<'attestations'>): NonNullable<Claim['attestations']> =>
  withoutUndefined({
    separatelyIdentifiable: body.separately_identifiable,
    decisionForSurgery: body.decision_for_surgery,
    longitudinalRelationship: body.longitudinal_relationship,
    abnOnFile: body.abn_on_file,
  });

const priorProcedureOf = (body: Given<'prior_procedures'>[number]): PriorProcedure =>
  withoutUndefined({
    code: body.code,
    date: body.date as PlainDate,
    // As given: one with a wrong check digit is another provider's, not nobody's.
    providerNpi: body.provider_npi as Npi | undefined,
    units: body.units,
    toothNumber: body.tooth_number,
    surface: body.surface,
    area: body.area,
    facility: body.facility,
    claimId: body.claim_id,
    modifiers: body.modifiers,
    chargeCents: centsOf(body.charge_amount),
    payerId: body.payer_id,
  });

const centsOf = (amount: number | undefined): Cents | undefined => (amount === undefined ? undefined : centsFromDollars(amount));

// The schema has checked that it is a calendar date.
const dateOf = (value: string | undefined): PlainDate | undefined => value as PlainDate | undefined;

/** ICD-10-CM with its dot: "J0190" and "J01.90" are the same code. */
function pointed(code: string): string {
  const upper = code.trim().toUpperCase();
  return upper.includes('.') || upper.length <= 3 ? upper : `${upper.slice(0, 3)}.${upper.slice(3)}`;
}
