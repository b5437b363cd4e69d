import type { EncounterDiagnosis } from '../encounter/encounter';
import { pointerBeyond } from './coding-findings';
import type { CodingContext } from './coding-context';
import type { CodedDiagnoses } from './diagnoses';
import type { DraftLine } from './draft-line';
import { isPreventiveVisit, isVisitCode, isWellnessVisit } from './evaluation-and-management/em-codes';
import { isVaccineAdministration, isVaccineProduct } from './vaccines';

/** A line points at four diagnoses at most, the first being its reason. Source: 837P SV107. */
const MOST_POINTERS = 4;

const IMMUNIZATION = 'Z23';
/** Encounters for examination and screening: the reason of a preventive visit. */
const isExamination = (code: string): boolean => /^Z0[01]/.test(code) || code.startsWith('Z1');
const isExternalCause = (code: string): boolean => /^[VWXY]/.test(code);

/**
 * Which diagnoses explain a line, 1-based: the ones the note refers to; else those the practice's map names for the service, the same code
 * before the same category, and never the other side's; else what its kind says (a vaccine Z23, a preventive visit the examination, a visit the rest); else the first.
 */
export function pointersOf(
  context: CodingContext,
  line: DraftLine,
  lines: readonly DraftLine[],
  diagnoses: CodedDiagnoses,
): readonly number[] {
  const { codes } = diagnoses;
  if (codes.length === 0) return [];
  const referred = referredTo(context, line, diagnoses);
  if (referred.length > 0) return referred.slice(0, MOST_POINTERS);
  const codeAt = (place: number): string => codes[place - 1] ?? '';
  const places = ofItsSide(
    context,
    line,
    codes.map((_, index) => index + 1),
    codeAt,
  );
  const tied = places.filter((place) => line.supportedBy.includes(codeAt(place)));
  if (tied.length > 0) return tied.slice(0, MOST_POINTERS);
  const categories = new Set(line.supportedBy.map((code) => code.slice(0, 3)));
  const related = places.filter((place) => categories.has(codeAt(place).slice(0, 3)));
  if (related.length > 0) return related.slice(0, MOST_POINTERS);
  return byKind(line, lines, places, codeAt, diagnoses).slice(0, MOST_POINTERS);
}

/** Without the diagnoses of the other side, where the line has a side and others are left. */
function ofItsSide(
  context: CodingContext,
  line: DraftLine,
  places: readonly number[],
  codeAt: (place: number) => string,
): readonly number[] {
  const { laterality } = line;
  if (laterality === undefined || laterality === 'bilateral') return places;
  const other = laterality === 'left' ? 'right' : 'left';
  return orElse(
    places.filter((place) => context.tables.icd10Cm.sideOf(codeAt(place)) !== other),
    places,
  );
}

function byKind(
  line: DraftLine,
  lines: readonly DraftLine[],
  places: readonly number[],
  codeAt: (place: number) => string,
  diagnoses: CodedDiagnoses,
): readonly number[] {
  if (isVaccineProduct(line.code) || isVaccineAdministration(line.code))
    return orElse(
      places.filter((place) => codeAt(place) === IMMUNIZATION),
      places.slice(0, 1),
    );
  if (isPreventiveVisit(line.code) || isWellnessVisit(line.code))
    return orElse(
      places.filter((place) => isExamination(codeAt(place))),
      places,
    );
  if (line.role === 'visit' || line.role === 'with-visit' || isVisitCode(line.code))
    return ofTheVisit(lines, places, codeAt, diagnoses);
  return places.slice(0, 1);
}

const orElse = (first: readonly number[], second: readonly number[]): readonly number[] => (first.length > 0 ? first : second);

/** A problem-oriented visit: not the examination or the shot of the same day, nor an external cause; what a procedure refers to comes last. */
function ofTheVisit(
  lines: readonly DraftLine[],
  places: readonly number[],
  codeAt: (place: number) => string,
  diagnoses: CodedDiagnoses,
): readonly number[] {
  const beside = lines.some((other) => isPreventiveVisit(other.code) || isWellnessVisit(other.code));
  const shots = lines.some((other) => isVaccineProduct(other.code) || isVaccineAdministration(other.code));
  const own = places.filter((place) => {
    const code = codeAt(place);
    return !isExternalCause(code) && !(beside && isExamination(code)) && !(shots && code === IMMUNIZATION);
  });
  const proceduresOwn = new Set(lines.flatMap((other) => other.diagnosisRefs.map((ref) => diagnoses.placeOfGiven[ref - 1])));
  const candidates = orElse(own, places);
  return [...candidates.filter((place) => !proceduresOwn.has(place)), ...candidates.filter((place) => proceduresOwn.has(place))];
}

/** The note's own references, as places on the claim. One beyond the list is A007; one to a diagnosis that was not mapped is left out. */
function referredTo(context: CodingContext, line: DraftLine, diagnoses: CodedDiagnoses): readonly number[] {
  const given: readonly EncounterDiagnosis[] = context.encounter.diagnoses;
  const places: number[] = [];
  for (const ref of line.diagnosisRefs) {
    if (ref > given.length) {
      if (line.role === 'procedure') context.notes.find(pointerBeyond((line.procedureIndex ?? 0) + 1), line.key);
      continue;
    }
    const place = diagnoses.placeOfGiven[ref - 1];
    if (place !== undefined && !places.includes(place)) places.push(place);
  }
  return places;
}
