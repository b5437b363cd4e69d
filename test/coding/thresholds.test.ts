import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { ProlongedSystem } from '../../shared/coding/practice-rules';
import { LADDERS, type LadderName } from '../../shared/coding/evaluation-and-management/level-ladders';
import { PROLONGED } from '../../shared/coding/evaluation-and-management/prolonged-services';
import { MDM_LEVELS } from '../../shared/encounter/encounter';
import { encounterJson, type EncounterJson } from '../builders/encounter';
import { goldenFamilies, type GoldenCase } from './golden-cases';

// Every minute at which a code begins, with the minute before it, and every further unit of what is earned by minutes: taken from the
// engine's own tables, and looked up among the golden cases, where what must come out is written by hand. A threshold that is added to a
// table fails here by name until it has its cases.

/** A visit coded by minutes or by MDM alone, as a golden case states it. */
interface TimedCase {
  readonly input: EncounterJson;
  /** NaN where none are stated. */
  readonly minutes: number;
  readonly on: string;
  readonly system: ProlongedSystem;
  readonly remote: boolean;
  readonly lines: readonly string[];
}

interface RuleCase extends Pick<GoldenCase, 'payer_row'> {
  readonly rule: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly hit: { readonly input: EncounterJson; readonly lines: readonly string[] };
  readonly window: Readonly<Partial<Record<'first' | 'last' | 'after', { readonly on: string }>>> | string;
}
const audited = JSON.parse(readFileSync(join(__dirname, '..', 'golden', 'coding-rules.json'), 'utf8')) as readonly RuleCase[];
const ruleCases = audited.map(({ hit, ...rest }) => ({ ...rest, input: hit.input, lines: hit.lines }));

const number = (value: unknown, absent: number): number => (typeof value === 'number' ? value : absent);

const timedCases: readonly TimedCase[] = [
  ...goldenFamilies().flatMap(([, cases]) => cases.map(({ expected, ...rest }) => ({ ...rest, lines: expected.lines }))),
  ...ruleCases,
].flatMap(({ input: stated, payer_row, lines }) => {
  const input = encounterJson(stated);
  if (lines === undefined || input['procedures'] !== undefined || input['mdm'] !== undefined) return [];
  if (input['other_day_minutes'] !== undefined) return [];
  const medicare = ['MCR', 'MADV'].includes(String(input['payer_id']));
  return [
    {
      input,
      minutes: number(input['total_time_minutes'], Number.NaN) - number(input['separately_billed_minutes'], 0),
      on: String(input['date_of_service']),
      system: payer_row?.prolonged ?? (medicare ? 'MEDICARE' : 'CPT'),
      remote: payer_row?.telehealth?.takesCpt98000 === true,
      lines,
    },
  ];
});

type IsOf = (timed: TimedCase) => boolean;
const ofType =
  (type: string): IsOf =>
  ({ input }) =>
    input['visit_type'] === type && input['telehealth'] !== true;
const remote =
  (status: string, audioOnly: boolean): IsOf =>
  (timed) =>
    timed.remote &&
    timed.input['visit_type'] === 'telehealth' &&
    timed.input['patient_status'] === status &&
    (timed.input['telehealth_modality'] === 'audio_only') === audioOnly;

const VISITS_OF: Readonly<Record<LadderName, IsOf>> = {
  'office-new': ofType('office_visit_new'),
  'office-established': ofType('office_visit_established'),
  emergency: ofType('emergency'),
  'hospital-initial': ofType('hospital_initial'),
  'hospital-subsequent': ofType('hospital_subsequent'),
  'hospital-same-day': ofType('hospital_same_day'),
  'nursing-initial': ofType('nursing_initial'),
  'nursing-subsequent': ofType('nursing_subsequent'),
  'home-new': ofType('home_new'),
  'home-established': ofType('home_established'),
  'consultation-office': ofType('consultation_office'),
  'consultation-hospital': ofType('consultation_hospital'),
  'video-new': remote('new', false),
  'video-established': remote('established', false),
  'audio-new': remote('new', true),
  'audio-established': remote('established', true),
};

/** What must be among the golden cases: at these minutes, this code so many times (0: not at all). */
interface Boundary {
  readonly name: string;
  readonly isOf: IsOf;
  readonly minutes: number;
  readonly code: string;
  readonly units: number;
}

const unitsOf = (code: string, lines: readonly string[]): number =>
  lines.filter((line) => line.split(/[- @]/)[0] === code).reduce((sum, line) => sum + Number(/ x(\d+)/.exec(line)?.[1] ?? 1), 0);

