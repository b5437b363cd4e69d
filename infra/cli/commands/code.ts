import { codeVisit, type CodingBasis } from '../../../shared/workflow/code-visit';
import { codingBasis, type BasisOptions } from '../coding-basis';
import { parseRecords, readTextFile, UsageError, writeAnswers, type RegisterCommand } from '../command';
import { withBasisOptions } from '../basis-options';
import { mapWithProgress } from '../progress';

/** `vtc code FILE`: one encounter, an array or NDJSON → coding results in the same kind; a refused one stands in its place. */
export const registerCode: RegisterCommand = (program) => {
  withBasisOptions(program.command('code').argument('<file>', 'encounters: one, an array, or NDJSON'))
    .option('--pretty', 'indent the JSON')
    .description('code encounters and say why')
    .action(async (file: string, options: BasisOptions & { pretty?: true }) => {
      const { kind, records } = await encountersOf(file);
      const basis = await codingBasis(options);
      const answers = mapWithProgress(records, 'encounters', (record) => answerOf(record, basis));
      writeAnswers(
        kind,
        answers.map((answer) => answer.body),
        options.pretty === true,
      );
      if (answers.some((answer) => answer.failed)) process.exitCode = 1;
    });
};

/** The encounters of a file, not yet checked; a UsageError names what is no JSON. */
export async function encountersOf(
  file: string,
): Promise<{ readonly kind: 'one' | 'array' | 'ndjson'; readonly records: readonly unknown[] }> {
  const parsed = parseRecords(await readTextFile(file));
  if (parsed.kind === 'not-json') throw new UsageError(`${file} is no JSON (line ${parsed.line})`);
  return parsed;
}

function answerOf(record: unknown, basis: CodingBasis): { readonly body: unknown; readonly failed: boolean } {
  const coded = codeVisit(record, basis);
  return coded.ok
    ? { body: coded.body, failed: coded.body.findings.some((finding) => finding.severity === 'error') }
    : { body: { encounter_id: encounterIdOf(record), ...coded.body }, failed: true };
}

/** The id of a refused encounter, when it has a usable one: nothing else of it is repeated. */
export function encounterIdOf(record: unknown): string | null {
  const id = typeof record === 'object' && record !== null ? (record as { encounter_id?: unknown }).encounter_id : undefined;
  return typeof id === 'string' && /^\P{C}{1,50}$/u.test(id) ? id : null;
}
