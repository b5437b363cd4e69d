import { describe, expect, it } from '@jest/globals';
import { plainDateOf } from '../../shared/kernel/plain-date';
import { parseEncounterBody } from '../../shared/messages/encounter-body';
import { AS_OF, encounterJson } from '../builders/encounter';

const faultsOf = (json: unknown): readonly string[] => {
  const parsed = parseEncounterBody(json, AS_OF);
  return parsed.ok ? [] : parsed.error.map((fault) => `${fault.path} ${fault.code}`);
};

describe('parseEncounterBody', () => {
  it('takes the plain encounter', () => {
    expect(faultsOf(encounterJson())).toEqual([]);
  });

  it.each([
    ['encounter_id', undefined, 'encounter_id required'],
    ['encounter_id', '', 'encounter_id value'],
    ['encounter_id', ' ', 'encounter_id value'],
    ['encounter_id', 'x'.repeat(51), 'encounter_id value'],
    ['encounter_id', 'a\nb', 'encounter_id value'],
    ['patient_id', null, 'patient_id type'],
    ['provider_npi', '1234567890', 'provider_npi value'],
    ['provider_npi', 1234567893, 'provider_npi type'],
    ['date_of_service', '2026-02-30', 'date_of_service value'],
    ['date_of_service', '2026-11-22', 'date_of_service value'],
    ['date_of_service', '10/11/2026', 'date_of_service value'],
    ['visit_type', 'urgent_care', 'visit_type value'],
    ['patient_birth_date', '2026-11-22', 'patient_birth_date value'],
    ['last_seen_date', '2027-01-01', 'last_seen_date value'],
    ['mdm_level', 'minimal', 'mdm_level value'],
    ['mdm', { problems: 'low', data: 'low' }, 'mdm.risk value'],
    ['mdm', { problems: 'low', data: 'low', risk: 'none' }, 'mdm.risk value'],
    ['total_time_minutes', 30.5, 'total_time_minutes type'],
    ['total_time_minutes', -1, 'total_time_minutes value'],
    ['total_time_minutes', '30', 'total_time_minutes type'],
    ['telehealth', 'yes', 'telehealth type'],
    ['place_of_service', '1', 'place_of_service value'],
    ['diagnoses', {}, 'diagnoses type'],
    ['diagnoses', [{}], 'diagnoses.0 required'],
    ['diagnoses', [{ icd10_code: '' }], 'diagnoses.0 required'],
    ['diagnoses', [{ icd10_code: 'I10' }, { icd10_code: 7 }], 'diagnoses.1.icd10_code type'],
    ['diagnoses', [{ icd10_code: 'I10', code: 'x' }], 'diagnoses.0.code unknown_field'],
    ['procedures', [{ units: 'x' }], 'procedures.0.units type'],
    ['procedures', [{ diagnosis_refs: [0] }], 'procedures.0.diagnosis_refs.0 value'],
    ['procedures', [{ ndc: '123' }], 'procedures.0.ndc value'],
    ['procedures', [{ tooth_number: '33' }], 'procedures.0.tooth_number value'],
    ['procedures', [{ surface: 'MO,D' }], 'procedures.0.surface value'],
    ['procedures', [{ area: '50' }], 'procedures.0.area value'],
    ['procedures', [{ provider_npi: '123' }], 'procedures.0.provider_npi value'],
    ['procedures', [{ prior_placement_date: '2030-01-01' }], 'procedures.0.prior_placement_date value'],
    ['prior_procedures', [{ code: '99213' }], 'prior_procedures.0.date required'],
    ['prior_procedures', [{ code: '99213', date: '2026-11-22' }], 'prior_procedures.0.date value'],
    ['other_day_minutes', [{ date: '2026-12-01', minutes: 5 }], 'other_day_minutes.0.date value'],
    ['transitional_care', { discharge_date: '2026-12-01' }, 'transitional_care.discharge_date value'],
    ['transitional_care', { admitted: '2026-01-01' }, 'transitional_care.admitted unknown_field'],
    ['note', 'x', 'note unknown_field'],
    ['note', null, 'note unknown_field'],
  ])('names the fault of %s %p', (field, value, fault) => {
    expect(faultsOf(encounterJson({ [field]: value }))).toEqual([fault]);
  });

  it('names every fault at once', () => {
    const json = encounterJson({
      visit_type: 'nowhere',
      diagnoses: [{ icd10_code: 'I10' }, {}],
      procedures: [{ units: 'x' }],
      extra: 1,
    });
    expect([...faultsOf(json)].sort()).toEqual([
      'diagnoses.1 required',
      'extra unknown_field',
      'procedures.0.units type',
      'visit_type value',
    ]);
  });

  it.each([[null], ['text'], [7], [[]]])('refuses %p whole', (json) => {
    expect(faultsOf(json)).toEqual([' type']);
  });

  it('never repeats a value', () => {
    const secret = 'Zelphina Quagmire';
    const json = { ...encounterJson({ visit_type: secret, mdm_level: secret, total_time_minutes: secret, patient_sex: secret }) };
    const parsed = parseEncounterBody(json, AS_OF);
    expect(JSON.stringify(parsed)).not.toContain('Quagmire');
    expect(parsed.ok).toBe(false);
  });

  it.each([[null], ['']])('takes %p in an optional field as absent', (absent) => {
    const stated = encounterJson({
      patient_status: absent,
      last_seen_date: absent,
      mdm: absent,
      total_time_minutes: absent,
      telehealth: absent,
      transitional_care: absent,
      procedures: [{ procedure_code: '36415', units: absent, laterality: absent, ndc: absent }],
      prior_procedures: absent,
    });
    const parsed = parseEncounterBody(stated, AS_OF);
    const plain = parseEncounterBody(encounterJson({ procedures: [{ procedure_code: '36415' }] }), AS_OF);
    expect(parsed).toEqual(plain);
    expect(parsed.ok && 'patientStatus' in parsed.value).toBe(false);
  });

  it('takes the words of the MDM elements as levels', () => {
    const parsed = parseEncounterBody(encounterJson({ mdm: { problems: 'minimal', data: 'limited', risk: 'extensive' } }), AS_OF);
    expect(parsed.ok && parsed.value.mdm).toEqual({ problems: 'straightforward', data: 'low', risk: 'high' });
  });

  it('takes the day itself as not in the future, and Part B may start later', () => {
    expect(faultsOf(encounterJson({ date_of_service: '2026-11-21', part_b_effective_date: '2027-01-01' }))).toEqual([]);
    expect(parseEncounterBody(encounterJson(), plainDateOf('2026-11-09')).ok).toBe(false);
  });
});
