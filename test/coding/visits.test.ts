import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MDM_LEVELS, VISIT_TYPES } from '../../shared/encounter/encounter';
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

// What coding puts on a line the edits must not take off again: each has its own reading of these rules.
const OWN_TO_CODING = new Set('C002 C003 D007 D009 D010 D011 D014 D016 D017 D018 D019 D030 D033'.split(' '));

describe('coding and the edits', () => {
  const sided = fc.record({
    procedure_code: fc.constantFrom('20610', '25600'),
    laterality: fc.constantFrom('left', 'right', 'bilateral'),
  });
  const timed = fc.record({
    procedure_code: fc.constantFrom('97110', '97140', '99497'),
    minutes: fc.integer({ min: 16, max: 90 }),
  });
  const drug = fc.record({
    procedure_code: fc.constant('J3301'),
    units: fc.constant(4),
    single_dose: fc.boolean(),
    discarded_units: fc.integer({ min: 0, max: 2 }),
  });
  const plain = fc.record({
    procedure_code: fc.constantFrom(
      ...'12001 10060 17000 69210 71046 93000 36415 87880 96372 99406 tdap_vaccine_injection flu_vaccine_injection vitamin_b12_injection'.split(
        ' ',
      ),
    ),
  });
  const visit = fc.record(
    {
      visit_type: fc.constantFrom(...VISIT_TYPES.filter((type) => type !== 'dental')),
      payer_id: fc.constantFrom('MCR', 'MADV', 'COM1', 'MCD1'),
      mdm_level: fc.constantFrom(...MDM_LEVELS),
      total_time_minutes: fc.integer({ min: 5, max: 180 }),
      patient_birth_date: fc.constantFrom('1950-01-01', '1990-06-30'),
      patient_location: fc.constantFrom('home', 'other'),
      longitudinal_relationship: fc.boolean(),
      procedures: fc.uniqueArray(fc.oneof(plain, sided, timed, drug), {
        maxLength: 4,
        selector: ({ procedure_code }) => procedure_code,
      }),
    },
    { requiredKeys: ['visit_type', 'payer_id', 'patient_birth_date', 'patient_location', 'procedures'] },
  );
  const attested = {
    separately_identifiable: true,
    decision_for_surgery: true,
    part_b_effective_date: '2020-01-01',
    diagnoses: ['I10', 'E11.9', 'Z23', 'M17.11', 'Z00.00', 'S61.411A', 'L57.0'].map((icd10_code) => ({ icd10_code })),
  };

  it('agree on every line of a visit whose facts are all stated', () => {
    fc.assert(
      fc.property(visit, (stated) => {
        const coded = codeVisit(encounterJson({ ...attested, ...stated }), basis);
        if (!coded.ok) throw new Error('the visit is refused');
        const against = coded.body.findings.filter(({ id, severity }) => severity !== 'info' && OWN_TO_CODING.has(id));
        expect(against).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });
});
