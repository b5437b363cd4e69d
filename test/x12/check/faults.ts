import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { X12FindingCode } from '../../../shared/x12/check/finding-catalogue';
import type { X12Severity } from '../../../shared/x12/check/x12-finding';

/** One edit of a clean file: segment number, the text that stands there ('' inserts before it), the text instead ('' takes it out, and the whole segment when it starts with it). */
export type Edit = readonly [segment: number, from: string, to: string];
/** A fault by name, the clean file it is made of, the edits, and the finding it must give: code, severity, segment number in the faulty file. */
export type Fault = readonly [
  name: string,
  base: string,
  edits: readonly Edit[],
  code: X12FindingCode,
  severity: X12Severity,
  at: number,
];

const P = '837P-clean.edi';
const D = '837D-clean.edi';
const R = '835-clean.edi';
const C = '277CA-clean.edi';
const A = '999-clean.edi';
const E = '270-clean.edi';

const FOLDER = join(__dirname, '../../fixtures/x12');
export const fixture = (name: string): string => readFileSync(join(FOLDER, name), 'latin1');
const segmentsOf = (text: string): string[] => text.split('~\n').filter((segment) => segment !== '');

/** The clean file with the edits made; SE01 is counted anew unless an edit touches SE. */
export function faultyFile(base: string, edits: readonly Edit[]): string {
  const segments = segmentsOf(fixture(base));
  for (const [number, from, to] of edits.toSorted((a, b) => b[0] - a[0])) {
    const segment = segments[number - 1] ?? '';
    if (!segment.includes(from)) throw new RangeError(`segment ${number} of ${base} does not hold ${from}`);
    if (from === '') segments.splice(number - 1, 0, to);
    else if (to === '' && segment.startsWith(from)) segments.splice(number - 1, 1);
    else segments[number - 1] = segment.replace(from, () => to);
  }
  const [st, se] = ['ST*', 'SE*'].map((id) => segments.findIndex((segment) => segment.startsWith(id)));
  const touched = edits.some(([number, from]) => from !== '' && (segmentsOf(fixture(base))[number - 1] ?? '').startsWith('SE*'));
  if (!touched && st !== undefined && se !== undefined && se > 0)
    segments[se] = (segments[se] ?? '').replace(/\d+/, String(se - st + 1));
  return segments.map((segment) => `${segment}~\n`).join('');
}

