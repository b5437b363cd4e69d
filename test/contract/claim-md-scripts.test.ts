import { describe, expect, it } from '@jest/globals';
import { cents } from '../../shared/kernel/money';
import type { Npi } from '../../shared/kernel/npi';
import { plainDateOf, type PlainDate } from '../../shared/kernel/plain-date';
import { buildClaim } from '../../shared/claim/build-claim';
import { defaultEnvelope, writeClaims } from '../../shared/claim/write-837/write-claims';
import type { CodingResult } from '../../shared/coding/coding-result';
import type { PracticeRules } from '../../shared/coding/practice-rules';
import type { VisitParties } from '../../shared/encounter/visit-parties';
import { loadPractice } from '../../shared/practice/load-practice';
import { claimsIn837, type ReceivedClaim } from '../../infra/local/claim-md-simulator/claims-in-837';
import { createScriptBook } from '../../infra/local/claim-md-simulator/scripts';
import type { DayPerson, DayVisit } from '../../infra/local/day-visits';
import { defaultDay } from '../../infra/local/default-day';

const DAY = plainDateOf('2026-11-20');

async function sampleRules(): Promise<PracticeRules> {
  const practice = await loadPractice('sample');
  if (!practice.ok) throw new Error('the sample practice does not load');
  return practice.value;
}

/** One line for every visit: what is coded does not matter here, whose claim it is does. */
const codedAs = (visit: DayVisit): CodingResult => ({
  encounterId: visit.encounter.encounter_id,
  patientId: visit.encounter.patient_id,
  providerNpi: visit.encounter.provider_npi as Npi,
  dateOfService: visit.encounter.date_of_service as PlainDate,
  placeOfService: '11',
  serviceLines: [
    {
      procedureCode: '99213',
      codeSystem: 'CPT',
      modifiers: ['25'],
      units: 1,
      chargeCents: cents(15_000),
      diagnosisPointers: [1],
      facts: {},
    },
  ],
  diagnosisCodes: ['I10'],
  findings: [],
  because: [],
  inputHash: '',
  tables: [],
});

const personOf = ({ last_name, first_name, birth_date, sex, address }: DayPerson): VisitParties['patient'] =>
  JSON.parse(
    JSON.stringify({ lastName: last_name, firstName: first_name, birthDate: birth_date, sex, address }),
  ) as VisitParties['patient'];

function partiesOf({ patient, insurance }: DayVisit): VisitParties | undefined {
  if (insurance?.member_id === undefined) return undefined;
  return {
    patient: personOf(patient),
    insurance: {
      payerId: insurance.payer_id,
      memberId: insurance.member_id,
      relationship: insurance.relationship,
      ...(insurance.subscriber === undefined ? {} : { subscriber: personOf(insurance.subscriber) }),
    },
  };
}

function claimOf(visit: DayVisit, claimId: string, rules: PracticeRules): ReceivedClaim | undefined {
  const parties = partiesOf(visit);
  if (parties === undefined) return undefined;
  const claim = buildClaim(codedAs(visit), parties, rules, { claimId, frequency: 'original' });
  if (!claim.ok) throw new Error(`${visit.encounter.encounter_id}: ${claim.error.map((finding) => finding.message).join()}`);
  const written = writeClaims([claim.value], defaultEnvelope(rules, { controlNumber: 1, at: '2026-11-20T09:30' }));
  if (!written.ok) throw new Error(`${visit.encounter.encounter_id}: ${written.error.map((fault) => fault.path).join()}`);
  return claimsIn837(written.value)?.[0];
}

describe('Claim.MD simulator › whose claim it is', () => {
  it('every claim our writer makes of the default day finds the script of its visit', async () => {
    const rules = await sampleRules();
    const { visits } = defaultDay(DAY, 1);
    const book = createScriptBook(visits);
    const taken = new Map<number, string>();
    const seen = new Set<string>();
    let claims = 0;
    for (const [index, visit] of visits.entries()) {
      if (seen.has(visit.encounter.encounter_id)) continue;
      seen.add(visit.encounter.encounter_id);
      const claim = claimOf(visit, `VTC${index}`, rules);
      if (claim === undefined) continue;
      claims += 1;
      const found = book.visitOf(claim, (candidate) => taken.get(candidate));
      expect([visit.encounter.encounter_id, found]).toEqual([visit.encounter.encounter_id, index]);
      taken.set(index, claim.patientControlNumber);
      expect(claim).toMatchObject({
        patientControlNumber: `VTC${index}`,
        remoteClaimId: `VTC${index}`,
        payerId: visit.insurance?.payer_id,
        memberId: visit.insurance?.member_id,
        billingNpi: '1987654328',
        renderingNpi: visit.encounter.provider_npi,
        dateOfService: visit.encounter.date_of_service.replaceAll('-', ''),
        lines: [{ code: '99213', modifiers: ['25'], chargeCents: 15_000 }],
      });
    }
    expect(claims).toBeGreaterThan(35);
  });

  it('two visits of one patient on one day each keep their own script', async () => {
    const rules = await sampleRules();
    const { visits } = defaultDay(DAY, 1);
    const [visit] = visits;
    if (visit === undefined) throw new Error('no visit');
    const morning: DayVisit = { ...visit, remittance: 'denied' };
    const evening: DayVisit = {
      ...visit,
      encounter: { ...visit.encounter, encounter_id: 'LATER', provider_npi: '1456789019' },
      remittance: 'paid',
    };
    const book = createScriptBook([morning, evening]);
    const later = claimOf(evening, 'C2', rules);
    const earlier = claimOf(morning, 'C1', rules);
    if (later === undefined || earlier === undefined) throw new Error('no claim');
    expect(book.visitOf(later, () => undefined)).toBe(1);
    expect(book.visitOf(earlier, (index) => (index === 1 ? 'C2' : undefined))).toBe(0);
    expect(book.visitOf(earlier, (index) => `C${index}9`)).toBeUndefined();
  });

  it('what is no 837 is not read', () => {
    expect(claimsIn837('hello')).toBeUndefined();
  });
});
