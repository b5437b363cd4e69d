import type { CodingContext } from '../coding-context';
import { longitudinalCareLeftOut } from '../coding-findings';
import type { DraftLine } from '../draft-line';
import { servicesCallingFor25 } from '../same-day-modifiers';
import { isVaccineAdministration } from '../vaccines';
import { isHomeVisit, isOfficeVisit, isWellnessVisit } from './em-codes';

/** Payable with office visits since 2024, with home visits since 2026. Source: CMS PFS final rules CY2024 and CY2026. */
const WITH_OFFICE_FROM = '2024-01-01';
const WITH_HOME_FROM = '2026-01-01';
/** From then on a 25 that only preventive services call for does not block it. Source: CMS CY2025 PFS final rule, Transmittal 13015. */
const PREVENTIVE_EXCEPTION_FROM = '2025-01-01';

/** Part B preventive services beside the wellness visits and vaccine administration. Source: Transmittal 13015, codes only. */
const PART_B_PREVENTIVE = new Set(
  'G0101 G0102 G0108 G0109 G0270 G0271 G0296 G0297 G0442 G0443 G0444 G0445 G0446 G0447 G0473 Q0091 99406 99407 99497 99498'.split(
    ' ',
  ),
);

const isPartBPreventive = (code: string): boolean =>
  isWellnessVisit(code) || isVaccineAdministration(code) || PART_B_PREVENTIVE.has(code);

/** May G2211 stand beside this visit on the date of service? */
const mayCarry = (code: string, on: string): boolean =>
  (isOfficeVisit(code) && on >= WITH_OFFICE_FROM) || (isHomeVisit(code) && on >= WITH_HOME_FROM);

/**
 * G2211 for an attested longitudinal relationship, where the payer takes it and the visit may carry it; left out (D016, info) when the visit
 * carries 25 for a service that is not preventive. Never inferred, and not doubled when the note orders it.
 */
export function withLongitudinalCare(
  context: CodingContext,
  lines: readonly DraftLine[],
  nextKey: () => number,
): readonly DraftLine[] {
  const { encounter, payer, notes, on } = context;
  if (encounter.longitudinalRelationship !== true || lines.some((line) => line.code === 'G2211')) return lines;
  const at = lines.findIndex((line) => mayCarry(line.code, on));
  const visit = lines[at];
  if (visit === undefined) return lines;
  if (!payer.policy.takesG2211) {
    notes.because({ kind: 'longitudinal-care', code: null, with: visit.code, reason: 'payer does not take G2211' });
    return lines;
  }
  if (visit.modifiers.includes('25') && !(on >= PREVENTIVE_EXCEPTION_FROM && isForPreventiveOnly(context, visit, lines))) {
    notes.because({ kind: 'longitudinal-care', code: null, with: visit.code, reason: 'modifier 25' });
    notes.find(longitudinalCareLeftOut(visit.code), visit.key);
    return lines;
  }
  notes.because({ kind: 'longitudinal-care', code: 'G2211', with: visit.code, reason: 'attested' });
  const added: DraftLine = {
    key: nextKey(),
    code: 'G2211',
    modifiers: [],
    units: 1,
    role: 'with-visit',
    companionOf: visit.key,
    diagnosisRefs: [],
    supportedBy: [],
    facts: {},
  };
  return [...lines.slice(0, at + 1), added, ...lines.slice(at + 1)];
}

/** Stands a Part B preventive service beside the visit, and does nothing else call for its 25? A preventive visit of CPT is none of Part B's. */
const isForPreventiveOnly = (context: CodingContext, visit: DraftLine, lines: readonly DraftLine[]): boolean =>
  lines.some((line) => line.key !== visit.key && isPartBPreventive(line.code)) &&
  servicesCallingFor25(context, visit, lines).every(isPartBPreventive);