const ENVELOPE: readonly Fault[] = [
  ['byte order mark', P, [[1, 'ISA', '\u00ef\u00bb\u00bfISA']], 'bom', 'warn', 1],
  ['prose before ISA', P, [[1, 'ISA', 'Dear sender,\nISA']], 'text-before-isa', 'warn', 1],
  ['no ISA', P, [[1, 'ISA', '']], 'isa-missing', 'error', 1],
  ['sender id one blank short', P, [[1, 'HARBORVIEW     ', 'HARBORVIEW    ']], 'isa-width', 'error', 1],
  ['sender id one blank short, the field', P, [[1, 'HARBORVIEW     ', 'HARBORVIEW    ']], 'isa-field-width', 'error', 1],
  ['component separator is the element separator', P, [[1, '*:', '**']], 'delimiters-clash', 'error', 1],
  ['dots as ISA padding', P, [[1, 'CLEARWAY       ', 'CLEARWAY.......']], 'isa-padding', 'warn', 1],
  ['usage indicator of an older version', P, [[1, '*T*', '*I*']], 'isa-field', 'error', 1],
  ['guide id left out of an ST', P, [[3, '*005010X222A1', '']], 'element-missing', 'error', 3],
  ['guide id left out of an ST of the payer', C, [[3, '*005010X214', '']], 'element-missing', 'warn', 3],
  ['usage indicator unknown', P, [[1, '*T*', '*X*']], 'isa-field', 'error', 1],
  ['version of the interchange', P, [[1, '*00501*', '*00601*']], 'isa-version', 'error', 1],
  ['repetition separator is a letter', P, [[1, '*^*', '*U*']], 'isa-repetition', 'warn', 1],
  ['interchange date not real', P, [[1, '*261102*', '*261302*']], 'date-invalid', 'error', 1],
  ['interchange time not real', P, [[1, '*0815*', '*2561*']], 'time-invalid', 'error', 1],
  ['segment indented', P, [[4, 'BHT', '  BHT']], 'segment-indented', 'warn', 4],
  ['empty segment', P, [[20, '', '']], 'segment-empty', 'error', 20],
  ['segment name in small letters', P, [[20, 'N3*', 'n3*']], 'segment-id-bad', 'error', 20],
  ['IEA missing', P, [[86, 'IEA', '']], 'iea-missing', 'error', 1],
  ['IEA count', P, [[86, 'IEA*1*', 'IEA*2*']], 'iea-count', 'error', 86],
  ['IEA control number', P, [[86, '000000501', '000000502']], 'iea-control-number', 'error', 86],
  ['GS without receiver', P, [[2, '*CLEARWAY*', '**']], 'gs-field', 'error', 2],
  ['GS missing', P, [[2, 'GS', '']], 'gs-missing', 'error', 2],
  ['functional code of another transaction', P, [[2, '*HC*', '*HP*']], 'gs-functional-id', 'error', 2],
  ['GE missing', P, [[85, 'GE', '']], 'ge-missing', 'error', 2],
  ['GE count', P, [[85, 'GE*1*', 'GE*3*']], 'ge-count', 'error', 85],
  ['GE control number', P, [[85, '*501', '*51']], 'ge-control-number', 'error', 85],
  ['SE missing', P, [[84, 'SE', '']], 'se-missing', 'error', 3],
  ['SE count', P, [[84, 'SE*82', 'SE*81']], 'se-count', 'error', 84],
  ['SE control number', P, [[84, '*0001', '*0002']], 'se-control-number', 'error', 84],
  [
    'guide of the institutional claim',
    P,
    [
      [2, 'X222A1', 'X223A2'],
      [3, 'X222A1', 'X223A2'],
    ],
    'guide-unknown',
    'warn',
    3,
  ],
  [
    'version 4010',
    P,
    [
      [2, '005010X222A1', '004010X098A1'],
      [3, '005010X222A1', '004010X098A1'],
    ],
    'guide-version',
    'warn',
    3,
  ],
  [
    'edition X222A2',
    P,
    [
      [2, 'X222A1', 'X222A2'],
      [3, 'X222A1', 'X222A2'],
    ],
    'guide-edition',
    'warn',
    3,
  ],
  [
    'edition X222',
    P,
    [
      [2, 'X222A1', 'X222'],
      [3, 'X222A1', 'X222'],
    ],
    'guide-edition',
    'warn',
    3,
  ],
  ['guide of another transaction', R, [[2, 'X221A1', 'X299']], 'guide-id', 'error', 3],
  ['ST03 differs from GS08', P, [[3, 'X222A1', 'X222']], 'guide-mismatch', 'error', 3],
  ['segment after SE', P, [[85, '', 'NTE*ADD*LATE']], 'segment-stray', 'error', 85],
];

