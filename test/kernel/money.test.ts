import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  cents,
  centsFromDollars,
  centsFromX12Decimal,
  dollarsFromCents,
  formatDollars,
  sumCents,
  x12DecimalFromCents,
} from '../../shared/kernel/money';

describe('money', () => {
  it.each([
    ['100.5', 10050],
    ['100', 10000],
    ['.5', 50],
    ['-3', -300],
    ['0', 0],
    ['-0', 0],
    ['100.500', 10050],
    ['19.99', 1999],
    ['9999999999.99', 999999999999],
  ])('reads the X12 amount %s as %d cents', (text, expected) => {
    expect(centsFromX12Decimal(text)).toBe(expected);
  });

  it.each(['', '.', '-', '1.005', '1e3', '+1', '1,000', ' 1', 'abc', '99999999999.99'])('takes "%s" for no amount', (text) => {
    expect(centsFromX12Decimal(text)).toBeUndefined();
  });

  it.each([
    [10050, '100.5'],
    [10000, '100'],
    [5, '0.05'],
    [-50, '-0.5'],
    [0, '0'],
    [1999, '19.99'],
  ])('writes %d cents as %s', (amount, text) => {
    expect(x12DecimalFromCents(cents(amount))).toBe(text);
  });

  it.each([
    [150, 15000],
    [92.5, 9250],
    [19.99, 1999],
    [0.1, 10],
    [-12.34, -1234],
    [12.345, undefined],
    [1e21, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
  ])('reads %d dollars as %s cents', (dollars, expected) => {
    expect(centsFromDollars(dollars)).toBe(expected);
  });

  it('refuses arithmetic that left the integers', () => {
    expect(() => cents(0.5)).toThrow('integer cents');
    expect(Object.is(cents(-0), 0)).toBe(true);
  });

  it.each([
    [123450, '$1,234.50'],
    [-5, '-$0.05'],
    [100000000, '$1,000,000.00'],
  ])('says %d cents as %s', (amount, text) => {
    expect(formatDollars(cents(amount))).toBe(text);
  });

  it('comes back the same from X12 and from dollars', () => {
    fc.assert(
      fc.property(fc.integer({ min: -99_999_999_999, max: 99_999_999_999 }), (amount) => {
        expect(centsFromX12Decimal(x12DecimalFromCents(cents(amount)))).toBe(amount);
        expect(centsFromDollars(dollarsFromCents(cents(amount)))).toBe(amount);
      }),
    );
  });

  it('adds up', () => {
    expect(sumCents([cents(10), cents(20)])).toBe(30);
    expect(sumCents([])).toBe(0);
  });
});
