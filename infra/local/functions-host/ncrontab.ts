/** Six fields of an NCRONTAB expression, seconds first, each as the set of its values. */
export interface Schedule {
  readonly seconds: ReadonlySet<number>;
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly daysOfMonth: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly daysOfWeek: ReadonlySet<number>;
}

const RANGES = [
  [0, 59],
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 6],
] as const;

/** Parses 'second minute hour day month weekday' (numbers, `*`, lists, ranges, steps); throws a RangeError that says what is wrong. */
export function parseSchedule(expression: string): Schedule {
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== RANGES.length) throw new RangeError(`a schedule has six fields, seconds first: "${expression}"`);
  const sets = RANGES.map((range, index) => valuesOf(fields[index] ?? '', range, expression));
  const set = (index: number): ReadonlySet<number> => sets[index] ?? new Set();
  return {
    seconds: set(0),
    minutes: set(1),
    hours: set(2),
    daysOfMonth: set(3),
    months: set(4),
    daysOfWeek: set(5),
  };
}

function valuesOf(field: string, [lowest, highest]: readonly [number, number], expression: string): ReadonlySet<number> {
  const values = new Set<number>();
  for (const part of field.split(',')) {
    const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (match === null) throw new RangeError(`"${part}" is no field of a schedule: "${expression}"`);
    const [, first, last, step] = match;
    const from = first === undefined ? lowest : Number(first);
    const to = last !== undefined ? Number(last) : first === undefined || step !== undefined ? highest : from;
    const by = Number(step ?? 1);
    if (from < lowest || to > highest || from > to || by === 0)
      throw new RangeError(`"${part}" is out of range in a schedule: "${expression}"`);
    for (let value = from; value <= to; value += by) values.add(value);
  }
  return values;
}

const YEARS_AHEAD = 8;

/** The first occurrence after an instant (milliseconds since 1970), in UTC; undefined when there is none (30 February). */
export function nextOccurrence(schedule: Schedule, after: number): number | undefined {
  const at = new Date(Math.floor(after / 1000) * 1000 + 1000);
  const giveUp = at.getUTCFullYear() + YEARS_AHEAD;
  while (at.getUTCFullYear() < giveUp) {
    if (!schedule.months.has(at.getUTCMonth() + 1)) {
      at.setUTCMonth(at.getUTCMonth() + 1, 1);
      at.setUTCHours(0, 0, 0);
    } else if (!schedule.daysOfMonth.has(at.getUTCDate()) || !schedule.daysOfWeek.has(at.getUTCDay())) {
      at.setUTCDate(at.getUTCDate() + 1);
      at.setUTCHours(0, 0, 0);
    } else if (!schedule.hours.has(at.getUTCHours())) at.setUTCHours(at.getUTCHours() + 1, 0, 0);
    else if (!schedule.minutes.has(at.getUTCMinutes())) at.setUTCMinutes(at.getUTCMinutes() + 1, 0);
    else if (!schedule.seconds.has(at.getUTCSeconds())) at.setUTCSeconds(at.getUTCSeconds() + 1);
    else return at.getTime();
  }
  return undefined;
}
