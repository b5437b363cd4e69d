import { beforeAll, describe, expect, it } from '@jest/globals';
import type { PracticeRules } from '../../shared/coding/practice-rules';
import type { ReferenceTables } from '../../shared/coding/tables';
import { hashOf } from '../../shared/kernel/canonical-json';
import { loadPractice } from '../../shared/practice/load-practice';
import { codeVisit, type VisitCoding } from '../../shared/workflow/code-visit';
import { AS_OF, encounterJson, type EncounterJson } from '../builders/encounter';
import { notLoaded, referenceTables } from '../builders/reference-tables';

let rules: PracticeRules;
beforeAll(async () => {
  const practice = await loadPractice('sample');
  if (!practice.ok) throw new Error('the sample practice is refused');
  rules = practice.value;
});

const code = (stated: EncounterJson, over: Partial<ReferenceTables> = {}): VisitCoding =>
  codeVisit(encounterJson(stated), { rules, tables: referenceTables(over), asOf: AS_OF });
const idsOf = (coded: VisitCoding): readonly string[] =>
  coded.ok ? coded.body.findings.map((finding) => `${finding.id} ${finding.lines.join(',')}`.trim()) : ['refused'];

describe('codeVisit', () => {
  it('answers with the contract’s fields in their order', () => {
    const coded = code({ mdm_level: 'low', separately_identifiable: true, procedures: [{ procedure_code: '36415', units: 2 }] });
    expect(coded.ok && Object.keys(coded.body)).toEqual([
      'encounter_id',
      'patient_id',
      'provider_npi',
      'date_of_service',
      'place_of_service',
      'service_lines',
      'diagnosis_codes',
      'warnings',
      'auto_coded',
      'requires_review',
      'review_reasons',
      'findings',
      'decision',
    ]);
    expect(coded.ok && coded.body.service_lines).toEqual([
      {
        cpt_code: '99213',
        code_system: 'CPT',
        icd_codes: ['I10'],
        modifiers: [],
        units: 1,
        charge_amount: 150,
        diagnosis_pointers: [1],
      },
      {
        cpt_code: '36415',
        code_system: 'CPT',
        icd_codes: ['I10'],
        modifiers: [],
        units: 2,
        charge_amount: expect.any(Number),
        diagnosis_pointers: [1],
      },
    ]);
    expect(coded.ok && Object.keys(coded.body.decision)).toEqual(['because', 'tables', 'input_hash', 'result_hash']);
  });

  it('hashes the result over all the rest of it', () => {
    const coded = code({ mdm_level: 'low' });
    if (!coded.ok) throw new Error('refused');
    const { result_hash, ...decision } = coded.body.decision;
    expect(result_hash).toBe(hashOf({ ...coded.body, decision }));
  });

  it('gives the same hashes for null, "" and absent, and others for another fact', () => {
    const hashes = [{}, { last_seen_date: null }, { last_seen_date: '' }, { last_seen_date: '2026-01-01' }].map((stated) => {
      const coded = code({ mdm_level: 'low', ...stated });
      return coded.ok ? coded.body.decision.input_hash : '';
    });
    expect(hashes[1]).toBe(hashes[0]);
    expect(hashes[2]).toBe(hashes[0]);
    expect(hashes[3]).not.toBe(hashes[0]);
  });

  it('names the practice’s configuration and every table in force', () => {
    const coded = code({ mdm_level: 'low' }, { ptp: notLoaded('ncci-ptp-practitioner') });
    const names = coded.ok ? coded.body.decision.tables.map((table) => `${table.name} ${table.version}`) : [];
    expect(names[0]).toBe(`practice sample ${rules.contentHash}`);
    expect(names).toContain('icd-10-cm test');
    expect(names.join()).not.toContain('ncci-ptp');
  });

  it('is auto-coded exactly when nothing stops, and gives the reasons when something does', () => {
    const clean = code({ mdm_level: 'low' });
    const held = code({ mdm_level: 'low', payer_id: 'NOPE' });
    expect(clean.ok && [clean.body.auto_coded, clean.body.requires_review, clean.body.review_reasons]).toEqual([true, false, []]);
    expect(held.ok && [held.body.auto_coded, held.body.requires_review]).toEqual([false, true]);
    expect(held.ok && held.body.review_reasons).toContain(
      "The payer is not one of the practice's payers on the date of service.",
    );
  });

  it('refuses with every fault and no value', () => {
    const refused = code({ visit_type: 'nowhere', units_of_wug: 1 });
    expect(refused).toEqual({
      ok: false,
      body: {
        error: {
          code: 'encounter-invalid',
          message: 'The encounter has 2 faults.',
          details: [
            { path: 'visit_type', code: 'value', message: expect.stringContaining('must be one of') },
            { path: 'units_of_wug', code: 'unknown_field', message: expect.any(String) },
          ],
        },
      },
    });
  });

  it('says a missing 25 once: D010 and no D002 for that pair', () => {
    const ids = idsOf(code({ payer_id: 'MCR', mdm_level: 'low', procedures: [{ procedure_code: '12001' }] }));
    expect(ids.filter((id) => id.startsWith('D'))).toEqual(['D010 1']);
  });

  it('says a missing 57 once', () => {
    const ids = idsOf(
      code({
        payer_id: 'MCR',
        mdm_level: 'low',
        place_of_service: '22',
        diagnoses: [{ icd10_code: 'M17.11' }],
        procedures: [{ procedure_code: '27447', laterality: 'right' }],
      }),
    );
    expect(ids.filter((id) => id.startsWith('D01'))).toEqual(['D011 1,2']);
  });

  it('says an unmapped only diagnosis once: F001 and no A007', () => {
    expect(idsOf(code({ mdm_level: 'low', diagnoses: [{ description: 'unheard-of' }] }))).toEqual(['F001']);
  });

  it('says a bad diagnosis code once', () => {
    const ids = idsOf(code({ mdm_level: 'low', diagnoses: [{ icd10_code: 'M54.5' }] }));
    expect(ids.filter((id) => id.startsWith('C005'))).toEqual(['C005']);
  });

  it('says a missing table once, each table by its name', () => {
    const coded = code(
      { payer_id: 'MCR', mdm_level: 'low', procedures: [{ procedure_code: '36415' }] },
      { ptp: notLoaded('ncci-ptp-practitioner'), mpfs: notLoaded('mpfs') },
    );
    const tables = coded.ok
      ? coded.body.findings.filter((finding) => finding.id === 'F007').map((finding) => /^Table (\S+)/.exec(finding.message)?.[1])
      : [];
    expect([...tables].sort()).toEqual(['mpfs', 'ncci-ptp-practitioner']);
  });

  it('sorts the findings by id, then line', () => {
    const ids = idsOf(code({ payer_id: 'NOPE', provider_npi: '1999999992', procedures: [{ procedure_code: '20610' }] }));
    expect(ids).toEqual([...ids].sort());
    expect(ids.length).toBeGreaterThan(2);
  });
});
