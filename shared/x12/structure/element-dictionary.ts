/** A data type with its shortest and longest value: R's sign and point do not count. */
export interface DataType {
  readonly kind: 'AN' | 'ID' | 'R' | 'N' | 'DT' | 'TM';
  readonly min: number;
  readonly max: number;
}

/** A simple element's type, or those of its components. */
export type ElementType = DataType | readonly DataType[];

const PROCEDURE = '(ID2 AN1-48 AN2 AN2 AN2 AN2 AN1-80 AN1-48)';
const DIAGNOSIS = '(ID1-3 AN1-30 ID2-3 AN1-35 R1-18 R1-15 AN1-30 AN1-30 ID1)';
const STATUS = '(AN1-30 AN1-30 ID2-3 ID1-3)';
const repeat = (text: string, times: number): string => Array<string>(times).fill(text).join(' ');

// Data types and lengths of version 005010, one row a segment, in the order of the elements.
const ROWS: Readonly<Record<string, string>> = {
  GS: 'ID2 AN2-15 AN2-15 DT8 TM4-8 N1-9 ID1-2 AN1-12',
  ST: 'ID3 AN4-9 AN1-35',
  SE: 'N1-10 AN4-9',
  GE: 'N1-6 N1-9',
  IEA: 'N1-5 N9',
  TA1: 'N9 DT6 TM4 ID1 ID3',
  BHT: 'ID4 ID2 AN1-50 DT8 TM4-8 ID2',
  HL: 'AN1-12 AN1-12 ID1-2 ID1',
  NM1: 'ID2-3 ID1 AN1-60 AN1-35 AN1-25 AN1-10 AN1-10 ID1-2 AN2-80 ID2 ID2-3 AN1-60',
  N1: 'ID2-3 AN1-60 ID1-2 AN2-80',
  N2: 'AN1-60 AN1-60',
  N3: 'AN1-55 AN1-55',
  N4: 'AN2-30 ID2 AN3-15 ID2-3 ID1-2 AN1-30 ID1-3',
  PER: 'ID2 AN1-60 ID2 AN1-256 ID2 AN1-256 ID2 AN1-256 AN1-20',
  REF: 'ID2-3 AN1-50 AN1-80 (ID2-3 AN1-50 ID2-3 AN1-50 ID2-3 AN1-50)',
  PRV: 'ID1-3 ID2-3 AN1-50',
  CUR: 'ID2-3 ID3 R4-10',
  SBR: 'ID1 ID2 AN1-50 AN1-60 ID1-3 ID1 ID1 ID2 ID1-2',
  PAT: 'ID2 ID1 ID2 ID1 ID2-3 AN1-35 ID2 R1-10 ID1',
  DMG: 'ID2-3 AN1-35 ID1',
  CLM: 'AN1-38 R1-18 ID1-2 ID1-2 (AN1-2 ID1-2 ID1) ID1 ID1 ID1 ID1 ID1 (ID2-3 ID2-3 ID2-3 ID2 ID2-3) ID2-3 ID1 ID1 ID1 ID1-3 AN1-2 ID1 ID2 ID1-2',
  DTP: 'ID3 ID2-3 AN1-35',
  DTM: 'ID3 DT8',
  PWK: 'ID2 ID1-2 N1-2 ID2-3 ID1-2 AN2-80 AN1-80',
  CN1: 'ID2 R1-18 R1-6 AN1-50 R1-6 AN1-30',
  AMT: 'ID1-3 R1-18',
  K3: 'AN1-80',
  NTE: 'ID3 AN1-80',
  CR1: 'ID2 R1-10 ID1 ID1 ID2 R1-15 AN1-55 AN1-55 AN1-80 AN1-80',
  CR2: 'N1-9 R1-15 ID2-3 ID2-3 ID2 R1-15 R1-15 ID1 ID1 AN1-80 AN1-80 ID1',
  CR3: 'ID1 ID2 R1-15',
  CRC: `ID2 ID1 ${repeat('ID2-3', 5)}`,
  HI: repeat(DIAGNOSIS, 12),
  HCP: 'ID2 R1-18 R1-18 AN1-50 R1-9 AN1-50 R1-18 AN1-48 ID2 AN1-48 ID2 R1-15 ID2 ID1-2 ID1-2',
  CAS: `ID1-2 ${repeat('ID1-5 R1-18 R1-15', 6)}`,
  OI: 'ID1-2 ID2 ID1 ID1 ID1 ID1',
  MOA: 'R1-10 R1-18 AN1-50 AN1-50 AN1-50 AN1-50 AN1-50 R1-18 R1-18',
  MIA: `R1-15 R1-15 R1-15 R1-18 AN1-50 ${repeat('R1-18', 9)} R1-15 ${repeat('R1-18', 4)} ${repeat('AN1-50', 4)} R1-18`,
  LX: 'N1-6',
  SV1: `${PROCEDURE} R1-18 ID2 R1-15 AN1-2 ID1-2 (N1-2 N1-2 N1-2 N1-2) R1-18 ID1 ID1-2 ID1 ID1 ID1-2 ID1-2 ID1`,
  SV3: `${PROCEDURE} R1-18 AN1-2 (ID1-3 ID1-3 ID1-3 ID1-3 ID1-3) ID1 R1-15 AN1-80 ID1 ID1 ID1-2 (N1-2 N1-2 N1-2 N1-2)`,
  SV5: `${PROCEDURE} ID2 R1-15 R1-18 R1-18 ID1`,
  TOO: 'ID1-3 AN1-30 (ID1-2 ID1-2 ID1-2 ID1-2 ID1-2)',
  DN1: 'R1-15 R1-15 ID1 AN1-80',
  DN2: 'AN1-50 ID1-2 R1-15 ID2-3 AN1-35 ID1-3',
  QTY: 'ID2 R1-15',
  MEA: 'ID2 ID1-3 R1-20',
  PS1: 'AN1-50 R1-18',
  LIN: 'AN1-20 ID2 AN1-48',
  CTP: 'ID2 ID3 R1-17 R1-15 (ID2)',
  SVD: `AN2-80 R1-18 ${PROCEDURE} AN1-48 R1-15 N1-6`,
  LQ: 'ID1-3 AN1-30',
  FRM: 'AN1-20 ID1 AN1-50 DT8 R1-6',
  BPR: 'ID1-2 R1-18 ID1 ID3 ID1-10 ID2 AN3-12 ID1-3 AN1-35 AN10 AN9 ID2 AN3-12 ID1-3 AN1-35 DT8',
  TRN: 'ID1-2 AN1-50 AN10 AN1-50',
  RDM: 'ID1-2 AN1-60 AN1-256',
  TS3: `AN1-50 AN1-2 DT8 R1-15 ${repeat('R1-18', 18)} R1-15 R1-18`,
  TS2: repeat('R1-18', 19),
  CLP: 'AN1-38 ID1-2 R1-18 R1-18 R1-18 ID1-2 AN1-50 AN1-2 ID1 ID1-2 ID1-4 R1-15 R1-10',
  SVC: `${PROCEDURE} R1-18 R1-18 AN1-48 R1-15 ${PROCEDURE} R1-15`,
  PLB: `AN1-50 DT8 ${repeat('(ID1-2 AN1-50) R1-18', 6)}`,
  STC: `${STATUS} DT8 ID1-2 R1-18 R1-18 DT8 ID3 DT8 AN1-16 ${STATUS} ${STATUS} AN1-264`,
  AK1: 'ID2 N1-9 AN1-12',
  AK2: 'ID3 AN4-9 AN1-35',
  IK3: 'AN2-3 N1-10 AN1-6 ID1-3',
  IK4: '(N1-2 N1-2 N1-4) N1-4 ID1-3 AN1-99',
  CTX: '(AN1-35 AN1-35) AN2-3 N1-10 AN1-6 (N1-2 N1-2 N1-4) (AN1-4 AN1-4)',
  IK5: repeat('ID1-3', 6),
  AK9: `ID1 N1-6 N1-6 N1-6 ${repeat('ID1-3', 5)}`,
  EQ: `ID1-2 ${PROCEDURE} ID3 ID1-3 (N1-2 N1-2 N1-2 N1-2)`,
  EB: `ID1-3 ID3 ID1-2 ID1-3 AN1-50 ID1-2 R1-18 R1-10 ID2 R1-15 ID1 ID1 ${PROCEDURE} (N1-2 N1-2 N1-2 N1-2)`,
  HSD: 'ID2 R1-15 ID2 R1-6 ID1-2 N1-3 ID1-2 ID1',
  AAA: 'ID1 AN1-20 ID2 ID1',
  INS: 'ID1 ID2 ID3 ID2-3',
  MPI: 'ID1 ID2 ID1 AN1-80 ID2 ID2-3 AN1-35',
  III: 'ID1-3 AN1-30 ID2 AN1-264',
  MSG: 'AN1-264',
  LS: 'AN1-6',
  LE: 'AN1-6',
};

