/** A calendar date without a time zone, 'YYYY-MM-DD', compared as a string. */
export type PlainDate = string & { readonly __brand: 'PlainDate' };

/** An instant in UTC, 'YYYY-MM-DDTHH:MM:SS.mmmZ', compared as a string. */
export type Instant = string & { readonly __brand: 'Instant' };

const DAY_MS = 86_400_000;

/** A plain date from text; undefined when the text is no real date (2026-02-30). */
export function plainDate(text: string): PlainDate | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const month = Number(text.slice(5, 7));
  const day = Number(text.slice(8));
  return day >= 1 && day <= daysInMonth(Number(text.slice(0, 4)), month) ? (text as PlainDate) : undefined;
}

const DAYS_IN_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

// Arithmetic, because a remittance has a date on every line and Date costs more than all the rest of reading it.
const daysInMonth = (year: number, month: number): number =>
  month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : (DAYS_IN_MONTH[month - 1] ?? 0);

/** A plain date that the program itself wrote; throws when it is none. */
export function plainDateOf(text: string): PlainDate {
  const date = plainDate(text);
  if (date === undefined) throw new RangeError('not a calendar date');
  return date;
}

/** From X12's CCYYMMDD; undefined when it is no real date. */
export const plainDateFromX12 = (text: string): PlainDate | undefined =>
  /^\d{8}$/.test(text) ? plainDate(`${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`) : undefined;

export const x12FromPlainDate = (date: PlainDate): string => date.replaceAll('-', '');

const dayNumber = (date: PlainDate): number => Date.parse(`${date}T00:00:00Z`) / DAY_MS;
const fromDayNumber = (day: number): PlainDate => new Date(day * DAY_MS).toISOString().slice(0, 10) as PlainDate;

export const addDays = (date: PlainDate, days: number): PlainDate => fromDayNumber(dayNumber(date) + days);

/** Days from `from` to `to`: 0 for the same day, negative when `to` is earlier. */
export const daysBetween = (from: PlainDate, to: PlainDate): number => dayNumber(to) - dayNumber(from);

/** The same day of the month some months later, or the month's last day when it has no such day (31 January + 1 month = 28 February). */
export function addMonths(date: PlainDate, months: number): PlainDate {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  const first = year * 12 + (month - 1) + months;
  const lastDay = new Date(Date.UTC(Math.floor(first / 12), (first % 12) + 1, 0)).getUTCDate();
  const text = `${String(Math.floor(first / 12)).padStart(4, '0')}-${String((first % 12) + 1).padStart(2, '0')}`;
  return `${text}-${String(Math.min(day, lastDay)).padStart(2, '0')}` as PlainDate;
}

/** Whole years from birth to a date, as a birthday counts them (29 February turns on 1 March in common years). */
export function ageInYears(birthDate: PlainDate, on: PlainDate): number {
  const years = Number(on.slice(0, 4)) - Number(birthDate.slice(0, 4));
  return on.slice(5) < birthDate.slice(5) ? years - 1 : years;
}

/** An instant from text with a zone; undefined when it is none. */
export function instant(text: string): Instant | undefined {
  const ms = Date.parse(text);
  return /T.*(Z|[+-]\d{2}:?\d{2})$/.test(text) && !Number.isNaN(ms) ? instantFromMs(ms) : undefined;
}

export const instantFromMs = (ms: number): Instant => new Date(ms).toISOString() as Instant;
export const msOfInstant = (at: Instant): number => Date.parse(at);
export const addMs = (at: Instant, ms: number): Instant => instantFromMs(msOfInstant(at) + ms);

/** The calendar date an instant has in a time zone ('America/New_York'). */
export function dateInZone(at: Instant, timeZone: string): PlainDate {
  let format = dateFormats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    dateFormats.set(timeZone, format);
  }
  return plainDateOf(format.format(new Date(at)));
}

/** A format takes as long to make as a thousand dates to write. */
const dateFormats = new Map<string, Intl.DateTimeFormat>();
