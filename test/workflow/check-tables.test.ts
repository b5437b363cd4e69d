import { expect, it } from '@jest/globals';
import { checkTables } from '../../shared/workflow/check-tables';
import { listOpenWorkItems, markDecided } from '../../shared/workflow/work-items';
import { simulatedWorld } from './simulated-world';

const DAY = 86_400_000;
const SENTENCE = 'Load ncci-mue-practitioner for 2026-10-01: version 2026-07-01 ended on 2026-09-30.';

it('says once a day which tables to load, asks again the next day, and closes by itself', async () => {
  const { world, state } = simulatedWorld();
  const open = async (): Promise<readonly unknown[]> =>
    (await listOpenWorkItems(world)).items.map(({ item }) => [item.kind, item.about, item.reasons]);
  await checkTables(world, []);
  expect(await open()).toEqual([]);
  await checkTables(world, [SENTENCE]);
  expect(await open()).toEqual([['tables_to_load', {}, [SENTENCE]]]);
  const [listed] = (await listOpenWorkItems(world)).items;
  if (listed !== undefined) await markDecided(world, listed, { action: 'reject', by: 'someone', at: world.clock.now() });
  await checkTables(world, [SENTENCE]);
  expect(await open()).toEqual([]);
  state.ms += DAY;
  await checkTables(world, [SENTENCE]);
  expect(await open()).toHaveLength(1);
  await checkTables(world, []);
  expect(await open()).toEqual([]);
});