const dictionary = new Map(Object.entries(ROWS).map(([id, row]) => [id, readRow(row)]));

/** The types of a segment's elements, index 0 for element 01; undefined for a segment we hold no types of. */
export const typesOf = (segmentId: string): readonly ElementType[] | undefined => dictionary.get(segmentId);

function readRow(row: string): readonly ElementType[] {
  const types: ElementType[] = [];
  for (const match of row.matchAll(/\(([^)]*)\)|(\S+)/g))
    types.push(match[1] === undefined ? readType(match[2] ?? '') : match[1].split(' ').map(readType));
  return types;
}

function readType(text: string): DataType {
  const match = /^(AN|ID|R|N|DT|TM)(\d+)(?:-(\d+))?$/.exec(text);
  if (match === null) throw new RangeError('a row of the element dictionary cannot be read');
  const min = Number(match[2]);
  return { kind: match[1] as DataType['kind'], min, max: Number(match[3] ?? min) };
}

// Where a date stands whose format another element gives: [format, date].
const QUALIFIED_DATES: Readonly<Record<string, readonly (readonly [format: number, date: number])[]>> = {
  DTP: [[2, 3]],
  DMG: [[1, 2]],
  PAT: [[5, 6]],
};
// Maps, because the name comes from the file and may be any word ('valueOf').
const qualifiedDates = new Map(Object.entries(QUALIFIED_DATES));
export const qualifiedDatesOf = (segmentId: string): readonly (readonly [number, number])[] =>
  qualifiedDates.get(segmentId) ?? [];

