import { inForce, type Dated } from '../../kernel/effective-dated';
import { plainDateOf, type PlainDate } from '../../kernel/plain-date';
import type { MdmLevel } from '../../encounter/encounter';

/** One code of a ladder: reached by this level of MDM, or by these minutes of the date, met or exceeded. */
export interface LadderStep {
  readonly code: string;
  /** The lowest level of MDM that reaches the code. */
  readonly from: MdmLevel;
  /** The highest level that still means this code; named when time alone decides. */
  readonly level: MdmLevel;
  /** Least minutes on the date of the encounter; null where time never sets the level. */
  readonly minutes: number | null;
}

export type LadderName =
  | 'office-new'
  | 'office-established'
  | 'emergency'
  | 'hospital-initial'
  | 'hospital-subsequent'
  | 'hospital-same-day'
  | 'nursing-initial'
  | 'nursing-subsequent'
  | 'home-new'
  | 'home-established'
  | 'consultation-office'
  | 'consultation-hospital'
  | 'video-new'
  | 'video-established'
  | 'audio-new'
  | 'audio-established';

type Row = readonly [code: string, level: MdmLevel | 'straightforward-low', minutes: number | null];

const steps = (...rows: readonly Row[]): readonly LadderStep[] =>
  rows.map(([code, level, minutes]) =>
    level === 'straightforward-low'
      ? { code, from: 'straightforward', level: 'low', minutes }
      : { code, from: level, level, minutes },
  );

const since = (from: string, value: readonly LadderStep[], to: string | null = null): Dated<readonly LadderStep[]> => ({
  effectiveFrom: plainDateOf(from),
  effectiveTo: to === null ? null : plainDateOf(to),
  value,
});

const SF = 'straightforward';
const SF_LOW = 'straightforward-low';

/**
 * Codes by level with their least minutes, lowest first. Sources: CPT E/M guidelines 2021 (office), 2023 (all other settings),
 * 2024 (99306 at 50 and 99308 at 20 minutes), 2025 (98000-98015); fact sheet em-coding §1.1 and §5. Codes only.
 */
export const LADDERS: Readonly<Record<LadderName, readonly Dated<readonly LadderStep[]>[]>> = {
  'office-new': [
    since('2021-01-01', steps(['99202', SF, 15], ['99203', 'low', 30], ['99204', 'moderate', 45], ['99205', 'high', 60])),
  ],
  'office-established': [
    since('2021-01-01', steps(['99212', SF, 10], ['99213', 'low', 20], ['99214', 'moderate', 30], ['99215', 'high', 40])),
  ],
  emergency: [
    since('2023-01-01', steps(['99282', SF, null], ['99283', 'low', null], ['99284', 'moderate', null], ['99285', 'high', null])),
  ],
  'hospital-initial': [since('2023-01-01', steps(['99221', SF_LOW, 40], ['99222', 'moderate', 55], ['99223', 'high', 75]))],
  'hospital-subsequent': [since('2023-01-01', steps(['99231', SF_LOW, 25], ['99232', 'moderate', 35], ['99233', 'high', 50]))],
  'hospital-same-day': [since('2023-01-01', steps(['99234', SF_LOW, 45], ['99235', 'moderate', 70], ['99236', 'high', 85]))],
  'nursing-initial': [
    since('2023-01-01', steps(['99304', SF_LOW, 25], ['99305', 'moderate', 35], ['99306', 'high', 45]), '2023-12-31'),
    since('2024-01-01', steps(['99304', SF_LOW, 25], ['99305', 'moderate', 35], ['99306', 'high', 50])),
  ],
  'nursing-subsequent': [
    since(
      '2023-01-01',
      steps(['99307', SF, 10], ['99308', 'low', 15], ['99309', 'moderate', 30], ['99310', 'high', 45]),
      '2023-12-31',
    ),
    since('2024-01-01', steps(['99307', SF, 10], ['99308', 'low', 20], ['99309', 'moderate', 30], ['99310', 'high', 45])),
  ],
  'home-new': [
    since('2023-01-01', steps(['99341', SF, 15], ['99342', 'low', 30], ['99344', 'moderate', 60], ['99345', 'high', 75])),
  ],
  'home-established': [
    since('2023-01-01', steps(['99347', SF, 20], ['99348', 'low', 30], ['99349', 'moderate', 40], ['99350', 'high', 60])),
  ],
  'consultation-office': [
    since('2023-01-01', steps(['99242', SF, 20], ['99243', 'low', 30], ['99244', 'moderate', 40], ['99245', 'high', 55])),
  ],
  'consultation-hospital': [
    since('2023-01-01', steps(['99252', SF, 35], ['99253', 'low', 45], ['99254', 'moderate', 60], ['99255', 'high', 80])),
  ],
  'video-new': [
    since('2025-01-01', steps(['98000', SF, 15], ['98001', 'low', 30], ['98002', 'moderate', 45], ['98003', 'high', 60])),
  ],
  'video-established': [
    since('2025-01-01', steps(['98004', SF, 10], ['98005', 'low', 20], ['98006', 'moderate', 30], ['98007', 'high', 40])),
  ],
  'audio-new': [
    since('2025-01-01', steps(['98008', SF, 15], ['98009', 'low', 30], ['98010', 'moderate', 45], ['98011', 'high', 60])),
  ],
  'audio-established': [
    since('2025-01-01', steps(['98012', SF, 10], ['98013', 'low', 20], ['98014', 'moderate', 30], ['98015', 'high', 40])),
  ],
};

/** The ladder in force on the date of service; undefined before its first version. */
export const ladderOn = (name: LadderName, on: PlainDate): readonly LadderStep[] | undefined => inForce(LADDERS[name], on)?.value;
