import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { buildStack, isAlive, newFolder, pause, smallDay, startStack, type Run } from './local-stack';

// `npm run rehearse:crash` kills twenty times during the product's own day; `npm test` twice during a small one.
const KILLS = Number(process.env['VTC_KILLS'] ?? 2);
const FULL_DAY = process.env['VTC_FULL_DAY'] !== undefined;
const DAY = '2026-11-20';

/** The same sequence for a seed (mulberry32), so that a rehearsal can be repeated. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

async function killAtMoments(run: Run, kills: number): Promise<number> {
  const random = seeded(7);
  let killed = 0;
  const over = new AbortController();
  void run.exit.then(() => {
    over.abort();
  });
  while (!run.output().includes('The day passes')) await pause(50);
  while (killed < kills && !over.signal.aborted) {
    await pause(200 + random() * 900);
    const app = run.pids()?.app ?? 0;
    if (app === 0 || !isAlive(app) || run.output().includes('Audit log:')) continue;
    process.kill(app, 'SIGKILL');
    killed += 1;
  }
  return killed;
}

describe('the local day', () => {
  beforeAll(buildStack);

  it(
    'ends the same whether or not the app is killed in it, tells nobody a name, and leaves nothing running',
    async () => {
      const visits = join(newFolder(), 'visits.ndjson');
      writeFileSync(visits, smallDay(DAY));
      const args = ['--once', '--day', DAY, ...(FULL_DAY ? [] : ['--visits', visits])];
      const calm = await startStack(newFolder(), args);
      expect([await calm.exit, calm.output().match(/Not right.*/g)]).toEqual([0, null]);
      const stormy = await startStack(newFolder(), args);
      const killed = await killAtMoments(stormy, KILLS);
      expect([await stormy.exit, stormy.output().match(/Not right.*/g)]).toEqual([0, null]);
      expect(killed).toBe(KILLS);

      expect(stormy.summary().visits).toEqual(calm.summary().visits);
      const claims = (run: Run): unknown =>
        [...run.summary().clearinghouse.claims].sort((a, b) => (a.claim_id < b.claim_id ? -1 : 1));
      expect(claims(stormy)).toEqual(claims(calm));
      expect([calm.summary().audit.ok, stormy.summary().audit.ok]).toEqual([true, true]);
      const traced = ['messages', 'notifications', 'audit'].map((name) =>
        readFileSync(join(stormy.folder, 'trace', `${name}.ndjson`), 'utf8'),
      );
      const told = [stormy.output(), calm.output(), ...traced].join('\n');
      expect(calm.summary().canaries.length).toBeGreaterThan(4);
      expect(calm.summary().canaries.filter((canary) => told.includes(canary))).toEqual([]);
      const { services = 0, app = 0 } = stormy.pids() ?? {};
      expect([services, app].map(isAlive)).toEqual([false, false]);
    },
    FULL_DAY ? 600_000 : 120_000,
  );
});
