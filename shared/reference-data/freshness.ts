import { addDays, daysBetween, type PlainDate } from '../kernel/plain-date';
import type { DataStatus, VersionStatus } from './data-status';
import { endOfQuarter } from './last-day';
import { PUBLISHED, type ReferenceSet } from './reference-set';

/** What to load, as sentences; without those sets that only training rows or nothing serves, where they may (not in production). */
export const tablesToLoad = (status: DataStatus, on: PlainDate, production: boolean): readonly string[] =>
  freshnessOf(importedOr(status, production), on).flatMap(({ load_next }) => load_next ?? []);

const importedOr = (status: DataStatus, production: boolean): DataStatus =>
  production ? status : { sets: status.sets.filter(({ versions }) => versions.at(-1)?.origin === 'imported') };

/** How one set stands on a day: until when what is loaded holds, and what to load next. */
export interface SetFreshness {
  readonly set: ReferenceSet;
  readonly state: 'current' | 'ends-soon' | 'ended' | 'not-loaded' | 'training';
  /** The last day of what is loaded, as far as its version says it; null where nothing ends it. */
  readonly last_day: PlainDate | null;
  /** One sentence for the person who loads it; absent while nothing is to be done. */
  readonly load_next?: string;
}

/** The next files come out a few weeks before they are in force. */
const SOON_DAYS = 30;

/** Every set on a day. A quarterly file speaks of its quarter, though its rows may be open: the next one changes them. */
export const freshnessOf = (status: DataStatus, on: PlainDate): readonly SetFreshness[] =>
  status.sets.map(({ set, versions }) => freshness(set, versions, on));

function freshness(set: ReferenceSet, versions: readonly VersionStatus[], on: PlainDate): SetFreshness {
  const newest = versions.at(-1);
  if (newest === undefined) return { set, state: 'not-loaded', last_day: null, load_next: `Load ${set}: no version is loaded.` };
  if (newest.training === true)
    return { set, state: 'training', last_day: null, load_next: `Load ${set}: only the sample's training rows answer.` };
  const last = lastDay(set, newest);
  if (last === null) return { set, state: 'current', last_day: null };
  const left = daysBetween(on, last);
  if (left > SOON_DAYS) return { set, state: 'current', last_day: last };
  return {
    set,
    state: left < 0 ? 'ended' : 'ends-soon',
    last_day: last,
    load_next: `Load ${set} for ${addDays(last, 1)}: version ${newest.version} ${left < 0 ? 'ended' : 'ends'} on ${last}.`,
  };
}

/** The last day the version was made for: its own, else that of the quarter or year in which it was published. */
function lastDay(set: ReferenceSet, version: VersionStatus): PlainDate | null {
  if (version.effective_to !== null) return version.effective_to;
  const quarter = /^(\d{4})Q([1-4])$/.exec(version.version);
  if (quarter !== null) return endOfQuarter(Number(quarter[1]), Number(quarter[2]));
  const from = version.effective_from;
  const published = PUBLISHED[set];
  if (from === null || published === null) return null;
  const [year, month] = [Number(from.slice(0, 4)), Number(from.slice(5, 7))];
  if (published === 'quarterly') return version.version === from ? endOfQuarter(year, Math.ceil(month / 3)) : null;
  if (published === 'january') return `${year}-12-31` as PlainDate;
  return `${month >= 10 ? year + 1 : year}-09-30` as PlainDate;
}
