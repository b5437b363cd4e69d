import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { buildStack, isAlive, newFolder, pause, smallDay, startStack } from './local-stack';

const DAY = '2026-11-20';
/** Contracts: over in 15 seconds. */
const STOP_MS = 15_000;

describe('the local day, told to stop in the middle', () => {
  beforeAll(buildStack, 60_000);

  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s: over in 15 seconds, nothing left running, and not 0',
    async (signal) => {
      const folder = newFolder();
      writeFileSync(join(folder, 'visits.ndjson'), smallDay(DAY));
      const run = await startStack(folder, ['--once', '--day', DAY, '--visits', join(folder, 'visits.ndjson')]);
      let ended = false;
      void run.exit.then(() => (ended = true));
      while (!ended && !run.output().includes('The day passes')) await pause(50);
      expect(run.output()).toContain('The day passes');
      await pause(1_500);
      const { services = 0, app = 0 } = run.pids() ?? {};
      expect([services, app].map(isAlive)).toEqual([true, true]);
      const told = performance.now();
      run.child.kill(signal);
      expect(await run.exit).not.toBe(0);
      expect(performance.now() - told).toBeLessThan(STOP_MS);
      expect([services, app, run.child.pid ?? 0].map(isAlive)).toEqual([false, false, false]);
    },
    120_000,
  );
});
