import type { Encounter } from '../../shared/encounter/encounter';
import type { PlainDate } from '../../shared/kernel/plain-date';
import { plainDateOf } from '../../shared/kernel/plain-date';
import { parseEncounterBody } from '../../shared/messages/encounter-body';

/** The day that counts as today in the tests. */
export const AS_OF: PlainDate = plainDateOf('2026-11-21');

export type EncounterJson = Readonly<Record<string, unknown>>;

/** A valid encounter's JSON: an established office visit of low MDM at the commercial payer; a case states only what matters. */
export const encounterJson = (stated: EncounterJson = {}): EncounterJson => ({
  encounter_id: 'enc-1',
  patient_id: 'pat-1',
  provider_npi: '1234567893',
  date_of_service: '2026-11-10',
  visit_type: 'office_visit_established',
  payer_id: 'COM1',
  diagnoses: [{ icd10_code: 'I10' }],
  ...stated,
});

/** The domain encounter of that JSON; throws with the faults' paths when the case itself is wrong. */
export function encounter(stated: EncounterJson = {}): Encounter {
  const parsed = parseEncounterBody(encounterJson(stated), AS_OF);
  if (!parsed.ok) throw new Error(`the test's encounter is refused: ${parsed.error.map((fault) => fault.path).join(', ')}`);
  return parsed.value;
}
