import { easternWallClock } from '../../../shared/kernel/eastern-time';
import type { Instant, PlainDate } from '../../../shared/kernel/plain-date';
import { scheduleVisits, type DayPerson, type DayVisit, type SignedVersion } from '../day-visits';
import { summaryHtmlOf } from './summary';

/** Everything the simulated practice holds, and how each piece looks in the vendor's shape. */
export interface SimulatedChart {
  /** One entry a change of an appointment, in order of time. */
  readonly changes: readonly { readonly id: string; readonly at: Instant; readonly encounterId: string }[];
  appointment(encounterId: string, now: Instant): Json | undefined;
  encounterOfAppointment(appointmentId: string): string | undefined;
  encounter(encounterId: string, now: Instant): Json | undefined;
  diagnoses(encounterId: string, now: Instant): readonly Json[] | undefined;
  summary(encounterId: string, now: Instant): Json | undefined;
  insurances(encounterId: string, now: Instant): Json | undefined;
  patient(patientId: string, now: Instant): Json | undefined;
  provider(providerId: string): Json | undefined;
}

export type Json = Record<string, unknown>;

const DEPARTMENT = 1;

interface Note {
  readonly index: number;
  readonly versions: readonly SignedVersion[];
}

/** Builds the chart of a day's visits. */
export function createChart(visits: readonly DayVisit[], day: PlainDate): SimulatedChart {
  const versions = scheduleVisits(visits, day);
  const notes = notesOf(versions);
  const byPatient = groupedBy(versions, (version) => version.visit.encounter.patient_id);
  const providers = [...new Set(visits.map((visit) => visit.encounter.provider_npi))];
  const providerIdOf = (npi: string): number => 27 + providers.indexOf(npi);
  const byAppointment = new Map([...notes].map(([encounterId, note]) => [appointmentIdOf(note), encounterId]));
  const current = (encounterId: string, now: Instant): SignedVersion | undefined => {
    const note = notes.get(encounterId);
    return note === undefined ? undefined : (note.versions.findLast((version) => version.signedAt <= now) ?? note.versions[0]);
  };

  return {
    changes: changesOf(versions),
    encounterOfAppointment: (appointmentId) => byAppointment.get(appointmentId),
    appointment: (encounterId, now) => {
      const note = notes.get(encounterId);
      const version = current(encounterId, now);
      return note === undefined || version === undefined
        ? undefined
        : appointmentRecord(note, version, now, providerIdOf(version.visit.encounter.provider_npi));
    },
    encounter: (encounterId, now) => {
      const note = notes.get(encounterId);
      const version = current(encounterId, now);
      return note === undefined || version === undefined
        ? undefined
        : encounterRecord(note, version, now, providerIdOf(version.visit.encounter.provider_npi));
    },
    diagnoses: (encounterId, now) => {
      const version = current(encounterId, now);
      return version === undefined ? undefined : diagnosisRecords(version.visit);
    },
    summary: (encounterId, now) => {
      const version = current(encounterId, now);
      return version === undefined ? undefined : { summaryhtml: summaryHtmlOf(version.visit.encounter) };
    },
    insurances: (encounterId, now) => {
      const version = current(encounterId, now);
      return version === undefined ? undefined : insuranceRecords(version.visit);
    },
    patient: (patientId, now) => {
      const known = byPatient.get(patientId);
      const version = known?.findLast((each) => each.signedAt <= now) ?? known?.[0];
      return version === undefined ? undefined : patientRecord(version.visit);
    },
    provider: (providerId) => {
      const npi = providers[Number(providerId) - 27];
      return npi === undefined
        ? undefined
        : { providerid: Number(providerId), npi: numeric(npi), billable: true, entitytype: 'Person' };
    },
  };
}

function notesOf(versions: readonly SignedVersion[]): ReadonlyMap<string, Note> {
  const grouped = groupedBy(versions, (version) => version.visit.encounter.encounter_id);
  return new Map([...grouped].map(([encounterId, ofNote], index) => [encounterId, { index, versions: ofNote }]));
}

function groupedBy<T>(list: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of list) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

const appointmentIdOf = (note: Note): string => String(1_050_000 + note.index);

