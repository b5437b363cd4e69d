import type { Severity } from '../kernel/finding';
import type { EditTables } from './edit-tables';
import { isMedicare, type ScrubSubject } from './subject';

/** What one edit says of one subject; the engine adds id, source and severity. */
export interface Flag {
  /** 1-based lines at fault, the worst first; empty for the claim as a whole. */
  readonly lines: readonly number[];
  /** What is wrong and why: names codes, fields and dates, never people. */
  readonly message: string;
  /** One concrete next step and, in brackets, who can do it. */
  readonly fix: string;
  /** Only where a rule has more than one severity (D007, D028, E006 …). */
  readonly severity?: Severity;
}

/** Whom an edit binds. `ncci`: all payers but Medicaid unless its row says otherwise, never dental (contracts, Findings). */
export type Binding = 'all' | 'ncci' | 'medicare' | 'medicare-medicaid';

/** One edit of the catalogue. `check` is pure: the same subject and tables give the same flags. */
export interface ScrubRule {
  readonly id: string;
  readonly title: string;
  /** Where the rule comes from, for the finding. */
  readonly source: string;
  readonly severity: Severity;
  /** Where it runs: on a claim, and on a visit that was just coded. */
  readonly appliesIn: readonly ('claim' | 'coding')[];
  readonly binds: Binding;
  /** A rule that needs an answer nobody has stored yet says which, and flags nothing without it. */
  readonly silentWithout?: string;
  check(subject: ScrubSubject, tables: EditTables): readonly Flag[];
}

export const CLAIM_AND_CODING = ['claim', 'coding'] as const;
export const CLAIM_ONLY = ['claim'] as const;

/** Does the rule bind this subject's payer and kind of claim? A payer's own row for the id binds it in any case. */
export function bindsSubject(rule: ScrubRule, subject: ScrubSubject): boolean {
  switch (rule.binds) {
    case 'all':
      return true;
    case 'ncci':
      if (subject.type === 'dental') return false;
      return subject.payerType !== 'medicaid' || subject.payer?.edits[rule.id] !== undefined;
    case 'medicare':
      return isMedicare(subject);
    case 'medicare-medicaid':
      return isMedicare(subject) || subject.payerType === 'medicaid';
  }
}

/** "line 2", "lines 1 and 3", "the claim": for messages. */
export function namedLines(lines: readonly number[]): string {
  if (lines.length === 0) return 'the claim';
  if (lines.length === 1) return `line ${String(lines[0])}`;
  return `lines ${lines.slice(0, -1).join(', ')} and ${String(lines.at(-1))}`;
}
