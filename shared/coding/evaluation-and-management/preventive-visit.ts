import { factMissing } from '../coding-findings';
import { ageInYears } from '../../kernel/plain-date';
import type { CodingContext } from '../coding-context';
import type { PatientStatus } from './patient-status';
import type { VisitService } from './visit-service';

/** From this age on, until the next row's. Source: CPT 99381-99397; fact sheet em-coding §4. */
const PREVENTIVE_BY_AGE = [
  { fromAge: 0, new: '99381', established: '99391' },
  { fromAge: 1, new: '99382', established: '99392' },
  { fromAge: 5, new: '99383', established: '99393' },
  { fromAge: 12, new: '99384', established: '99394' },
  { fromAge: 18, new: '99385', established: '99395' },
  { fromAge: 40, new: '99386', established: '99396' },
  { fromAge: 65, new: '99387', established: '99397' },
] as const;

/** A preventive visit by the age on the date of service; without a birth date it is held (F006). */
export function preventiveVisit(context: CodingContext, status: PatientStatus): readonly VisitService[] {
  const birthDate = context.encounter.patientBirthDate;
  if (birthDate === undefined) {
    context.notes.find(
      factMissing(
        'patient_birth_date',
        'the code of a preventive visit goes by age',
        'Front desk: what is the birth date?',
        'CPT 99381-99397',
      ),
    );
    return [];
  }
  const age = ageInYears(birthDate, context.on);
  const row = PREVENTIVE_BY_AGE.findLast((candidate) => candidate.fromAge <= age);
  if (row === undefined) return []; // born after the visit: A011 says so
  context.notes.because({ kind: 'preventive-by-age', code: row[status], age, status });
  return [{ code: row[status], units: 1, purpose: 'preventive' }];
}