/** Check-out and signature each change the appointment; a note signed quietly leaves only the first. */
function changesOf(versions: readonly SignedVersion[]): SimulatedChart['changes'] {
  const changes = versions.flatMap((version, index) => {
    const encounterId = version.visit.encounter.encounter_id;
    const signed = { id: `${encounterId}#${index}`, at: version.signedAt, encounterId };
    return version.visit.signedQuietly === true
      ? [{ id: `${encounterId}#out`, at: version.checkedOutAt, encounterId }]
      : [signed];
  });
  return changes.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function statusAt(note: Note, now: Instant): 'OPEN' | 'CLOSED' {
  const signed = note.versions.findLastIndex((version) => version.signedAt <= now);
  if (signed < 0) return 'OPEN';
  const reopenedAt = note.versions[signed + 1]?.reopenedAt;
  return reopenedAt !== undefined && reopenedAt <= now ? 'OPEN' : 'CLOSED';
}

/** Ids as text, as the changed feed has them. */
function appointmentRecord(note: Note, version: SignedVersion, now: Instant, providerId: number): Json {
  const { encounter } = version.visit;
  const isSigned = version.signedAt <= now;
  return {
    appointmentid: appointmentIdOf(note),
    appointmentstatus: now < version.checkedOutAt ? 'f' : '3',
    appointmenttype: 'Office Visit',
    date: vendorDate(encounter.date_of_service),
    departmentid: String(DEPARTMENT),
    providerid: String(providerId),
    renderingproviderid: String(providerId),
    patientid: encounter.patient_id,
    encounterid: encounter.encounter_id,
    encounterstatus: statusAt(note, now),
    checkoutdatetime: vendorDateTime(version.checkedOutAt),
    ...(isSigned ? { stopsignoff: vendorDateTime(version.signedAt) } : {}),
    chargeentrynotrequired: false,
    lastmodified: vendorDateTime(isSigned ? version.signedAt : version.checkedOutAt),
    visitid: appointmentIdOf(note),
  };
}

/** Ids as numbers where they are numbers, as the chart has them. */
function encounterRecord(note: Note, version: SignedVersion, now: Instant, providerId: number): Json {
  const { encounter } = version.visit;
  return {
    encounterid: numeric(encounter.encounter_id),
    appointmentid: Number(appointmentIdOf(note)),
    encountertype: 'VISIT',
    encountervisitname: 'Office Visit',
    status: statusAt(note, now),
    departmentid: DEPARTMENT,
    patientid: numeric(encounter.patient_id),
    providerid: providerId,
    encounterdate: vendorDate(encounter.date_of_service),
    ...(version.signedAt <= now ? { closeddate: vendorDate(easternWallClock(version.signedAt).date) } : {}),
    ...(version.reopenedAt === undefined ? {} : { lastreopened: vendorDateTime(version.reopenedAt) }),
  };
}

export const departmentRecord: Json = {
  departmentid: String(DEPARTMENT),
  name: 'MAIN',
  placeofservicetypeid: '11',
  placeofservicetypename: 'OFFICE',
  timezonename: 'US/Eastern',
};

/** A diagnosis without an ICD-10 code shows the vendor's habit of leaving an old ICD-9 one beside the SNOMED code. */
function diagnosisRecords(visit: DayVisit): readonly Json[] {
  const given = Array.isArray(visit.encounter['diagnoses']) ? (visit.encounter['diagnoses'] as readonly Json[]) : [];
  const isRanked = given.some((diagnosis) => typeof diagnosis['rank'] === 'number');
  return given.map((diagnosis, index) => {
    const { icd10_code: icd10, snomed_code: snomed, description, rank } = diagnosis;
    const ranking = isRanked ? rank : index + 1;
    return {
      diagnosisid: 15_000 + index,
      ...(typeof ranking === 'number' ? { ranking } : {}),
      ...(typeof snomed === 'string' ? { snomedcode: numeric(snomed) } : {}),
      ...(typeof description === 'string' ? { description } : {}),
      supportslaterality: false,
      icdcodes: icdRecords(icd10, snomed),
    };
  });
}

const icdRecords = (icd10: unknown, snomed: unknown): readonly Json[] => {
  if (typeof icd10 === 'string' && icd10 !== '')
    return [{ codeset: 'ICD10', code: icd10, diagnosiscode: icd10.replace('.', '') }];
  return typeof snomed === 'string' ? [{ codeset: 'ICD9', code: '799.9', diagnosiscode: '7999' }] : [];
};

function patientRecord(visit: DayVisit): Json {
  return { patientid: visit.encounter.patient_id, departmentid: String(DEPARTMENT), ...personFields(visit.patient) };
}

const personFields = (person: DayPerson): Json =>
  withoutAbsent({
    lastname: person.last_name,
    firstname: person.first_name,
    dob: vendorDate(person.birth_date),
    sex: person.sex,
    address1: person.address?.line1,
    address2: person.address?.line2,
    city: person.address?.city,
    state: person.address?.state,
    zip: person.address?.zip,
  });

/** Insurances as chosen for the visit: none on file is an empty list, an uninsured patient has the vendor's self-pay package. */
function insuranceRecords(visit: DayVisit): Json {
  const { insurance } = visit;
  if (insurance === undefined) {
    const selfPay = { insurancepackageid: 0, insurancetype: 'Self Pay', insuranceplanname: '*SELF PAY*', sequencenumber: 1 };
    const insurances = visit.encounter['payer_type'] === 'self_pay' ? [selfPay] : [];
    return { totalcount: insurances.length, insurances };
  }
  const holder = insurance.relationship === 'self' ? visit.patient : insurance.subscriber;
  const held = Object.entries(holder === undefined ? {} : personFields(holder));
  const record = withoutAbsent({
    insuranceid: '7990',
    insurancepackageid: 159_571,
    insurancepackagepayerid: insurance.payer_id,
    sequencenumber: 1,
    insuranceidnumber: insurance.member_id,
    groupnumber: insurance.group_number,
    relationshiptoinsured: insurance.relationship.replace('_', ' ').replace(/\b[a-z]/g, (letter) => letter.toUpperCase()),
    ...Object.fromEntries(held.map(([field, value]) => [`insurancepolicyholder${field}`, value])),
  });
  return { totalcount: 1, insurances: [record] };
}

const withoutAbsent = (record: Json): Json =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

/** Digits that a number can hold exactly come as a number. */
const numeric = (id: string): string | number => (/^[1-9]\d{0,14}$/.test(id) ? Number(id) : id);

function vendorDate(date: string): string;
function vendorDate(date: string | undefined): string | undefined;
function vendorDate(date: string | undefined): string | undefined {
  return date === undefined ? undefined : `${date.slice(5, 7)}/${date.slice(8, 10)}/${date.slice(0, 4)}`;
}

const vendorDateTime = (at: Instant): string => {
  const wall = easternWallClock(at);
  return `${vendorDate(wall.date)} ${wall.time}`;
};
