import { afterEach, describe, expect, it } from '@jest/globals';
import { instantOfEastern } from '../../shared/kernel/eastern-time';
import { stops, type Finding } from '../../shared/kernel/finding';
import { plainDateOf } from '../../shared/kernel/plain-date';
import { createAthenahealth } from '../../shared/ehr/athenahealth/athenahealth';
import { loadPractice } from '../../shared/practice/load-practice';
import { loadReferenceTables } from '../../shared/reference-data/load-reference-tables';
import type { FetchedVisit } from '../../shared/workflow/ports';
import type { ClaimEngine } from '../../shared/workflow/claim-engine';
import { createClaimEngine } from '../../shared/workflow/create-claim-engine';
import { unlimitedBudget } from '../../shared/workflow/request-budget';
import { createAthenahealthSimulator } from '../../infra/local/athenahealth-simulator/simulator';
import { defaultDay } from '../../infra/local/default-day';
import file from '../../infra/local/default-day.json';
import { movableClock, serve } from './loopback';

const DAY = plainDateOf('2026-11-20');

let close: (() => Promise<void>) | undefined;
afterEach(async () => close?.());

/** What holds the visit before a claim may leave: findings of coding, else of building the claim, else of its edits. */
function held({ encounter, parties }: FetchedVisit, engine: ClaimEngine): string {
  const coded = engine.codeVisit(encounter, DAY);
  if (!coded.ok) return coded.faults.join(' ');
  if (coded.result.findings.some(stops)) return idsOf(coded.result.findings);
  const claim = engine.buildClaim(coded, parties, { claimId: 'C1', frequency: 'original' });
  return idsOf(claim.ok ? engine.scrubClaim(claim.value, DAY).findings : claim.error);
}

const idsOf = (findings: readonly Finding[]): string =>
  [...new Set(findings.filter(stops).map((finding) => finding.id))].sort().join(' ');

/** The stories of default-day.json that end before a claim leaves, by what holds them. All others leave. */
const HELD: Readonly<Record<string, string>> = {
  'a diagnosis in words nobody mapped': 'F001',
  'neither MDM nor minutes': 'F003',
  'uninsured, said so': 'F008',
  'no insurance on file': 'F008',
  'a procedure nobody mapped': 'F002',
  'stated level and stated elements disagree': 'F004',
  'billed as new, seen a year and a half ago': 'D009',
  'a preventive visit Medicare does not cover': 'C010',
  'a diagnosis code retired five years ago': 'C005',
  'a provider the payer has not enrolled': 'B006',
  'joint injection, nothing attested': 'D010',
};

describe('the default day, read from the EHR and coded', () => {
  it('every visit is held for what its story says, or leaves as a claim', async () => {
    const practice = await loadPractice('sample');
    if (!practice.ok) throw new Error('the sample practice does not load');
    const tables = await loadReferenceTables({ production: false });
    const engine = createClaimEngine(practice.value, tables, { senderId: 'S', receiverId: 'R', receiverName: 'R' });
    const { visits } = defaultDay(DAY, 0);
    const evening = instantOfEastern(DAY, '23:00:00');
    if (evening === undefined) throw new Error('no evening');
    const clock = movableClock(evening);
    const credentials = { clientId: 'id', clientSecret: 'secret' };
    const served = await serve(
      createAthenahealthSimulator({ practiceId: '1', ...credentials, day: DAY, visits, clock: clock.now }),
    );
    close = served.close;
    const ehr = createAthenahealth(
      { baseUrl: served.baseUrl, practiceId: '1', timeoutMs: 5000, pageSize: 100, allowLoopback: true },
      { fetch, clock, budget: unlimitedBudget, secret: async (name) => (name.endsWith('Id') ? 'id' : 'secret') },
    );
    const found: Record<string, string> = {};
    for (const row of file.visits) {
      const outcome = await ehr.fetchVisit(row.encounter.encounter_id);
      found[row.story] = outcome.kind === 'signed' ? held(outcome.visit, engine) : outcome.kind;
    }
    expect(found).toEqual(Object.fromEntries(file.visits.map(({ story }) => [story, HELD[story] ?? ''])));
  });
});
