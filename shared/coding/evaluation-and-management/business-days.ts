import { addDays, plainDateOf, type PlainDate } from '../../kernel/plain-date';

/** 0 Sunday … 6 Saturday. */
const weekday = (date: PlainDate): number => new Date(`${date}T00:00:00Z`).getUTCDay();

/** The n-th given weekday of a month; n = -1 is the last. */
function nthWeekday(year: number, month: number, day: number, n: number): PlainDate {
  const two = (value: number): string => String(value).padStart(2, '0');
  if (n > 0) {
    const first = plainDateOf(`${year}-${two(month)}-01`);
    return addDays(first, ((day - weekday(first) + 7) % 7) + 7 * (n - 1));
  }
  const last = addDays(plainDateOf(month === 12 ? `${year + 1}-01-01` : `${year}-${two(month + 1)}-01`), -1);
  return addDays(last, -((weekday(last) - day + 7) % 7));
}

/** A holiday on Saturday is kept on Friday, on Sunday on Monday (5 U.S.C. 6103). */
const observed = (date: PlainDate): PlainDate =>
  weekday(date) === 6 ? addDays(date, -1) : weekday(date) === 0 ? addDays(date, 1) : date;

const MONDAY = 1;
const THURSDAY = 4;

function federalHolidays(year: number): readonly PlainDate[] {
  const fixed = (monthDay: string): PlainDate => observed(plainDateOf(`${year}-${monthDay}`));
  return [
    fixed('01-01'),
    nthWeekday(year, 1, MONDAY, 3),
    nthWeekday(year, 2, MONDAY, 3),
    nthWeekday(year, 5, MONDAY, -1),
    fixed('06-19'),
    fixed('07-04'),
    nthWeekday(year, 9, MONDAY, 1),
    nthWeekday(year, 10, MONDAY, 2),
    fixed('11-11'),
    nthWeekday(year, 11, THURSDAY, 4),
    fixed('12-25'),
    observed(plainDateOf(`${year + 1}-01-01`)),
  ];
}

/** Monday to Friday, but for federal holidays. */
export const isBusinessDay = (date: PlainDate): boolean =>
  weekday(date) >= 1 && weekday(date) <= 5 && !federalHolidays(Number(date.slice(0, 4))).includes(date);

/** The date some business days after a day. */
export function addBusinessDays(date: PlainDate, days: number): PlainDate {
  let at = date;
  for (let left = days; left > 0;) {
    at = addDays(at, 1);
    if (isBusinessDay(at)) left--;
  }
  return at;
}
