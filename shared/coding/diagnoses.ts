import type { EncounterDiagnosis } from '../encounter/encounter';
import {
  diagnosisHeader,
  diagnosisNoCode,
  diagnosisNotInForce,
  diagnosisNotMapped,
  diagnosisUnknown,
  factMissing,
  tooManyDiagnoses,
} from './coding-findings';
import { withoutGap, type CodingContext } from './coding-context';

/** The claim's diagnoses, and where each given diagnosis went. */
export interface CodedDiagnoses {
  /** ICD-10-CM with the dot, in claim order, each once, at most twelve. */
  readonly codes: readonly string[];
  /** For each diagnosis as given (0-based): its 1-based place among `codes`, or undefined. */
  readonly placeOfGiven: readonly (number | undefined)[];
}

/** The most a professional claim carries. */
const MOST_DIAGNOSES = 12;

/** Every code in use has this form; the textbook form (digit in second and third place) refuses valid ones. Source: icd10-hcpcs §1.2. */
const ICD10_CM_FORM = /^[A-Z][0-9A][0-9AB][0-9A-Z]{0,4}$/;

/** ICD-10-CM with the dot, from any way of writing it; undefined when it has not the form. */
export function pointedIcd10(text: string): string | undefined {
  const plain = text.replace(/[\s.]/g, '').toUpperCase();
  if (!ICD10_CM_FORM.test(plain)) return undefined;
  return plain.length === 3 ? plain : `${plain.slice(0, 3)}.${plain.slice(3)}`;
}

/**
 * Diagnoses as given, or by rank, to ICD-10-CM codes in force on the date of service: stated codes as they stand, SNOMED and words by the
 * practice's map. An unmapped one is held (F001); a code that is unknown, a header or not in force stays in its place and is refused (C005).
 */
export function codeDiagnoses(context: CodingContext): CodedDiagnoses {
  const { diagnoses } = context.encounter;
  if (diagnoses.length === 0 && context.encounter.visitType !== 'dental')
    context.notes.find(
      factMissing('The diagnosis', 'every medical service needs one', 'Provider: name the diagnosis that the visit was for.'),
    );
  const codes: string[] = [];
  const placeOfGiven: (number | undefined)[] = diagnoses.map(() => undefined);
  let beyond = 0;
  for (const given of inClaimOrder(diagnoses)) {
    const diagnosis = diagnoses[given];
    const code = diagnosis && codeOf(context, diagnosis, given + 1);
    if (code === undefined) continue;
    const known = codes.indexOf(code);
    if (known >= 0) placeOfGiven[given] = known + 1;
    else if (codes.length === MOST_DIAGNOSES) beyond++;
    else placeOfGiven[given] = codes.push(code);
  }
  if (beyond > 0) context.notes.find(tooManyDiagnoses(MOST_DIAGNOSES + beyond));
  return { codes, placeOfGiven };
}

/** Indexes in claim order: by rank where ranks are given, the others after them as given. */
function inClaimOrder(diagnoses: readonly EncounterDiagnosis[]): readonly number[] {
  const order = diagnoses.map((_, index) => index);
  if (diagnoses.every((diagnosis) => diagnosis.rank === undefined)) return order;
  const rankOf = (index: number): number => diagnoses[index]?.rank ?? Number.POSITIVE_INFINITY;
  return order.sort((a, b) => (rankOf(a) === rankOf(b) ? a - b : rankOf(a) < rankOf(b) ? -1 : 1));
}

function codeOf(context: CodingContext, diagnosis: EncounterDiagnosis, position: number): string | undefined {
  const { map } = context.rules;
  const stated = diagnosis.icd10Code;
  const mapped =
    stated ??
    (diagnosis.snomedCode === undefined ? undefined : map.diagnosisBySnomed(diagnosis.snomedCode, context.on)) ??
    (diagnosis.description === undefined ? undefined : map.diagnosisByIcdOrWords(diagnosis.description, context.on));
  if (mapped === undefined) {
    context.notes.find(diagnosisNotMapped(position));
    return undefined;
  }
  const code = pointedIcd10(mapped);
  if (code === undefined) {
    context.notes.find(diagnosisNoCode(position));
    return undefined;
  }
  context.notes.because({ kind: 'diagnosis', position, code, given: stated === undefined ? 'mapped' : 'icd10' });
  checkInForce(context, code);
  return code;
}

function checkInForce(context: CodingContext, code: string): void {
  const answer = withoutGap(context, context.tables.icd10Cm.lookUp(code, context.on));
  if (answer === undefined) return;
  switch (answer.status) {
    case 'billable':
      return;
    case 'header':
      context.notes.find(diagnosisHeader(code, answer.children));
      return;
    case 'not-in-force':
      context.notes.find(diagnosisNotInForce(code, context.on));
      return;
    case 'unknown':
      context.notes.find(diagnosisUnknown(code));
  }
}
