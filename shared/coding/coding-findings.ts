import type { PlainDate } from '../kernel/plain-date';
import type { DraftFinding } from './coding-notes';
import type { TableGap } from './tables';

/** The findings that the facts alone show (contracts: Findings, F and those that coding owns): one function an id and fault. */

type Said = Omit<DraftFinding, 'lineKeys'>;

const CONTRACT = 'visit-to-claim rule list';
/** Source of what transitional care asks for and demands. */
export const TRANSITIONAL_CARE = 'CPT 99495-99496; CMS MLN TCM booklet';
const hold = (id: string, message: string, fix: string, source = CONTRACT): Said => ({
  id,
  severity: 'hold',
  message,
  fix,
  source,
});
const error = (id: string, message: string, fix: string, source = CONTRACT): Said => ({
  id,
  severity: 'error',
  message,
  fix,
  source,
});

export const diagnosisNotMapped = (position: number): Said =>
  hold(
    'F001',
    `Diagnosis ${position} is given in SNOMED or words that the practice's map does not hold.`,
    'Coder: choose the ICD-10-CM code, and add the words to the practice map so that they are known next time.',
  );

export const procedureNotMapped = (position: number): Said =>
  hold(
    'F002',
    `Procedure ${position} is given by a key or words that the practice's map does not hold.`,
    'Coder: choose the procedure code, and add the key to the practice map.',
  );

const EM_SOURCE = 'CPT E/M guidelines 2021-2026: MDM or total time';

export const noBasisForLevel = (message: string, fix: string): Said => hold('F003', message, fix, EM_SOURCE);

export const levelsDisagree = (stated: string, fromElements: string): Said =>
  hold(
    'F004',
    `mdm_level says ${stated}, the three elements make ${fromElements}.`,
    'Provider: say which holds, the stated level or the elements (two of three must meet it).',
    'CPT E/M guidelines: two of three elements',
  );

export const statusUnknown = (): Said =>
  hold(
    'F005',
    'New or established is not stated and cannot be told: no patient_status and no last_seen_date.',
    'Front desk: give the date of the last professional service by this group and specialty, or say new.',
    'CPT: new and established patient, three years',
  );

/** `fact` names the field, `question` is put to whoever knows. */
export const factMissing = (fact: string, why: string, question: string, source = CONTRACT): Said =>
  hold('F006', `${fact} is missing: ${why}.`, question, source);

/** Levels, ages and windows come with the program, and cannot be imported. */
export const OWN_TABLE = 'evaluation-and-management';

export const missingTable = (gap: TableGap, on: PlainDate): Said =>
  hold(
    'F007',
    `Table ${gap.table} ${gap.reason === 'not-loaded' ? 'is not loaded' : `has no version in force on ${on}`}.`,
    gap.table === OWN_TABLE
      ? `Coder: code the visit by hand; the program holds no levels for ${on}.`
      : `Billing manager: import ${gap.table} for ${on} (vtc data import ${gap.table} FILE), then code the visit again.`,
  );

export const payerUnknown = (): Said =>
  hold(
    'F008',
    "The payer is not one of the practice's payers on the date of service.",
    'Biller: correct the payer on the visit, or add its row to the rule pack.',
  );
export const payerMissing = (): Said =>
  hold('F008', 'The payer is missing.', 'Front desk: give the payer, or say that the patient pays (self_pay).');

export const providerUnknown = (npi: string): Said =>
  hold(
    'F009',
    `Provider ${npi} is not one of the practice's providers.`,
    'Billing manager: correct the NPI on the visit, or add the provider to the practice.',
  );

export const contradiction = (what: string, fix: string, source = CONTRACT): Said =>
  hold('F010', `Stated facts contradict each other: ${what}.`, fix, source);

/** A condition of 99495 and 99496 that the stated dates do not meet. */
export const transitionalCareUnmet = (what: string): Said =>
  contradiction(
    `visit_type transitional_care, and ${what}`,
    'Coder: code the visit as an office visit, or correct the dates.',
    TRANSITIONAL_CARE,
  );

export const tooManyDiagnoses = (count: number): Said =>
  error(
    'A006',
    `${count} diagnoses, and a claim carries 12.`,
    'Coder: choose the twelve that explain the services, or split the visit into two claims.',
    '837P 005010X222A1: HI, 12 diagnosis codes',
  );

export const procedureUnknown = (code: string): Said =>
  error(
    'C001',
    `Procedure code ${code} is not known on the date of service.`,
    'Coder: correct the code; if it is new, load the current code set or add it to the fee schedule.',
    'CPT, HCPCS Level II and CDT code sets, by date of service',
  );

