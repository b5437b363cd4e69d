/** A National Provider Identifier whose check digit holds. */
export type Npi = string & { readonly __brand: 'Npi' };

/** An NPI from text: ten digits, first 1 or 2, Luhn over 80840 + NPI (45 CFR 162.406; CMS NPI check digit). Undefined otherwise. */
export function npi(text: string): Npi | undefined {
  return isNpi(text) ? text : undefined;
}

export function isNpi(text: string): text is Npi {
  if (!/^[12]\d{9}$/.test(text)) return false;
  let sum = 24; // the Luhn sum of the prefix 80840
  for (let i = 0; i < 10; i++) {
    const digit = text.charCodeAt(9 - i) - 48;
    const doubled = digit * 2;
    sum += i % 2 === 0 ? digit : doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
