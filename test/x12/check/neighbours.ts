import type { Edit } from './faults';

const P = '837P-clean.edi';
const D = '837D-clean.edi';
const R = '835-clean.edi';
const C = '277CA-clean.edi';
const A = '999-clean.edi';

/** What looks like a fault and is none: a clean file with edits after which it must still have no finding at all. */
export const NEIGHBOURS: readonly (readonly [name: string, base: string, edits: readonly Edit[]])[] = [
  ['file reference of 30 characters', P, [[4, '*B501*', `*${'B'.repeat(30)}*`]]],
  ['claims only reported, not charged', P, [[4, '*CH', '*RP']]],
  ['file sent again', P, [[4, '*00*', '*18*']]],
  ['last name of 60 characters', P, [[19, 'ALDERWICK', 'A'.repeat(60)]]],
  ['claim number of 20 characters', P, [[48, 'HV-1002', 'HV-10020000000000000']]],
  ['street called Boxwood', P, [[11, '7 PIER STREET', '7 BOXWOOD LANE']]],
  ['payer of the Blue Cross kind', P, [[18, '*CI', '*BL']]],
  ['ZIP of the patient with five digits', P, [[21, '04843', '04844']]],
  ['address abroad without state and ZIP', P, [[21, 'CAMDEN*ME*04843', 'TORONTO***CA']]],
  ['code for special purposes', P, [[51, 'J189', 'U071']]],
  ['diagnosis with a letter in third place', P, [[51, 'J189', 'C7A00']]],
  ['diagnosis of three characters', P, [[51, 'J189', 'I10']]],
  ['diagnosis of seven characters with placeholders', P, [[31, 'V4352XA', 'T4995XA']]],
  [
    'twelve diagnoses',
    P,
    [[51, 'ABK:J189', `ABK:J189${Array.from({ length: 11 }, (_, index) => `*ABF:E11${index + 10}`).join('')}`]],
  ],
  [
    'four pointers in any order',
    P,
    [
      [31, 'V4352XA', 'V4352XA*ABF:I10*ABF:E119'],
      [39, '1:2', '4:2:3:1'],
    ],
  ],
  ['work accident with its date', P, [[24, 'AA:::ME', 'EM']]],
  ['other accident with its date', P, [[24, 'AA:::ME', 'OA']]],
  ['two causes', P, [[24, 'AA:::ME', 'AA:EM::ME']]],
  ['void with the payer claim number', P, [[48, ':B:7', ':B:8']]],
  ['inpatient line with the admission date', P, [[53, '*UN*1***', '*UN*1*21**']]],
  [
    'admission on the day of the file',
    P,
    [
      [49, '20261012', '20261102'],
      [54, 'RD8*20261013-20261013', 'D8*20261102'],
    ],
  ],
  ['service on the day of the file', P, [[40, '20261021', '20261102']]],
  ['benefits not assigned, not applicable', P, [[24, '*Y*A*Y*Y', '*N*C*W*I']]],
  ['attachment by mail', P, [[26, '*EL*', '*BM*']]],
  ['attachment on request', P, [[26, '*EL***AC*HV1001A', '*AA']]],
  ['four modifiers and a description', P, [[39, '99214:25', '99214:25:GC:GT:KX:LONG VISIT']]],
  [
    'anesthesia in minutes',
    P,
    [
      [39, '99214:25', '00100:AA'],
      [39, '*UN*1*', '*MJ*45*'],
    ],
  ],
  ['half a unit', P, [[43, '*UN*2*', '*UN*0.5*']]],
  ['emergency', P, [[39, '***1:2', '***1:2**Y']]],
  ['line without control number', P, [[45, 'REF*6R', '']]],
  ['drug by weight', P, [[47, '*2*ML', '*0.25*GR']]],
  ['dates of several days', P, [[40, 'D8*20261021', 'RD8*20261019-20261021']]],
  ['supervising provider', P, [[38, '', 'NM1*DQ*1*FENWICK*IMOGEN****XX*1345678902']]],
  ['subscriber by health id', P, [[19, '*MI*', '*II*']]],
  ['payer by plan id', P, [[23, '*PI*', '*XV*']]],
  ['Medicare of the patient himself', P, [[18, '*CI', '*MB']]],
  ['second payer of Medicare with its reason', P, [[57, 'G200******CI', 'G200**12****HM']]],
  ['earlier payer of a government employee', P, [[70, '*CI', '*FI']]],
  [
    'adjustment in two segments of one group',
    P,
    [
      [82, '**2*20', ''],
      [83, '', 'CAS*PR*2*20'],
    ],
  ],
  [
    'decision at the claim only',
    P,
    [
      [71, '', 'CAS*CO*45*60'],
      [75, '', 'DTP*573*D8*20261025'],
      [80, 'SVD', ''],
      [81, 'CAS', ''],
      [82, 'CAS', ''],
      [83, 'DTP', ''],
    ],
  ],
  [
    'predetermination',
    D,
    [
      [21, '*Y*A*Y*Y', '*Y*A*Y*Y**********PB'],
      [22, 'DTP*472', ''],
    ],
  ],
  ['dental claim not assigned', D, [[21, '*Y*A*', '*Y*C*']]],
  ['supernumerary tooth', D, [[35, '*30', '*80']]],
  ['primary tooth', D, [[35, '*30', '*T']]],
  ['supernumerary primary tooth', D, [[35, '*30', '*TS']]],
  ['five surfaces', D, [[31, 'M:O', 'M:O:D:B:L']]],
  [
    'first crown',
    D,
    [
      [34, '*R', '*I'],
      [36, 'DTP*441', ''],
    ],
  ],
  [
    'five notes',
    D,
    [
      [26, '', 'NTE*ADD*A'],
      [26, '', 'NTE*ADD*B'],
      [26, '', 'NTE*ADD*C'],
      [26, '', 'NTE*ADD*D'],
      [26, '', 'NTE*ADD*E'],
    ],
  ],
  ['no units stated by the payer', R, [[23, '**1', '']]],
  ['another code than was billed', R, [[23, '**1', '**1*HC:99215']]],
  ['denied with the whole charge', R, [[14, '*1*310.5*', '*4*310.5*']]],
  ['forwarded to another payer', R, [[14, '*1*310.5*', '*19*310.5*']]],
  ['payment by check', R, [[4, '*ACH*CCP*01*011000015*DA*1122334*1999999999**01*011000015*DA*9988776*', '*CHK************']]],
  [
    'claim without lines',
    R,
    [
      [39, '*80*40*40*', '*80*40*40*'],
      [41, 'SVC', ''],
      [42, 'DTM', ''],
      [43, 'CAS*PR*2*40', ''],
      [40, '', 'CAS*PR*2*40'],
    ],
  ],
  ['adjustment of nothing', R, [[25, 'CAS*CO*45*30', 'CAS*CO*45*30**97*0']]],
  ['amount of one decimal with a zero', R, [[25, '*30', '*30.00']]],
  ['payer answers through a clearinghouse', C, [[6, 'NM1*PR', 'NM1*AY']]],
  ['received, not yet accepted', C, [[25, 'A2:20', 'A1:19']]],
  ['rejected for missing information', C, [[32, 'A7:562', 'A6:21']]],
  [
    'everything accepted',
    A,
    [
      [12, 'IK5*R*5', 'IK5*E'],
      [13, 'AK9*P*2*2*1', 'AK9*E*2*2*2'],
    ],
  ],
];
