import { MDM_LEVELS, PAYER_TYPES, VISIT_TYPES } from '../../encounter/encounter';

/** The fixed grammars a labelled line's value may have. */
export type LineGrammar =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'yes-no' }
  | { readonly kind: 'minutes' }
  | { readonly kind: 'number' }
  | { readonly kind: 'date' }
  | { readonly kind: 'text' }
  | { readonly kind: 'texts' }
  | { readonly kind: 'counts' }
  | { readonly kind: 'date-and-minutes' }
  | { readonly kind: 'teeth' };

/**
 * One label of the note's summary and the Encounter field it states. `unreadable` says what a value outside the grammar means:
 * 'missing' where an absent fact leads to a question, 'refused' where an absent fact would silently change the coding.
 */
export interface LabelledField {
  readonly field: string;
  readonly label: string;
  readonly grammar: LineGrammar;
  readonly unreadable: 'missing' | 'refused';
}

const MDM_ELEMENT_WORDS = [...MDM_LEVELS, 'minimal', 'limited', 'extensive'];
const words = (list: readonly string[]): LineGrammar => ({ kind: 'words', words: list });
const yesNo: LineGrammar = { kind: 'yes-no' };
const minutes: LineGrammar = { kind: 'minutes' };
const date: LineGrammar = { kind: 'date' };
const text: LineGrammar = { kind: 'text' };
const number: LineGrammar = { kind: 'number' };

const asked = (field: string, label: string, grammar: LineGrammar): LabelledField => ({
  field,
  label,
  grammar,
  unreadable: 'missing',
});
const refused = (field: string, label: string, grammar: LineGrammar): LabelledField => ({
  field,
  label,
  grammar,
  unreadable: 'refused',
});

/** Facts of the visit as a whole. A practice may give another label to a field; the grammar stays. */
export const VISIT_LABELS: readonly LabelledField[] = [
  refused('visit_type', 'Visit type', words(VISIT_TYPES)),
  asked('patient_status', 'Patient status', words(['new', 'established'])),
  refused('last_seen_date', 'Last seen', date),
  refused('patient_birth_date', 'Patient birth date', date),
  refused('patient_sex', 'Patient sex', words(['M', 'F', 'U'])),
  asked('mdm_level', 'MDM', words(MDM_LEVELS)),
  asked('mdm.problems', 'MDM problems', words(MDM_ELEMENT_WORDS)),
  asked('mdm.data', 'MDM data', words(MDM_ELEMENT_WORDS)),
  asked('mdm.risk', 'MDM risk', words(MDM_ELEMENT_WORDS)),
  asked('total_time_minutes', 'Total time', minutes),
  refused('separately_billed_minutes', 'Separately billed time', minutes),
  asked('staff_minutes', 'Staff time', minutes),
  refused('telehealth', 'Telehealth', yesNo),
  refused('telehealth_modality', 'Telehealth modality', words(['audio_video', 'audio_only'])),
  asked('patient_location', 'Patient location', words(['home', 'other'])),
  refused('place_of_service', 'Place of service', text),
  asked('separately_identifiable', 'Separately identifiable', yesNo),
  asked('decision_for_surgery', 'Decision for surgery', yesNo),
  asked('longitudinal_relationship', 'Longitudinal relationship', yesNo),
  asked('transitional_care.discharge_date', 'Discharge date', date),
  asked('transitional_care.contact_date', 'Contact date', date),
  asked('transitional_care.medication_reconciliation_date', 'Medication reconciliation date', date),
  asked('part_b_effective_date', 'Part B effective date', date),
  refused('predetermination', 'Predetermination', yesNo),
  refused('payer_id', 'Payer id', text),
  refused('payer_type', 'Payer type', words(PAYER_TYPES)),
];

/** The one label that may stand more than once: `Other day time: 2026-11-18 25 min`. */
export const OTHER_DAY_LABEL = refused('other_day_minutes', 'Other day time', { kind: 'date-and-minutes' });

/** Fields of a numbered item, `Procedure 2 units: 3`; the item's own line, `Procedure 2: 20610`, carries its code. */
export const PROCEDURE_LABEL = 'Procedure';
export const PROCEDURE_FIELDS: readonly LabelledField[] = [
  refused('procedure_code', '', text),
  refused('description', 'description', text),
  refused('procedure_type', 'type', text),
  refused('units', 'units', number),
  refused('modifiers', 'modifiers', { kind: 'texts' }),
  refused('laterality', 'side', words(['left', 'right', 'bilateral'])),
  refused('diagnosis_refs', 'diagnoses', { kind: 'counts' }),
  refused('minutes', 'time', minutes),
  refused('counselling', 'counselling', yesNo),
  refused('ndc', 'NDC', text),
  refused('single_dose', 'single dose', yesNo),
  refused('discarded_units', 'discarded units', number),
  refused('provider_npi', 'provider NPI', text),
  refused('tooth_number', 'tooth', text),
  refused('surface', 'surface', text),
  refused('area', 'area', text),
  refused('teeth', 'teeth', { kind: 'teeth' }),
  refused('prosthesis', 'prosthesis', words(['initial', 'replacement'])),
  refused('prior_placement_date', 'prior placement', date),
  refused('incisal_angle', 'incisal angle', yesNo),
];

export const PRIOR_PROCEDURE_LABEL = 'Prior procedure';
export const PRIOR_PROCEDURE_FIELDS: readonly LabelledField[] = [
  refused('code', '', text),
  refused('date', 'date', date),
  refused('provider_npi', 'provider NPI', text),
  refused('units', 'units', number),
  refused('tooth_number', 'tooth', text),
  refused('surface', 'surface', text),
  refused('area', 'area', text),
  refused('facility', 'facility', text),
  refused('claim_id', 'claim', text),
];
