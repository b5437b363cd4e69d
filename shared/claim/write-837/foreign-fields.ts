import type { Claim, ClaimServiceLine } from '../claim';
import type { Carrier } from './carrier';

// What one guide has no place for. Such a fact is refused where it is stated: left out, the payer would decide without it.

const stated = (value: unknown): boolean =>
  value !== undefined && value !== false && !(Array.isArray(value) && value.length === 0);

const DENTAL_ONLY: readonly (readonly [path: string, value: (claim: Claim) => unknown])[] = [
  ['predetermination', (claim) => claim.predetermination],
  ['predetermination_number', (claim) => claim.predeterminationNumber],
  ['orthodontics', (claim) => claim.orthodontics],
  ['missing_teeth', (claim) => claim.missingTeeth],
  ['dates.appliance_placement', (claim) => claim.dates?.appliancePlacement],
];

const PROFESSIONAL_ONLY: readonly (readonly [path: string, value: (claim: Claim) => unknown])[] = [
  ['dates.onset', (claim) => claim.dates?.onset],
  ['dates.initial_treatment', (claim) => claim.dates?.initialTreatment],
  ['dates.last_seen', (claim) => claim.dates?.lastSeen],
  ['dates.last_menstrual_period', (claim) => claim.dates?.lastMenstrualPeriod],
  ['dates.admission', (claim) => claim.dates?.admission],
  ['dates.discharge', (claim) => claim.dates?.discharge],
  ['ordering_provider', (claim) => claim.orderingProvider],
  ['clia_number', (claim) => claim.cliaNumber],
  ['medical_record_number', (claim) => claim.medicalRecordNumber],
];

const DENTAL_LINE_ONLY: readonly (readonly [path: string, value: (line: ClaimServiceLine) => unknown])[] = [
  ['teeth', (line) => line.teeth],
  ['oral_cavity_areas', (line) => line.oralCavityAreas],
  ['prosthesis', (line) => line.prosthesis],
  ['prior_placement_date', (line) => line.priorPlacementDate],
];

const PROFESSIONAL_LINE_ONLY: readonly (readonly [path: string, value: (line: ClaimServiceLine) => unknown])[] = [
  ['ndc', (line) => line.ndc],
  ['emergency', (line) => line.emergency],
  ['unit_type', (line) => line.unitType === 'MJ'],
];

/** Refuses (A002) the stated fields that the claim's guide cannot carry. */
export function refuseForeignFields(carrier: Carrier, claim: Claim): void {
  const dental = claim.type === 'dental';
  const message = dental ? 'has no place on a dental claim (837D)' : 'has no place on a professional claim (837P)';
  for (const [path, value] of dental ? PROFESSIONAL_ONLY : DENTAL_ONLY)
    if (stated(value(claim))) carrier.refuse('A002', path, message);
  for (const [index, line] of claim.serviceLines.entries())
    for (const [path, value] of dental ? PROFESSIONAL_LINE_ONLY : DENTAL_LINE_ONLY)
      if (stated(value(line))) carrier.refuse('A002', `service_lines.${index}.${path}`, message);
  if (claim.patientRelationship === 'self' && claim.patient !== undefined && !isSubscriber(claim))
    carrier.refuse('B011', 'patient', 'is another person than the subscriber, and the relationship says self');
}

const isSubscriber = ({ patient, subscriber }: Claim): boolean =>
  patient?.lastName === subscriber?.lastName &&
  patient?.firstName === subscriber?.firstName &&
  patient?.birthDate === subscriber?.birthDate;
