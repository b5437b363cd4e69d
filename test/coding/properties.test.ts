import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codeEncounter } from '../../shared/coding/code-encounter';
import type { PracticeRules } from '../../shared/coding/practice-rules';
import { MDM_LEVELS, VISIT_TYPES } from '../../shared/encounter/encounter';
import { stops } from '../../shared/kernel/finding';
import { codingResultBody } from '../../shared/messages/coding-result-body';
import { loadPractice } from '../../shared/practice/load-practice';
import { encounter, type EncounterJson } from '../builders/encounter';
import { referenceTables } from '../builders/reference-tables';

let rules: PracticeRules;
beforeAll(async () => {
  const practice = await loadPractice('sample');
  if (!practice.ok) throw new Error('the sample practice is refused');
  rules = practice.value;
});
const tables = referenceTables();
const code = (stated: EncounterJson) => codeEncounter(encounter(stated), rules, tables);
const bytes = (stated: EncounterJson): string => JSON.stringify(codingResultBody(code(stated)));

const procedure = fc.record(
  {
    procedure_code: fc.constantFrom(
      '36415',
      '12001',
      '20610',
      '71046',
      'flu_vaccine_injection',
      'tdap_vaccine_injection',
      'mmr_vaccine_injection',
      'vitamin_b12_injection',
      'ketorolac_15_mg',
      '99417',
      'G2212',
      '99292',
      '99497',
      'J3301',
      '97110',
      'dance_of_the_wug',
    ),
    units: fc.integer({ min: 1, max: 9 }),
    laterality: fc.constantFrom('left', 'right', 'bilateral'),
    single_dose: fc.boolean(),
    discarded_units: fc.integer({ min: 0, max: 3 }),
    counselling: fc.boolean(),
    minutes: fc.integer({ min: 8, max: 60 }),
  },
  { requiredKeys: ['procedure_code'] },
);

const visit = fc.record(
  {
    visit_type: fc.constantFrom(...VISIT_TYPES),
    payer_id: fc.constantFrom('MCR', 'MADV', 'COM1', 'MCD1', 'DEN1', 'NOPE'),
    mdm_level: fc.constantFrom(...MDM_LEVELS),
    total_time_minutes: fc.integer({ min: 0, max: 200 }),
    patient_status: fc.constantFrom('new', 'established'),
    patient_birth_date: fc.constantFrom('1950-01-01', '1990-06-30', '2020-11-10'),
    patient_location: fc.constantFrom('home', 'other'),
    telehealth: fc.boolean(),
    separately_identifiable: fc.boolean(),
    decision_for_surgery: fc.boolean(),
    longitudinal_relationship: fc.boolean(),
    procedures: fc.array(procedure, { maxLength: 5 }),
  },
  { requiredKeys: ['visit_type', 'payer_id'] },
);

describe('codeEncounter, whatever the visit', () => {
  it('gives the same bytes for the same input', () => {
    fc.assert(
      fc.property(visit, (stated) => {
        expect(bytes(stated)).toBe(bytes(structuredClone(stated)));
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same codes whatever the order of the fields', () => {
    fc.assert(
      fc.property(visit, (stated) => {
        const reversed = Object.fromEntries(Object.entries(stated).reverse());
        expect(bytes(reversed)).toBe(bytes(stated));
      }),
      { numRuns: 200 },
    );
  });

  it('gives the same codes, modifiers and units whatever the order of the procedures', () => {
    const multiset = (stated: EncounterJson): readonly string[] => {
      const units = new Map<string, number>();
      for (const line of code(stated).serviceLines) {
        const key = [line.procedureCode, ...line.modifiers].join('-');
        units.set(key, (units.get(key) ?? 0) + line.units);
      }
      return [...units].map(([key, count]) => `${key} x${count}`).sort();
    };
    fc.assert(
      fc.property(visit, (stated) => {
        const procedures = [...(stated.procedures ?? [])].reverse();
        expect(multiset({ ...stated, procedures })).toEqual(multiset(stated));
      }),
      { numRuns: 300 },
    );
  });

  it('lets no unknown code pass', () => {
    const unknown = fc.stringMatching(/^([0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}|[a-z_]{3,12})$/).filter((text) => {
      const upper = text.toUpperCase();
      return (
        !rules.fees.knows(upper) &&
        rules.map.procedure(text, encounter().dateOfService) === undefined &&
        tables.hcpcs.lookUp(upper, encounter().dateOfService) === 'unknown' &&
        tables.mpfs.lookUp(upper, encounter().dateOfService) === undefined
      );
    });
    fc.assert(
      fc.property(unknown, (procedure_code) => {
        const result = code({ mdm_level: 'low', procedures: [{ procedure_code }] });
        expect(result.serviceLines.map((line) => line.procedureCode)).toEqual(['99213']);
        expect(result.findings.filter(stops).map((finding) => finding.id)).toEqual([expect.stringMatching(/^(C001|F002)$/)]);
      }),
      { numRuns: 300 },
    );
  });

  it('changes nothing but the hash for a fact that no rule reads', () => {
    const decided = (stated: EncounterJson): unknown => {
      const { inputHash, ...rest } = code(stated);
      expect(inputHash).toMatch(/^[0-9a-f]{64}$/);
      return rest;
    };
    fc.assert(
      fc.property(
        visit,
        fc.constantFrom('M', 'F', 'U'),
        fc.integer({ min: 0, max: 300 }),
        (stated, patient_sex, staff_minutes) => {
          expect(decided({ ...stated, patient_sex, staff_minutes, predetermination: false })).toEqual(decided(stated));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('keeps the promises of every line: a code of its system, four modifiers and pointers at most, pointers within the list', () => {
    fc.assert(
      fc.property(visit, (stated) => {
        const result = code(stated);
        for (const line of result.serviceLines) {
          expect(line.modifiers.length).toBeLessThanOrEqual(4);
          expect(new Set(line.modifiers).size).toBe(line.modifiers.length);
          expect(line.diagnosisPointers.length).toBeLessThanOrEqual(4);
          expect(line.diagnosisPointers.every((pointer) => pointer >= 1 && pointer <= result.diagnosisCodes.length)).toBe(true);
          expect(line.modifiers.filter((modifier) => ['95', '93', 'GT', 'GQ'].includes(modifier)).length).toBeLessThanOrEqual(1);
        }
        for (const finding of result.findings)
          expect(finding.lines.every((line) => line >= 1 && line <= result.serviceLines.length)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('adds 25 and 57 only where they are attested', () => {
    fc.assert(
      fc.property(visit, (stated) => {
        const modifiers = code({ ...stated, separately_identifiable: false, decision_for_surgery: false }).serviceLines.flatMap(
          (line) => line.modifiers,
        );
        expect(modifiers).not.toContain('25');
        expect(modifiers).not.toContain('57');
      }),
      { numRuns: 200 },
    );
  });
});
