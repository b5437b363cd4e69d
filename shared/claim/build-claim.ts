import type { Finding } from '../kernel/finding';
import type { Npi } from '../kernel/npi';
import { err, ok, type Result } from '../kernel/result';
import { withoutUndefined } from '../kernel/without-undefined';
import type { CodingResult, ServiceLine } from '../coding/coding-result';
import type { PayerPolicy, PracticeProvider, PracticeRules } from '../coding/practice-rules';
import type { Encounter } from '../encounter/encounter';
import type { PartyAddress, VisitParties } from '../encounter/visit-parties';
import {
  RELATIONSHIPS,
  type Claim,
  type ClaimPatient,
  type ClaimPerson,
  type ClaimServiceLine,
  type ClaimSubscriber,
  type Relationship,
} from './claim';

/** What a claim is called, and which earlier claim it corrects or voids. */
export interface ClaimIdentity {
  readonly claimId: string;
  readonly frequency: Claim['frequency'];
  /** REF*F8, for corrected and void. */
  readonly payerClaimNumber?: string;
  readonly priorAuthorization?: string;
}

/** Facts of the signed visit that go on the claim or to its edits, beside what coding decided. */
export type VisitFacts = Pick<Encounter, 'procedures' | 'priorProcedures' | 'visitType'> &
  Partial<
    Pick<
      Encounter,
      | 'predetermination'
      | 'separatelyIdentifiable'
      | 'decisionForSurgery'
      | 'longitudinalRelationship'
      | 'payerId'
      | 'patientBirthDate'
      | 'patientSex'
    >
  >;

/**
 * The claim of one coded visit: codes from the result, people from the EHR, the practice and the payer from the configuration.
 * Refuses (F006, F008, F009, F010 as holds) when a fact is missing that only a person can supply; never fills one in.
 */
export function buildClaim(
  result: CodingResult,
  parties: VisitParties,
  rules: PracticeRules,
  identity: ClaimIdentity,
  visit?: VisitFacts,
): Result<Claim, readonly Finding[]> {
  const policy = parties.insurance && rules.payer(parties.insurance.payerId, result.dateOfService);
  const rendering = rules.providers.find((provider) => provider.npi === result.providerNpi);
  const findings = [
    ...missingParties(parties),
    ...(visit === undefined ? [] : contradictedParties(visit, parties)),
    ...(policy === undefined ? [unknownPayer(parties)] : missingDrugQuantities(result, policy)),
    ...unknownProviders(result, rules),
    ...mixedCodeSystems(result),
  ];
  if (findings.length > 0 || policy === undefined || rendering === undefined) return err(findings);
  return ok(assemble({ result, parties, rules, identity, visit, policy, rendering }));
}

interface Parts {
  readonly result: CodingResult;
  readonly parties: VisitParties;
  readonly rules: PracticeRules;
  readonly identity: ClaimIdentity;
  readonly visit: VisitFacts | undefined;
  readonly policy: PayerPolicy;
  readonly rendering: PracticeProvider;
}

function assemble({ result, parties, rules, identity, visit, policy, rendering }: Parts): Claim {
  const dental = isDental(result);
  const relationship = relationshipOf(parties);
  const patient = patientOf(parties.patient);
  return withoutUndefined({
    claimId: identity.claimId,
    encounterId: result.encounterId,
    patientId: result.patientId,
    type: dental ? ('dental' as const) : ('professional' as const),
    frequency: identity.frequency,
    payerClaimNumber: identity.payerClaimNumber,
    predetermination: dental ? visit?.predetermination : undefined,
    billingProvider: rules.billingProvider,
    renderingProvider: personOf(rendering),
    // Tests ordered in the signed visit were ordered by who signed it; payers want the order named on laboratory and imaging lines (B007).
    orderingProvider: hasLine(result, isDiagnosticTest) ? withoutTaxonomy(personOf(rendering)) : undefined,
    payer: { payerId: policy.payerId, name: policy.name, claimFilingCode: policy.claimFilingCode },
    payerResponsibility: 'primary' as const,
    subscriber: subscriberOf(parties, patient),
    patientRelationship: relationship,
    patient: relationship === 'self' ? undefined : patient,
    placeOfService: result.placeOfService,
    dateOfService: result.dateOfService,
    ...AGREEMENTS,
    dates: visit?.visitType === 'hospital_same_day' ? sameDayStay(result) : undefined,
    priorAuthorization: identity.priorAuthorization,
    cliaNumber: hasLine(result, isLaboratoryTest) ? rules.cliaNumber : undefined,
    diagnosisCodes: result.diagnosisCodes,
    serviceLines: result.serviceLines.map((line) => lineOf(line, result, rules, visit)),
    attestations: visit && attestationsOf(visit),
    priorProcedures: visit?.priorProcedures,
  });
}

