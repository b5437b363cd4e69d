import type { Encounter } from '../encounter/encounter';
import type { PlainDate } from '../kernel/plain-date';
import type { CodingNotes } from './coding-notes';
import { missingTable } from './coding-findings';
import type { PayerTerms } from './payer-terms';
import type { PracticeRules } from './practice-rules';
import { isTableGap, type MpfsRow, type ReferenceTables, type TableGap } from './tables';

/** What every step of the coding of one encounter reads. */
export interface CodingContext {
  readonly encounter: Encounter;
  /** The date of service: it governs every table look-up. */
  readonly on: PlainDate;
  readonly rules: PracticeRules;
  readonly tables: ReferenceTables;
  readonly payer: PayerTerms;
  /** '' while a telehealth place is not known. */
  readonly placeOfService: string;
  readonly notes: CodingNotes;
}

/** A look-up's answer without the gap; a gap holds the claim by the table's name (F007). */
export function withoutGap<T>(context: Pick<CodingContext, 'notes' | 'on'>, answer: T | TableGap): T | undefined {
  if (!isTableGap(answer)) return answer;
  context.notes.find(missingTable(answer, context.on));
  return undefined;
}

/** The fee schedule row of a code on the date of service; undefined when it has none. */
export const mpfsRow = (context: CodingContext, code: string): MpfsRow | undefined =>
  withoutGap(context, context.tables.mpfs.lookUp(code, context.on));
