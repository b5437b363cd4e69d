import { afterEach, describe, expect, it } from '@jest/globals';
import { plainDateOf } from '../../shared/kernel/plain-date';
import { createAthenahealth, type Athenahealth } from '../../shared/ehr/athenahealth/athenahealth';
import { unlimitedBudget } from '../../shared/workflow/request-budget';
import { createAthenahealthSimulator } from '../../infra/local/athenahealth-simulator/simulator';
import type { DayVisit } from '../../infra/local/day-visits';
import { defaultDay } from '../../infra/local/default-day';
import { instantOfEastern } from '../../shared/kernel/eastern-time';
import { movableClock, serve } from './loopback';

const DAY = plainDateOf('2026-11-20');
const at = (time: string) => instantOfEastern(DAY, time) ?? ('' as never);

let close: (() => Promise<void>) | undefined;
afterEach(async () => close?.());

async function practice(visits: readonly DayVisit[], time: string): Promise<Athenahealth> {
  const clock = movableClock(at(time));
  const vendor = createAthenahealthSimulator({
    practiceId: '195900',
    clientId: 'id',
    clientSecret: 'secret',
    day: DAY,
    visits,
    clock: clock.now,
  });
  const served = await serve(vendor);
  close = served.close;
  return createAthenahealth(
    { baseUrl: served.baseUrl, practiceId: '195900', timeoutMs: 20_000, pageSize: 10, allowLoopback: true },
    { fetch, clock, budget: unlimitedBudget, secret: async (name) => (name.endsWith('Id') ? 'id' : 'secret') },
  );
}

describe('athenahealth › a whole day over loopback', () => {
  it('finds every note of the default day and gives every encounter back as it was written', async () => {
    const { visits } = defaultDay(DAY, 1);
    const ehr = await practice(visits, '20:00:00');
    const seen = new Set<string>();
    for (let page: string | undefined, first = true; first || page !== undefined; first = false) {
      const found = await ehr.changedVisits(at('07:00:00'), at('20:00:00'), page);
      for (const ref of [...found.signed, ...found.pending]) seen.add(ref.encounterId);
      page = found.next;
    }
    expect(seen).toEqual(new Set(visits.map((visit) => visit.encounter.encounter_id)));
    for (const id of seen) {
      const outcome = await ehr.fetchVisit(id);
      const given = visits.findLast((visit) => visit.encounter.encounter_id === id);
      if (outcome.kind !== 'signed') throw new Error(`${id} is ${outcome.kind}`);
      expect(outcome.visit.encounter).toMatchObject(given?.encounter ?? {});
    }
  });
});
