import { parseClaimBody } from '../../../shared/messages/claim-body';
import { scrubClaim, type Verdict } from '../../../shared/scrubbing/scrub';
import type { Finding } from '../../../shared/kernel/finding';
import type { Fault } from '../../../shared/messages/fault';
import type { CodingBasis } from '../../../shared/workflow/code-visit';
import { codingBasis, type BasisOptions } from '../coding-basis';
import { parseRecords, readTextFile, UsageError, writeAnswers, type RegisterCommand } from '../command';
import { mapWithProgress } from '../progress';
import { withBasisOptions } from '../basis-options';

type Answer =
  | { readonly claim_id: string; readonly verdict: Verdict; readonly findings: readonly Finding[] }
  | {
      readonly claim_id: string | null;
      readonly error: { readonly code: 'claim-invalid'; readonly message: string; readonly details: readonly Fault[] };
    };

/** `vtc scrub FILE`: one claim, an array or NDJSON → verdict and findings in the same kind; exit 1 when a claim is blocked or refused. */
export const registerScrub: RegisterCommand = (program) => {
  withBasisOptions(program.command('scrub').argument('<file>', 'claims: one, an array, or NDJSON'))
    .option('--pretty', 'indent the JSON')
    .description('run every edit on claims and say what is wrong and how to mend it')
    .action(async (file: string, options: BasisOptions & { pretty?: true }) => {
      const { kind, answers } = await scrubFile(file, options);
      writeAnswers(kind, answers, options.pretty === true);
      if (answers.some((answer) => 'error' in answer || answer.verdict === 'blocked')) process.exitCode = 1;
    });
};

/** Every claim of the file, in its order. Options or a file that cannot be used are a UsageError. */
export async function scrubFile(file: string, options: BasisOptions) {
  const parsed = parseRecords(await readTextFile(file));
  if (parsed.kind === 'not-json') throw new UsageError(`${file} is no JSON (line ${parsed.line})`);
  const basis = await codingBasis(options);
  const originals = new Set<string>();
  const answers = mapWithProgress(parsed.records, 'claims', (record) => answerOf(record, basis, originals));
  return { kind: parsed.kind, answers };
}

/** One record's answer; the numbers of the original claims before it are known, and its own is added. */
function answerOf(record: unknown, { rules, tables, asOf }: CodingBasis, originals: Set<string>): Answer {
  const claim = parseClaimBody(record);
  if (!claim.ok) {
    const faults = claim.error.length;
    const message = `The claim has ${faults} ${faults === 1 ? 'fault' : 'faults'}.`;
    return { claim_id: claimIdOf(record), error: { code: 'claim-invalid', message, details: claim.error } };
  }
  const { claimId, verdict, findings } = scrubClaim(claim.value, rules, tables, asOf, originals);
  if (claim.value.frequency === 'original') originals.add(claimId);
  return { claim_id: claimId, verdict, findings };
}

/** The id of a refused claim, when it has a well-formed one: nothing else of it is repeated. */
function claimIdOf(record: unknown): string | null {
  const id = typeof record === 'object' && record !== null ? (record as { claim_id?: unknown }).claim_id : undefined;
  return typeof id === 'string' && /^[A-Z0-9-]{1,20}$/.test(id) ? id : null;
}
