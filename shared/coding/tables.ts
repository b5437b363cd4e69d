import type { TableVersion } from '../kernel/effective-dated';
import type { PlainDate } from '../kernel/plain-date';

/** Why a table cannot answer for a date. The caller holds the claim by name (F007). */
export interface TableGap {
  readonly kind: 'table-gap';
  readonly table: string;
  readonly reason: 'not-loaded' | 'not-in-force';
}

export const isTableGap = (value: unknown): value is TableGap =>
  typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === 'table-gap';

/** Every table says which version answers for a date, for `decision.tables`. */
export interface Versioned {
  versionOn(date: PlainDate): TableVersion | undefined;
}

/** ICD-10-CM. Codes go in and come out with the dot. */
export interface Icd10CmTable extends Versioned {
  lookUp(
    code: string,
    on: PlainDate,
  ):
    | { status: 'billable' }
    | { status: 'header'; children: readonly string[] }
    | { status: 'not-in-force' }
    | { status: 'unknown' }
    | TableGap;
  /** The side an ICD-10-CM code names; undefined when it has none. */
  sideOf(code: string): 'left' | 'right' | 'bilateral' | 'unspecified' | undefined;
  /** Does the code's official description say "unspecified"? Absent where a table keeps no descriptions. */
  isUnspecified?(code: string): boolean | undefined;
  /** Sibling codes of the same meaning with another side, billable on the date: for fixes. */
  sidedSiblings(code: string, on: PlainDate): readonly { code: string; side: 'left' | 'right' | 'bilateral' | 'unspecified' }[];
}

/** HCPCS Level II codes (and their modifiers). */
export interface HcpcsTable extends Versioned {
  lookUp(code: string, on: PlainDate): 'active' | 'not-in-force' | 'unknown' | TableGap;
}

/** One row of the Medicare physician fee schedule's relative value file. */
export interface MpfsRow {
  readonly code: string;
  readonly modifier: '' | '26' | 'TC' | '53';
  /** A, B, C, I, N, R, T, X … */
  readonly status: string;
  /** PC/TC indicator: 0-9. */
  readonly pcTc: string;
  /** Global days: 000, 010, 090, MMM, XXX, YYY, ZZZ. */
  readonly globalDays: string;
  readonly multipleProcedure: string;
  /** Bilateral surgery indicator: 0, 1, 2, 3, 9. */
  readonly bilateral: string;
  readonly assistant: string;
  readonly coSurgeon: string;
  readonly team: string;
}

export interface MpfsTable extends Versioned {
  lookUp(code: string, on: PlainDate, modifier?: '26' | 'TC' | '53'): MpfsRow | undefined | TableGap;
}

/** Place of service codes with the class that decides the fee. */
export interface PosTable extends Versioned {
  lookUp(code: string, on: PlainDate): { facility: boolean } | undefined | TableGap;
}

/** One NCCI procedure-to-procedure edit in force on the date. Direction kept: column 2 is the code that is not paid. */
export interface PtpEdit {
  readonly column1: string;
  readonly column2: string;
  /** 0: no modifier bypasses; 1: one may. Indicator 9 (deleted) never comes out. */
  readonly modifierIndicator: 0 | 1;
  readonly effectiveFrom: PlainDate;
}

export interface PtpTable extends Versioned {
  lookUp(column1: string, column2: string, on: PlainDate): PtpEdit | undefined | TableGap;
}

export interface MueRow {
  readonly code: string;
  readonly units: number;
  /** MUE adjudication indicator: 1 line, 2 date of service by policy, 3 date of service clinical. */
  readonly mai: 1 | 2 | 3;
}

export interface MueTable extends Versioned {
  lookUp(code: string, on: PlainDate): MueRow | undefined | TableGap;
}

/** Add-on code edits: type 1 names its primaries, type 2 has none named, type 3 some. */
export interface AddOnTable extends Versioned {
  lookUp(code: string, on: PlainDate): { type: 1 | 2 | 3; primaries: readonly string[] } | undefined | TableGap;
}

/** Billing and coding articles (LCD): which diagnoses support a code for a contractor's state. */
export interface LcdArticleTable extends Versioned {
  lookUp(
    code: string,
    state: string,
    on: PlainDate,
  ): readonly { article: string; covered: ReadonlySet<string>; nonCovered: ReadonlySet<string>; prose: boolean }[] | TableGap;
}

/** All official tables, as the reference data loads them. A rule takes the ones it needs; none is optional: a missing one answers with a gap. */
export interface ReferenceTables {
  readonly icd10Cm: Icd10CmTable;
  readonly hcpcs: HcpcsTable;
  readonly mpfs: MpfsTable;
  readonly placeOfService: PosTable;
  readonly ptp: PtpTable;
  readonly mue: MueTable;
  readonly addOn: AddOnTable;
  readonly lcdArticles: LcdArticleTable;
}