const STRUCTURE: readonly Fault[] = [
  ['level number skipped', P, [[17, 'HL*2', 'HL*3']], 'hl-number', 'error', 17],
  ['level without parent', P, [[60, '*3*23', '*9*23']], 'hl-parent', 'error', 60],
  ['subscriber under a subscriber', P, [[56, '*1*22*1', '*2*22*1']], 'hl-parent', 'error', 56],
  ['patient under the billing provider', P, [[60, '*3*23', '*1*23']], 'hl-parent', 'error', 60],
  ['level says it has no children', P, [[56, '*22*1', '*22*0']], 'hl-children', 'error', 56],
  ['level says it has children', P, [[60, '*23*0', '*23*1']], 'hl-children', 'error', 60],
  ['unknown segment', P, [[24, '', 'ZZZ*1']], 'segment-unexpected', 'error', 24],
  ['segment named as a function', P, [[24, '', 'valueOf*1']], 'segment-unexpected', 'error', 24],
  ['transaction named as a function', P, [[3, 'ST*837', 'ST*toString']], 'guide-unknown', 'warn', 3],
  ['segment of another guide', P, [[24, '', 'BPR*I*1']], 'segment-unexpected', 'error', 24],
  [
    'city before street',
    P,
    [
      [11, 'N3*7 PIER STREET', 'N4*CAMDEN*ME*048431234'],
      [12, 'N4*CAMDEN*ME*048431234', 'N3*7 PIER STREET'],
    ],
    'segment-order',
    'error',
    12,
  ],
  ['street twice', P, [[11, '', 'N3*7 PIER STREET']], 'segment-repeats', 'error', 12],
  ['two prior authorizations', P, [[28, '', 'REF*G1*AUTH1']], 'segment-repeats', 'error', 29],
  ['coverage missing', P, [[18, 'SBR', '']], 'segment-missing', 'error', 17],
  ['diagnoses missing', P, [[51, 'HI', '']], 'segment-missing', 'error', 48],
  ['service date missing', P, [[40, 'DTP', '']], 'segment-missing', 'error', 38],
  ['tax id missing', P, [[13, 'REF', '']], 'segment-missing', 'error', 10],
  ['technical contact missing', R, [[10, 'PER', '']], 'segment-missing', 'error', 7],
  ['two rendering providers', P, [[33, '', 'NM1*82*1*OSTERLUND*RAFE****XX*1456789019']], 'loop-repeats', 'error', 34],
  [
    'receiver before submitter',
    P,
    [
      [5, 'NM1*41*2*HARBORVIEW CLINIC*****46*HARBORVIEW', 'NM1*40*2*CLEARWAY*****46*CLEARWAY'],
      [6, 'PER', 'NM1*41*2*HARBORVIEW CLINIC*****46*HARBORVIEW~\nPER'],
      [7, 'NM1*40', ''],
    ],
    'loop-order',
    'warn',
    6,
  ],
  ['payer missing', P, [[23, 'NM1', '']], 'loop-missing', 'error', 17],
  [
    'no line on a claim',
    P,
    [
      [52, 'LX', ''],
      [53, 'SV1', ''],
      [54, 'DTP', ''],
      [55, 'REF', ''],
    ],
    'loop-missing',
    'error',
    48,
  ],
  ['line without LX', P, [[42, 'LX', '']], 'loop-start-missing', 'error', 42],
  ['claim without CLM', P, [[66, 'CLM', '']], 'loop-start-missing', 'error', 66],
  ['billing level missing', P, [[8, 'HL', '']], 'loop-start-missing', 'error', 8],
  [
    'claim of an 835 after its PLB',
    R,
    [
      [34, '', 'PLB*1987654328*20261231*WO:CM26500*5*L6:CM26500*-1.5'],
      [44, 'PLB', ''],
    ],
    'loop-order',
    'error',
    35,
  ],
  [
    'LX of an 835 after its PLB',
    R,
    [
      [13, '', 'PLB*1987654328*20261231*WO:CM26500*5*L6:CM26500*-1.5'],
      [44, 'PLB', ''],
    ],
    'loop-order',
    'error',
    14,
  ],
  ['claims without LX in an 835', R, [[13, 'LX', '']], 'loop-start-missing', 'error', 13],
];

