/** Money is integer cents. Text is parsed, never multiplied: 19.99 * 100 is 1998.9999999999998. */
export type Cents = number & { readonly __brand: 'Cents' };

const LARGEST = 999_999_999_999; // ten digits of dollars; more is not a medical claim

/** Cents from an integer; throws a RangeError for anything else, because the caller did the arithmetic wrong. */
export function cents(value: number): Cents {
  if (!Number.isSafeInteger(value)) throw new RangeError('money must be integer cents');
  return (value === 0 ? 0 : value) as Cents;
}

export const ZERO_CENTS = cents(0);

/** Dollars as JSON carries them (150, 92.5) to cents; undefined if there are more than two decimals or it is no amount. */
export function centsFromDollars(dollars: number): Cents | undefined {
  if (!Number.isFinite(dollars)) return undefined;
  const text = String(dollars);
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text);
  if (match === null) return undefined;
  return assemble(match[1], match[2], match[3]);
}

/** Cents as a JSON number of dollars: 9250 → 92.5. Exact: the nearest double of the two-decimal text. */
export const dollarsFromCents = (amount: Cents): number => Number(amount) / 100;

const ZERO = 48;
const MINUS = 45;
const POINT = 46;
const WHOLE_DIGITS = 16;
const digitAt = (text: string, at: number): number => text.charCodeAt(at) - ZERO;
const isDigit = (digit: number): boolean => digit >= 0 && digit <= 9;

/**
 * An X12 R element ("100.5", ".5", "-3", "100.500") to cents; undefined if it is no amount or has a third decimal that is not 0.
 * Character by character: an 835 has millions of them, and a regular expression costs an eighth of its reading.
 */
export function centsFromX12Decimal(text: string): Cents | undefined {
  const isNegative = text.charCodeAt(0) === MINUS;
  const start = isNegative ? 1 : 0;
  let at = start;
  let value = 0;
  for (; isDigit(digitAt(text, at)); at++) value = value * 10 + digitAt(text, at);
  const wholeDigits = at - start;
  let decimals = 0;
  if (text.charCodeAt(at) === POINT) {
    for (at++; isDigit(digitAt(text, at)); at++) {
      if (decimals === 2 && digitAt(text, at) !== 0) return undefined;
      if (decimals === 2) continue;
      value = value * 10 + digitAt(text, at);
      decimals++;
    }
  }
  if (at < text.length || wholeDigits > WHOLE_DIGITS || wholeDigits + decimals === 0) return undefined;
  const inCents = value * 10 ** (2 - decimals);
  return inCents > LARGEST ? undefined : cents(isNegative ? -inCents : inCents);
}

/** Cents as X12 writes them: no leading zeros, no trailing zeros, no "-0" (10050 → "100.5"). */
export function x12DecimalFromCents(amount: Cents): string {
  const absolute = Math.abs(amount);
  const fraction = String(absolute % 100).padStart(2, '0');
  const decimals = fraction === '00' ? '' : `.${fraction.replace(/0$/, '')}`;
  return `${amount < 0 ? '-' : ''}${Math.trunc(absolute / 100)}${decimals}`;
}

/** Cents as people read them: "$1,234.50". */
export function formatDollars(amount: Cents): string {
  const absolute = Math.abs(amount);
  const whole = String(Math.trunc(absolute / 100)).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${amount < 0 ? '-' : ''}$${whole}.${String(absolute % 100).padStart(2, '0')}`;
}

export const sumCents = (amounts: Iterable<Cents>): Cents => {
  let total = 0;
  for (const amount of amounts) total += amount;
  return cents(total);
};

function assemble(sign: string | undefined, whole = '', fraction = ''): Cents | undefined {
  const value = Number(whole === '' ? '0' : whole) * 100 + Number(fraction.padEnd(2, '0'));
  if (value > LARGEST) return undefined;
  return cents(sign === '-' ? -value : value);
}
