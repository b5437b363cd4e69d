import type { Claim } from '../claim/claim';
import type { CodingResult } from '../coding/coding-result';
import type { PracticeRules } from '../coding/practice-rules';
import type { ReferenceTables } from '../coding/tables';
import type { Encounter } from '../encounter/encounter';
import { inForce } from '../kernel/effective-dated';
import { sortFindings, type Finding, type Severity } from '../kernel/finding';
import type { PlainDate } from '../kernel/plain-date';
import { ruleCatalogue } from './catalogue';
import { recordGaps, type MissingTable } from './edit-tables';
import { bindsSubject, type Flag, type ScrubRule } from './rule';
import { subjectOfClaim, subjectOfEncounter, type ScrubSubject } from './subject';

export type Verdict = 'clean' | 'held' | 'blocked';

export interface ScrubbedClaim {
  readonly claimId: string;
  readonly verdict: Verdict;
  /** Sorted by id, then line. */
  readonly findings: readonly Finding[];
}

/** Runs the edits that bind a coded visit. Takes the visit's facts and its result; refuses nothing, all findings are collected. */
export const scrubCodedEncounter = (
  encounter: Encounter,
  result: CodingResult,
  rules: PracticeRules,
  tables: ReferenceTables,
  asOf: PlainDate,
): readonly Finding[] => runEdits(subjectOfEncounter(encounter, result, rules, asOf), tables);

/**
 * Runs every edit on a claim: any error blocks it, else any hold holds it, else it is clean. `claimIdsOfFile` are the numbers of the
 * original claims that stand before it in the same file.
 */
export function scrubClaim(
  claim: Claim,
  rules: PracticeRules,
  tables: ReferenceTables,
  asOf: PlainDate,
  claimIdsOfFile?: ReadonlySet<string>,
): ScrubbedClaim {
  const findings = runEdits(subjectOfClaim(claim, rules, asOf, claimIdsOfFile), tables);
  return { claimId: claim.claimId, verdict: verdictOf(findings), findings };
}

export function verdictOf(findings: readonly Finding[]): Verdict {
  if (findings.some((finding) => finding.severity === 'error')) return 'blocked';
  return findings.some((finding) => finding.severity === 'hold') ? 'held' : 'clean';
}

/** All edits of the catalogue on one subject; a table that an edit needed and that could not answer is F007, every other edit still runs. */
export function runEdits(subject: ScrubSubject, tables: ReferenceTables): readonly Finding[] {
  const recorded = recordGaps(tables);
  const findings: Finding[] = [];
  for (const rule of ruleCatalogue) {
    const setting = settingOf(rule.id, subject);
    if (setting === 'off' || !rule.appliesIn.includes(subject.context) || !bindsSubject(rule, subject)) continue;
    for (const flag of rule.check(subject, recorded.tables)) findings.push(findingOf(rule, flag, setting));
  }
  const gapSetting = settingOf('F007', subject);
  if (gapSetting !== 'off') findings.push(...recorded.missing().map((missing) => tableFinding(missing, gapSetting ?? 'hold')));
  return sortFindings(findings);
}

/** The payer's row speaks before the practice's; a practice's setting is dated by the date of service. */
function settingOf(id: string, subject: ScrubSubject): Severity | 'off' | undefined {
  const byPayer = subject.payer?.edits[id];
  if (byPayer !== undefined) return byPayer;
  return inForce(subject.rules.edits[id] ?? [], subject.dateOfService ?? subject.asOf)?.value;
}

const findingOf = (rule: ScrubRule, flag: Flag, setting: Severity | undefined): Finding => ({
  id: rule.id,
  severity: setting ?? flag.severity ?? rule.severity,
  lines: flag.lines,
  message: flag.message,
  fix: flag.fix,
  source: rule.source,
});

const tableFinding = ({ table, on, reason }: MissingTable, severity: Severity): Finding => ({
  id: 'F007',
  severity,
  lines: [],
  message:
    reason === 'not-loaded'
      ? `Table ${table} is not loaded: its edits could not run for ${on}.`
      : `Table ${table} has no version in force on ${on}: its edits could not run.`,
  fix: `Load the version of ${table} that covers ${on} (vtc data import), then run the edits again (administrator).`,
  source: 'visit-to-claim: official tables answer only for the dates they cover',
});