// What every patient of the practice signs at registration, and what the practice agrees with its payers.
const AGREEMENTS = {
  signatureOnFile: true,
  benefitsAssigned: true,
  assignment: 'accepted',
  releaseOfInformation: 'signed',
} as const;

const isDental = (result: CodingResult): boolean => result.serviceLines.some((line) => line.codeSystem === 'CDT');
const isLaboratoryTest = (line: ServiceLine): boolean => /^8\d{4}$/.test(line.procedureCode);
// Laboratory, imaging, and the tests of heart, vessels, lungs and sleep: the edit B007 asks who ordered them.
const isDiagnosticTest = (line: ServiceLine): boolean =>
  /^([78]\d{4}|93[0-8]\d{2}|939[0-9]{2}|94[0-7]\d{2}|95[789]\d{2})$/.test(line.procedureCode);
const hasLine = (result: CodingResult, test: (line: ServiceLine) => boolean): boolean => result.serviceLines.some(test);

// Admission and discharge on one day are what 99234-99236 are defined by; no other visit tells its admission date.
const sameDayStay = (result: CodingResult) => ({ admission: result.dateOfService, discharge: result.dateOfService });

function lineOf(line: ServiceLine, result: CodingResult, rules: PracticeRules, visit: VisitFacts | undefined): ClaimServiceLine {
  const { procedureIndex, renderingNpi } = line.facts;
  const procedure = procedureIndex === undefined ? undefined : visit?.procedures[procedureIndex];
  const other = renderingNpi === undefined || renderingNpi === result.providerNpi ? undefined : renderingNpi;
  return withoutUndefined({
    procedureCode: line.procedureCode,
    codeSystem: line.codeSystem,
    modifiers: line.modifiers,
    chargeCents: line.chargeCents,
    units: line.units,
    unitType: 'UN' as const,
    diagnosisPointers: line.diagnosisPointers,
    renderingProvider: providerOf(other, rules),
    minutes: line.facts.minutes,
    teeth: teethOf(line, procedure?.teeth),
    oralCavityAreas: line.area === undefined ? undefined : [line.area],
    prosthesis: procedure?.prosthesis,
    priorPlacementDate: procedure?.priorPlacementDate,
  });
}

const teethOf = (line: ServiceLine, several: ClaimServiceLine['teeth']): ClaimServiceLine['teeth'] =>
  line.toothNumber === undefined ? several : [{ number: line.toothNumber, surfaces: line.surface ?? '' }];

function providerOf(npi: Npi | undefined, rules: PracticeRules): ClaimPerson | undefined {
  const provider = npi === undefined ? undefined : rules.providers.find((candidate) => candidate.npi === npi);
  return provider && personOf(provider);
}

const personOf = (provider: PracticeProvider): ClaimPerson => ({
  npi: provider.npi,
  lastName: provider.lastName,
  firstName: provider.firstName,
  taxonomy: provider.taxonomy,
});

const withoutTaxonomy = ({ taxonomy: _, ...person }: ClaimPerson): ClaimPerson => person;

const attestationsOf = (visit: VisitFacts): NonNullable<Claim['attestations']> =>
  withoutUndefined({
    separatelyIdentifiable: visit.separatelyIdentifiable,
    decisionForSurgery: visit.decisionForSurgery,
    longitudinalRelationship: visit.longitudinalRelationship,
  });

function subscriberOf(parties: VisitParties, patient: ClaimPatient): ClaimSubscriber {
  const { insurance } = parties;
  const holder = insurance?.subscriber === undefined ? patient : patientOf(insurance.subscriber);
  return withoutUndefined({
    memberId: insurance?.memberId,
    ...(relationshipOf(parties) === 'self' ? patient : holder),
    groupNumber: insurance?.groupNumber,
  });
}

const patientOf = (person: VisitParties['patient']): ClaimPatient =>
  withoutUndefined({
    lastName: person.lastName,
    firstName: person.firstName,
    middleName: person.middleName,
    birthDate: person.birthDate,
    sex: person.sex,
    address: person.address && withoutUndefined({ ...person.address, zip: person.address.zip?.replace(/-/g, '') }),
  });

const relationshipOf = (parties: VisitParties): Relationship | undefined =>
  RELATIONSHIPS.find((relationship) => relationship === parties.insurance?.relationship);

