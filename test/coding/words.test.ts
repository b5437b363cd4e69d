import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { codeEncounter } from '../../shared/coding/code-encounter';
import type { CodingResult, Reason } from '../../shared/coding/coding-result';
import { EXPLAINED_KINDS, sentenceOf } from '../../shared/coding/explanation';
import type { PracticeRules } from '../../shared/coding/practice-rules';
import type { Finding } from '../../shared/kernel/finding';
import { loadPractice } from '../../shared/practice/load-practice';
import { encounter } from '../builders/encounter';
import { goldenFamilies, rulesFor, tablesFor, type GoldenCase } from './golden-cases';

// What the engine says, word for word, for a coder to read and object to: each kind of step with the numbers that decided it and its
// sentence, each finding with its message, fix and source. The case says which golden case speaks.
interface Words {
  readonly steps: readonly { readonly case: string; readonly reason: Reason; readonly sentence: string }[];
  readonly findings: readonly { readonly case: string; readonly finding: Omit<Finding, 'lines'> }[];
}

const words = JSON.parse(readFileSync(join(__dirname, '..', 'golden', 'coding-words.json'), 'utf8')) as Words;
const cases = new Map<string, GoldenCase>(
  goldenFamilies().flatMap(([family, all]) => all.map((golden) => [`${family} › ${golden.name}`, golden] as const)),
);

let sample: PracticeRules;
beforeAll(async () => {
  const practice = await loadPractice('sample');
  if (!practice.ok) throw new Error('the sample practice is refused');
  sample = practice.value;
});

function resultOf(name: string): CodingResult {
  const golden = cases.get(name);
  if (golden === undefined) throw new Error(`no golden case ${name}`);
  return codeEncounter(encounter(golden.input), rulesFor(sample, golden), tablesFor(golden));
}

describe('the words of coding', () => {
  it.each(words.steps.map((step) => [step.sentence, step] as const))('%s', (sentence, step) => {
    expect(resultOf(step.case).because).toContainEqual(step.reason);
    expect(sentenceOf(step.reason)).toBe(sentence);
  });

  it.each(words.findings.map((said) => [`${said.finding.id} ${said.finding.message}`, said] as const))('%s', (_message, said) => {
    expect(resultOf(said.case).findings).toContainEqual(expect.objectContaining(said.finding));
  });

  it('are written down for every kind of step', () => {
    expect(new Set(words.steps.map(({ reason }) => reason.kind))).toEqual(EXPLAINED_KINDS);
  });
});
