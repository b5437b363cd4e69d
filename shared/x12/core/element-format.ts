import { plainDateFromX12 } from '../../kernel/plain-date';
import type { PlainDate } from '../../kernel/plain-date';

/** A number as an R element carries it: no leading zeros or plus, no exponent, no "-0"; undefined when it cannot be. */
export function writeDecimal(value: number, decimals = 4): string | undefined {
  if (!Number.isFinite(value)) return undefined;
  const text = value.toFixed(decimals);
  if (text.includes('e') || Number(text) !== value) return undefined;
  const trimmed = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return trimmed === '-0' ? '0' : trimmed;
}

/** An R element to a number; undefined when it is none. Money goes through `centsFromX12Decimal` of the kernel instead. */
export const readDecimal = (text: string): number | undefined =>
  /^-?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text) ? Number(text) : undefined;

/** The first and last day of a D8 (CCYYMMDD) or RD8 (CCYYMMDD-CCYYMMDD) value; undefined when a day does not exist. */
export function readDates(format: string, value: string): { from: PlainDate; to: PlainDate } | undefined {
  const [first = '', second = first, ...rest] = format === 'RD8' ? value.split('-') : [value];
  const from = plainDateFromX12(first);
  const to = plainDateFromX12(second);
  return from === undefined || to === undefined || rest.length > 0 ? undefined : { from, to };
}

/** HHMM, HHMMSS or HHMMSSD…; false for an hour or minute that does not exist. */
export const isTime = (value: string): boolean => /^(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d\d{0,2})?$/.test(value);
