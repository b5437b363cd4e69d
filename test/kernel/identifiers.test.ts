import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { canonicalJson, hashOf, sha256Hex } from '../../shared/kernel/canonical-json';
import { covers, inForce } from '../../shared/kernel/effective-dated';
import { sortFindings, stops, type Finding } from '../../shared/kernel/finding';
import { isNpi, npi } from '../../shared/kernel/npi';
import { plainDateOf } from '../../shared/kernel/plain-date';

describe('NPI', () => {
  it.each(['1234567893', '1345678902', '1456789019', '1567890128', '1987654328', '1999999992'])(
    '%s holds its check digit',
    (text) => {
      expect(npi(text)).toBe(text);
    },
  );
  it.each(['1234567890', '3234567893', '123456789', '12345678930', '12345-7893', ''])('%s does not', (text) => {
    expect(isNpi(text)).toBe(false);
  });
  it('finds every single wrong digit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), (at, by) => {
        const digits = Array.from('1234567893');
        digits[at] = String((Number(digits[at]) + by) % 10);
        expect(isNpi(digits.join(''))).toBe(false);
      }),
    );
  });
});

describe('effective dating', () => {
  const rows = [
    { effectiveFrom: null, effectiveTo: plainDateOf('2025-12-31'), value: 'old' },
    { effectiveFrom: plainDateOf('2026-01-01'), effectiveTo: null, value: 'new' },
  ];
  it.each([
    ['2000-01-01', 'old'],
    ['2025-12-31', 'old'],
    ['2026-01-01', 'new'],
    ['2099-01-01', 'new'],
  ])('on %s the %s row is in force', (on, value) => {
    expect(inForce(rows, plainDateOf(on))?.value).toBe(value);
  });
  it('ends with its last day', () => {
    const row = { effectiveFrom: plainDateOf('2026-01-01'), effectiveTo: plainDateOf('2026-03-31') };
    expect(covers(row, plainDateOf('2026-03-31'))).toBe(true);
    expect(covers(row, plainDateOf('2026-04-01'))).toBe(false);
    expect(covers(row, plainDateOf('2025-12-31'))).toBe(false);
  });
});

describe('canonical JSON', () => {
  it('knows no key order', () => {
    expect(canonicalJson({ b: 1, a: [2, { d: 3, c: 4 }] })).toBe('{"a":[2,{"c":4,"d":3}],"b":1}');
    expect(hashOf({ a: 1, b: 2 })).toBe(hashOf({ b: 2, a: 1 }));
  });
  it('refuses what is no JSON', () => {
    expect(() => canonicalJson(undefined)).toThrow('JSON');
  });
  it('hashes text as SHA-256', () => {
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });
});

describe('findings', () => {
  const finding = (id: string, lines: number[], severity: Finding['severity'] = 'hold'): Finding => ({
    id,
    severity,
    lines,
    message: 'm',
    fix: 'f',
    source: 's',
  });
  it('stand by id, then line, equal ones once', () => {
    const sorted = sortFindings([finding('D002', [10]), finding('A003', []), finding('D002', [2]), finding('D002', [2])]);
    expect(sorted.map((f) => [f.id, f.lines])).toEqual([
      ['A003', []],
      ['D002', [2]],
      ['D002', [10]],
    ]);
  });
  it.each([
    ['error', true],
    ['hold', true],
    ['warn', false],
    ['info', false],
  ] as const)('%s stops the claim: %s', (severity, expected) => {
    expect(stops(finding('X001', [], severity))).toBe(expected);
  });
});
