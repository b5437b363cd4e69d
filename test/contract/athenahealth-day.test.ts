import { afterEach, describe, expect, it } from '@jest/globals';
import { defaultDay } from '../../infra/local/default-day';
import { at, bench, closeAll, DAY, wholeFeed } from './athenahealth-bench';

afterEach(closeAll);

describe('athenahealth › a whole day over loopback', () => {
  it('finds every note of the default day and gives every encounter back as it was written', async () => {
    const { visits } = defaultDay(DAY, 1);
    const { ehr } = await bench(visits, '20:00:00', { settings: { pageSize: 10 } });
    const { signed, pending } = await wholeFeed(ehr, at('07:00:00'), at('20:00:00'));
    const seen = new Set([...signed, ...pending].map(({ encounterId }) => encounterId));
    expect(seen).toEqual(new Set(visits.map((visit) => visit.encounter.encounter_id)));
    for (const id of seen) {
      const outcome = await ehr.fetchVisit(id);
      const given = visits.findLast((visit) => visit.encounter.encounter_id === id);
      if (outcome.kind !== 'signed') throw new Error(`${id} is ${outcome.kind}`);
      expect(outcome.visit.encounter).toMatchObject(given?.encounter ?? {});
    }
  });
});