const ELEMENTS: readonly Fault[] = [
  ['charge missing', P, [[48, '*150*', '**']], 'element-missing', 'error', 48],
  ['place of service missing', P, [[48, '21:B:7', ':B:7']], 'element-missing', 'error', 48],
  ['name suffix where no prefix is used', P, [[33, 'RAFE****', 'RAFE**DR**']], 'element-not-used', 'error', 33],
  ['unused element in a file of the payer', R, [[14, '*11*1', '*11*1*X']], 'element-not-used', 'warn', 14],
  ['elements beyond the last', P, [[38, 'LX*1', 'LX*1*2']], 'element-beyond', 'error', 38],
  ['repeated qualifier', P, [[41, '*6R*', '*6R^6R*']], 'element-repeated', 'error', 41],
  ['phone number without qualifier', P, [[6, '*EM*BILL', '**BILL']], 'element-pair', 'error', 6],
  ['id without qualifier', R, [[16, '*MI*', '**']], 'element-pair', 'error', 16],
  ['name of blanks', P, [[33, '*RAFE*', '* *']], 'element-blank', 'error', 33],
  ['blank at the end of a name', P, [[33, 'OSTERLUND', 'OSTERLUND ']], 'blank-at-edge', 'warn', 33],
  ['separators after the last element', P, [[12, '048431234', '048431234**']], 'element-trailing-empty', 'warn', 12],
  ['separators after the last component', P, [[39, '99214:25', '99214:25::']], 'element-trailing-empty', 'warn', 39],
  ['file reference of 31 characters', P, [[4, '*B501*', `*${'B'.repeat(31)}*`]], 'element-too-long', 'error', 4],
  ['charge in tenths of a cent', P, [[24, '310.5', '310.505']], 'amount-decimals', 'error', 24],
  ['charge with a third decimal of nothing', P, [[24, '310.5', '310.500']], 'amount-decimals', 'warn', 24],
  ['adjustment of the payer in tenths of a cent', R, [[25, '*30', '*30.001']], 'amount-decimals', 'error', 25],
  ['last name too long', P, [[19, 'ALDERWICK', 'A'.repeat(61)]], 'element-too-long', 'error', 19],
  ['member id too short', P, [[19, 'ALD100200', 'A']], 'element-too-short', 'error', 19],
  ['components in a simple element', P, [[41, 'HV1001L1', 'HV:1001']], 'component-unexpected', 'error', 41],
  ['another component separator', P, [[48, '21:B:7', '21>B>7']], 'component-separator', 'error', 48],
  ['rendering taxonomy qualifier', P, [[34, 'PRV*PE', 'PRV*XX']], 'code-invalid', 'error', 34],
  ['entity code unknown', P, [[19, 'NM1*IL', 'NM1*ZZ']], 'code-invalid', 'error', 19],
  ['sex unknown to the guide', P, [[22, '*F', '*X']], 'code-invalid', 'error', 22],
  ['claim status code unknown', R, [[14, '*1*310.5', '*99*310.5']], 'code-invalid', 'error', 14],
  ['adjustment group unknown', R, [[25, '*CO*', '*CX*']], 'code-invalid', 'error', 25],
  ['provider adjustment unknown', R, [[44, 'WO:', 'QQ:']], 'code-invalid', 'error', 44],
  ['state unknown', P, [[21, '*ME*', '*QQ*']], 'code-unlisted', 'error', 21],
  ['billing state unknown', P, [[12, '*ME*', '*QQ*']], 'code-unlisted', 'error', 12],
  ['place of service unknown', P, [[48, '21:B', '28:B']], 'code-unlisted', 'error', 48],
  ['status category unknown', C, [[25, 'A2:20', 'Q2:20']], 'code-unlisted', 'error', 25],
  ['adjustment reason not in form', R, [[25, '*45*', '*45X*']], 'code-unlisted', 'warn', 25],
  ['remark not in form', R, [[29, 'N130', 'ABC']], 'code-unlisted', 'warn', 29],
  ['amount with an exponent', P, [[43, '*110*', '*1.1E2*']], 'number-invalid', 'error', 43],
  ['amount with a plus', P, [[43, '*110*', '*+110*']], 'number-invalid', 'error', 43],
  ['units not a number', P, [[39, '*UN*1*', '*UN*ONE*']], 'number-invalid', 'error', 39],
  ['amount with leading zeros', P, [[43, '*110*', '*0110*']], 'number-form', 'warn', 43],
  ['birth date not real', P, [[22, '19640203', '19640231']], 'date-invalid', 'error', 22],
  ['service date short', P, [[40, '20261021', '261021']], 'date-invalid', 'error', 40],
  ['payment date not real', R, [[4, '20261109', '20261339']], 'date-invalid', 'error', 4],
  ['service ends before it starts', P, [[54, '20261013-20261013', '20261013-20261012']], 'date-order', 'error', 54],
  ['time of the transaction', P, [[4, '*0815*', '*2515*']], 'time-invalid', 'error', 4],
  ['control character', P, [[19, 'ALDERWICK', 'ALDER\u0007WICK']], 'control-character', 'error', 19],
  ['letter outside the extended set', P, [[19, 'THEODORA', 'TH\u00c9ODORA']], 'character-set', 'error', 19],
  ['NPI of the billing provider', P, [[10, '1987654328', '1987654327']], 'npi', 'error', 10],
  ['NPI in a file of the payer', R, [[11, '1987654328', '1987654327']], 'npi', 'warn', 11],
];

