import type { X12FindingCode } from './finding-catalogue';
import { isTime, readDates } from '../core/element-format';
import { element } from '../core/segment';
import type { Segment } from '../core/segment';
import { FUNCTIONAL_IDS } from '../structure/guides';
import { sayTo } from './loop-view';
import type { Say } from './rules';
import type { Report } from './x12-finding';

// Position, length, and the values that stand there; an ISA has no optional element.
const ISA_FIELDS: readonly (readonly [position: number, length: number, values: RegExp])[] = [
  [1, 2, /^0[0-8]$/],
  [2, 10, /^/],
  [3, 2, /^0[01]$/],
  [4, 10, /^/],
  [5, 2, /^(?:0\d|1\d|2\d|3\d|ZZ|AM|NR|SA|SN)$/],
  [6, 15, /[^ .]/],
  [7, 2, /^(?:0\d|1\d|2\d|3\d|ZZ|AM|NR|SA|SN)$/],
  [8, 15, /[^ .]/],
  [9, 6, /^\d{6}$/],
  [10, 4, /^\d{4}$/],
  [11, 1, /^[^A-TV-Za-z0-9 ]$/],
  [12, 5, /^00[2-8]\d{2}$/],
  [13, 9, /^\d{9}$/],
  [14, 1, /^[01]$/],
  [15, 1, /^[PT]$/],
];

/** Checks the fields of an ISA: widths, codes, date and time, padding. */
export function checkIsa(isa: Segment, report: Report): void {
  const say = sayTo(report);
  for (const [position, length, values] of ISA_FIELDS) {
    const value = isa.elements[position] ?? '';
    const at = `ISA${String(position).padStart(2, '0')}`;
    if (value.length !== length) say(isa, 'isa-field-width', `${at} must be ${length} characters wide.`, at);
    else if (!values.test(value)) say(isa, 'isa-field', `${at} has a value that the standard does not allow.`, at);
  }
  if ([2, 4, 6, 8].some((position) => /\.{2,}$/.test(element(isa, position))))
    say(isa, 'isa-padding', 'The ISA is padded with dots: receivers expect blanks.', undefined, 'warn');
  if (/^\d{6}$/.test(element(isa, 9)) && readDates('D8', `20${element(isa, 9)}`) === undefined)
    say(isa, 'date-invalid', 'ISA09 is not a date that exists.', 'ISA09');
  if (/^\d{4}$/.test(element(isa, 10)) && !isTime(element(isa, 10)))
    say(isa, 'time-invalid', 'ISA10 is not a time of day.', 'ISA10');
  checkVersion(isa, say);
}

function checkVersion(isa: Segment, say: Say): void {
  const version = element(isa, 12);
  if (/^\d{5}$/.test(version) && version !== '00501')
    say(isa, 'isa-version', 'ISA12 is not 00501, the version in force.', 'ISA12', version === '00401' ? 'warn' : 'error');
  if (version === '00501' && isa.delimiters.repetition === undefined)
    say(isa, 'isa-repetition', 'ISA11 names no usable repetition separator.', 'ISA11', 'warn');
}

const GS_FIELDS: readonly (readonly [position: number, values: RegExp, what: string])[] = [
  [1, /^[A-Z]{2}$/, 'a functional code'],
  [2, /\S/, "the sender's code"],
  [3, /\S/, "the receiver's code"],
  [6, /^\d{1,9}$/, 'a control number of up to nine digits'],
  [7, /^[XT]$/, 'X'],
  [8, /^\d{6}/, "the guide's id"],
];

/** Checks a GS beyond what the element dictionary says. */
export function checkGs(gs: Segment, report: Report): void {
  const say = sayTo(report);
  for (const [position, values, what] of GS_FIELDS)
    if (!values.test(element(gs, position))) say(gs, 'gs-field', `GS0${position} must be ${what}.`, `GS0${position}`);
  if (!/^\d{8}$/.test(element(gs, 4))) say(gs, 'gs-field', 'GS04 must be a date of eight digits.', 'GS04');
  if (element(gs, 5) === '') say(gs, 'gs-field', 'GS05 must be a time.', 'GS05');
}

/** A group's functional code must be that of the transactions in it. */
export function checkFunctionalId(gs: Segment, st: Segment, report: Report): void {
  const expected = FUNCTIONAL_IDS.get(element(st, 1));
  if (expected !== undefined && element(gs, 1) !== '' && element(gs, 1) !== expected)
    sayTo(report)(gs, 'gs-functional-id', `GS01 must be ${expected} for the transactions of this group.`, 'GS01');
}

interface TrailerCodes {
  readonly count: X12FindingCode;
  readonly controlNumber: X12FindingCode;
}
const GE: TrailerCodes = { count: 'ge-count', controlNumber: 'ge-control-number' };
const IEA: TrailerCodes = { count: 'iea-count', controlNumber: 'iea-control-number' };

/** A GE or IEA must count what it closes (`what`, for the message) and repeat the header's control number. */
export function checkTrailer(trailer: Segment, counted: number, controlNumber: string, what: string, report: Report): void {
  const say = sayTo(report);
  const codes = trailer.id === 'GE' ? GE : IEA;
  if (!/^\d+$/.test(element(trailer, 1)) || Number(element(trailer, 1)) !== counted)
    say(trailer, codes.count, `${trailer.id}01 must be ${counted}, the number of ${what}.`, `${trailer.id}01`);
  if (element(trailer, 2) !== controlNumber)
    say(trailer, codes.controlNumber, `${trailer.id}02 must repeat the control number of the header.`, `${trailer.id}02`);
}
