/** error: would be refused for certain; hold: a person decides; warn and info: said, and the claim goes on. */
export type Severity = 'error' | 'hold' | 'warn' | 'info';

/** What a rule found. Ids never change meaning (A001 … F010, T001 …). Texts name codes and fields, never people. */
export interface Finding {
  readonly id: string;
  readonly severity: Severity;
  /** 1-based service lines at fault; empty for the claim as a whole. */
  readonly lines: readonly number[];
  readonly message: string;
  /** One concrete next step, and who can do it. */
  readonly fix: string;
  /** Where the rule comes from. */
  readonly source: string;
}

export const stops = (finding: Finding): boolean => finding.severity === 'error' || finding.severity === 'hold';

/** Findings in the order the contracts fix: by id, then by line; equal ones once. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  const keyed = findings.map((finding) => ({ finding, key: sortKey(finding) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return keyed.filter((entry, index) => entry.key !== keyed[index - 1]?.key).map((entry) => entry.finding);
}

const sortKey = (finding: Finding): string =>
  `${finding.id}|${finding.lines.map((line) => String(line).padStart(4, '0')).join(',')}|${finding.severity}|${finding.message}|${finding.fix}`;
