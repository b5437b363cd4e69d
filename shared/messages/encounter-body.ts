import type { Encounter, EncounterDiagnosis, EncounterProcedure, PriorProcedure } from '../encounter/encounter';
import type { Npi } from '../kernel/npi';
import { plainDate, type PlainDate } from '../kernel/plain-date';
import { err, ok, type Result } from '../kernel/result';
import { withoutUndefined } from '../kernel/without-undefined';
import { EncounterBody } from './encounter-body-schema';
import { faultsOf, type Fault } from './fault';

type Given<K extends keyof EncounterBody> = NonNullable<EncounterBody[K]>;

/**
 * An encounter from its JSON (contracts: Encounter). `asOf` is the one date that "not in the future" looks at.
 * Refuses wrong types, words outside an enumeration, unknown fields, unreal or future dates: every fault at once, values never repeated.
 */
export function parseEncounterBody(json: unknown, asOf: PlainDate): Result<Encounter, readonly Fault[]> {
  const parsed = EncounterBody.safeParse(json);
  const faults = [...(parsed.success ? [] : faultsOf(parsed.error)), ...futureDates(json, asOf), ...namelessDiagnoses(json)];
  return parsed.success && faults.length === 0 ? ok(encounterOf(parsed.data)) : err(faults);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const recordsOf = (value: unknown): readonly (readonly [number, Readonly<Record<string, unknown>>])[] =>
  Array.isArray(value) ? [...value.entries()].flatMap(([i, item]) => (isRecord(item) ? [[i, item] as const] : [])) : [];

// What has happened cannot lie ahead. Part B may start later, so its date is not among them.
function futureDates(json: unknown, asOf: PlainDate): Fault[] {
  if (!isRecord(json)) return [];
  const care = isRecord(json['transitional_care']) ? json['transitional_care'] : {};
  const dates: (readonly [string, unknown])[] = [
    ...['date_of_service', 'patient_birth_date', 'last_seen_date'].map((field) => [field, json[field]] as const),
    ...recordsOf(json['other_day_minutes']).map(([i, day]) => [`other_day_minutes.${i}.date`, day['date']] as const),
    ...Object.entries(care).map(([field, date]) => [`transitional_care.${field}`, date] as const),
    ...recordsOf(json['procedures']).map(
      ([i, procedure]) => [`procedures.${i}.prior_placement_date`, procedure['prior_placement_date']] as const,
    ),
    ...recordsOf(json['prior_procedures']).map(([i, prior]) => [`prior_procedures.${i}.date`, prior['date']] as const),
  ];
  return dates
    .filter(([, date]) => typeof date === 'string' && (plainDate(date) ?? asOf) > asOf)
    .map(([path]) => ({ path, code: 'value' as const, message: 'must not lie in the future' }));
}

const isGiven = (value: unknown): boolean => value !== undefined && value !== null && value !== '';

function namelessDiagnoses(json: unknown): Fault[] {
  if (!isRecord(json)) return [];
  return recordsOf(json['diagnoses'])
    .filter(([, diagnosis]) => !['icd10_code', 'snomed_code', 'description'].some((field) => isGiven(diagnosis[field])))
    .map(([i]) => ({
      path: `diagnoses.${i}`,
      code: 'required' as const,
      message: 'needs icd10_code, snomed_code or description',
    }));
}

// The schema has checked the check digit and the calendar: these only give the text its name.
const npiOf = (text: string | undefined): Npi | undefined => text as Npi | undefined;
const dateOf = (text: string | undefined): PlainDate | undefined => text as PlainDate | undefined;

const encounterOf = (body: EncounterBody): Encounter =>
  withoutUndefined({
    encounterId: body.encounter_id,
    patientId: body.patient_id,
    providerNpi: body.provider_npi,
    dateOfService: body.date_of_service as PlainDate,
    visitType: body.visit_type,
    patientStatus: body.patient_status,
    patientBirthDate: dateOf(body.patient_birth_date),
    patientSex: body.patient_sex,
    lastSeenDate: dateOf(body.last_seen_date),
    mdmLevel: body.mdm_level,
    mdm: body.mdm,
    totalTimeMinutes: body.total_time_minutes,
    separatelyBilledMinutes: body.separately_billed_minutes,
    staffMinutes: body.staff_minutes,
    otherDayMinutes: (body.other_day_minutes ?? []).map((day) => ({ date: day.date as PlainDate, minutes: day.minutes })),
    telehealth: body.telehealth,
    telehealthModality: body.telehealth_modality,
    patientLocation: body.patient_location,
    placeOfService: body.place_of_service,
    separatelyIdentifiable: body.separately_identifiable,
    decisionForSurgery: body.decision_for_surgery,
    longitudinalRelationship: body.longitudinal_relationship,
    transitionalCare:
      body.transitional_care &&
      withoutUndefined({
        dischargeDate: dateOf(body.transitional_care.discharge_date),
        contactDate: dateOf(body.transitional_care.contact_date),
        medicationReconciliationDate: dateOf(body.transitional_care.medication_reconciliation_date),
      }),
    partBEffectiveDate: dateOf(body.part_b_effective_date),
    predetermination: body.predetermination,
    payerId: body.payer_id,
    payerType: body.payer_type,
    diagnoses: (body.diagnoses ?? []).map(diagnosisOf),
    procedures: (body.procedures ?? []).map(procedureOf),
    priorProcedures: (body.prior_procedures ?? []).map(priorProcedureOf),
  });

const diagnosisOf = (body: Given<'diagnoses'>[number]): EncounterDiagnosis =>
  withoutUndefined({
    icd10Code: body.icd10_code,
    snomedCode: body.snomed_code,
    description: body.description,
    rank: body.rank,
  });

const procedureOf = (body: Given<'procedures'>[number]): EncounterProcedure =>
  withoutUndefined({
    procedureCode: body.procedure_code,
    description: body.description,
    procedureType: body.procedure_type,
    units: body.units,
    modifiers: (body.modifiers ?? []).map((modifier) => modifier.trim().toUpperCase()).filter((modifier) => modifier !== ''),
    laterality: body.laterality,
    diagnosisRefs: body.diagnosis_refs ?? [],
    minutes: body.minutes,
    counselling: body.counselling,
    ndc: body.ndc,
    singleDose: body.single_dose,
    discardedUnits: body.discarded_units,
    providerNpi: npiOf(body.provider_npi),
    toothNumber: body.tooth_number,
    surface: body.surface,
    area: body.area,
    teeth: body.teeth,
    prosthesis: body.prosthesis,
    priorPlacementDate: dateOf(body.prior_placement_date),
    incisalAngle: body.incisal_angle,
  });

const priorProcedureOf = (body: Given<'prior_procedures'>[number]): PriorProcedure =>
  withoutUndefined({
    code: body.code.trim().toUpperCase(),
    date: body.date as PlainDate,
    providerNpi: npiOf(body.provider_npi),
    units: body.units,
    toothNumber: body.tooth_number,
    surface: body.surface,
    area: body.area,
    facility: body.facility,
    claimId: body.claim_id,
  });
