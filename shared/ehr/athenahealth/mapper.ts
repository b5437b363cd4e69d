import { instantOfEastern } from '../../kernel/eastern-time';
import { instant, plainDate, type Instant, type PlainDate } from '../../kernel/plain-date';
import { err, ok, type Result } from '../../kernel/result';
import { withoutUndefined } from '../../kernel/without-undefined';
import type { Sex } from '../../encounter/encounter';
import type { PartyAddress, VisitParties } from '../../encounter/visit-parties';
import type { FetchedVisit, VisitPage } from '../../workflow/ports';
import { factsOfSummary } from './labelled-lines';
import type {
  WireAppointment,
  WireDepartment,
  WireDiagnosis,
  WireEncounter,
  WireInsurance,
  WirePatient,
  WireProvider,
} from './wire';

/** Everything the vendor holds of one signed visit, as read by the client. */
export interface ChartVisit {
  readonly encounter: WireEncounter;
  readonly appointment: WireAppointment | undefined;
  readonly diagnoses: readonly WireDiagnosis[];
  readonly summaryHtml: string;
  readonly patient: WirePatient;
  readonly insurances: readonly WireInsurance[];
  readonly provider: WireProvider | undefined;
  readonly department: WireDepartment | undefined;
}

/** What a practice says of its own chart: how it labels facts, and which of its payers an insurance package is. */
export interface ChartSettings {
  /** Encounter field → the practice's label, where it differs from the usual one. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Name of the visit in the schedule → visit type, for notes that do not state it. */
  readonly visitTypeByVisitName?: Readonly<Record<string, string>>;
  readonly payerIdByInsurancePackage?: Readonly<Record<string, string>>;
}

/** A practice's own office: the place of service follows from the visit type, so the department adds nothing. */
const OFFICE = '11';
const SELF_PAY_PACKAGE = '0';

const RELATIONSHIPS: Readonly<Record<string, string>> = {
  self: 'self',
  spouse: 'spouse',
  child: 'child',
  employee: 'employee',
  'life partner': 'life_partner',
  'organ donor': 'organ_donor',
  'cadaver donor': 'cadaver_donor',
  other: 'other',
};

/**
 * The visit as contracts' Encounter and the parties of its claim. Refuses, naming fields and labels only, what the vendor's answer
 * must have and does not, and labelled lines that cannot be read and would change the coding.
 */
export function visitFromChart(chart: ChartVisit, settings: ChartSettings): Result<FetchedVisit, readonly string[]> {
  const faults: string[] = [];
  const dateOfService = vendorDate(chart.encounter.encounterdate);
  if (dateOfService === undefined) faults.push('encounter: encounterdate');
  const signedAt = signedAtOf(chart.encounter, chart.appointment);
  if (signedAt === undefined) faults.push('encounter: closeddate');
  if (chart.provider?.npi === undefined) faults.push('provider: npi');
  const facts = factsOfSummary(chart.summaryHtml, settings.labels);
  faults.push(...facts.refusedLabels.map((label) => `summary line: ${label}`));
  const visitType = facts.fields['visit_type'] ?? settings.visitTypeByVisitName?.[chart.encounter.encountervisitname ?? ''];
  if (visitType === undefined) faults.push('summary line: Visit type');
  if (faults.length > 0 || signedAt === undefined) return err([...new Set(faults)].sort());

  const insurance = primaryInsurance(chart.insurances);
  const encounter = {
    ...chartFacts(chart, insurance, settings),
    ...facts.fields,
    visit_type: visitType,
    encounter_id: chart.encounter.encounterid,
    date_of_service: dateOfService,
    ...diagnosesAndReferences(chart.diagnoses, facts.fields['procedures']),
  };
  return ok({
    ref: { encounterId: chart.encounter.encounterid, signedVersion: signedAt, signedAt },
    encounter,
    parties: partiesOf(chart.patient, insurance, settings),
  });
}

/** Facts the chart itself holds; a labelled line of the signed note goes before them. */
function chartFacts(chart: ChartVisit, insurance: WireInsurance | undefined, settings: ChartSettings): Record<string, unknown> {
  const placeOfService = chart.department?.placeofservicetypeid;
  return withoutUndefined({
    patient_id: chart.patient.patientid,
    provider_npi: chart.provider?.npi,
    patient_birth_date: vendorDate(chart.patient.dob),
    patient_sex: sexOf(chart.patient.sex),
    place_of_service: placeOfService === OFFICE ? undefined : placeOfService,
    payer_id: insurance === undefined ? undefined : payerIdOf(insurance, settings),
    payer_type: chart.insurances.length > 0 && chart.insurances.every(isSelfPay) ? 'self_pay' : undefined,
  });
}

