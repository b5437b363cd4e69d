import { z } from 'zod';

// athenahealth's answers as they come: ids as text or number, single things in an array of one, unknown fields let through.
// Legacy field names live here and nowhere else.

const id = z.union([z.string(), z.number()]).transform(String);
const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === null || value === undefined || value === '' ? undefined : String(value)));
const flag = z
  .union([z.boolean(), z.string()])
  .nullish()
  .transform((value) => value === true || value === 'true');

/** A list that may come bare, absent, or as the one object it holds. */
const listOf = <T extends z.ZodType>(item: T) =>
  z
    .union([z.array(item), item.transform((one) => [one])])
    .nullish()
    .transform((value): z.output<T>[] => value ?? []);

export const WireToken = z.looseObject({
  access_token: z.string().min(1),
  /** Seconds; a number or the same as text. */
  expires_in: z.coerce.number().positive(),
});

export const WireAppointment = z.looseObject({
  appointmentid: id,
  /** x cancelled, f future, o open slot, 2 checked in, 3 checked out, 4 charge entered. */
  appointmentstatus: text,
  encounterid: text,
  encounterstatus: text,
  departmentid: text,
  patientid: text,
  providerid: text,
  renderingproviderid: text,
  stopsignoff: text,
  checkoutdatetime: text,
  lastmodified: text,
  chargeentrynotrequired: flag,
  claims: listOf(z.looseObject({ claimid: text })),
});
export type WireAppointment = z.output<typeof WireAppointment>;

export const WireChangedAppointments = z.looseObject({
  totalcount: z.coerce.number().optional(),
  next: text,
  appointments: listOf(z.unknown()),
});

export const WireEncounter = z.looseObject({
  encounterid: id,
  appointmentid: text,
  patientid: text,
  departmentid: text,
  providerid: text,
  /** VISIT, ORDERSONLY, FLOWSHEET … */
  encountertype: text,
  encountervisitname: text,
  /** OPEN, CLOSED, REVIEW, PEND, DELETED. */
  status: text,
  encounterdate: text,
  closeddate: text,
  lastreopened: text,
});
export type WireEncounter = z.output<typeof WireEncounter>;

export const WireDiagnosis = z.looseObject({
  ranking: z.coerce.number().int().optional(),
  snomedcode: text,
  description: text,
  icdcodes: listOf(z.looseObject({ codeset: text, code: text, diagnosiscode: text })),
});
export type WireDiagnosis = z.output<typeof WireDiagnosis>;

export const WireSummary = z.looseObject({
  summaryhtml: z
    .string()
    .nullish()
    .transform((value) => value ?? ''),
});

export const WirePatient = z.looseObject({
  patientid: id,
  firstname: text,
  middlename: text,
  lastname: text,
  dob: text,
  sex: text,
  address1: text,
  address2: text,
  city: text,
  state: text,
  zip: text,
});
export type WirePatient = z.output<typeof WirePatient>;

export const WireInsurance = z.looseObject({
  insurancepackageid: text,
  insurancepackagepayerid: text,
  insurancetype: text,
  sequencenumber: z.coerce.number().int().optional(),
  insuranceidnumber: text,
  policynumber: text,
  groupnumber: text,
  relationshiptoinsured: text,
  insurancepolicyholderfirstname: text,
  insurancepolicyholderlastname: text,
  insurancepolicyholderdob: text,
  insurancepolicyholdersex: text,
  insurancepolicyholderaddress1: text,
  insurancepolicyholderaddress2: text,
  insurancepolicyholdercity: text,
  insurancepolicyholderstate: text,
  insurancepolicyholderzip: text,
});
export type WireInsurance = z.output<typeof WireInsurance>;

export const WireInsurances = z.looseObject({ insurances: listOf(WireInsurance) });

export const WireProvider = z.looseObject({ providerid: id, npi: text });
export type WireProvider = z.output<typeof WireProvider>;

export const WireDepartment = z.looseObject({ departmentid: id, placeofservicetypeid: text });
export type WireDepartment = z.output<typeof WireDepartment>;

/** Creating a claim answers 200 with the refusal inside. */
export const WireClaimCreated = z.looseObject({ claimids: listOf(id), success: flag, errormessage: text });

export const WireClaim = z.looseObject({
  claimid: text,
  procedures: listOf(
    z.looseObject({
      procedurecode: text,
      units: z.coerce.number().optional(),
      icd10code1: text,
      icd10code2: text,
      icd10code3: text,
      icd10code4: text,
    }),
  ),
});
export type WireClaim = z.output<typeof WireClaim>;

/** The first of an array of one, or the thing itself. */
export const oneOf = (json: unknown): unknown => (Array.isArray(json) ? json[0] : json);

/** Names of the fields that do not have the vendor's shape; never values. */
export const fieldFaults = (error: z.ZodError, what: string): readonly string[] =>
  [...new Set(error.issues.map((issue) => `${what}: ${issue.path.map(String).join('.') || 'the answer'}`))].sort();
