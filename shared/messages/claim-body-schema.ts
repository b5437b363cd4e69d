import { z } from 'zod';
import { RELATIONSHIPS } from '../claim/claim';
import { centsFromDollars } from '../kernel/money';

// The claim as JSON carries it (contracts: Claim). The schema refuses wrong types, words outside an enumeration, unknown fields and
// a missing or malformed claim_id. Everything else that is missing or bad is a finding, so almost every field is optional here.

/** A field that may be left out, also as null or empty text. */
const optional = <S extends z.ZodType>(schema: S) =>
  z
    .union([schema, z.null(), z.literal('')])
    .optional()
    .transform((value) => (value === null || value === '' ? undefined : value) as Exclude<z.output<S>, ''> | undefined);

const text = optional(z.string());
const date = optional(z.iso.date('must be a date YYYY-MM-DD'));
const flag = optional(z.boolean());
const count = optional(z.number());
const dollars = optional(
  z.number().refine((value) => centsFromDollars(value) !== undefined, 'must be dollars with at most two decimals'),
);
const words = <const T extends readonly [string, ...string[]]>(values: T) => optional(z.enum(values));
const list = <S extends z.ZodType>(schema: S) => optional(z.array(schema));

const responsibility = words(['primary', 'secondary', 'tertiary']);

const address = optional(z.strictObject({ line1: text, line2: text, city: text, state: text, zip: text }));
const person = optional(z.strictObject({ npi: text, last_name: text, first_name: text, middle_name: text, taxonomy: text }));
const otherProvider = optional(z.strictObject({ npi: text, last_name: text, first_name: text }));

const subscriber = optional(
  z.strictObject({
    member_id: text,
    last_name: text,
    first_name: text,
    middle_name: text,
    birth_date: date,
    sex: words(['M', 'F', 'U']),
    address,
    group_number: text,
    group_name: text,
    medicare_secondary_type: text,
  }),
);

const adjustment = z.strictObject({ group: text, carc: text, amount: dollars, quantity: count });

const adjudication = z.strictObject({
  payer_id: text,
  paid: dollars,
  units: count,
  code: text,
  modifiers: list(z.string()),
  date,
  adjustments: list(adjustment),
});

const serviceLine = z.strictObject({
  line_id: text,
  code: text,
  code_system: words(['CPT', 'HCPCS', 'CDT']),
  modifiers: list(z.string()),
  charge_amount: dollars,
  units: count,
  unit_type: words(['UN', 'MJ']),
  diagnosis_pointers: list(z.int()),
  date_of_service: date,
  date_to: date,
  place_of_service: text,
  emergency: flag,
  description: text,
  prior_authorization: text,
  ndc: optional(z.strictObject({ code: text, quantity: count, unit: text })),
  rendering_provider: person,
  teeth: list(z.strictObject({ number: text, surfaces: text })),
  minutes: count,
  oral_cavity_areas: list(z.string()),
  prosthesis: words(['initial', 'replacement']),
  prior_placement_date: date,
  adjudications: list(adjudication),
});

const otherPayer = z.strictObject({
  payer_id: text,
  name: text,
  responsibility,
  claim_filing_code: text,
  relationship: words(RELATIONSHIPS),
  subscriber,
  paid_amount: dollars,
  non_covered_amount: dollars,
  remaining_liability: dollars,
  payer_claim_number: text,
  adjudication_date: date,
  adjustments: list(adjustment),
});

const priorProcedure = z.strictObject({
  code: z.string().min(1),
  date: z.iso.date('must be a date YYYY-MM-DD'),
  provider_npi: text,
  units: count,
  tooth_number: text,
  surface: text,
  area: text,
  facility: text,
  claim_id: text,
  modifiers: list(z.string()),
  charge_amount: dollars,
  payer_id: text,
});

/** The claim's JSON Schema source: `vtc schema claim`, POST /api/submit-claim, `vtc scrub`, `vtc x12 write`. */
export const ClaimBody = z.strictObject({
  claim_id: z.string().regex(/^[A-Z0-9-]{1,20}$/, 'must be 1 to 20 of A-Z, 0-9 and -'),
  encounter_id: text,
  patient_id: text,
  type: words(['professional', 'dental']),
  frequency: words(['original', 'corrected', 'void']),
  payer_claim_number: text,
  total_charge: dollars,
  predetermination: flag,
  billing_provider: optional(
    z.strictObject({
      npi: text,
      tax_id: text,
      tax_id_type: words(['EIN', 'SSN']),
      taxonomy: text,
      organization_name: text,
      last_name: text,
      first_name: text,
      address,
      phone: text,
    }),
  ),
  pay_to_address: address,
  rendering_provider: person,
  referring_provider: otherProvider,
  ordering_provider: otherProvider,
  supervising_provider: otherProvider,
  service_facility: optional(z.strictObject({ npi: text, name: text, address })),
  payer: optional(z.strictObject({ payer_id: text, name: text, claim_filing_code: text, address })),
  payer_responsibility: responsibility,
  subscriber,
  patient_relationship: words(RELATIONSHIPS),
  patient: optional(
    z.strictObject({
      last_name: text,
      first_name: text,
      middle_name: text,
      birth_date: date,
      sex: words(['M', 'F', 'U']),
      address,
    }),
  ),
  place_of_service: text,
  date_of_service: date,
  signature_on_file: flag,
  benefits_assigned: flag,
  assignment: words(['accepted', 'lab_only', 'not_accepted']),
  release_of_information: words(['signed', 'informed_consent']),
  accident: optional(z.strictObject({ cause: words(['auto', 'employment', 'other']), date, state: text })),
  dates: optional(
    z.strictObject({
      onset: date,
      initial_treatment: date,
      last_seen: date,
      last_menstrual_period: date,
      admission: date,
      discharge: date,
      appliance_placement: date,
    }),
  ),
  prior_authorization: text,
  referral_number: text,
  predetermination_number: text,
  clia_number: text,
  medical_record_number: text,
  patient_paid: dollars,
  attachments: list(z.strictObject({ report_type: text, transmission: text, control_number: text })),
  note: text,
  diagnosis_codes: list(z.string()),
  service_lines: list(serviceLine),
  orthodontics: optional(z.strictObject({ total_months: count, months_remaining: count })),
  missing_teeth: list(z.strictObject({ number: text, status: words(['missing', 'to_be_extracted']) })),
  other_payers: list(otherPayer),
  attestations: optional(
    z.strictObject({
      separately_identifiable: flag,
      decision_for_surgery: flag,
      longitudinal_relationship: flag,
      abn_on_file: flag,
    }),
  ),
  prior_procedures: list(priorProcedure),
});
export type ClaimBody = z.output<typeof ClaimBody>;