const CLAIMS: readonly Fault[] = [
  ['claim number of 21 characters', P, [[48, 'HV-1002', 'HV-100200000000000000']], 'claim-number-long', 'warn', 48],
  ['claim number twice', P, [[48, 'HV-1002', 'HV-1001']], 'claim-number-repeated', 'warn', 48],
  [
    'claim without charge',
    P,
    [
      [48, '*150*', '*0*'],
      [53, '*150*', '*0*'],
    ],
    'charge-zero',
    'error',
    48,
  ],
  [
    'encounter reported without charge',
    P,
    [
      [4, '*CH', '*RP'],
      [48, '*150*', '*0*'],
      [53, '*150*', '*0*'],
    ],
    'charge-zero',
    'warn',
    48,
  ],
  [
    'negative charge',
    P,
    [
      [48, '*150*', '*-150*'],
      [53, '*150*', '*-150*'],
    ],
    'charge-negative',
    'error',
    48,
  ],
  ['negative line charge', P, [[43, '*110*', '*-110*']], 'charge-negative', 'error', 43],
  ['charge a cent off', P, [[24, '310.5', '310.51']], 'charge-balance', 'error', 24],
  ['dental charge a dollar off', D, [[30, '*210*', '*209*']], 'charge-balance', 'error', 21],
  ['frequency 6', P, [[48, ':B:7', ':B:6']], 'frequency-code', 'error', 48],
  ['replacement without the payer claim number', P, [[50, 'REF*F8', '']], 'frequency-without-original', 'error', 48],
  ['payer claim number on an original', P, [[48, ':B:7', ':B:1']], 'original-on-first-claim', 'warn', 50],
  ['auto accident without state', P, [[24, 'AA:::ME', 'AA']], 'accident-state', 'error', 24],
  ['accident without date', P, [[25, 'DTP*439', '']], 'accident-date', 'error', 24],
  [
    'employment without date',
    P,
    [
      [24, 'AA:::ME', 'EM'],
      [25, 'DTP*439', ''],
    ],
    'accident-date',
    'warn',
    24,
  ],
  ['accident date without cause', P, [[24, '**AA:::ME', '']], 'accident-cause', 'warn', 25],
  ['inpatient without admission date', P, [[49, 'DTP*435', '']], 'admission-date', 'error', 48],
  ['inpatient line without admission date', P, [[43, '*UN*2***', '*UN*2*21**']], 'admission-date', 'warn', 43],
  ['accident after the file', P, [[25, '20261020', '20261103']], 'event-date-future', 'warn', 25],
  ['earlier placement after the file', D, [[36, '*D8*20', '*D8*21']], 'event-date-future', 'warn', 36],
  ['earlier decision after the file', P, [[83, '20261025', '20261103']], 'event-date-future', 'warn', 83],
  ['discharge before admission', P, [[50, '', 'DTP*096*D8*20261001']], 'discharge-before-admission', 'error', 50],
  ['attachment without control number', P, [[26, '***AC*HV1001A', '']], 'attachment-number', 'error', 26],
  ['attachment on request with control number', P, [[26, '*EL*', '*AA*']], 'attachment-number', 'error', 26],
  ['state left out', P, [[21, '*ME*', '**']], 'address-state', 'error', 21],
  ['ZIP left out', P, [[21, '*04843', '']], 'address-zip', 'error', 21],
  ['ZIP with a hyphen', P, [[21, '04843', '04843-1']], 'address-zip', 'error', 21],
  ['billing ZIP of five digits', P, [[12, '048431234', '04843']], 'address-zip-nine', 'error', 12],
  ['facility ZIP of five digits', P, [[37, '048431235', '04843']], 'address-zip-nine', 'error', 37],
  ['PO box as billing address', P, [[11, '7 PIER STREET', 'P.O. BOX 12']], 'billing-po-box', 'error', 11],
  ['lock box as billing address', P, [[11, '7 PIER STREET', 'LOCK BOX 12']], 'billing-po-box', 'error', 11],
  ['P.O.B. as billing address', P, [[11, '7 PIER STREET', 'P.O.B. 12']], 'billing-po-box', 'error', 11],
  ['billing provider without NPI', P, [[10, '*****XX*1987654328', '']], 'billing-npi-missing', 'warn', 10],
  ['tax id with a hyphen', P, [[13, '987654321', '98-7654321']], 'tax-id-form', 'error', 13],
  ['taxonomy of nine characters', P, [[34, '207Q00000X', '207Q00000']], 'taxonomy-form', 'error', 34],
  ['person without first name', P, [[33, '*RAFE*', '**']], 'first-name-missing', 'warn', 33],
  ['rendering provider is the billing provider', P, [[33, '1234567893', '1987654328']], 'rendering-is-billing', 'warn', 33],
  ['facility is the billing provider', P, [[35, '1456789019', '1987654328']], 'facility-is-billing', 'warn', 35],
  [
    'supervising provider is the rendering provider',
    P,
    [[38, '', 'NM1*DQ*1*OSTERLUND*RAFE****XX*1234567893']],
    'supervising-is-rendering',
    'error',
    38,
  ],
  [
    'dental supervisor is the rendering dentist',
    D,
    [[29, '', 'NM1*DQ*1*LINDQVIST*PETRA****XX*1567890128']],
    'supervising-is-rendering',
    'error',
    29,
  ],
  [
    'patient level under a subscriber who is the patient',
    P,
    [[57, '*S**G200', '*S*18*G200']],
    'patient-is-subscriber',
    'error',
    60,
  ],
  ['no patient level', P, [[18, '*18*', '**']], 'patient-missing', 'error', 24],
  ['subscriber as patient without birth date', P, [[22, 'DMG', '']], 'patient-facts-missing', 'error', 19],
  ['dependent under Medicare', P, [[57, '*CI', '*MB']], 'medicare-dependent', 'error', 60],
  ['dependent under Medicaid', P, [[57, '*CI', '*MC']], 'medicaid-dependent', 'warn', 60],
  ['birth after service', P, [[65, '20150708', '20261008']], 'birth-after-service', 'error', 65],
  ['group name beside the number', P, [[18, 'G100***', 'G100*SOME GROUP**']], 'group-name-and-number', 'warn', 18],
  ['kind of insurance left out', P, [[18, '******CI', '']], 'filing-indicator-missing', 'warn', 18],
  ['reason for Medicare second on a primary', P, [[18, 'G100******', 'G100**12****']], 'medicare-secondary-type', 'warn', 18],
];

