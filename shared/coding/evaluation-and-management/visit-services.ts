import type { VisitType } from '../../encounter/encounter';
import { contradiction, factMissing, statusUnknown } from '../coding-findings';
import type { CodingContext } from '../coding-context';
import { isTelehealth } from '../place-of-service';
import { criticalCare } from './critical-care';
import { dischargeVisit } from './discharge';
import { statedOrSeenStatus, statusByLastVisit, type PatientStatus } from './patient-status';
import { preventiveVisit } from './preventive-visit';
import { problemVisitBeside } from './problem-visit-beside';
import { remoteOfficeVisit } from './remote-office-visit';
import { transitionalCare } from './transitional-care';
import { virtualCheckIn } from './virtual-check-in';
import { visitByLevel } from './visit-by-level';
import type { VisitService } from './visit-service';
import { wellnessVisit } from './wellness-visit';

/** The services of the visit itself, in claim order: one rule a visit type. Procedures come after. */
export function visitServices(context: CodingContext): readonly VisitService[] {
  const { visitType } = context.encounter;
  checkStatedStatus(context);
  switch (visitType) {
    case 'office_visit_new':
      return officeVisit(context, 'new');
    case 'office_visit_established':
      return officeVisit(context, 'established');
    case 'telehealth': {
      const status = statedOrSeenStatus(context);
      return status === undefined ? statusMissing(context) : officeVisit(context, status);
    }
    case 'virtual_check_in':
      return virtualCheckIn(context);
    case 'preventive_new':
      return withProblemVisit(context, preventiveVisit(context, 'new'), 'new');
    case 'preventive_established':
      return withProblemVisit(context, preventiveVisit(context, 'established'), 'established');
    case 'welcome_to_medicare':
    case 'annual_wellness_initial':
    case 'annual_wellness_subsequent':
      return withProblemVisit(context, wellnessVisit(context, visitType), wellnessStatus(context));
    case 'transitional_care':
      return transitionalCare(context);
    case 'emergency':
      return visitByLevel(context, 'emergency');
    case 'critical_care':
      return criticalCare(context);
    case 'hospital_initial':
      return visitByLevel(context, 'hospital-initial');
    case 'hospital_subsequent':
      return visitByLevel(context, 'hospital-subsequent');
    case 'hospital_same_day':
      return visitByLevel(context, 'hospital-same-day');
    case 'hospital_discharge':
    case 'nursing_discharge':
      return dischargeVisit(context, visitType);
    case 'nursing_initial':
      return visitByLevel(context, 'nursing-initial');
    case 'nursing_subsequent':
      return visitByLevel(context, 'nursing-subsequent');
    case 'home_new':
      return visitByLevel(context, 'home-new');
    case 'home_established':
      return visitByLevel(context, 'home-established');
    case 'consultation_office':
      return consultation(context, 'consultation-office');
    case 'consultation_hospital':
      return consultation(context, 'consultation-hospital');
    case 'nurse_visit':
      context.notes.because({ kind: 'nurse-visit', code: '99211' });
      return [{ code: '99211', units: 1, purpose: 'other' }];
    case 'procedure_only':
    case 'dental':
      return proceduresAlone(context);
  }
}

/** The status that a visit type itself names. */
const STATUS_OF_TYPE: Partial<Readonly<Record<VisitType, PatientStatus>>> = {
  office_visit_new: 'new',
  office_visit_established: 'established',
  preventive_new: 'new',
  preventive_established: 'established',
  home_new: 'new',
  home_established: 'established',
};

/** The visit type and the stated status are two facts: where they disagree nobody knows which holds, and the type's code is kept. */
function checkStatedStatus({ encounter, notes }: CodingContext): void {
  const { visitType, patientStatus } = encounter;
  const ofType = STATUS_OF_TYPE[visitType];
  if (ofType !== undefined && patientStatus !== undefined && patientStatus !== ofType)
    notes.find(
      contradiction(
        `visit_type ${visitType} and patient_status ${patientStatus}`,
        'Front desk: is the patient new, or was the patient seen within three years?',
        'CPT: new and established patient, three years',
      ),
    );
}

/** A visit of procedures alone that names none is not a visit without charge: something is missing. */
function proceduresAlone(context: CodingContext): readonly VisitService[] {
  if (context.encounter.procedures.length === 0)
    context.notes.find(
      factMissing('procedures', 'the visit type says that only procedures were done', 'Provider: which procedures were done?'),
    );
  return [];
}

/** 98000-98015 exist since then; before it the office codes and the payer's modifier say telehealth. Source: CPT 2025. */
const REMOTE_CODES_FROM = '2025-01-01';

const officeVisit = (context: CodingContext, status: PatientStatus): readonly VisitService[] =>
  isTelehealth(context.encounter) && context.payer.policy.telehealth.takesCpt98000 && context.on >= REMOTE_CODES_FROM
    ? remoteOfficeVisit(context, status)
    : visitByLevel(context, status === 'new' ? 'office-new' : 'office-established');

function statusMissing(context: CodingContext): readonly VisitService[] {
  context.notes.find(statusUnknown());
  return [];
}

/** A consultation's code does not depend on the status, but a payer that takes none wants an office visit instead, and that one does. */
function consultation(context: CodingContext, ladder: 'consultation-office' | 'consultation-hospital'): readonly VisitService[] {
  if (statedOrSeenStatus(context) === undefined) context.notes.find(statusUnknown());
  return visitByLevel(context, ladder);
}

const withProblemVisit = (
  context: CodingContext,
  services: readonly VisitService[],
  status: PatientStatus,
): readonly VisitService[] => [...services, ...problemVisitBeside(context, status)];

/** Beside a wellness visit the patient counts as established (the lower code) unless the facts say new. */
const wellnessStatus = (context: CodingContext): PatientStatus =>
  context.encounter.patientStatus ?? statusByLastVisit(context) ?? 'established';
