import type { CodingResult } from '../coding/coding-result';
import { codeEncounter } from '../coding/code-encounter';
import type { PracticeRules } from '../coding/practice-rules';
import type { ReferenceTables } from '../coding/tables';
import type { Encounter } from '../encounter/encounter';
import { sortFindings, type Finding } from '../kernel/finding';
import type { PlainDate } from '../kernel/plain-date';
import { codingResultBody, type CodingResultBody } from '../messages/coding-result-body';
import { parseEncounterBody } from '../messages/encounter-body';
import type { Fault } from '../messages/fault';
import { scrubCodedEncounter } from '../scrubbing/scrub';

/** What coding stands on: the practice, the tables, and the one date that "not in the future" looks at. */
export interface CodingBasis {
  readonly rules: PracticeRules;
  readonly tables: ReferenceTables;
  readonly asOf: PlainDate;
}

export interface RefusedEncounter {
  readonly error: { readonly code: 'encounter-invalid'; readonly message: string; readonly details: readonly Fault[] };
}

export type VisitCoding =
  | { readonly ok: true; readonly encounter: Encounter; readonly result: CodingResult; readonly body: CodingResultBody }
  | { readonly ok: false; readonly body: RefusedEncounter };

/** Codes one encounter from its JSON and runs the edits on it: what POST /api/code-encounter and `vtc code` answer. Refuses with every fault at once. */
export function codeVisit(json: unknown, basis: CodingBasis): VisitCoding {
  const parsed = parseEncounterBody(json, basis.asOf);
  if (!parsed.ok) return { ok: false, body: refusal(parsed.error) };
  const result = codeAndScrub(parsed.value, basis);
  return { ok: true, encounter: parsed.value, result, body: codingResultBody(result) };
}

/** Codes a checked encounter and adds what the edits find. */
export function codeAndScrub(encounter: Encounter, { rules, tables, asOf }: CodingBasis): CodingResult {
  const coded = codeEncounter(encounter, rules, tables);
  const scrubbed = scrubCodedEncounter(encounter, coded, rules, tables, asOf);
  return { ...coded, findings: mergeFindings(coded, scrubbed) };
}

const refusal = (faults: readonly Fault[]): RefusedEncounter => ({
  error: {
    code: 'encounter-invalid',
    message: `The encounter has ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}.`,
    details: faults,
  },
});

/** Coding's findings, and those of the edits that say something else: never two ids for one fault (contracts, Findings). */
function mergeFindings(coded: CodingResult, scrubbed: readonly Finding[]): readonly Finding[] {
  if (scrubbed.length === 0) return coded.findings;
  if (coded.findings.length === 0) return scrubbed;
  const said = new Set(coded.findings.map(faultKey));
  return sortFindings([
    ...coded.findings,
    ...scrubbed.filter((finding) => !said.has(faultKey(finding)) && !isSaidOtherwise(finding, coded)),
  ]);
}

/** One fault is one id on the same lines; of missing tables there may be several, told apart by the table's name. */
function faultKey(finding: Finding): string {
  const table = finding.id === 'F007' ? (/^Table (\S+)/.exec(finding.message)?.[1] ?? '') : '';
  return `${finding.id}|${finding.lines.join(',')}|${table}`;
}

/** Ids by which the edits would say again what coding has already said of a line. */
const SAME_FAULT: Readonly<Record<string, readonly string[]>> = {
  D002: ['D010', 'D011'],
  D010: ['D010', 'D011'],
  D011: ['D010', 'D011'],
};

function isSaidOtherwise(finding: Finding, coded: CodingResult): boolean {
  const same = SAME_FAULT[finding.id];
  const line = finding.lines[0];
  if (same !== undefined && line !== undefined)
    return coded.findings.some((mine) => same.includes(mine.id) && mine.lines[0] === line);
  // Coding has looked up every diagnosis that stands on the result.
  if (finding.id === 'C005') return coded.findings.some((mine) => mine.id === 'C005');
  // A line without pointer, because no diagnosis could be mapped: the diagnosis is the fault.
  return finding.id === 'A007' && coded.diagnosisCodes.length === 0 && coded.findings.some((mine) => NO_DIAGNOSIS.has(mine.id));
}

const NO_DIAGNOSIS = new Set(['F001', 'F006', 'C005']);