/**
 * Diagnoses in the chart's order with the vendor's ranking. Only ICD-10 codes count: an ICD-9 code beside a SNOMED code leaves the
 * SNOMED code to the practice's map. One diagnosis with two ICD-10 codes is two, and the procedures' references follow.
 */
function diagnosesAndReferences(
  wire: readonly WireDiagnosis[],
  procedures: unknown,
): { diagnoses: readonly unknown[]; procedures?: readonly unknown[] } {
  const expanded = wire.map(diagnosesOf);
  const diagnoses = expanded.flat();
  if (!Array.isArray(procedures)) return { diagnoses };
  const starts = expanded.map((_, index) => expanded.slice(0, index).flat().length);
  const follow = (reference: unknown): unknown[] => {
    const index = Number(reference) - 1;
    const codes = expanded[index];
    // A reference to no diagnosis stays as it is: coding names the fault.
    return codes === undefined ? [diagnoses.length + 1] : codes.map((_, offset) => (starts[index] ?? 0) + offset + 1);
  };
  return {
    diagnoses,
    procedures: procedures.map((procedure: Record<string, unknown>) => {
      const references = procedure['diagnosis_refs'];
      return Array.isArray(references) ? { ...procedure, diagnosis_refs: references.flatMap(follow) } : procedure;
    }),
  };
}

function diagnosesOf(wire: WireDiagnosis): readonly Record<string, unknown>[] {
  const common = withoutUndefined({ snomed_code: wire.snomedcode, description: wire.description, rank: wire.ranking });
  const codes = wire.icdcodes
    .filter((icd) => icd.codeset === 'ICD10')
    .flatMap((icd) => {
      const code = icd.code ?? icd.diagnosiscode;
      return code === undefined ? [] : [code];
    });
  return codes.length === 0 ? [common] : codes.map((code) => ({ icd10_code: code, ...common }));
}

/** Who the patient is and who pays. Nothing is filled in that the chart does not hold. */
function partiesOf(patient: WirePatient, insurance: WireInsurance | undefined, settings: ChartSettings): VisitParties {
  const parties = {
    patient: withoutUndefined({
      lastName: patient.lastname,
      firstName: patient.firstname,
      middleName: patient.middlename,
      birthDate: vendorDate(patient.dob),
      sex: sexOf(patient.sex),
      address: addressOf(patient.address1, patient.address2, patient.city, patient.state, patient.zip),
    }),
  };
  const payerId = insurance === undefined ? undefined : payerIdOf(insurance, settings);
  if (insurance === undefined || payerId === undefined) return parties;
  const relationship = RELATIONSHIPS[(insurance.relationshiptoinsured ?? '').toLowerCase()] ?? 'unknown';
  const subscriber = relationship === 'self' ? undefined : subscriberOf(insurance);
  return {
    ...parties,
    insurance: {
      payerId,
      relationship,
      ...withoutUndefined({
        memberId: insurance.insuranceidnumber,
        groupNumber: insurance.groupnumber ?? insurance.policynumber,
        subscriber,
      }),
    },
  };
}

function subscriberOf(insurance: WireInsurance): NonNullable<VisitParties['insurance']>['subscriber'] {
  const subscriber = withoutUndefined({
    lastName: insurance.insurancepolicyholderlastname,
    firstName: insurance.insurancepolicyholderfirstname,
    birthDate: vendorDate(insurance.insurancepolicyholderdob),
    sex: sexOf(insurance.insurancepolicyholdersex),
    address: addressOf(
      insurance.insurancepolicyholderaddress1,
      insurance.insurancepolicyholderaddress2,
      insurance.insurancepolicyholdercity,
      insurance.insurancepolicyholderstate,
      insurance.insurancepolicyholderzip,
    ),
  });
  return Object.keys(subscriber).length === 0 ? undefined : subscriber;
}

function addressOf(line1?: string, line2?: string, city?: string, state?: string, zip?: string): PartyAddress | undefined {
  const address = withoutUndefined({ line1, line2, city, state, zip });
  return Object.keys(address).length === 0 ? undefined : address;
}