const ICD_SOURCE = 'ICD-10-CM, code in force by date of service';

export const diagnosisHeader = (code: string, children: readonly string[]): Said =>
  error(
    'C005',
    `Diagnosis ${code} is a header: it needs more characters to be billed.`,
    `Coder: choose one of ${children.slice(0, 12).join(', ')}${children.length > 12 ? ' …' : ''}.`,
    ICD_SOURCE,
  );
export const diagnosisNotInForce = (code: string, on: PlainDate): Said =>
  error(
    'C005',
    `Diagnosis ${code} is not in force on ${on}.`,
    'Coder: choose the code that was in force on the date of service.',
    ICD_SOURCE,
  );
export const diagnosisUnknown = (code: string): Said =>
  error('C005', `Diagnosis ${code} is no ICD-10-CM code.`, 'Coder: correct the code.', ICD_SOURCE);

/** A given text of no ICD-10-CM form is not repeated: it may hold anything. */
export const diagnosisNoCode = (position: number): Said =>
  error('C005', `Diagnosis ${position} has not the form of an ICD-10-CM code.`, 'Coder: correct the code.', ICD_SOURCE);

const NCCI_MODIFIERS = 'CMS NCCI policy manual ch. 1; CPT modifier definitions';

export const newButSeen = (code: string, lastSeen: PlainDate): Said =>
  error(
    'D009',
    `${code} is for a new patient, and the patient was seen on ${lastSeen}, within 36 months.`,
    'Coder: use the established-patient code, or correct the date of the last visit.',
    'CPT: new and established patient, three years',
  );
export const establishedButNotSeen = (code: string, lastSeen: PlainDate): Said =>
  error(
    'D009',
    `${code} is for an established patient, and the last visit was on ${lastSeen}, more than 36 months ago.`,
    'Coder: use the new-patient code, or correct the date of the last visit.',
    'CPT: new and established patient, three years',
  );

export const modifier25Needed = (code: string, reasons: string): Said =>
  hold(
    'D010',
    `${code} needs modifier 25 beside ${reasons}, and the provider has not attested a separately identifiable visit.`,
    'Provider: attest that the visit was significant and separately identifiable (separately_identifiable), or the visit is not billed.',
    NCCI_MODIFIERS,
  );

export const modifier57Needed = (code: string, surgery: string): Said =>
  error(
    'D011',
    `${code} is on the day of ${surgery} or the day before, within its 90-day global period, and no decision for surgery is attested.`,
    'Provider: attest that the decision for surgery was made at this visit (decision_for_surgery), or the visit is not billed.',
    'CMS global surgery, modifier 57',
  );
export const modifier24Needed = (code: string, surgery: string, date: PlainDate, days: number): Said =>
  error(
    'D011',
    `${code} falls in the ${days}-day global period of ${surgery} done on ${date}.`,
    'Coder: if the visit is unrelated to the surgery, bill it with modifier 24; else it is part of the surgery.',
    'CMS global surgery, modifier 24',
  );

export const bilateralNotAllowed = (code: string, indicator: string): Said =>
  error(
    'D014',
    `${code} was done on both sides, and its bilateral indicator ${indicator} takes no modifier 50.`,
    'Coder: bill the code as its indicator says, once or in units, or choose the bilateral code.',
    'MPFS bilateral surgery indicator',
  );

export const longitudinalCareLeftOut = (code: string): Said => ({
  id: 'D016',
  severity: 'info',
  message: `G2211 is left out: ${code} carries modifier 25 for a service that is not preventive.`,
  fix: 'Nothing to do: Medicare does not pay G2211 beside it.',
  source: 'CMS CY2024 and CY2025 PFS final rules, G2211 and modifier 25',
});

export const prolongedNotEarned = (code: string, units: number, base: string, earned: number): Said =>
  error(
    'D017',
    `${code} is ordered ${units} times, and the minutes beside ${base} earn ${earned}.`,
    'Coder: correct the units from the minutes of the note, or take the line off.',
    'CPT prolonged services; CMS G2212, G0316-G0318',
  );

export const pointerBeyond = (position: number): Said =>
  error(
    'A007',
    `Procedure ${position} points at a diagnosis that the visit does not have.`,
    'Coder: correct diagnosis_refs of the procedure.',
    '837P 005010X222A1: SV107',
  );

export const tooManyModifiers = (code: string, count: number): Said =>
  error(
    'C002',
    `${code} carries ${count} modifiers, and a line carries 4.`,
    'Coder: keep the four that decide payment.',
    '837P 005010X222A1: SV101',
  );