const LINES: readonly Fault[] = [
  ['diagnosis with a point', P, [[51, 'J189', 'J18.9']], 'diagnosis-form', 'error', 51],
  ['ICD-9 qualifier', P, [[51, 'ABK', 'BK']], 'diagnosis-icd9', 'error', 51],
  ['diagnosis twice', P, [[31, 'ABF:V4352XA', 'ABF:S8001XA']], 'diagnosis-twice', 'error', 31],
  ['diagnosis left out between two', P, [[31, '*ABF', '**ABF']], 'diagnosis-gap', 'error', 31],
  ['external cause first', P, [[31, 'S8001XA', 'W010XXA']], 'diagnosis-external-first', 'error', 31],
  ['pointer to a third diagnosis of two', P, [[39, '1:2', '1:3']], 'pointer-without-diagnosis', 'error', 39],
  ['dental pointer without that diagnosis', D, [[30, '*****1', '*****2']], 'pointer-without-diagnosis', 'error', 30],
  ['pointer twice', P, [[39, '1:2', '1:1']], 'pointer-twice', 'error', 39],
  ['first pointer left out', P, [[39, '1:2', ':2']], 'pointer-gap', 'error', 39],
  ['line number skipped', P, [[42, 'LX*2', 'LX*3']], 'line-number', 'error', 42],
  ['line control number twice', P, [[45, 'HV1001L2', 'HV1001L1']], 'line-control-number', 'error', 45],
  ['modifier in small letters', P, [[39, '99214:25', '99214:a1']], 'modifier-form', 'error', 39],
  ['modifier twice', P, [[39, '99214:25', '99214:25:25']], 'modifier-twice', 'error', 39],
  ['modifier left out between two', P, [[39, '99214:25', '99214:25::59']], 'modifier-gap', 'error', 39],
  ['procedure of four characters', P, [[39, '99214', '9921']], 'procedure-form', 'error', 39],
  ['procedure of the payer not in form', R, [[23, '99214', '992144']], 'procedure-form', 'warn', 23],
  ['minutes on an office visit', P, [[39, '*UN*', '*MJ*']], 'unit-minutes', 'warn', 39],
  ['no units', P, [[39, '*UN*1*', '*UN*0*']], 'units-zero', 'error', 39],
  ['service tomorrow', P, [[40, '20261021', '20261103']], 'service-date-future', 'error', 40],
  ['drug code of ten digits', P, [[46, '00409379501', '0409379501']], 'ndc-form', 'error', 46],
  ['dental code without D', D, [[30, 'D2392', '02392']], 'cdt-form', 'error', 30],
  ['replacement crown without prior placement', D, [[36, 'DTP*441', '']], 'prior-placement', 'error', 34],
  ['dental claim without service date', D, [[22, 'DTP*472', '']], 'service-date-missing', 'warn', 21],
  ['service date on a predetermination', D, [[42, '', 'DTP*472*D8*20261022']], 'predetermination-date', 'error', 42],
  ['tooth 33', D, [[35, '*30', '*33']], 'tooth-number', 'error', 35],
  ['missing tooth 0', D, [[23, 'DN2*1*', 'DN2*0*']], 'tooth-number', 'error', 23],
  ['surface twice', D, [[31, 'M:O', 'M:M']], 'tooth-surfaces', 'error', 31],
  ['six surfaces', D, [[31, 'M:O', 'M:O:D:B:L:F']], 'tooth-surfaces', 'error', 31],
  ['tooth twice', D, [[31, '', 'TOO*JP*19*D']], 'tooth-twice', 'error', 32],
  ['tooth and quadrant', D, [[40, '', 'TOO*JP*3']], 'tooth-and-area', 'warn', 39],
];