/** One finding that names every missing fact, as the work queue shows it. */
function missingParties(parties: VisitParties): readonly Finding[] {
  const { patient, insurance } = parties;
  const missing = [
    ...missingOf('patient', {
      'last name': patient.lastName,
      'first name': patient.firstName,
      'birth date': patient.birthDate,
      sex: patient.sex,
      ...addressParts(patient.address),
    }),
  ];
  if (insurance !== undefined) {
    const relationship = relationshipOf(parties);
    missing.push(...missingOf('insurance', { 'member id': insurance.memberId, relationship }));
    if (relationship !== undefined && relationship !== 'self') {
      if (insurance.subscriber === undefined) missing.push('subscriber');
      else
        missing.push(
          ...missingOf('subscriber', {
            'last name': insurance.subscriber.lastName,
            'first name': insurance.subscriber.firstName,
          }),
        );
    }
  }
  if (missing.length === 0) return [];
  return [
    hold(
      'F006',
      `The claim needs facts that the chart does not hold: ${missing.join(', ')}.`,
      'Front desk: complete the registration.',
    ),
  ];
}

/** What the signed note says of payer and patient against the registration: coded by the one and billed by the other, a claim is wrong either way. */
function contradictedParties(visit: VisitFacts, { patient, insurance }: VisitParties): readonly Finding[] {
  const differ = (stated: string | undefined, registered: string | undefined): boolean =>
    stated !== undefined && registered !== undefined && stated !== registered;
  const sexes = [visit.patientSex, patient.sex];
  const what = [
    ...(differ(visit.payerId, insurance?.payerId) ? ['payer'] : []),
    ...(differ(visit.patientBirthDate, patient.birthDate) ? ['birth date'] : []),
    ...(differ(visit.patientSex, patient.sex) && !sexes.includes('U') ? ['sex'] : []),
  ];
  if (what.length === 0) return [];
  return [
    hold(
      'F010',
      `Stated facts contradict each other: the signed note and the registration differ in ${what.join(', ')}.`,
      'Front desk: which is right, the note or the registration? Correct the other.',
    ),
  ];
}

const addressParts = (address: PartyAddress | undefined): Readonly<Record<string, string | undefined>> => ({
  street: address?.line1,
  city: address?.city,
  state: address?.state,
  'ZIP code': address?.zip,
});

const missingOf = (of: string, facts: Readonly<Record<string, string | undefined>>): readonly string[] =>
  Object.entries(facts)
    .filter(([, value]) => value === undefined || value.trim() === '')
    .map(([name]) => `${of} ${name}`);

const unknownPayer = (parties: VisitParties): Finding =>
  parties.insurance === undefined
    ? hold('F008', 'The chart holds no insurance.', 'Front desk: enter the coverage, or mark the visit as self-pay.')
    : hold(
        'F008',
        'The payer is not one of the practice on the date of service.',
        'Biller: add the payer, or correct the chart.',
      );

function unknownProviders(result: CodingResult, rules: PracticeRules): readonly Finding[] {
  const known = new Set<string>(rules.providers.map((provider) => provider.npi));
  const findings: Finding[] = [];
  const fix = 'Practice manager: add the provider to the practice, or correct the visit.';
  if (!known.has(result.providerNpi)) findings.push(hold('F009', 'The rendering provider is not one of the practice.', fix));
  for (const [index, line] of result.serviceLines.entries()) {
    const npi = line.facts.renderingNpi;
    if (npi !== undefined && npi !== result.providerNpi && !known.has(npi))
      findings.push({ ...hold('F009', "The line's provider is not one of the practice.", fix), lines: [index + 1] });
  }
  return findings;
}

/** Medicaid pays drugs by NDC and quantity (DRA 2005, section 6002); other payers take the HCPCS line without. */
function missingDrugQuantities(result: CodingResult, policy: PayerPolicy): readonly Finding[] {
  if (policy.payerType !== 'medicaid') return [];
  return result.serviceLines.flatMap((line, index) =>
    line.facts.ndc === undefined
      ? []
      : [
          {
            ...hold('F006', 'The quantity of the drug (NDC) is not stated.', 'Provider: state the quantity and its unit.'),
            lines: [index + 1],
          },
        ],
  );
}

function mixedCodeSystems(result: CodingResult): readonly Finding[] {
  if (!isDental(result) || result.serviceLines.every((line) => line.codeSystem === 'CDT')) return [];
  const lines = result.serviceLines.flatMap((line, index) => (line.codeSystem === 'CDT' ? [] : [index + 1]));
  const finding = hold(
    'F010',
    'Dental and medical services stand in one visit; they go on two claims.',
    'Biller: split the visit.',
  );
  return [{ ...finding, lines }];
}

const hold = (id: string, message: string, fix: string): Finding => ({
  id,
  severity: 'hold',
  lines: [],
  message,
  fix,
  source: 'Design: a missing fact is a question, not a guess',
});
