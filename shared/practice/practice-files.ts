import { z } from 'zod';
import { PAYER_TYPES } from '../encounter/encounter';

// The files of a practice's folder: practice.json, rule-pack.json, fee-schedule.json. JSON Schemas are generated from these
// types and ajv checks the files against them; what a schema cannot say is checked in check-practice.ts.

const date = z.iso.date();
const window = { effective_from: date, effective_to: date.nullable() };
const npi = z.string().regex(/^[12]\d{9}$/);
const code = z.string().regex(/^[A-Z0-9]{5}$/);
const modifier = z.string().regex(/^[A-Z0-9]{2}$/);
/** With the dot where it belongs; the textbook form, a digit in second place, refuses valid codes (QA0.0101). */
const ICD10_CM = /^[A-Z][0-9A][0-9AB](\.[0-9A-Z]{1,4})?$/;
const text = z.string().min(1).max(200);
const severityOrOff = z.enum(['off', 'error', 'hold', 'warn', 'info']);

const address = z.strictObject({
  line1: text,
  line2: text.optional(),
  city: text,
  state: z.string().regex(/^[A-Z]{2}$/),
  zip: z.string().regex(/^\d{5}(\d{4})?$/),
});

const provider = z.strictObject({
  npi,
  first_name: text,
  last_name: text,
  taxonomy: z.string().regex(/^[0-9A-Z]{9}X$/),
  kind: z.enum(['physician', 'nurse_practitioner', 'dentist', 'other']),
  enrolled_with: z.array(text),
});

export const PracticeFile = z.strictObject({
  name: text,
  time_zone: z.string().regex(/^[A-Za-z_]+(\/[A-Za-z_]+)+$|^UTC$/),
  mode: z.enum(['shadow', 'test', 'production']),
  billing_route: z.enum(['clearinghouse', 'ehr']),
  clia_number: z
    .string()
    .regex(/^\d{2}D\d{7}$/)
    .optional(),
  billing_provider: z.strictObject({
    npi,
    tax_id: z.string().regex(/^\d{9}$/),
    tax_id_type: z.enum(['EIN', 'SSN']),
    taxonomy: z
      .string()
      .regex(/^[0-9A-Z]{9}X$/)
      .optional(),
    organization_name: text.optional(),
    last_name: text.optional(),
    first_name: text.optional(),
    address,
    phone: z
      .string()
      .regex(/^\d{10}$/)
      .optional(),
  }),
  providers: z.array(provider).min(1),
  edits: z.array(z.strictObject({ id: z.string().regex(/^[A-Z]\d{3}$/), set_to: severityOrOff, ...window })),
  /** How the EHR is read: which departments, whom never to bill, and how much the vendor allows this practice. */
  ehr: z
    .strictObject({
      departments: z.array(text).min(1).optional(),
      test_patients: z.strictObject({ ids: z.array(text), last_names: z.array(text) }).optional(),
      requests_per_second: z.int().min(1).max(1_000).optional(),
      requests_per_day: z.int().min(1).max(100_000_000).optional(),
    })
    .optional(),
});
export type PracticeFile = z.infer<typeof PracticeFile>;

const DiagnosisRow = z.strictObject({
  words: text.optional(),
  snomed_code: z
    .string()
    .regex(/^\d{6,18}$/)
    .optional(),
  icd10_code: z.string().regex(ICD10_CM),
  ...window,
});

const ProcedureRow = z.strictObject({
  key: text,
  code,
  units: z.int().min(1).max(999).optional(),
  modifiers: z.array(modifier).max(4).optional(),
  companions: z.array(code).max(4).optional(),
  supported_by: z.array(z.string().regex(ICD10_CM)).optional(),
  ...window,
});

/** A dental key: one code, or one by the number of surfaces; the tooth's class is the dental engine's business. */
const DentalRow = z.strictObject({
  procedure_type: text,
  code: code.optional(),
  by_surface_count: z.record(z.enum(['1', '2', '3', '4']), code).optional(),
  ...window,
});

const codeAndModifier = z.strictObject({ code, modifier });

const PayerRow = z.strictObject({
  payer_id: z.string().regex(/^[A-Z0-9]{2,20}$/),
  name: text,
  payer_type: z.enum(PAYER_TYPES),
  claim_filing_code: z.string().regex(/^[A-Z0-9]{2}$/),
  telehealth_audio_video_modifier: z.enum(['95', 'GT', 'GQ']).nullable(),
  telehealth_audio_only_modifier: z.enum(['93']).nullable(),
  takes_98000_98015: z.boolean(),
  prolonged: z.enum(['CPT', 'MEDICARE']),
  takes_g2211: z.boolean(),
  takes_consultations: z.boolean(),
  takes_preventive: z.boolean(),
  takes_wellness: z.boolean(),
  takes_dental: z.boolean(),
  vaccine_administration: z.enum(['CPT', 'MEDICARE']),
  timely_filing_days: z.int().min(1).max(3650),
  member_id_pattern: z.string().min(1).max(400),
  billing_taxonomy_required: z.boolean(),
  required_modifiers: z.array(codeAndModifier),
  forbidden_modifiers: z.array(codeAndModifier),
  substitutions: z.array(z.strictObject({ from: code, to: code })),
  not_taken: z.array(code),
  edits: z.record(z.string().regex(/^[A-Z]\d{3}$/), severityOrOff),
  prior_authorization: z.array(z.strictObject({ code, places_of_service: z.array(z.string().regex(/^\d{2}$/)).optional() })),
  referral_required: z.boolean(),
  ...window,
});

export const RulePackFile = z.strictObject({
  name: text,
  version: text,
  diagnoses: z.array(DiagnosisRow),
  procedures: z.array(ProcedureRow),
  dental: z.array(DentalRow),
  payers: z.array(PayerRow).min(1),
});
export type RulePackFile = z.infer<typeof RulePackFile>;
export type PayerRow = z.infer<typeof PayerRow>;

export const FeeScheduleFile = z.strictObject({
  version: text,
  /** `fee` in dollars, for one unit. */
  fees: z.array(z.strictObject({ code, modifier: modifier.optional(), fee: z.number().positive().max(999_999), ...window })),
});
export type FeeScheduleFile = z.infer<typeof FeeScheduleFile>;

export interface PracticeFiles {
  readonly practice: PracticeFile;
  readonly rulePack: RulePackFile;
  readonly feeSchedule: FeeScheduleFile;
}

/** File name in the practice's folder → its schema. */
export const PRACTICE_FILES = {
  'practice.json': PracticeFile,
  'rule-pack.json': RulePackFile,
  'fee-schedule.json': FeeScheduleFile,
} as const;
export type PracticeFileName = keyof typeof PRACTICE_FILES;
