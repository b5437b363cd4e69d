import { describe, expect, it } from '@jest/globals';
import { isExtended, toX12Text } from '../../../shared/x12/core/character-set';
import { isTime, readDates, readDecimal, writeDecimal } from '../../../shared/x12/core/element-format';
import { component, components, element, repetitions, textOf } from '../../../shared/x12/core/segment';
import { readSegments } from '../../../shared/x12/core/segment-reader';
import { fixture } from '../check/faults';

describe('numbers', () => {
  it.each([
    [1, '1'],
    [1.5, '1.5'],
    [-0, '0'],
    [100, '100'],
    [0.25, '0.25'],
    [-2.1, '-2.1'],
    [1.00001, undefined],
    [NaN, undefined],
    [1e22, undefined],
  ])('write %p', (value, written) => {
    expect(writeDecimal(value)).toBe(written);
  });
  it('write whole numbers when told so', () => {
    expect([writeDecimal(20, 0), writeDecimal(1.5, 0)]).toEqual(['20', undefined]);
  });
  it.each([
    ['1', 1],
    ['.5', 0.5],
    ['5.', 5],
    ['-3.25', -3.25],
    ['+1', undefined],
    ['1E2', undefined],
    ['', undefined],
    ['.', undefined],
    ['1,0', undefined],
  ])('read %p', (text, value) => {
    expect(readDecimal(text)).toBe(value);
  });
});

describe('dates and times', () => {
  it.each([
    ['D8', '20260228', { from: '2026-02-28', to: '2026-02-28' }],
    ['RD8', '20260101-20260131', { from: '2026-01-01', to: '2026-01-31' }],
    ['RD8', '20260101', { from: '2026-01-01', to: '2026-01-01' }],
    ['D8', '20260230', undefined],
    ['D8', '20260101-20260131', undefined],
    ['RD8', '20260101-20260131-20260201', undefined],
    ['D8', '', undefined],
  ])('%s %s', (format, value, dates) => {
    expect(readDates(format, value)).toEqual(dates);
  });
  it.each([
    ['0000', true],
    ['2359', true],
    ['235959', true],
    ['2359599', true],
    ['23595999', true],
    ['2400', false],
    ['2360', false],
    ['236', false],
    ['235960', false],
  ])('%s', (value, is) => {
    expect(isTime(value)).toBe(is);
  });
});

describe('characters', () => {
  it.each([
    ['José', 'JOSE'],
    ['Müller  ', 'MULLER'],
    ['Weiß', 'WEISS'],
    ['Łódź', 'LODZ'],
    ['O’Neil', "O'NEIL"],
    ['Ærø–1', 'AERO-1'],
    ['李', '李'],
  ])('%s', (text, plain) => {
    expect(toX12Text(text)).toBe(plain);
  });
  it('tells what X12’s basic and extended sets hold', () => {
    expect(['A 1-/', 'a@_#%', 'É', '≥', '\n'].map(isExtended)).toEqual([true, true, false, false, false]);
  });
});

describe('a segment', () => {
  const [, , , , ...rest] = [...readSegments(Buffer.from(fixture('271-clean.edi'), 'latin1'))];
  const eb = rest.find(({ id }) => id === 'EB');
  if (eb === undefined) throw new Error('the fixture has an EB');

  it('gives elements by their number', () => {
    expect([element(eb, 0), element(eb, 1), element(eb, 2), element(eb, 99)]).toEqual(['EB', '1', '', '']);
  });
  it('gives repetitions', () => {
    expect([
      repetitions(eb, 3),
      repetitions(eb, 2),
      repetitions({ ...eb, delimiters: { ...eb.delimiters, repetition: undefined } }, 3),
    ]).toEqual([['30', '98'], [], ['30^98']]);
  });
  it('gives components', () => {
    const clm = { ...eb, elements: ['CLM', 'A', '', '', '', '11:B:1'] };
    expect([components(clm, 5), component(clm, 5, 3), component(clm, 5, 4), components(clm, 2)]).toEqual([
      ['11', 'B', '1'],
      '1',
      '',
      [],
    ]);
  });
  it('gives words where the sender used UTF-8, and leaves other bytes', () => {
    expect([textOf('JOS\u00c3\u0089'), textOf('JOS\u00c9'), textOf('JOSE')]).toEqual(['JOSÉ', 'JOSÉ', 'JOSE']);
  });
});
