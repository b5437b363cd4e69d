import type { PlainDate } from '../kernel/plain-date';
import { plainDateOf } from '../kernel/plain-date';

// Which family a procedure code belongs to. Codes only; sources: em-coding §1-§5, ncci.md, scrubbing D018-D021 and the code books' ranges.

/** 'a-b' ranges of five-character codes with equal letters, or single codes, separated by blanks. */
export function codeSet(text: string): (code: string) => boolean {
  const singles = new Set<string>();
  const ranges: (readonly [string, string])[] = [];
  for (const part of text.split(/\s+/)) {
    const [from = '', to] = part.split('-');
    if (to === undefined) singles.add(from);
    else ranges.push([from, to]);
  }
  const parsed = ranges.map(([from, to]) => ({ from, to, shape: shapeOf(from) }));
  return (code) =>
    singles.has(code) ||
    parsed.some(({ from, to, shape }) => from <= code && code <= to && code.length === from.length && shapeOf(code) === shape);
}

const shapeOf = (code: string): string => code.replace(/\d/g, '0');

/** Visits by MDM or time in the office or by telehealth. */
export const isOfficeVisit = codeSet('99202-99205 99211-99215');
export const isHospitalVisit = codeSet('99221-99223 99231-99236 99238-99239');
export const isNursingFacilityVisit = codeSet('99304-99310 99315-99316');
export const isHomeVisit = codeSet('99341-99345 99347-99350');
export const isOfficeConsultation = codeSet('99242-99245');
export const isHospitalConsultation = codeSet('99252-99255');
export const isConsultation = codeSet('99242-99245 99252-99255');
export const isEmergencyVisit = codeSet('99281-99285');
export const isPreventiveVisit = codeSet('99381-99387 99391-99397');
/** Medicare's welcome and annual wellness visits. */
export const isWellnessVisit = codeSet('G0402 G0438-G0439');
export const isTelehealthCptVisit = codeSet('98000-98015');
export const isTransitionalCare = codeSet('99495-99496');
const isEyeVisit = codeSet('92002-92014');
const isCriticalCare = codeSet('99291');

/** One visit a day and provider: two of these need a 25 and distinct places, or a preventive service beside a problem (D008). */
export const isVisit = (code: string): boolean =>
  isOfficeVisit(code) ||
  isHospitalVisit(code) ||
  isNursingFacilityVisit(code) ||
  isHomeVisit(code) ||
  isConsultation(code) ||
  isEmergencyVisit(code) ||
  isPreventiveVisit(code) ||
  isWellnessVisit(code) ||
  isTelehealthCptVisit(code) ||
  isTransitionalCare(code) ||
  isCriticalCare(code) ||
  isEyeVisit(code);

/** Services that take 24, 25 and 57, and never 59, X or an anatomic modifier. */
export const isEvaluationAndManagement = (code: string): boolean => isVisit(code) || OTHER_EVALUATION(code);
const OTHER_EVALUATION = codeSet(
  '98016 99292 99460-99463 99468-99480 99483-99484 99487 99489-99491 99437 99439 99424-99427 G0101',
);

/** New-patient codes and the established code of the same level (D009): en-coding §1.1. */
export const ESTABLISHED_BY_NEW: Readonly<Record<string, string>> = {
  '99202': '99212',
  '99203': '99213',
  '99204': '99214',
  '99205': '99215',
  '99341': '99347',
  '99342': '99348',
  '99344': '99349',
  '99345': '99350',
  '99381': '99391',
  '99382': '99392',
  '99383': '99393',
  '99384': '99394',
  '99385': '99395',
  '99386': '99396',
  '99387': '99397',
  '98000': '98004',
  '98001': '98005',
  '98002': '98006',
  '98003': '98007',
  '98008': '98012',
  '98009': '98013',
  '98010': '98014',
  '98011': '98015',
  '92002': '92012',
  '92004': '92014',
};

export const isLaboratory = (code: string): boolean => /^8\d{4}$/.test(code) || /^\d{4}U$/.test(code);
export const isImaging = codeSet('70010-79999');
/** Diagnostic tests other than laboratory and imaging: cardiography, echocardiography, vascular, pulmonary, sleep, neurology. */
export const isDiagnosticTest = codeSet(
  '93000-93018 93040-93042 93224-93278 93303-93356 93880-93998 94010-94799 95700-95726 95782-95783 95800-95811 95812-95822 95860-95913 95921-95939',
);
export const isSurgery = codeSet('10004-69990');
export const isAnesthesia = codeSet('00100-01999');
/** Drugs and biologicals billed by unit: J codes and the drugs among the Q codes. */
export const isDrug = (code: string): boolean =>
  /^J\d{4}$/.test(code) || /^Q(0138|0139|0144|016[1-9]|017\d|018[01]|20\d\d|4081|51\d\d|99\d\d)$/.test(code);
export const isDental = (code: string): boolean => /^D\d{4}$/.test(code);

