import { explain } from '../../../shared/coding/explanation';
import { codeVisit, type CodingBasis } from '../../../shared/workflow/code-visit';
import { codingBasis, type BasisOptions } from '../coding-basis';
import { writeAnswers, type RegisterCommand } from '../command';
import { withBasisOptions } from '../basis-options';
import { encounterIdOf, encountersOf } from './code';

/** `vtc explain FILE`: why each encounter is coded as it is, and what to ask before it can be billed. JSON on stdout, the words on stderr. */
export const registerExplain: RegisterCommand = (program) => {
  withBasisOptions(program.command('explain').argument('<file>', 'encounters: one, an array, or NDJSON'))
    .option('--pretty', 'indent the JSON')
    .description('say in words why encounters are coded as they are')
    .action(async (file: string, options: BasisOptions & { pretty?: true }) => {
      const { kind, records } = await encountersOf(file);
      const basis = await codingBasis(options);
      const explained = records.map((record) => explanationOf(record, basis));
      for (const { words } of explained) process.stderr.write(`${words.join('\n')}\n\n`);
      writeAnswers(
        kind,
        explained.map(({ body }) => body),
        options.pretty === true,
      );
    });
};

interface Explained {
  readonly body: Readonly<Record<string, unknown>>;
  readonly words: readonly string[];
}

function explanationOf(record: unknown, basis: CodingBasis): Explained {
  const coded = codeVisit(record, basis);
  if (!coded.ok) {
    const id = encounterIdOf(record);
    const faults = coded.body.error.details.map((fault) => `  ${fault.path}: ${fault.message}`);
    return { body: { encounter_id: id, ...coded.body }, words: [`Encounter ${id ?? 'without id'} is refused:`, ...faults] };
  }
  const { steps, findings, questions, tables } = explain(coded.result);
  const { encounterId } = coded.result;
  return {
    body: { encounter_id: encounterId, steps, findings, questions, tables },
    words: [
      `Encounter ${encounterId}`,
      ...steps.map((step) => `  ${step}`),
      ...section('Found', findings),
      ...section('To ask', questions),
      ...section('By', tables),
    ],
  };
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [` ${title}:`, ...lines.map((line) => `  ${line}`)];
