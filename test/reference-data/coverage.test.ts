import { describe, expect, it } from '@jest/globals';
import { isTableGap } from '../../shared/coding/tables';
import { addDays, plainDateOf, type PlainDate } from '../../shared/kernel/plain-date';
import { addOnBytes } from '../../shared/reference-data/ncci-add-on/table';
import { hcpcsBytes } from '../../shared/reference-data/hcpcs/table';
import { dayNumber, OPEN } from '../../shared/reference-data/ncci-ptp/day-number';
import { GrowingEdits } from '../../shared/reference-data/ncci-ptp/edit-columns';
import { packEdits } from '../../shared/reference-data/ncci-ptp/edit-index';
import { procedureCodeNumber } from '../../shared/reference-data/ncci-ptp/procedure-code-number';
import { mueBytes } from '../../shared/reference-data/ncci-mue/table';
import { mpfsBytes } from '../../shared/reference-data/mpfs/table';
import { posBytes } from '../../shared/reference-data/pos/table';
import { tablesOf, type LoadedTables } from '../../shared/reference-data/load-reference-tables';
import type { ImportedVersion } from '../../shared/reference-data/manifest';
import type { ReferenceSet } from '../../shared/reference-data/reference-set';
import type { TableSnapshot } from '../../shared/reference-data/table-source';
import { runEdits } from '../../shared/scrubbing/scrub';
import { subjectOfClaim } from '../../shared/scrubbing/subject';
import { practiceRules } from '../builders/practice-rules';
import { claimOf } from '../scrubbing/golden';

// What one file of a set covers: in production its open rows answer up to the last day of its quarter or year, and not one day longer.

const open = { effectiveFrom: null, effectiveTo: null };

function ptpBytes(): Uint8Array {
  const edits = new GrowingEdits();
  const [first, second] = [procedureCodeNumber('20610'), procedureCodeNumber('99213')];
  if (first === undefined || second === undefined) throw new Error('no procedure codes');
  edits.add(first, second, dayNumber(plainDateOf('2020-10-01')), OPEN, 1);
  return packEdits(edits.done());
}

const BYTES: Partial<Record<ReferenceSet, Uint8Array>> = {
  'ncci-ptp-practitioner': ptpBytes(),
  'ncci-mue-practitioner': mueBytes([{ code: '20610', units: 2, mai: 3 }]),
  'ncci-add-on': addOnBytes([{ addOn: '17003', type: 1, primary: '17000', ...open }]),
  hcpcs: hcpcsBytes([{ code: 'J1885', ...open }]),
  mpfs: mpfsBytes([
    { code: '99213', modifier: '', status: 'A', pcTc: '0', globalDays: 'XXX', multipleProcedure: '0', bilateral: '0', assistant: '0', coSurgeon: '0', team: '0' },
  ]), // prettier-ignore
  pos: posBytes([{ code: '11', facility: false }]),
};

const imported = (version: string, effectiveFrom: string | null): ImportedVersion => ({
  version,
  effective_from: effectiveFrom,
  effective_to: null,
  rows: 1,
  source_file: 'official',
  sha256: '0',
  file: 'table.bin',
  bytes: 1,
  file_sha256: '0',
});

function tablesWith(set: ReferenceSet, versions: readonly ImportedVersion[], production: boolean): LoadedTables {
  const snapshot: TableSnapshot = {
    manifest: { format: 1, sets: { [set]: [...versions] } },
    hash: '1',
    has: () => true,
    read: () => BYTES[set] ?? new Uint8Array(),
  };
  return tablesOf(snapshot, production);
}

/** What the set says of its one row on a day; a gap is its name. */
function asked(set: ReferenceSet, tables: LoadedTables, on: PlainDate): string {
  const answers: Partial<Record<ReferenceSet, unknown>> = {
    'ncci-ptp-practitioner': tables.ptp.lookUp('20610', '99213', on),
    'ncci-mue-practitioner': tables.mue.lookUp('20610', on),
    'ncci-add-on': tables.addOn.lookUp('17003', on),
    hcpcs: tables.hcpcs.lookUp('J1885', on),
    mpfs: tables.mpfs.lookUp('99213', on),
    pos: tables.placeOfService.lookUp('11', on),
  };
  const answer = answers[set];
  if (isTableGap(answer)) return `${answer.table} ${answer.reason}`;
  return answer === undefined ? 'no row' : 'answers';
}