/** Vaccine products, by the administration Medicare wants for them. */
export const isInfluenzaVaccine = codeSet('90653-90662 90672-90674 90682 90685-90689 90694 90756');
export const isPneumococcalVaccine = codeSet('90670-90671 90677 90684 90732');
export const isHepatitisBVaccine = codeSet('90739-90740 90743-90744 90746-90748 90759');
const isOtherVaccine = codeSet(
  '90476-90651 90663-90668 90675-90681 90683 90690-90693 90696-90731 90733-90738 90749-90751 90758 91318-91322 91304',
);
export const isVaccine = (code: string): boolean =>
  isInfluenzaVaccine(code) || isPneumococcalVaccine(code) || isHepatitisBVaccine(code) || isOtherVaccine(code);
export const isVaccineAdministration = codeSet('90460-90461 90471-90474 90480 G0008-G0010 M0201');

/** Timed therapy in units of fifteen minutes, one to one with the patient (the 8-minute rule). */
export const isTimedTherapy = codeSet(
  '97032-97036 97110 97112-97113 97116 97124 97129-97130 97140 97530 97533 97535 97537 97542 97750 97755 97760-97763',
);
export const isTherapy = codeSet(
  '92507-92508 92521-92524 92526 97010-97028 97032-97036 97110-97168 97530 97533 97535 97537 97542 97750 97755 97760-97763',
);

/** Advance care planning: first half hour, each further one. */
export const isAdvanceCarePlanning = codeSet('99497-99498');

/** May a distant-site practitioner render it over audio and video? Medicare's list in our families (em-coding §5; CMS list of telehealth services). */
export const isTelehealthService = (code: string): boolean =>
  (isVisit(code) && code !== 'G0402' && !isEyeVisit(code)) || OTHER_TELEHEALTH(code);
const OTHER_TELEHEALTH = codeSet(
  '98016 99292 99406-99407 99417-99418 99483 99497-99498 90785 90791-90792 90832-90834 90836-90840 90845-90847 90853 92507-92508 92521-92524 ' +
    '96116 96121 96127 96130-96133 96136-96139 96156 96158-96161 96164-96165 96167-96168 97110 97112 97116 97129-97130 97150 97161-97168 97530 97535 97542 97750 97755 97760-97763 97802-97804 ' +
    'G0108-G0109 G0270 G0296 G0316-G0318 G0396-G0397 G0442-G0447 G0506 G0513-G0514 G2211-G2212 D9995-D9996',
);

/** A code that was in the books and is not any more, or is only since a date. Source: em-coding §§1-5, CPT and HCPCS yearly changes. */
const TERMS: readonly {
  readonly codes: (code: string) => boolean;
  readonly from?: PlainDate;
  readonly to?: PlainDate;
  readonly use?: string;
}[] = [
  {
    codes: codeSet('99441-99443'),
    to: plainDateOf('2024-12-31'),
    use: '98008-98015, or the office code with 93 where the payer wants it',
  },
  { codes: codeSet('G2012'), to: plainDateOf('2024-12-31'), use: '98016' },
  { codes: codeSet('98000-98016'), from: plainDateOf('2025-01-01') },
  { codes: codeSet('99201'), to: plainDateOf('2020-12-31'), use: '99202-99205' },
  { codes: codeSet('99241 99251'), to: plainDateOf('2022-12-31'), use: '99242-99245 or 99252-99255' },
  { codes: codeSet('99343'), to: plainDateOf('2022-12-31'), use: '99342 or 99344' },
  { codes: codeSet('99217-99220 99224-99226'), to: plainDateOf('2022-12-31'), use: '99221-99239' },
  { codes: codeSet('99318 99324-99328 99334-99340'), to: plainDateOf('2022-12-31'), use: '99304-99310 or 99341-99350' },
  { codes: codeSet('99354-99357'), to: plainDateOf('2022-12-31'), use: '99417 or 99418' },
  { codes: codeSet('99417'), from: plainDateOf('2021-01-01') },
  { codes: codeSet('99418 G0316-G0318'), from: plainDateOf('2023-01-01') },
  { codes: codeSet('99439'), from: plainDateOf('2021-01-01') },
  { codes: codeSet('99437 99424-99427'), from: plainDateOf('2022-01-01') },
  { codes: codeSet('99445 99470'), from: plainDateOf('2026-01-01') },
  { codes: codeSet('G2211-G2212'), from: plainDateOf('2021-01-01') },
  { codes: codeSet('G0556-G0558'), from: plainDateOf('2025-01-01') },
  { codes: codeSet('G0511'), to: plainDateOf('2025-09-30'), use: 'the individual care management codes' },
];

/** Why a code is not in the books on a date, where this list knows; undefined otherwise. */
export function termOf(
  code: string,
  on: PlainDate,
): { readonly from?: PlainDate; readonly to?: PlainDate; readonly use?: string } | undefined {
  return TERMS.find(
    (term) => term.codes(code) && ((term.from !== undefined && on < term.from) || (term.to !== undefined && term.to < on)),
  );
}
