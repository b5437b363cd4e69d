import { x12DecimalFromCents, type Cents } from '../../kernel/money';
import { isExtended } from '../../x12/core/character-set';
import type { Delimiters } from '../../x12/core/delimiters';
import { inList } from '../../x12/structure/code-lists';
import { delimiterInData, writeSegment, type SegmentValues } from '../../x12/core/segment-writer';
import { writtenText } from './writable-text';

/** Why a claim cannot be written: where (a path of the claim's JSON), which finding, and what to do. Values are never repeated. */
export interface ClaimFault {
  readonly claimId: string;
  readonly path: string;
  readonly id: string;
  readonly message: string;
}

/** What an element takes: at most so many characters, of these forms or codes. */
export interface ElementRule {
  readonly longest: number;
  readonly shortest?: number;
  readonly form?: RegExp;
  readonly codes?: ReadonlySet<string>;
  /** A list kept outside the guides: states, places of service. */
  readonly list?: 'states' | 'pos';
}

const LISTS = { states: 'is no state', pos: 'is no place of service' } as const;

/**
 * Carries one claim's values into segments and notes every value that an 837 cannot carry: what is missing (A001), and what has
 * characters, a length or a form that the element does not take (A002). It never cuts: a fault stands for the whole value.
 */
export class Carrier {
  readonly faults: ClaimFault[] = [];
  /** Each as it is sent, with its terminator. */
  readonly segments: string[] = [];

  constructor(
    private readonly claimId: string,
    private readonly delimiters: Delimiters,
  ) {}

  add(...segment: SegmentValues): void {
    this.segments.push(writeSegment(segment, this.delimiters));
  }

  refuse(id: string, path: string, message: string): void {
    this.faults.push({ claimId: this.claimId, path, id, message });
  }

  missing(path: string): void {
    this.refuse('A001', path, 'is required');
  }

  /** A value that may be absent. */
  optional(value: string | undefined, path: string, rule: ElementRule): string {
    return value === undefined ? '' : this.carry(value, path, rule);
  }

  /** A value that the guide requires. */
  required(value: string | undefined, path: string, rule: ElementRule): string {
    if (value === undefined || value.trim() === '') {
      this.missing(path);
      return '';
    }
    return this.carry(value, path, rule);
  }

  /** An amount that cannot be less than nothing. */
  amount(cents: Cents, path: string): string {
    if (cents < 0) this.refuse('A002', path, 'cannot be below zero');
    return x12DecimalFromCents(cents);
  }

  /** One of our own words through its table of codes. */
  code<W extends string>(word: W | undefined, codes: Readonly<Record<W, string>>, path: string): string {
    if (word === undefined) this.missing(path);
    return word === undefined ? '' : codes[word];
  }

  private carry(value: string, path: string, rule: ElementRule): string {
    const text = writtenText(value);
    const delimiter = delimiterInData(text, this.delimiters);
    if (delimiter !== undefined || !isExtended(text)) {
      this.refuse(
        'A002',
        path,
        delimiter === undefined ? 'has characters that X12 cannot carry' : 'has a character that separates X12 data',
      );
      return this.blanked(text);
    }
    if (text.length > rule.longest) this.refuse('A002', path, `has more than ${rule.longest} characters`);
    else if (text.length < (rule.shortest ?? 0)) this.refuse('A002', path, `has fewer than ${rule.shortest} characters`);
    else if (rule.list !== undefined && !inList(rule.list, text)) this.refuse('A002', path, LISTS[rule.list]);
    else if (rule.form?.test(text) === false || rule.codes?.has(text) === false)
      this.refuse('A002', path, 'has not the form that the element takes');
    return text;
  }

  // Only written when the caller lifts the checks: a blank stands for each character that cannot be carried.
  private blanked(text: string): string {
    return Array.from(text, (char) => (isExtended(char) && delimiterInData(char, this.delimiters) === undefined ? char : ' '))
      .join('')
      .trimEnd();
  }
}

/** Element lengths and forms used in more than one place. */
export const RULES = {
  lastName: { longest: 60 },
  firstName: { longest: 35 },
  middleName: { longest: 25 },
  npi: { longest: 10, form: /^\d{10}$/ },
  taxonomy: { longest: 10, form: /^[0-9A-Z]{10}$/ },
  reference: { longest: 50 },
  identifier: { longest: 80, shortest: 2 },
  state: { longest: 2, list: 'states' },
  placeOfService: { longest: 2, list: 'pos' },
} as const satisfies Readonly<Record<string, ElementRule>>;
