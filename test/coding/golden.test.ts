import { beforeAll, describe, expect, it } from '@jest/globals';
import { codeEncounter } from '../../shared/coding/code-encounter';
import type { PracticeRules } from '../../shared/coding/practice-rules';
import { loadPractice } from '../../shared/practice/load-practice';
import { encounter } from '../builders/encounter';
import { findingsAs, goldenFamilies, lineAs, reasonsAs, rulesFor, tablesFor, type GoldenCase } from './golden-cases';

let sample: PracticeRules;
beforeAll(async () => {
  const practice = await loadPractice('sample');
  if (!practice.ok) throw new Error('the sample practice is refused');
  sample = practice.value;
});

function outcome(golden: GoldenCase): GoldenCase['expected'] {
  const result = codeEncounter(encounter(golden.input), rulesFor(sample, golden), tablesFor(golden));
  const { expected } = golden;
  const lines = Array.from({ length: Math.max(result.serviceLines.length, expected.lines?.length ?? 0) }, (_, i) =>
    lineAs(expected.lines?.[i] ?? '', result.serviceLines[i]),
  );
  return {
    ...(expected.lines === undefined ? {} : { lines }),
    ...(expected.findings === undefined ? {} : { findings: findingsAs(result) }),
    ...(expected.because === undefined ? {} : { because: reasonsAs(expected.because, result) }),
    ...(expected.place_of_service === undefined ? {} : { place_of_service: result.placeOfService }),
    ...(expected.diagnosis_codes === undefined ? {} : { diagnosis_codes: result.diagnosisCodes }),
  };
}

describe.each(goldenFamilies())('codeEncounter › %s', (_family, cases) => {
  it.each(cases.map((golden) => [golden.name, golden] as const))('%s', (_name, golden) => {
    expect(outcome(golden)).toEqual(golden.expected);
  });
});