const isShown = ({ isOf, minutes, code, units }: Boundary): boolean =>
  timedCases.some(
    (timed) =>
      isOf(timed) && timed.input['mdm_level'] === undefined && timed.minutes === minutes && unitsOf(code, timed.lines) === units,
  );

/** A code from some minutes on: not one minute before. */
const from = (name: string, isOf: IsOf, code: string, minutes: number): readonly Boundary[] => [
  { name: `${name}: ${code} not at ${minutes - 1}`, isOf, minutes: minutes - 1, code, units: 0 },
  { name: `${name}: ${code} at ${minutes}`, isOf, minutes, code, units: 1 },
];

/** Units from some minutes on, one more every so often: the first three, with the minute before each. */
const units = (name: string, isOf: IsOf, code: string, first: number, each: number): readonly Boundary[] =>
  [0, 1, 2].flatMap((earned) =>
    [first + earned * each - 1, first + earned * each].map((minutes, index) => ({
      name: `${name}: ${code} x${earned + index} at ${minutes}`,
      isOf,
      minutes,
      code,
      units: earned + index,
    })),
  );

const within =
  (row: { effectiveFrom: string | null; effectiveTo: string | null }): IsOf =>
  ({ on }) =>
    (row.effectiveFrom === null || row.effectiveFrom <= on) && (row.effectiveTo === null || on <= row.effectiveTo);

/** Audio-only visits need more than ten minutes, whatever their ladder says. */
const AUDIO_FROM_MINUTES = 11;

const ofLadders = Object.entries(LADDERS).flatMap(([ladder, versions]) =>
  versions.flatMap((version) =>
    version.value.flatMap((step) => {
      if (step.minutes === null) return [];
      const isOf: IsOf = (timed) => VISITS_OF[ladder as LadderName](timed) && within(version)(timed);
      const least = ladder.startsWith('audio') ? Math.max(step.minutes, AUDIO_FROM_MINUTES) : step.minutes;
      return from(`${ladder} ${version.effectiveFrom ?? ''}`, isOf, step.code, least);
    }),
  ),
);

const ofProlonged = Object.entries(PROLONGED).flatMap(([system, rows]) =>
  rows.flatMap((row) => {
    const isOf: IsOf = (timed) => timed.system === system && unitsOf(row.base, timed.lines) === 1 && within(row)(timed);
    return units(`${system}, ${row.base} ${row.effectiveFrom}`, isOf, row.code, row.firstAt, 15);
  }),
);

const critical =
  (system: ProlongedSystem): IsOf =>
  (timed) =>
    timed.system === system && ofType('critical_care')(timed);

const ofOthers = [
  ...from('critical care, CPT', critical('CPT'), '99291', 30),
  ...from('critical care, Medicare', critical('MEDICARE'), '99291', 30),
  ...units('critical care, CPT', critical('CPT'), '99292', 75, 30),
  ...units('critical care, Medicare', critical('MEDICARE'), '99292', 104, 30),
  ...from('hospital discharge', ofType('hospital_discharge'), '99239', 31),
  ...from('nursing discharge', ofType('nursing_discharge'), '99316', 31),
  ...from('virtual check-in', ofType('virtual_check_in'), '98016', 5),
];

/** Each ladder and level of MDM with the code that it reaches, in the ladder of today. */
const byMdm = Object.entries(LADDERS).flatMap(([ladder, versions]) =>
  MDM_LEVELS.map((level) => {
    const steps = versions.at(-1)?.value ?? [];
    const step = steps.findLast(({ from: least }) => MDM_LEVELS.indexOf(least) <= MDM_LEVELS.indexOf(level));
    return { ladder: ladder as LadderName, level, code: step?.code ?? '' };
  }),
);

describe('every level of MDM of every ladder', () => {
  it('has its golden case', () => {
    const shown = byMdm.filter(({ ladder, level, code }) =>
      timedCases.some(
        ({ input, minutes, lines, ...rest }) =>
          VISITS_OF[ladder]({ input, minutes, lines, ...rest }) &&
          input['mdm_level'] === level &&
          !(minutes > AUDIO_FROM_MINUTES) &&
          unitsOf(code, lines) === 1,
      ),
    );
    expect(byMdm.filter((one) => !shown.includes(one))).toEqual([]);
    expect(byMdm).toHaveLength(16 * 4);
  });
});

/** Does a window of the rules' cases begin (or end) with a row of a table, for one of its codes? */
const isWindowShown = (rule: string, codes: readonly string[], ends: Partial<Record<'from' | 'to', string | null>>): boolean =>
  audited.some(
    ({ rule: named, with: details = {}, window }) =>
      named === rule &&
      typeof window !== 'string' &&
      codes.includes(String(details['base'] ?? details['code'])) &&
      (ends.to === undefined
        ? [window.first?.on, window.after?.on].includes(ends.from ?? '')
        : ends.to === null || window.last?.on === ends.to),
  );

