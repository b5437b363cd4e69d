import type { PlainDate } from '../../kernel/plain-date';

// Days since 1900-01-01 in 16 bits: up to 2079-06-05. The edits begin in 1996.
const EPOCH_DAY = 25_567;
export const LAST_DAY = 65_534;
/** No deletion date. */
export const OPEN = 65_535;

/** The day number of a date, by the calendar's arithmetic (no Date object: this runs once a look-up). */
export function dayNumber(date: string): number {
  const year = digits(date, 0, 4);
  const month = digits(date, 5, 7);
  const day = digits(date, 8, 10);
  return daysFromCivil(year, month, day) + EPOCH_DAY;
}

const dates = new Map<number, PlainDate>();

export function dateOfDayNumber(number: number): PlainDate {
  let date = dates.get(number);
  if (date === undefined) {
    date = new Date((number - EPOCH_DAY) * 86_400_000).toISOString().slice(0, 10) as PlainDate;
    dates.set(number, date);
  }
  return date;
}

const ZERO = 48;

/** NaN when a character is no digit. */
function digits(text: string, from: number, to: number): number {
  let value = 0;
  for (let index = from; index < to; index++) {
    const digit = text.charCodeAt(index) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Days since 1970-01-01 of the proleptic Gregorian calendar (years counted from March, 400-year eras). */
function daysFromCivil(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}
