import { isTableGap, type MpfsRow, type MueRow, type PtpEdit, type ReferenceTables, type TableGap } from '../coding/tables';
import type { PlainDate } from '../kernel/plain-date';

/** A table that a rule asked and that could not answer for the date. */
export interface MissingTable {
  readonly table: string;
  readonly on: PlainDate;
  readonly reason: TableGap['reason'];
}

type Article = Exclude<ReturnType<ReferenceTables['lcdArticles']['lookUp']>, TableGap>[number];
type Icd10Answer = Exclude<ReturnType<ReferenceTables['icd10Cm']['lookUp']>, TableGap>;

/**
 * The official tables as the edits ask them. A gap is written down once and answered with undefined, so that the rule says nothing
 * and the engine holds the claim by the table's name (F007): only tables that an edit needed are missed.
 */
export interface EditTables {
  icd10(code: string, on: PlainDate): Icd10Answer | undefined;
  icd10Side(code: string): 'left' | 'right' | 'bilateral' | 'unspecified' | undefined;
  icd10Siblings(code: string, on: PlainDate): readonly { readonly code: string; readonly side: string }[];
  /** Does the description say "unspecified"? Undefined when the table does not know. */
  icd10IsUnspecified(code: string): boolean | undefined;
  hcpcs(code: string, on: PlainDate): 'active' | 'not-in-force' | 'unknown' | undefined;
  /** 'absent': the table answers and has no such code; undefined: the table cannot answer. */
  mpfs(code: string, on: PlainDate): MpfsRow | 'absent' | undefined;
  placeOfService(code: string, on: PlainDate): { readonly facility: boolean } | 'absent' | undefined;
  ptp(column1: string, column2: string, on: PlainDate): PtpEdit | undefined;
  mue(code: string, on: PlainDate): MueRow | undefined;
  addOn(code: string, on: PlainDate): { readonly type: 1 | 2 | 3; readonly primaries: readonly string[] } | undefined;
  articles(code: string, state: string, on: PlainDate): readonly Article[];
}

/** The tables for one run, with the list of those that were missed. */
export function recordGaps(tables: ReferenceTables): { readonly tables: EditTables; missing(): readonly MissingTable[] } {
  const gaps = new Map<string, MissingTable>();
  const answered = <T>(answer: T | TableGap, on: PlainDate): T | undefined => {
    if (!isTableGap(answer)) return answer;
    if (!gaps.has(answer.table)) gaps.set(answer.table, { table: answer.table, on, reason: answer.reason });
    return undefined;
  };
  const rowOrAbsent = <T>(answer: T | undefined | TableGap, on: PlainDate): T | 'absent' | undefined =>
    isTableGap(answer) ? answered<T>(answer, on) : (answer ?? 'absent');
  return {
    missing: () => [...gaps.values()],
    tables: {
      icd10: (code, on) => answered(tables.icd10Cm.lookUp(code, on), on),
      icd10Side: (code) => tables.icd10Cm.sideOf(code),
      icd10Siblings: (code, on) => tables.icd10Cm.sidedSiblings(code, on),
      icd10IsUnspecified: (code) => tables.icd10Cm.isUnspecified?.(code),
      hcpcs: (code, on) => answered(tables.hcpcs.lookUp(code, on), on),
      mpfs: (code, on) => rowOrAbsent(tables.mpfs.lookUp(code, on), on),
      placeOfService: (code, on) => rowOrAbsent(tables.placeOfService.lookUp(code, on), on),
      ptp: (column1, column2, on) => answered(tables.ptp.lookUp(column1, column2, on), on),
      mue: (code, on) => answered(tables.mue.lookUp(code, on), on),
      addOn: (code, on) => answered(tables.addOn.lookUp(code, on), on),
      articles: (code, state, on) => answered(tables.lcdArticles.lookUp(code, state, on), on) ?? [],
    },
  };
}

/** The fee schedule's row of a code, when there is one. */
export function mpfsRow(tables: EditTables, code: string, on: PlainDate): MpfsRow | undefined {
  const row = tables.mpfs(code, on);
  return row === 'absent' ? undefined : row;
}
