import { beforeAll, describe, expect, it } from '@jest/globals';
import type { VisitParties } from '../../shared/encounter/visit-parties';
import { stops, type Finding } from '../../shared/kernel/finding';
import { plainDateOf } from '../../shared/kernel/plain-date';
import { loadPractice } from '../../shared/practice/load-practice';
import { loadReferenceTables } from '../../shared/reference-data/load-reference-tables';
import type { ClaimEngine } from '../../shared/workflow/claim-engine';
import { createClaimEngine } from '../../shared/workflow/create-claim-engine';
import { AS_OF, encounterJson, type EncounterJson } from '../builders/encounter';

const partiesAt = (payerId: string): VisitParties => ({
  patient: {
    lastName: 'Tumbleweed',
    firstName: 'Ignatia',
    birthDate: plainDateOf('1957-04-01'),
    sex: 'F',
    address: { line1: '1 Marble Lane', city: 'Plinkwater', state: 'OH', zip: '43004' },
  },
  insurance: { payerId, memberId: payerId === 'MCR' ? '1EG4TE5MK73' : 'QZX914770013', relationship: 'self' },
});

/** What the coder took from the note reaches the claim, so that its edits do not ask again. */
const VISITS: readonly (readonly [name: string, visit: EncounterJson, holds: string])[] = [
  ['99215 by 70 minutes, with 99417', { total_time_minutes: 70 }, ''],
  ['99215 by time and MDM, with 99417', { total_time_minutes: 85, separately_billed_minutes: 10, mdm_level: 'high' }, ''],
  ['99215 by 84 minutes, with G2212', { total_time_minutes: 84, payer_id: 'MCR' }, ''],
  [
    'home visit, prolonged over several days, with G0318',
    {
      visit_type: 'home_established',
      total_time_minutes: 90,
      payer_id: 'MCR',
      other_day_minutes: [{ date: '2026-11-09', minutes: 30 }],
    },
    '',
  ],
  [
    'critical care by 110 minutes, at a place whose facility nobody stated',
    { visit_type: 'critical_care', total_time_minutes: 110 },
    'A011 B009',
  ],
  ['a birth date as the registration has it', { mdm_level: 'low', patient_birth_date: '1957-04-01' }, ''],
  ['a birth date against the registration', { mdm_level: 'low', patient_birth_date: '1957-04-02' }, 'F010'],
  ['a sex against the registration', { mdm_level: 'low', patient_sex: 'M' }, 'F010'],
  ['a sex that the note does not know', { mdm_level: 'low', patient_sex: 'U' }, ''],
  ['a payer against the registered insurance', { mdm_level: 'low', payer_id: 'MADV' }, 'F010'],
  [
    'telehealth without the place of the patient: one question, not two',
    { visit_type: 'telehealth', patient_status: 'established', mdm_level: 'low' },
    'F006',
  ],
];

describe('from a visit to its claim', () => {
  let engine: ClaimEngine;
  beforeAll(async () => {
    const practice = await loadPractice('sample');
    if (!practice.ok) throw new Error('the sample practice does not load');
    const tables = await loadReferenceTables({ production: false });
    engine = createClaimEngine(practice.value, tables, { senderId: 'S', receiverId: 'R', receiverName: 'R' });
  });

  const heldBy = (visit: EncounterJson): string => {
    const coded = engine.codeVisit(encounterJson(visit), AS_OF);
    if (!coded.ok) return coded.faults.join(' ');
    if (coded.result.findings.some(stops)) return idsOf(coded.result.findings);
    const claim = engine.buildClaim(coded, partiesAt(visit['payer_id'] === 'MCR' ? 'MCR' : 'COM1'), {
      claimId: 'C1',
      frequency: 'original',
    });
    return idsOf(claim.ok ? engine.scrubClaim(claim.value, AS_OF).findings : claim.error);
  };
  const idsOf = (findings: readonly Finding[]): string =>
    [...new Set(findings.filter(stops).map((finding) => finding.id))].sort().join(' ');

  it.each(VISITS)('%s', (_, visit, holds) => {
    expect(heldBy(visit)).toBe(holds);
  });
});
