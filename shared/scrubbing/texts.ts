import { isWritable } from '../claim/write-837/writable-text';
import { CLAIM_AND_CODING, type Flag, type ScrubRule } from './rule';

/** Longest values the guide takes, by the field's name in a claim (TR3 element lengths; names 60/35, addresses 55, city 30). */
const LONGEST: Readonly<Record<string, number>> = {
  lastName: 60,
  organizationName: 60,
  name: 60,
  groupName: 60,
  firstName: 35,
  middleName: 25,
  line1: 55,
  line2: 55,
  city: 30,
  state: 2,
  zip: 15,
  memberId: 80,
  payerId: 80,
  groupNumber: 50,
  payerClaimNumber: 50,
  priorAuthorization: 50,
  referralNumber: 50,
  predeterminationNumber: 50,
  cliaNumber: 50,
  medicalRecordNumber: 50,
  controlNumber: 50,
  lineId: 30,
  note: 80,
  description: 80,
  surfaces: 5,
  reportType: 2,
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
      ? lines.flatMap((line) => textFlags(line.description ?? '', OF_VISIT, [line.number]))
      : flagsIn(claim, undefined, []),
};

/** Where a text stands: its field, or its index, and what it stands in. The path is written only for a fault. */
interface Place {
  readonly field: string;
  readonly inside?: Place | undefined;
}

/** The words of a visit that is being coded. */
const OF_VISIT: Place = { field: 'description' };

const pathOf = ({ field, inside }: Place): string => {
  const own = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return inside === undefined ? own : `${pathOf(inside)}.${own}`;
};

/** What never reaches the 837: our own ids, and the history. */
const OURS = new Set(['encounterId', 'patientId', 'priorProcedures']);

function flagsIn(value: unknown, place: Place | undefined, lines: readonly number[]): readonly Flag[] {
  if (typeof value === 'string') return place === undefined ? [] : textFlags(value, place, lines);
  const flags: Flag[] = [];
  for (const [key, field] of Object.entries(value ?? {})) {
    if (place === undefined && OURS.has(key)) continue;
    const ofLine = place?.field === 'serviceLines' ? [Number(key) + 1] : lines;
    flags.push(...flagsIn(field, { field: key, inside: place }, ofLine));
  }
  return flags;
}

/** The delimiters this project writes, and control characters. */
const HELD_BY_X12 = /[~*:^\p{Cc}]/u;

function textFlags(text: string, place: Place, lines: readonly number[]): readonly Flag[] {
  const longest = LONGEST[place.field];
  const flags: Flag[] = [];
  if (HELD_BY_X12.test(text))
    flags.push({
      lines,
      message: `${pathOf(place)} holds a character that X12 keeps for itself (~ * : ^ or a control character).`,
      fix: `Take the character out of ${pathOf(place)} (biller; can be done automatically).`,
    });
  // Accents are taken off; a letter without a plain form cannot be, nor a mark outside X12's extended set. Our own words (lab_only) go as
  // codes, and a visit's description never reaches the 837.
  else if (longest !== undefined && place !== OF_VISIT && !isWritable(text))
    flags.push({
      lines,
      message: `${pathOf(place)} holds a character that an 837 cannot carry: only Latin letters, digits, blanks and the marks of an English keyboard go.`,
      fix: `Spell ${pathOf(place)} in those characters, a name as it stands on the member’s card (front desk, biller).`,
    });
  if (longest !== undefined && text.length > longest)
    flags.push({
      lines,
      message: `${pathOf(place)} is ${text.length} characters long; the guide takes ${longest}, and nothing is cut.`,
      fix: `Shorten ${pathOf(place)} (biller).`,
    });
  return flags;
}
