import type { Encounter, VisitType } from '../encounter/encounter';
import { contradiction, factMissing } from './coding-findings';
import type { CodingNotes } from './coding-notes';

/** Where a visit of each type is held when the note does not say. Source: contracts, place_of_service. */
const USUAL_PLACE: Readonly<Record<VisitType, string | null>> = {
  office_visit_new: '11',
  office_visit_established: '11',
  telehealth: null,
  virtual_check_in: null,
  preventive_new: '11',
  preventive_established: '11',
  welcome_to_medicare: '11',
  annual_wellness_initial: '11',
  annual_wellness_subsequent: '11',
  transitional_care: '11',
  emergency: '23',
  critical_care: '21',
  hospital_initial: '21',
  hospital_subsequent: '21',
  hospital_same_day: '21',
  hospital_discharge: '21',
  nursing_initial: '31',
  nursing_subsequent: '31',
  nursing_discharge: '31',
  home_new: '12',
  home_established: '12',
  consultation_office: '11',
  consultation_hospital: '21',
  nurse_visit: '11',
  procedure_only: '11',
  dental: '11',
};

/** Telehealth in the patient's home pays as non-facility, elsewhere as facility. Source: CMS POS 10 (2022), POS 02. */
const TELEHEALTH_PLACE = { home: '10', other: '02' } as const;

/** Is the visit held by telehealth, by its type or by the flag? */
export const isTelehealth = (encounter: Encounter): boolean =>
  encounter.visitType === 'telehealth' || encounter.visitType === 'virtual_check_in' || encounter.telehealth === true;

/** The place of service: as stated, else by the patient's location for telehealth, else by the visit type; '' when it cannot be told (F006). */
export function placeOfServiceOf(encounter: Encounter, notes: CodingNotes): string {
  const { placeOfService: stated, patientLocation } = encounter;
  const telehealth = isTelehealth(encounter);
  if (encounter.visitType === 'telehealth' && encounter.telehealth === false)
    notes.find(
      contradiction('visit_type telehealth and telehealth false', 'Provider: say whether the visit was held in person.'),
    );
  if (stated !== undefined) {
    if (telehealth && contradictsLocation(stated, patientLocation) && !isCheckInFromOffice(encounter, stated))
      notes.find(
        contradiction(
          `place_of_service ${stated} and patient_location ${patientLocation ?? ''}`,
          'Front desk: correct where the patient was (10 is at home, 02 elsewhere).',
          'CMS place of service 02 and 10',
        ),
      );
    if (!telehealth && isVisitInPerson(encounter) && TELEHEALTH_PLACES.has(stated))
      notes.find(
        contradiction(
          `place_of_service ${stated} is telehealth, and the visit does not say that it was held so`,
          'Provider: was the visit held by telehealth (telehealth true), or where was it held?',
          'CMS place of service 02 and 10',
        ),
      );
    notes.because({ kind: 'place-of-service', place: stated, basis: 'stated' });
    return stated;
  }
  if (!telehealth) {
    const place = USUAL_PLACE[encounter.visitType] ?? '';
    notes.because({ kind: 'place-of-service', place, basis: 'visit-type' });
    return place;
  }
  if (patientLocation === undefined) {
    notes.find(
      factMissing(
        'patient_location',
        'it decides the place of service of telehealth',
        'Front desk: was the patient at home or elsewhere during the visit?',
        'CMS place of service 02 and 10',
      ),
    );
    return '';
  }
  const place = TELEHEALTH_PLACE[patientLocation];
  notes.because({ kind: 'place-of-service', place, basis: 'patient-location' });
  return place;
}

const contradictsLocation = (place: string, location: 'home' | 'other' | undefined): boolean =>
  (location === 'home' && place !== TELEHEALTH_PLACE.home) || (location === 'other' && place === TELEHEALTH_PLACE.home);

/** A check-in is no telehealth visit: it may stand at the practitioner's own place, wherever the patient was. */
const isCheckInFromOffice = ({ visitType }: Encounter, place: string): boolean =>
  visitType === 'virtual_check_in' && !TELEHEALTH_PLACES.has(place);

const TELEHEALTH_PLACES: ReadonlySet<string> = new Set(Object.values(TELEHEALTH_PLACE));

/** Does the visit type name a visit, so that the note must say how it was held? */
const isVisitInPerson = ({ visitType }: Encounter): boolean => visitType !== 'procedure_only' && visitType !== 'dental';
