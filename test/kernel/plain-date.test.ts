import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  addDays,
  addMonths,
  ageInYears,
  dateInZone,
  daysBetween,
  instant,
  plainDate,
  plainDateFromX12,
  plainDateOf,
  x12FromPlainDate,
  type Instant,
} from '../../shared/kernel/plain-date';

const d = plainDateOf;

describe('plain dates', () => {
  it.each(['2026-02-30', '2026-13-01', '2025-02-29', '26-01-01', '2026-1-1', '2026-01-01T00:00:00Z', ''])(
    '%s is no date',
    (text) => {
      expect(plainDate(text)).toBeUndefined();
    },
  );

  it.each(['2024-02-29', '2026-12-31', '0999-01-01'])('%s is one', (text) => {
    expect(plainDate(text)).toBe(text);
  });

  it('throws when the program itself wrote no date', () => {
    expect(() => plainDateOf('2026-02-30')).toThrow('not a calendar date');
  });

  it('reads and writes CCYYMMDD', () => {
    expect(plainDateFromX12('20261120')).toBe('2026-11-20');
    expect(plainDateFromX12('20260230')).toBeUndefined();
    expect(plainDateFromX12('261120')).toBeUndefined();
    expect(x12FromPlainDate(d('2026-11-20'))).toBe('20261120');
  });

  it.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2024-01-31', 1, '2024-02-29'],
    ['2023-05-10', 36, '2026-05-10'],
    ['2026-12-15', 1, '2027-01-15'],
    ['2026-03-31', -1, '2026-02-28'],
    ['2026-01-15', -13, '2024-12-15'],
  ])('%s and %d months is %s', (from, months, expected) => {
    expect(addMonths(d(from), months)).toBe(expected);
  });

  it.each([
    ['1980-02-29', '2025-02-28', 44],
    ['1980-02-29', '2025-03-01', 45],
    ['2008-11-20', '2026-11-19', 17],
    ['2008-11-20', '2026-11-20', 18],
  ])('born %s is on %s %d years old', (birth, on, years) => {
    expect(ageInYears(d(birth), d(on))).toBe(years);
  });

  it('counts days over years and back', () => {
    fc.assert(
      fc.property(fc.integer({ min: -40000, max: 40000 }), (days) => {
        expect(daysBetween(d('2026-01-01'), addDays(d('2026-01-01'), days))).toBe(days);
      }),
    );
  });

  it('knows which day it is where', () => {
    const at = '2026-11-20T04:30:00.000Z' as Instant;
    expect(dateInZone(at, 'America/New_York')).toBe('2026-11-19');
    expect(dateInZone(at, 'Europe/Berlin')).toBe('2026-11-20');
  });

  it('reads instants with a zone only', () => {
    expect(instant('2026-11-20T10:00:00-05:00')).toBe('2026-11-20T15:00:00.000Z');
    expect(instant('2026-11-20T10:00:00')).toBeUndefined();
    expect(instant('2026-11-20')).toBeUndefined();
  });
});
