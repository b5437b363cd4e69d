import { describe, expect, it } from '@jest/globals';
import { plainDateOf } from '../../shared/kernel/plain-date';
import { freshnessOf, tablesToLoad } from '../../shared/reference-data/freshness';
import type { DataStatus, VersionStatus } from '../../shared/reference-data/data-status';
import type { ReferenceSet } from '../../shared/reference-data/reference-set';

const version = (name: string, from: string | null, to: string | null, origin: VersionStatus['origin']): VersionStatus => ({
  version: name,
  effective_from: from === null ? null : plainDateOf(from),
  effective_to: to === null ? null : plainDateOf(to),
  rows: 1,
  source_file: 'f',
  sha256: '0',
  origin,
  ...(origin === 'training' ? { training: true as const } : {}),
});
const one = (set: ReferenceSet, ...versions: readonly VersionStatus[]): DataStatus => ({ sets: [{ set, versions }] });
const at = (status: DataStatus, on: string): string => {
  const [row] = freshnessOf(status, plainDateOf(on));
  return [row?.state, row?.last_day ?? '-', row?.load_next ?? '-'].join(' | ');
};

describe('freshness', () => {
  const quarter = one('ncci-ptp-practitioner', version('2026Q4', '1996-01-01', null, 'imported'));
  const mue = one('ncci-mue-practitioner', version('2026-07-01', '2026-07-01', null, 'imported'));
  const next = 'Load ncci-ptp-practitioner for 2027-01-01: version 2026Q4';

  it.each([
    [quarter, '2026-11-30', 'current | 2026-12-31 | -'],
    [quarter, '2026-12-01', `ends-soon | 2026-12-31 | ${next} ends on 2026-12-31.`],
    [quarter, '2026-12-31', `ends-soon | 2026-12-31 | ${next} ends on 2026-12-31.`],
    [quarter, '2027-01-01', `ended | 2026-12-31 | ${next} ended on 2026-12-31.`],
    [mue, '2026-08-01', 'current | 2026-09-30 | -'],
    [
      mue,
      '2026-10-01',
      'ended | 2026-09-30 | Load ncci-mue-practitioner for 2026-10-01: version 2026-07-01 ended on 2026-09-30.',
    ],
    [
      one('icd-10-cm', version('2026-10-01', '2026-10-01', '2027-09-30', 'shipped')),
      '2027-09-30',
      'ends-soon | 2027-09-30 | Load icd-10-cm for 2027-10-01: version 2026-10-01 ends on 2027-09-30.',
    ],
    [one('gpci', version('2026-01-01', '2026-01-01', null, 'shipped')), '2026-06-01', 'current | 2026-12-31 | -'],
    [one('pos', version('2026-01-01', '2026-01-01', null, 'shipped')), '2030-06-01', 'current | - | -'],
    [one('lcd-articles', version('ef70cdf33f82', null, null, 'imported')), '2030-06-01', 'current | - | -'],
    [one('mpfs'), '2026-11-20', 'not-loaded | - | Load mpfs: no version is loaded.'],
    [
      one('mpfs', version('training', null, null, 'training')),
      '2026-11-20',
      "training | - | Load mpfs: only the sample's training rows answer.",
    ],
  ])('%# on %s', (status, on, expected) => {
    expect(at(status, on)).toBe(expected);
  });

  it('asks for training and missing sets in production only', () => {
    const training = one('mpfs', version('training', null, null, 'training'));
    expect(tablesToLoad(training, plainDateOf('2026-11-20'), true)).toHaveLength(1);
    expect(tablesToLoad(training, plainDateOf('2026-11-20'), false)).toEqual([]);
    expect(tablesToLoad(quarter, plainDateOf('2027-01-01'), false)).toHaveLength(1);
  });
});
