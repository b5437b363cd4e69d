import { addDays, type PlainDate } from '../kernel/plain-date';
import type { ReferenceSet } from './reference-set';

/** A version as a status names it and as a file of the set carries it. */
interface PublishedVersion {
  readonly version: string;
  readonly effectiveFrom: PlainDate | null;
  readonly effectiveTo: PlainDate | null;
}

type Period = 'quarter' | 'year' | 'fiscal-year' | null;

/** How long one file of the set is in force by its publisher's word; null: until something changes. */
const PERIOD: Readonly<Record<ReferenceSet, Period>> = {
  'ncci-ptp-practitioner': 'quarter',
  'ncci-ptp-outpatient': 'quarter',
  'ncci-mue-practitioner': 'quarter',
  'ncci-mue-outpatient': 'quarter',
  'ncci-add-on': 'quarter',
  'icd-10-cm': 'fiscal-year',
  hcpcs: 'quarter',
  // The fee schedule is the year's; its quarterly files correct rows, most of them back to January.
  mpfs: 'year',
  gpci: 'year',
  pos: null,
  // Articles carry their own dates; the export has none.
  'lcd-articles': null,
};

/**
 * The last day that a version covers, though rows of it may be open: the next file changes or ends them (ncci §3: "use the quarter in force
 * on the date of service"). Null where nothing says it: a set without a period, a file whose name does not tell its quarter.
 */
export function lastCoveredDay(set: ReferenceSet, version: PublishedVersion): PlainDate | null {
  const byPeriod = endOfPeriod(version, PERIOD[set]);
  const own = version.effectiveTo;
  if (own === null || byPeriod === null) return own ?? byPeriod;
  return own < byPeriod ? own : byPeriod;
}

function endOfPeriod({ version, effectiveFrom }: PublishedVersion, period: Period): PlainDate | null {
  const quarter = /^(\d{4})Q([1-4])$/.exec(version);
  if (quarter !== null) return endOfQuarter(Number(quarter[1]), Number(quarter[2]));
  // Only a version named by its first day says its period; a shipped or training version has an end of its own, or none.
  if (effectiveFrom === null || version !== effectiveFrom || period === null) return null;
  const [year, month] = [Number(effectiveFrom.slice(0, 4)), Number(effectiveFrom.slice(5, 7))];
  switch (period) {
    case 'quarter':
      return endOfQuarter(year, Math.ceil(month / 3));
    case 'year':
      return `${year}-12-31` as PlainDate;
    case 'fiscal-year':
      return `${month >= 10 ? year + 1 : year}-09-30` as PlainDate;
  }
}

/** The last day of a quarter, 1 to 4. */
export const endOfQuarter = (year: number, quarter: number): PlainDate =>
  addDays((quarter === 4 ? `${year + 1}-01-01` : `${year}-${String(quarter * 3 + 1).padStart(2, '0')}-01`) as PlainDate, -1);