/** P: all or none of these elements; C: when the first is there, so must the others be; R: one of them at least. */
export type Condition = readonly [kind: 'P' | 'C' | 'R', ...positions: number[]];
const CONDITIONS: Readonly<Record<string, readonly Condition[]>> = {
  NM1: [['P', 8, 9]],
  N1: [
    ['P', 3, 4],
    ['R', 2, 3],
  ],
  PER: [
    ['P', 3, 4],
    ['P', 5, 6],
    ['P', 7, 8],
  ],
  PWK: [['P', 5, 6]],
  PRV: [['P', 2, 3]],
  DMG: [['P', 1, 2]],
  PAT: [
    ['P', 5, 6],
    ['P', 7, 8],
  ],
  SV1: [['P', 3, 4]],
  CR1: [
    ['P', 1, 2],
    ['P', 5, 6],
  ],
  HCP: [
    ['P', 9, 10],
    ['P', 11, 12],
  ],
  CTP: [['P', 4, 5]],
  REF: [['R', 2, 3]],
  BPR: [
    ['P', 6, 7],
    ['C', 8, 9],
    ['P', 12, 13],
    ['C', 14, 15],
  ],
  CAS: [2, 5, 8, 11, 14, 17].flatMap((at): Condition[] => [
    ['C', at, at + 1],
    ['C', at + 1, at],
    ['C', at + 2, at],
  ]),
  PLB: [5, 7, 9, 11, 13].map((at): Condition => ['P', at, at + 1]),
};
const conditions = new Map(Object.entries(CONDITIONS));
export const conditionsOf = (segmentId: string): readonly Condition[] => conditions.get(segmentId) ?? [];
