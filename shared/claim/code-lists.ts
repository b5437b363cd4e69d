import type { Claim, Relationship } from './claim';

// The words of the claim and the codes an 837 writes for them; the reader uses the same tables the other way round.

/** SBR02 and PAT01: the patient's (or, in 2320, the insured's) relationship. */
export const RELATIONSHIP_CODES: Readonly<Record<Relationship, string>> = {
  self: '18',
  spouse: '01',
  child: '19',
  employee: '20',
  unknown: '21',
  organ_donor: '39',
  cadaver_donor: '40',
  life_partner: '53',
  other: 'G8',
};

/** SBR01. */
export const RESPONSIBILITY_CODES = { primary: 'P', secondary: 'S', tertiary: 'T' } as const;

/** CLM05-3. */
export const FREQUENCY_CODES: Readonly<Record<Claim['frequency'], string>> = { original: '1', corrected: '7', void: '8' };

/** CLM07; an 837D has no B (X224A2). */
export const ASSIGNMENT_CODES = { accepted: 'A', lab_only: 'B', not_accepted: 'C' } as const;

/** CLM09 and OI06. */
export const RELEASE_CODES = { signed: 'Y', informed_consent: 'I' } as const;

/** CLM11. */
export const ACCIDENT_CODES = { auto: 'AA', employment: 'EM', other: 'OA' } as const;

/** SV305. */
export const PROSTHESIS_CODES = { initial: 'I', replacement: 'R' } as const;

/** DN202. */
export const TOOTH_STATUS_CODES = { missing: 'M', to_be_extracted: 'E' } as const;

/** The word a code stands for, in one of the tables above. */
export const wordFor = <W extends string>(codes: Readonly<Record<W, string>>, code: string): W | undefined =>
  (Object.keys(codes) as W[]).find((word) => codes[word] === code);

/** DTP01 qualifiers of the claim's dates (2300), in the guide's order. */
export const PROFESSIONAL_DATES = [
  ['onset', '431'],
  ['initialTreatment', '454'],
  ['lastSeen', '304'],
  ['accident', '439'],
  ['lastMenstrualPeriod', '484'],
  ['admission', '435'],
  ['discharge', '096'],
] as const;

/** SBR09. */
export const CLAIM_FILING_CODES: ReadonlySet<string> = new Set(
  '11 12 13 14 15 16 17 AM BL CH CI DS FI HM LM MA MB MC OF TV VA WC ZZ'.split(' '),
);

/** SBR05: why Medicare is not primary. */
export const MEDICARE_SECONDARY_TYPES: ReadonlySet<string> = new Set('12 13 14 15 16 41 42 43 47'.split(' '));

/** PWK01 of the 837P (X222A1). */
export const PROFESSIONAL_REPORT_TYPES: ReadonlySet<string> = new Set(
  (
    '03 04 05 06 07 08 09 10 11 13 15 21 A3 A4 AM AS B2 B3 B4 BR BS BT CB CK CT D2 DA DB DG DJ DS EB HC HR I5 IR LA M1 MT ' +
    'NN OB OC OD OE OX OZ P4 P5 PE PN PO PQ PY PZ RB RR RT RX SG V5 XP'
  ).split(' '),
);

/** PWK01 of the 837D (X224A2). */
export const DENTAL_REPORT_TYPES: ReadonlySet<string> = new Set('B4 DA DG EB OZ P6 RB RR'.split(' '));

/** PWK02. */
export const TRANSMISSIONS: ReadonlySet<string> = new Set('AA BM EL EM FT FX'.split(' '));

/** CTP05-1. */
export const DRUG_UNITS: ReadonlySet<string> = new Set('F2 GR ME ML UN'.split(' '));

/** SV304: parts of the mouth. */
export const ORAL_CAVITY_AREAS: ReadonlySet<string> = new Set('00 01 02 09 10 20 30 40 L R'.split(' '));

/** TOO03. */
export const TOOTH_SURFACES: ReadonlySet<string> = new Set('B D F I L M O'.split(' '));

/** CAS01 of an 837 (an 835 no longer has CR). */
export const ADJUSTMENT_GROUPS: ReadonlySet<string> = new Set('CO CR OA PI PR'.split(' '));

/** Universal tooth numbers: permanent 1-32, supernumerary 51-82, primary A-T and AS-TS. */
export const TOOTH_NUMBER = /^(?:[1-9]|[12]\d|3[0-2]|5[1-9]|6\d|7\d|8[0-2]|[A-T]S?)$/;
