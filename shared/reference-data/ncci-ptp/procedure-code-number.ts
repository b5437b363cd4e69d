/** A five-character procedure code as a number that orders as its text does (base 36); undefined for anything else. */
export function procedureCodeNumber(code: string): number | undefined {
  if (code.length !== 5) return undefined;
  let number = 0;
  for (let index = 0; index < 5; index++) {
    const character = code.charCodeAt(index);
    if (character >= 48 && character <= 57) number = number * 36 + (character - 48);
    else if (character >= 65 && character <= 90) number = number * 36 + (character - 55);
    else return undefined;
  }
  return number;
}

/** The code of such a number. */
export const procedureCodeOf = (number: number): string => number.toString(36).toUpperCase().padStart(5, '0');
