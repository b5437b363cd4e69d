import { z } from 'zod';
import { MDM_LEVELS, PAYER_TYPES, VISIT_TYPES, type MdmLevel } from '../encounter/encounter';
import { isNpi } from '../kernel/npi';

// The encounter as JSON carries it (contracts: Encounter). Unknown fields are refused by name; null and "" in an optional field mean absent.

/** A field that may be left out, also as null or empty text. */
const optional = <S extends z.ZodType>(schema: S) =>
  z
    .union([schema, z.null(), z.literal('')])
    .optional()
    .transform((value) => (value === null || value === '' ? undefined : value) as Exclude<z.output<S>, '' | null> | undefined);

const text = z.string();
const date = z.iso.date();
const npi = text.refine(isNpi, 'must be a National Provider Identifier of 10 digits whose check digit holds');
const minutes = z.int().min(0);
const identifier = text.regex(/^(?=.*\S)\P{C}{1,50}$/u, 'must be 1 to 50 printable characters');

const MDM_ELEMENTS = ['straightforward', 'minimal', 'low', 'limited', 'moderate', 'high', 'extensive'] as const;
const LEVEL_OF_ELEMENT: Readonly<Record<(typeof MDM_ELEMENTS)[number], MdmLevel>> = {
  straightforward: 'straightforward',
  minimal: 'straightforward',
  low: 'low',
  limited: 'low',
  moderate: 'moderate',
  high: 'high',
  extensive: 'high',
};
const mdmElement = z.enum(MDM_ELEMENTS).transform((word) => LEVEL_OF_ELEMENT[word]);

const PERMANENT = Array.from({ length: 32 }, (_, i) => String(i + 1));
const PRIMARY = 'A B C D E F G H I J K L M N O P Q R S T'.split(' ');
/** Universal numbering: 1-32, A-T, supernumerary 51-82 and AS-TS. */
const TOOTH_NUMBERS: readonly string[] = [
  ...PERMANENT,
  ...PRIMARY,
  ...PERMANENT.map((tooth) => String(Number(tooth) + 50)),
  ...PRIMARY.map((tooth) => `${tooth}S`),
];
const tooth = z.enum(TOOTH_NUMBERS);
const surfaces = text.regex(/^[MOIDBFLPV]+$/, 'must be letters out of M O I D B F L P V, without separators');
const area = z.enum(['00', '01', '02', '10', '20', '30', '40']);

const diagnosis = z.strictObject({
  icd10_code: optional(text),
  snomed_code: optional(text),
  description: optional(text),
  rank: optional(z.int()),
});

const procedure = z.strictObject({
  procedure_code: optional(text),
  description: optional(text),
  procedure_type: optional(text),
  units: optional(z.number()),
  modifiers: optional(z.array(text)),
  laterality: optional(z.enum(['left', 'right', 'bilateral'])),
  diagnosis_refs: optional(z.array(z.int().min(1))),
  minutes: optional(minutes),
  counselling: optional(z.boolean()),
  ndc: optional(text.regex(/^\d{11}$/, 'must be 11 digits')),
  single_dose: optional(z.boolean()),
  discarded_units: optional(z.number().min(0)),
  provider_npi: optional(npi),
  tooth_number: optional(tooth),
  surface: optional(surfaces),
  area: optional(area),
  teeth: optional(z.array(z.strictObject({ number: tooth, surfaces: z.union([surfaces, z.literal('')]) }))),
  prosthesis: optional(z.enum(['initial', 'replacement'])),
  prior_placement_date: optional(date),
  incisal_angle: optional(z.boolean()),
});

const priorProcedure = z.strictObject({
  code: text.min(1),
  date,
  provider_npi: optional(npi),
  units: optional(z.number()),
  tooth_number: optional(tooth),
  surface: optional(surfaces),
  area: optional(area),
  facility: optional(text),
  claim_id: optional(text),
});

/** The encounter's JSON Schema source: `vtc schema encounter`, POST /api/code-encounter, `vtc code`. */
export const EncounterBody = z.strictObject({
  encounter_id: identifier,
  patient_id: identifier,
  provider_npi: npi,
  date_of_service: date,
  visit_type: z.enum(VISIT_TYPES),
  patient_status: optional(z.enum(['new', 'established'])),
  patient_birth_date: optional(date),
  patient_sex: optional(z.enum(['M', 'F', 'U'])),
  last_seen_date: optional(date),
  mdm_level: optional(z.enum(MDM_LEVELS)),
  mdm: optional(z.strictObject({ problems: mdmElement, data: mdmElement, risk: mdmElement })),
  total_time_minutes: optional(minutes),
  separately_billed_minutes: optional(minutes),
  staff_minutes: optional(minutes),
  other_day_minutes: optional(z.array(z.strictObject({ date, minutes }))),
  telehealth: optional(z.boolean()),
  telehealth_modality: optional(z.enum(['audio_video', 'audio_only'])),
  patient_location: optional(z.enum(['home', 'other'])),
  place_of_service: optional(text.regex(/^\d{2}$/, 'must be 2 digits')),
  separately_identifiable: optional(z.boolean()),
  decision_for_surgery: optional(z.boolean()),
  longitudinal_relationship: optional(z.boolean()),
  transitional_care: optional(
    z.strictObject({
      discharge_date: optional(date),
      contact_date: optional(date),
      medication_reconciliation_date: optional(date),
    }),
  ),
  part_b_effective_date: optional(date),
  predetermination: optional(z.boolean()),
  payer_id: optional(text),
  payer_type: optional(z.enum(PAYER_TYPES)),
  diagnoses: optional(z.array(diagnosis)),
  procedures: optional(z.array(procedure)),
  prior_procedures: optional(z.array(priorProcedure)),
});
export type EncounterBody = z.output<typeof EncounterBody>;
