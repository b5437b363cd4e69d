/** The four characters one interchange is written with. Every interchange of a file may have its own. */
export interface Delimiters {
  readonly element: string;
  readonly component: string;
  /** Undefined where the version has none (4010 carries U in ISA11). */
  readonly repetition: string | undefined;
  readonly terminator: string;
}

/** What we write with, and what the guides' examples use. */
export const USUAL_DELIMITERS: Delimiters = { element: '*', component: ':', repetition: '^', terminator: '~' };

/** What an ISA says of itself: its delimiters, its length with the terminator, and whether it keeps the fixed width. */
export interface IsaReading {
  readonly delimiters: Delimiters;
  readonly length: number;
  readonly fixedWidth: boolean;
}

/** An ISA with its terminator, as the standard fixes it. */
const ISA_LENGTH = 106;
/** No ISA is longer than this, however its fields are padded. */
export const ISA_LONGEST = 400;
const ISA_ELEMENTS = 16;

const isDelimiter = (char: string): boolean => char !== '' && !/[A-Za-z0-9]/.test(char);

/**
 * Reads the delimiters from text at `start`, which should begin with ISA: by position in an ISA of exactly 106 characters,
 * else by counting its sixteen separators, because payers are seen with fields too wide or too narrow.
 * Undefined when it is no ISA.
 */
export function readIsa(text: string, start: number): IsaReading | undefined {
  return text.startsWith('ISA', start) ? readIsaText(text.slice(start, start + ISA_LONGEST)) : undefined;
}

function readIsaText(text: string): IsaReading | undefined {
  const element = text.charAt(3);
  if (!isDelimiter(element) || element === ' ') return undefined;
  let at = 3;
  let isa11 = '';
  for (let count = 1; count < ISA_ELEMENTS; count++) {
    const next = text.indexOf(element, at + 1);
    if (next < 0) return undefined;
    if (count === 11) isa11 = text.slice(at + 1, next);
    at = next;
  }
  const component = text.charAt(at + 1);
  const terminator = text.charAt(at + 2);
  if (terminator === '' || /[A-Za-z0-9]/.test(terminator) || terminator === element) return undefined;
  const repetition = isa11.length === 1 && isDelimiter(isa11) && isa11 !== ' ' ? isa11 : undefined;
  const length = at + 3;
  return { delimiters: { element, component, repetition, terminator }, length, fixedWidth: length === ISA_LENGTH };
}

/**
 * The delimiters of a file that starts without an ISA (GS or ST first), guessed from how it goes on;
 * undefined when the text does not start so.
 */
export function guessDelimiters(text: string, start: number): Delimiters | undefined {
  const match = /^(?:GS|ST)([^A-Za-z0-9\s])/.exec(text.slice(start, start + 3));
  if (match === null) return undefined;
  const element = match[1] ?? '*';
  const terminator = text.includes('~', start) && element !== '~' ? '~' : /[\r\n]/.exec(text.slice(start))?.[0];
  if (terminator === undefined) return undefined;
  return { element, component: element === ':' ? '>' : ':', repetition: element === '^' ? undefined : '^', terminator };
}

/** The delimiters of an interchange in the order problems are looked for; repeated or alphanumeric ones cannot separate. */
export function delimitersClash(delimiters: Delimiters): boolean {
  const all = [delimiters.element, delimiters.component, delimiters.repetition, delimiters.terminator].filter(
    (char) => char !== undefined,
  );
  return new Set(all).size !== all.length || !isDelimiter(delimiters.component) || delimiters.component === ' ';
}
