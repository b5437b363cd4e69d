import { isWritable } from '../claim/write-837/writable-text';
import { CLAIM_AND_CODING, type Flag, type ScrubRule } from './rule';

/** Longest values the guide takes, by the field's own name (TR3 element lengths; names 60/35, addresses 55, city 30). */
const LONGEST: Readonly<Record<string, number>> = {
  last_name: 60,
  organization_name: 60,
  name: 60,
  group_name: 60,
  first_name: 35,
  middle_name: 25,
  line1: 55,
  line2: 55,
  city: 30,
  state: 2,
  zip: 15,
  member_id: 80,
  payer_id: 80,
  group_number: 50,
  payer_claim_number: 50,
  prior_authorization: 50,
  referral_number: 50,
  predetermination_number: 50,
  clia_number: 50,
  medical_record_number: 50,
  control_number: 50,
  line_id: 30,
  note: 80,
  description: 80,
  surfaces: 5,
  report_type: 2,
  transmission: 2,
};

export const A002: ScrubRule = {
  id: 'A002',
  title: 'Texts hold only what an 837 carries: no delimiter, no letters without a plain form, nothing over length',
  source: 'X12 005010 basic and extended character sets; TR3 element lengths (SNIP 1)',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: ({ claim, lines }) =>
    // While coding there are no parties yet: the descriptions of the lines are the only texts that reach the claim.
    claim === undefined
      ? lines.flatMap((line) => textFlags(line.description, 'description', line.number))
      : isFaultless(claim, '')
        ? []
        : flagsIn(claim, '', undefined),
};

// Almost every claim is faultless: the first walk builds no paths.
function isFaultless(value: unknown, key: string): boolean {
  if (typeof value === 'string') {
    const longest = LONGEST[snakeCase(key)];
    return !HELD_BY_X12.test(value) && (longest === undefined || (value.length <= longest && isWritable(value)));
  }
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every((item) => isFaultless(item, key));
  return Object.entries(value).every(([field, item]) => isOurs(field, key) || isFaultless(item, field));
}

/** The delimiters this project writes, and control characters. */
const HELD_BY_X12 = /[~*:^\p{Cc}]/u;

function flagsIn(value: unknown, path: string, line: number | undefined): readonly Flag[] {
  if (typeof value === 'string') return textFlags(value, path, line);
  if (Array.isArray(value)) {
    const inLines = path === 'service_lines';
    return value.flatMap((item, index) => flagsIn(item, `${path}.${index}`, inLines ? index + 1 : line));
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, field]) =>
    isOurs(key, path) ? [] : flagsIn(field, join(path, snakeCase(key)), line),
  );
}

// What never reaches the 837, or is checked elsewhere: ids of ours, history, attestations.
const isOurs = (key: string, path: string): boolean =>
  path === '' && ['encounterId', 'patientId', 'priorProcedures', 'attestations', 'unstated'].includes(key);

const join = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);
const snakeCases = new Map<string, string>();
// Field names are few: each is turned once.
function snakeCase(key: string): string {
  const known = snakeCases.get(key) ?? key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  snakeCases.set(key, known);
  return known;
}

function textFlags(text: string | undefined, path: string, line: number | undefined): readonly Flag[] {
  if (text === undefined) return [];
  const lines = line === undefined ? [] : [line];
  const longest = LONGEST[path.split('.').at(-1) ?? path];
  const flags: Flag[] = [];
  if (HELD_BY_X12.test(text))
    flags.push({
      lines,
      message: `${path} holds a character that X12 keeps for itself (~ * : ^ or a control character).`,
      fix: `Take the character out of ${path} (biller; can be done automatically).`,
    });
  // Accents are taken off; a letter without a plain form, or a mark outside the basic set, cannot be. Our own words (lab_only) go as
  // codes, and a visit's description never reaches the 837.
  else if (path !== 'description' && longest !== undefined && !isWritable(text))
    flags.push({
      lines,
      message: `${path} holds a character that an 837 cannot carry: only Latin letters, digits, blanks and ! " & ' ( ) + , - . / ; ? = go.`,
      fix: `Spell ${path} in those characters, a name as it stands on the member’s card (front desk, biller).`,
    });
  if (longest !== undefined && text.length > longest)
    flags.push({
      lines,
      message: `${path} is ${text.length} characters long; the guide takes ${longest}, and nothing is cut.`,
      fix: `Shorten ${path} (biller).`,
    });
  return flags;
}