const EARLIER_PAYERS: readonly Fault[] = [
  ['secondary claim without primary', P, [[18, '*P*', '*S*']], 'earlier-payer-missing', 'warn', 18],
  ['secondary claim with a tertiary only', P, [[70, 'SBR*P', 'SBR*T']], 'earlier-payer-missing', 'warn', 57],
  [
    'payment of an earlier payer without adjustments',
    P,
    [
      [80, 'SVD', ''],
      [81, 'CAS', ''],
      [82, 'CAS', ''],
      [83, 'DTP', ''],
      [75, '', 'DTP*573*D8*20261025'],
    ],
    'cob-claim-balance',
    'warn',
    71,
  ],
  [
    'adjustment at the claim and at the line',
    P,
    [
      [71, '*60', '*30'],
      [71, '', 'CAS*CO*45*30'],
    ],
    'cob-adjustment-twice',
    'warn',
    82,
  ],
  ['two primaries', P, [[57, '*S*', '*P*']], 'payer-rank-twice', 'error', 70],
  ['line payment of an unknown payer', P, [[80, 'CM001', 'CM009']], 'cob-payer-unknown', 'error', 80],
  ['payment of the earlier payer left out', P, [[71, 'AMT*D', '']], 'cob-paid-missing', 'error', 70],
  ['line of the earlier payer a cent off', P, [[81, '*30', '*30.01']], 'cob-line-balance', 'error', 80],
  ['claim of the earlier payer off', P, [[71, '*60', '*50']], 'cob-claim-balance', 'error', 71],
  ['payment of the earlier payer is not its lines', P, [[71, '*60', '*50']], 'cob-paid-balance', 'error', 71],
  ['decision without date', P, [[83, 'DTP*573', '']], 'cob-date-missing', 'error', 70],
  ['decision dated twice', P, [[75, '', 'DTP*573*D8*20261025']], 'cob-date-twice', 'error', 75],
  ['negative payment of the earlier payer', P, [[80, '*60*', '*-60*']], 'cob-payment-negative', 'error', 80],
];

