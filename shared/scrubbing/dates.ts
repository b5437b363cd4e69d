import type { PlainDate } from '../kernel/plain-date';
import { CLAIM_AND_CODING, type Flag, type ScrubRule } from './rule';
import type { ScrubSubject } from './subject';

/** Places where the patient is admitted: the claim names the day (837P DTP*435). */
const INPATIENT_PLACES = new Set(['21', '51', '61']);

export const A011: ScrubRule = {
  id: 'A011',
  title: 'Dates follow each other, none lies in the future, an inpatient place has its admission',
  source: '837P/837D TR3, DTP segments (SNIP 2 and 4)',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject) => [...lineDates(subject), ...claimDates(subject), ...admission(subject)],
};

const flag = (lines: readonly number[], message: string, fix: string): Flag => ({ lines, message, fix });

function lineDates(subject: ScrubSubject): readonly Flag[] {
  const { asOf, patientBirthDate } = subject;
  const flags: Flag[] = [];
  for (const { number, date, dateTo } of subject.lines) {
    if (date === undefined) continue;
    const fix = 'Correct the date from the note (biller).';
    const end = dateTo ?? date;
    if (date > asOf || end > asOf)
      flags.push(flag([number], `Line ${number}: the date of service ${end} is after ${asOf}.`, fix));
    if (end < date) flags.push(flag([number], `Line ${number}: date_to ${end} is before the date of service ${date}.`, fix));
    if (patientBirthDate !== undefined && date < patientBirthDate)
      flags.push(
        flag(
          [number],
          `Line ${number}: the date of service ${date} is before the patient’s birth.`,
          'Correct the birth date or the date of service (front desk).',
        ),
      );
  }
  return flags;
}

/** Dates that may not lie after the first day of service, by the field's name. */
function claimDates({ claim }: ScrubSubject): readonly Flag[] {
  const service = claim?.dateOfService ?? claim?.serviceLines[0]?.dateOfService;
  if (claim === undefined || service === undefined) return [];
  const { dates, accident } = claim;
  const before: readonly (readonly [string, PlainDate | undefined])[] = [
    ['dates.onset', dates?.onset],
    ['dates.initial_treatment', dates?.initialTreatment],
    ['dates.last_seen', dates?.lastSeen],
    ['dates.last_menstrual_period', dates?.lastMenstrualPeriod],
    ['dates.admission', dates?.admission],
    ['accident.date', accident?.date],
  ];
  const flags = before.flatMap(([field, date]) =>
    date === undefined || date <= service
      ? []
      : [flag([], `${field} ${date} is after the date of service ${service}.`, `Correct ${field} (biller).`)],
  );
  if (dates?.admission !== undefined && dates.discharge !== undefined && dates.discharge < dates.admission)
    flags.push(
      flag([], `dates.discharge ${dates.discharge} is before dates.admission ${dates.admission}.`, 'Correct the stay (biller).'),
    );
  return flags;
}

// A visit that is being coded has no admission date yet: the claim gets it (contracts, Findings).
function admission({ claim, lines, placeOfService, type }: ScrubSubject): readonly Flag[] {
  if (claim === undefined || type === 'dental' || claim.dates?.admission !== undefined) return [];
  const places = [placeOfService, ...lines.map((line) => line.placeOfService)];
  const place = places.find((code) => code !== undefined && INPATIENT_PLACES.has(code));
  if (place === undefined) return [];
  return [
    flag(
      [],
      `Place of service ${place} is inpatient, and dates.admission is missing.`,
      'Fill in the admission date (front desk).',
    ),
  ];
}
