import { covers } from '../../kernel/effective-dated';
import { addDays, plainDateOf, type PlainDate } from '../../kernel/plain-date';
import type { CodingContext } from '../coding-context';
import type { ProlongedSystem } from '../practice-rules';
import type { VisitService } from './visit-service';

/** When a visit's time earns prolonged care: first unit at `firstAt` minutes, every further one at 15 more. */
interface ProlongedRow {
  readonly base: string;
  readonly code: string;
  readonly firstAt: number;
  /** Days before and after the date of service whose minutes count too. */
  readonly daysBefore: number;
  readonly daysAfter: number;
  readonly effectiveFrom: PlainDate;
  readonly effectiveTo: PlainDate | null;
}

const UNIT_MINUTES = 15;

type Row = readonly [base: string, firstAt: number];
const rows = (
  code: string,
  from: string,
  bases: readonly Row[],
  window: readonly [before: number, after: number] = [0, 0],
  to: string | null = null,
): readonly ProlongedRow[] =>
  bases.map(([base, firstAt]) => ({
    base,
    code,
    firstAt,
    daysBefore: window[0],
    daysAfter: window[1],
    effectiveFrom: plainDateOf(from),
    effectiveTo: to === null ? null : plainDateOf(to),
  }));

/**
 * CPT: 15 minutes past the least time of the highest level. Medicare: CMS's own thresholds and counting windows.
 * Sources: CPT 2021-2025; CMS PFS final rules 2021, 2023; MAC timetable of prolonged services 2025; fact sheet em-coding §2.
 */
export const PROLONGED: Readonly<Record<ProlongedSystem, readonly ProlongedRow[]>> = {
  CPT: [
    ...rows('99417', '2021-01-01', [
      ['99205', 75],
      ['99215', 55],
    ]),
    ...rows('99417', '2023-01-01', [
      ['99245', 70],
      ['99345', 90],
      ['99350', 75],
    ]),
    ...rows('99417', '2025-01-01', [
      ['98003', 75],
      ['98007', 55],
      ['98011', 75],
      ['98015', 55],
    ]),
    ...rows('99418', '2023-01-01', [
      ['99223', 90],
      ['99233', 65],
      ['99236', 100],
      ['99255', 95],
      ['99310', 60],
    ]),
    ...rows('99418', '2023-01-01', [['99306', 60]], [0, 0], '2023-12-31'),
    ...rows('99418', '2024-01-01', [['99306', 65]]),
  ],
  MEDICARE: [
    ...rows('G2212', '2021-01-01', [
      ['99205', 89],
      ['99215', 69],
    ]),
    ...rows('G0316', '2023-01-01', [
      ['99223', 90],
      ['99233', 65],
    ]),
    ...rows('G0316', '2023-01-01', [['99236', 110]], [0, 3]),
    ...rows(
      'G0317',
      '2023-01-01',
      [
        ['99306', 95],
        ['99310', 85],
      ],
      [1, 3],
    ),
    ...rows(
      'G0318',
      '2023-01-01',
      [
        ['99345', 140],
        ['99350', 110],
      ],
      [3, 7],
    ),
  ],
};

/** Full 15-minute units beyond the highest level, only when time reached that level; in the payer's own system. */
export function prolongedServices(
  context: CodingContext,
  visit: VisitService,
  minutes: number | undefined,
): readonly VisitService[] {
  const system = context.payer.policy.prolonged;
  if (minutes === undefined || visit.basis === 'mdm') return [];
  const row = PROLONGED[system].find((candidate) => candidate.base === visit.code && covers(candidate, context.on));
  if (row === undefined) return [];
  const { counted, units } = earned(context, row, minutes);
  if (units === 0) return [];
  context.notes.because({
    kind: 'prolonged-services',
    code: row.code,
    base: visit.code,
    system,
    minutes: counted,
    of_other_days: counted - minutes,
    first_unit_at: row.firstAt,
    units,
  });
  return [{ code: row.code, units, purpose: 'added' }];
}

function earned(
  context: CodingContext,
  row: ProlongedRow,
  minutes: number,
): { readonly counted: number; readonly units: number } {
  const counted = minutes + otherDayMinutes(context, row);
  return { counted, units: counted < row.firstAt ? 0 : Math.floor((counted - row.firstAt) / UNIT_MINUTES) + 1 };
}

/** Units of a prolonged code, of either system, that the visit's minutes earn; undefined when it does not prolong this visit by time. */
export function prolongedUnits(context: CodingContext, code: string, visit: VisitService): number | undefined {
  const row = [...PROLONGED.CPT, ...PROLONGED.MEDICARE].find(
    (candidate) => candidate.code === code && candidate.base === visit.code && covers(candidate, context.on),
  );
  if (row === undefined || visit.minutes === undefined || visit.basis === 'mdm') return undefined;
  return earned(context, row, visit.minutes).units;
}

/** Minutes of other days within the row's window; those of the date of service itself are in the total already. */
function otherDayMinutes({ encounter, on }: CodingContext, row: ProlongedRow): number {
  if (encounter.otherDayMinutes.length === 0) return 0;
  const first = addDays(on, -row.daysBefore);
  const last = addDays(on, row.daysAfter);
  return encounter.otherDayMinutes
    .filter((day) => day.date !== on && first <= day.date && day.date <= last)
    .reduce((sum, day) => sum + day.minutes, 0);
}
