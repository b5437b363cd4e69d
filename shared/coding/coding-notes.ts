import type { Finding } from '../kernel/finding';
import { sortFindings } from '../kernel/finding';
import type { Reason } from './coding-result';
import type { DraftLine } from './draft-line';

/** A finding that names its lines by key: their numbers are known only when all lines stand. */
export interface DraftFinding extends Omit<Finding, 'lines'> {
  readonly lineKeys: readonly number[];
}

/** What one encounter's coding has to say: reasons in the order of the steps, and findings. Lives as long as one encounter is coded. */
export class CodingNotes {
  readonly reasons: Reason[] = [];
  private readonly found: DraftFinding[] = [];

  because(reason: Reason): void {
    this.reasons.push(reason);
  }

  find(finding: Omit<DraftFinding, 'lineKeys'>, ...lineKeys: readonly number[]): void {
    this.found.push({ ...finding, lineKeys });
  }

  /** The findings with 1-based line numbers, in the order of the contracts. A line that was dropped is no longer named. */
  findings(lines: readonly DraftLine[]): Finding[] {
    if (this.found.length === 0) return [];
    const numberOf = new Map(lines.map((line, index) => [line.key, index + 1]));
    return sortFindings(
      this.found.map(({ id, severity, lineKeys, message, fix, source }) => ({
        id,
        severity,
        lines: lineKeys.flatMap((key) => numberOf.get(key) ?? []),
        message,
        fix,
        source,
      })),
    );
  }
}