describe('every dated row of levels and prolonged services', () => {
  const rows = [
    ...Object.entries(LADDERS).flatMap(([ladder, versions]) =>
      versions.map((row) => ({ name: ladder, rule: 'step em-level', codes: row.value.map(({ code }) => code), row })),
    ),
    ...Object.entries(PROLONGED).flatMap(([system, ofSystem]) =>
      ofSystem.map((row) => ({ name: `${system} ${row.code}`, rule: 'step prolonged-services', codes: [row.base], row })),
    ),
  ];

  it('has its first and its last day with the days beside them', () => {
    const unshown = rows.filter(
      ({ rule, codes, row }) =>
        !isWindowShown(rule, codes, { from: row.effectiveFrom }) || !isWindowShown(rule, codes, { to: row.effectiveTo }),
    );
    expect(unshown.map(({ name, codes }) => `${name} ${codes.join(' ')}`)).toEqual([]);
    expect(rows).toHaveLength(18 + 25);
  });
});

describe('every row of the source guide’s mistakes', () => {
  it('has its case by name', () => {
    const [, cases = []] = goldenFamilies().find(([family]) => family === 'seed-mistakes') ?? [];
    const rows = Array.from({ length: 20 }, (_, index) => `row ${index + 1}: `);
    expect(rows.filter((row) => !cases.some(({ name }) => name.startsWith(row)))).toEqual([]);
  });
});

/** Services with minutes of their own: among the golden cases, and with all edits among the visits. */
interface TimedProcedure {
  readonly code: unknown;
  readonly minutes: unknown;
  readonly lines: readonly string[];
  readonly findings: readonly string[];
}
interface StatedCase {
  readonly input: EncounterJson;
  readonly expected: { readonly lines?: readonly string[]; readonly findings?: readonly string[] };
}
const visits = JSON.parse(readFileSync(join(__dirname, '..', 'golden', 'visits.json'), 'utf8')) as readonly StatedCase[];
const timedProcedures = (cases: readonly StatedCase[]): readonly TimedProcedure[] =>
  cases.flatMap(({ input, expected }) => {
    const procedures = (input['procedures'] ?? []) as readonly Readonly<Record<string, unknown>>[];
    const [only] = procedures;
    if (only === undefined || procedures.length > 1 || only['units'] !== undefined) return [];
    const { lines = [], findings = [] } = expected;
    return [{ code: only['procedure_code'], minutes: only['minutes'], lines, findings }];
  });

describe('every minute of services with minutes of their own', () => {
  const golden = timedProcedures(goldenFamilies().flatMap(([, cases]) => cases));

  it.each([
    [
      '97110',
      '97110',
      [
        [8, 1],
        [22, 1],
        [23, 2],
        [37, 2],
        [38, 3],
        [52, 3],
        [53, 4],
      ],
    ],
    [
      '99497',
      '99498',
      [
        [45, 0],
        [46, 1],
        [75, 1],
        [76, 2],
      ],
    ],
  ] as const)('%s: the units of %s', (code, counted, boundaries) => {
    const unshown = boundaries.filter(
      ([minutes, units]) =>
        !golden.some((one) => one.code === code && one.minutes === minutes && unitsOf(counted, one.lines) === units),
    );
    expect(unshown).toEqual([]);
  });

  it.each([
    ['97110', 'D020', 7],
    ['99497', 'D034', 15],
  ] as const)('%s: too few are %s', (code, id, minutes) => {
    const found = (at: number): readonly boolean[] =>
      timedProcedures(visits)
        .filter((one) => one.code === code && one.minutes === at)
        .map(({ findings }) => findings.some((finding) => finding.startsWith(id)));
    expect([found(minutes), found(minutes + 1)]).toEqual([[true], [false]]);
  });
});

describe('every minute at which a code begins', () => {
  it.each([
    // Office 8, hospital 9, nursing facility 7 in 2023 and 7 since, home 8, consultations 8, 98000-98015 16; emergency has none.
    ['of the levels', ofLadders, 2 * 63],
    // CPT 16 (99306 in 2023 and since), Medicare 9; three units each.
    ['of prolonged services, each unit', ofProlonged, 6 * 25],
    ['of critical care, discharge and check-ins', ofOthers, 22],
  ])('%s has its golden case, and the minute before it', (_, boundaries, count) => {
    expect(boundaries.filter((boundary) => !isShown(boundary)).map(({ name }) => name)).toEqual([]);
    expect(boundaries).toHaveLength(count);
  });
});
