import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadPractice } from '../../shared/practice/load-practice';
import { loadReferenceTables } from '../../shared/reference-data/load-reference-tables';
import { codeVisit, type CodingBasis } from '../../shared/workflow/code-visit';
import { AS_OF, encounterJson, type EncounterJson } from '../builders/encounter';

/** A visit as a coder sees it in the end: coded by the sample practice with the shipped tables, and every edit run on it. */
interface VisitCase {
  readonly name: string;
  readonly source: string;
  readonly input: EncounterJson;
  readonly expected: { readonly lines: readonly string[]; readonly findings: readonly string[] };
}

const cases = JSON.parse(readFileSync(join(__dirname, '..', 'golden', 'visits.json'), 'utf8')) as readonly VisitCase[];

let basis: CodingBasis;
beforeAll(async () => {
  const practice = await loadPractice('sample');
  if (!practice.ok) throw new Error('the sample practice is refused');
  const tables = await loadReferenceTables({ dataDir: join(__dirname, 'no-imported-tables'), production: false });
  basis = { rules: practice.value, tables, asOf: AS_OF };
});

function outcome(input: EncounterJson): VisitCase['expected'] {
  const coded = codeVisit(encounterJson(input), basis);
  if (!coded.ok) throw new Error('the visit is refused');
  return {
    lines: coded.body.service_lines.map(
      (line) => [line.cpt_code, ...line.modifiers].join('-') + (line.units === 1 ? '' : ` x${line.units}`),
    ),
    findings: coded.body.findings.map(({ id, severity, lines }) =>
      [id, severity, lines.join(',')].filter((part) => part !== '').join(' '),
    ),
  };
}

describe('codeVisit, with the shipped tables and all edits', () => {
  it.each(cases.map((visit) => [visit.name, visit] as const))('%s', (_name, visit) => {
    expect(outcome(visit.input)).toEqual(visit.expected);
  });

  it('names the practice’s configuration and every table in force by version in the decision', () => {
    const coded = codeVisit(encounterJson({ mdm_level: 'low' }), basis);
    if (!coded.ok) throw new Error('the visit is refused');
    const { tables, input_hash, result_hash } = coded.body.decision;
    expect(tables[0]).toEqual({ name: 'practice sample', version: basis.rules.contentHash, effective_from: null });
    expect(tables.map(({ name }) => name)).toEqual([
      'practice sample',
      'evaluation-and-management',
      'icd-10-cm',
      'hcpcs',
      'mpfs',
      'pos',
      'ncci-ptp-practitioner',
      'ncci-mue-practitioner',
      'ncci-add-on',
      'lcd-articles',
    ]);
    expect([input_hash, result_hash].every((hash) => /^[0-9a-f]{64}$/.test(hash))).toBe(true);
  });
});