describe('what a version covers in production', () => {
  const QUARTER = ['2026-10-01', '2026-12-31'] as const;
  const cases: readonly (readonly [ReferenceSet, string, string | null, string, string])[] = [
    ['ncci-ptp-practitioner', '2026Q4', '2020-10-01', ...QUARTER],
    ['ncci-mue-practitioner', '2026-10-01', '2026-10-01', ...QUARTER],
    ['ncci-mue-practitioner', '2026-01-01', '2026-01-01', '2026-01-01', '2026-03-31'],
    ['ncci-mue-practitioner', '2026-04-01', '2026-04-01', '2026-04-01', '2026-06-30'],
    ['ncci-mue-practitioner', '2026-07-01', '2026-07-01', '2026-07-01', '2026-09-30'],
    ['ncci-add-on', '2026Q4', null, ...QUARTER],
    ['hcpcs', '2026Q4', null, ...QUARTER],
    ['hcpcs', '2026Q1', null, '2026-01-01', '2026-03-31'],
    ['mpfs', '2026-01-01', '2026-01-01', '2026-01-01', '2026-12-31'],
    ['mpfs', '2026-10-01', '2026-10-01', '2026-10-01', '2026-12-31'],
  ];

  it.each(cases)('%s %s: from %s, %s to %s', (set, version, from, firstDay, lastDay) => {
    const [first, last] = [plainDateOf(firstDay), plainDateOf(lastDay)];
    const production = tablesWith(set, [imported(version, from)], true);
    expect(asked(set, production, first)).toBe('answers');
    expect(asked(set, production, last)).toBe('answers');
    expect(asked(set, production, addDays(last, 1))).toBe(`${set} not-in-force`);
    // Elsewhere open rows stay open: a trial never waits for a download.
    expect(asked(set, tablesWith(set, [imported(version, from)], false), addDays(last, 1))).toBe('answers');
  });

  it.each(['ncci-mue-practitioner', 'mpfs'] as const)('%s does not answer before its first day', (set) => {
    const production = tablesWith(set, [imported('2026-10-01', '2026-10-01')], true);
    expect(asked(set, production, plainDateOf('2026-09-30'))).toBe(`${set} not-in-force`);
  });

  it('a quarter that was never loaded is a gap between its neighbours', () => {
    const versions = [imported('2026-04-01', '2026-04-01'), imported('2026-10-01', '2026-10-01')];
    const production = tablesWith('ncci-mue-practitioner', versions, true);
    const on = (day: string): string => asked('ncci-mue-practitioner', production, plainDateOf(day));
    expect(['2026-06-30', '2026-07-01', '2026-09-30', '2026-10-01'].map(on)).toEqual([
      'answers',
      'ncci-mue-practitioner not-in-force',
      'ncci-mue-practitioner not-in-force',
      'answers',
    ]);
  });

  it('places of service, and a file that does not tell its quarter, have no last day', () => {
    const later = plainDateOf('2031-01-01');
    expect(asked('pos', tablesWith('pos', [imported('2026-01-01', '2026-01-01')], true), later)).toBe('answers');
    expect(asked('hcpcs', tablesWith('hcpcs', [imported('ef70cdf33f82', null)], true), later)).toBe('answers');
  });

  it('the shipped HCPCS list ends with the quarter it was made of', () => {
    const none: TableSnapshot = {
      manifest: { format: 1, sets: {} },
      hash: '',
      has: () => false,
      read: () => new Uint8Array(),
    };
    expect(asked('hcpcs', tablesOf(none, true), plainDateOf('2026-09-30'))).toBe('answers');
    expect(asked('hcpcs', tablesOf(none, true), plainDateOf('2026-10-01'))).toBe('hcpcs not-in-force');
    expect(asked('hcpcs', tablesOf(none, false), plainDateOf('2026-10-01'))).toBe('answers');
  });
});

describe('a claim of a day that the loaded quarter does not cover', () => {
  /** Which tables hold a claim of two lines, with one set imported and the others as the trial has them. */
  const heldBy = (
    set: ReferenceSet,
    version: string,
    from: string | null,
    production: boolean,
    on: string,
  ): readonly string[] => {
    const tables = { ...tablesWith('pos', [], false), ...only(set, tablesWith(set, [imported(version, from)], production)) };
    const claim = claimOf({ base: 'commercial', claim: { date_of_service: on }, lines: ['20610-RT', 'J1885', '17000', '17003'] });
    return runEdits(subjectOfClaim(claim, practiceRules(), plainDateOf(on)), tables)
      .filter(({ id }) => id === 'F007')
      .map(({ severity, message }) => `${severity}: ${message}`);
  };
  const only = (set: ReferenceSet, { ptp, mue, addOn, hcpcs, mpfs }: LoadedTables): Partial<LoadedTables> => {
    const parts: Partial<Record<ReferenceSet, Partial<LoadedTables>>> = {
      'ncci-ptp-practitioner': { ptp },
      'ncci-mue-practitioner': { mue },
      'ncci-add-on': { addOn },
      hcpcs: { hcpcs },
      mpfs: { mpfs },
    };
    return parts[set] ?? {};
  };

  it.each([
    ['ncci-ptp-practitioner', '2026Q4', '2020-10-01'],
    ['ncci-mue-practitioner', '2026-10-01', '2026-10-01'],
    ['ncci-add-on', '2026Q4', null],
    ['hcpcs', '2026Q4', null],
    ['mpfs', '2026-10-01', '2026-10-01'],
  ] as const)('is held by the name of %s from the day after, in production alone', (set, version, from) => {
    expect(heldBy(set, version, from, true, '2026-12-31')).toEqual([]);
    expect(heldBy(set, version, from, true, '2027-01-01')).toEqual([
      `hold: Table ${set} has no version in force on 2027-01-01: its edits could not run.`,
    ]);
    expect(heldBy(set, version, from, false, '2027-01-01')).toEqual([]);
  });
});
