import { addMs, instantFromMs, type Instant, type PlainDate } from './plain-date';

/** The wall clock both vendors write, whatever the practice's own zone is. */
export const EASTERN_ZONE = 'America/New_York';

const HOUR_MS = 3_600_000;

/** A wall-clock moment of US Eastern time, every part as a number of the right width. */
export interface EasternWallClock {
  readonly date: PlainDate;
  /** HH:MM:SS, 24 hours. */
  readonly time: string;
}

const formatter = new Intl.DateTimeFormat('en-CA', {
  timeZone: EASTERN_ZONE,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** What a clock on a US East Coast wall shows at an instant. */
export function easternWallClock(at: Instant): EasternWallClock {
  const parts = new Map(formatter.formatToParts(new Date(at)).map((part) => [part.type, part.value]));
  const part = (name: Intl.DateTimeFormatPartTypes): string => parts.get(name) ?? '';
  return {
    date: `${part('year')}-${part('month')}-${part('day')}` as PlainDate,
    time: `${part('hour')}:${part('minute')}:${part('second')}`,
  };
}

/**
 * The instant a US Eastern wall clock shows a date and a time (HH:MM:SS). In the hour that autumn repeats, the first of the two;
 * in the hour that spring leaves out, the instant as if the clock had not been moved yet. Undefined when it is no time.
 */
export function instantOfEastern(date: PlainDate, time: string): Instant | undefined {
  const ms = Date.parse(`${date}T${time}Z`);
  if (!/^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$/.test(time) || Number.isNaN(ms)) return undefined;
  const matches = [4, 5].map((hours) => instantFromMs(ms + hours * HOUR_MS)).filter((at) => shows(at, date, time));
  return matches[0] ?? instantFromMs(ms + 5 * HOUR_MS);
}

/** Is the wall-clock hour of this instant one that autumn shows twice, this being the second time? */
export const isRepeatedEasternHour = (at: Instant): boolean => {
  const now = easternWallClock(at);
  const earlier = easternWallClock(addMs(at, -HOUR_MS));
  return now.date === earlier.date && now.time === earlier.time;
};

const shows = (at: Instant, date: PlainDate, time: string): boolean => {
  const wall = easternWallClock(at);
  return wall.date === date && wall.time === time;
};