const PAYMENTS: readonly Fault[] = [
  ['line adjustment a cent off', R, [[25, '*30', '*30.01']], 'line-balance', 'error', 23],
  ['claim paid a dollar off', R, [[14, '*230*', '*231*']], 'claim-balance', 'error', 14],
  ['payment a dollar off', R, [[4, '*216.5*', '*217.5*']], 'payment-balance', 'error', 4],
  ['provider adjustment with the wrong sign', R, [[44, '*-1.5', '*1.5']], 'payment-balance', 'error', 4],
  [
    'line left out',
    R,
    [
      [30, 'SVC', ''],
      [31, 'DTM', ''],
      [32, 'CAS', ''],
      [33, 'REF', ''],
    ],
    'claim-charge',
    'warn',
    14,
  ],
  ['patient share differs', R, [[14, '*20*12', '*25*12']], 'patient-share', 'warn', 14],
  ['no payment with an amount', R, [[4, '*ACH*', '*NON*']], 'payment-method', 'warn', 4],
  ['negative payment', R, [[4, '*216.5*', '*-216.5*']], 'payment-negative', 'error', 4],
  ['reversal with the old sign', R, [[34, '*-80*-50*-30*', '*80*50*30*']], 'reversal-sign', 'warn', 34],
  ['negative charge that is no reversal', R, [[34, '*22*', '*1*']], 'charge-negative', 'warn', 34],
  ['acceptance of a rejected claim', C, [[32, '*U*', '*WQ*']], 'status-action', 'warn', 32],
  ['rejection of an accepted claim', C, [[25, '*WQ*', '*U*']], 'status-action', 'warn', 25],
  ['eligibility question left out', E, [[14, 'EQ', '']], 'loop-missing', 'error', 9],
  ['acknowledged more than received', A, [[13, '*2*1', '*2*3']], 'ack-counts', 'error', 13],
  ['accepted count differs', A, [[13, '*2*1', '*2*2']], 'ack-counts', 'warn', 13],
];

export const FAULTS: readonly Fault[] = [
  ...ENVELOPE,
  ...STRUCTURE,
  ...ELEMENTS,
  ...CLAIMS,
  ...LINES,
  ...EARLIER_PAYERS,
  ...PAYMENTS,
];