/** The insurance billed first: the lowest sequence number, in the vendor's order where numbers are equal or absent. */
const primaryInsurance = (insurances: readonly WireInsurance[]): WireInsurance | undefined =>
  insurances
    .filter((insurance) => !isSelfPay(insurance))
    .reduce<WireInsurance | undefined>(
      (first, next) => (first === undefined || (next.sequencenumber ?? 99) < (first.sequencenumber ?? 99) ? next : first),
      undefined,
    );

const isSelfPay = (insurance: WireInsurance): boolean =>
  insurance.insurancepackageid === SELF_PAY_PACKAGE || insurance.insurancetype?.toLowerCase() === 'self pay';

const payerIdOf = (insurance: WireInsurance, settings: ChartSettings): string | undefined =>
  settings.payerIdByInsurancePackage?.[insurance.insurancepackageid ?? ''] ?? insurance.insurancepackagepayerid;

const sexOf = (value: string | undefined): Sex | undefined =>
  value === 'M' || value === 'F' || value === 'U' ? value : undefined;

/** MM/DD/YYYY, with or without a time behind it; a few newer fields are ISO. */
export function vendorDate(value: string | undefined): PlainDate | undefined {
  const american = /^(\d{2})\/(\d{2})\/(\d{4})(?: |$)/.exec(value ?? '');
  return plainDate(
    american === null ? (value ?? '').slice(0, 10) : `${american[3] ?? ''}-${american[1] ?? ''}-${american[2] ?? ''}`,
  );
}

/** MM/DD/YYYY HH:MM:SS on the US Eastern wall clock, or an ISO instant. */
export function vendorInstant(value: string | undefined): Instant | undefined {
  const wall = /^(\d{2})\/(\d{2})\/(\d{4}) (\d{2}:\d{2}(?::\d{2})?)$/.exec(value ?? '');
  if (wall === null) return instant(value ?? '');
  const date = plainDate(`${wall[3] ?? ''}-${wall[1] ?? ''}-${wall[2] ?? ''}`);
  const time = wall[4] ?? '';
  return date === undefined ? undefined : instantOfEastern(date, time.length === 5 ? `${time}:00` : time);
}

/** When the note was signed: the appointment knows the second, the encounter only the day. */
function signedAtOf(encounter: WireEncounter, appointment: WireAppointment | undefined): Instant | undefined {
  const atSignOff = vendorInstant(appointment?.stopsignoff);
  if (atSignOff !== undefined) return atSignOff;
  const closedOn = vendorDate(encounter.closeddate);
  return vendorInstant(encounter.closeddate) ?? (closedOn === undefined ? undefined : instantOfEastern(closedOn, '00:00:00'));
}

/** A cancelled visit has nothing to bill, and of some the practice says that no charges are wanted. */
export const hasCharges = (appointment: WireAppointment): boolean =>
  appointment.appointmentstatus !== 'x' && !appointment.chargeentrynotrequired;

/** Whether a department is one of the practice's choice. */
export const isOurs = (departmentId: string | undefined, departments: readonly string[] | undefined): boolean =>
  departments === undefined || departments.includes(departmentId ?? '');

/**
 * What a page of the changed feed says: notes signed, and visits that are over but not signed. Cancelled visits, visits that need
 * no charges and appointments without an encounter are left out.
 */
export function visitsOfFeed(
  appointments: readonly WireAppointment[],
  departments: readonly string[] | undefined,
): Omit<VisitPage, 'next'> {
  const signed = [];
  const pending = [];
  for (const appointment of appointments) {
    const encounterId = appointment.encounterid;
    if (encounterId === undefined || !hasCharges(appointment) || !isOurs(appointment.departmentid, departments)) continue;
    const signedAt = vendorInstant(appointment.stopsignoff) ?? vendorInstant(appointment.lastmodified);
    if (appointment.encounterstatus === 'CLOSED' && signedAt !== undefined) {
      signed.push({ encounterId, signedVersion: signedAt, signedAt });
      continue;
    }
    const changedAt = vendorInstant(appointment.lastmodified) ?? vendorInstant(appointment.checkoutdatetime);
    if (changedAt !== undefined && appointment.encounterstatus !== 'DELETED') pending.push({ encounterId, changedAt });
  }
  return { signed, pending };
}
