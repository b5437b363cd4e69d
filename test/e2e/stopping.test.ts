import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { buildStack, isAlive, newFolder, pause, root, smallDay, startStack, type Run } from './local-stack';

const DAY = '2026-11-20';

/** Every process below one, as the system sees them now. */
function below(pid: number): readonly number[] {
  const table = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).stdout.trim();
  const pairs = table.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const children = pairs.filter(([, parent]) => parent === pid).map(([child = 0]) => child);
  return children.flatMap((child) => [child, ...below(child)]);
}

async function until(condition: () => boolean, seconds: number): Promise<boolean> {
  for (let look = 0; look < seconds * 20 && !condition(); look++) await pause(50);
  return condition();
}

const goneIn = async (pids: readonly number[], seconds: number): Promise<boolean> => until(() => !pids.some(isAlive), seconds);

const isStarting = (run: Run): boolean => run.output().includes('Starting services') && below(run.child.pid ?? 0).length > 1;

/** A claim was given to the queue this moment: its upload is about to begin, or has. */
const isSubmitting = (run: Run): boolean => {
  const trace = join(run.folder, 'trace', 'messages.ndjson');
  return run.output().includes('The day passes') && existsSync(trace) && readFileSync(trace, 'utf8').includes('claim-ready');
};

async function startDay(folder = newFolder()): Promise<Run> {
  const visits = join(folder, 'visits.ndjson');
  writeFileSync(visits, smallDay(DAY));
  return startStack(folder, ['--once', '--day', DAY, '--visits', visits], root, {}, true);
}

// Windows has no signals to send.
(process.platform === 'win32' ? describe.skip : describe)('the end of the local stack', () => {
  beforeAll(buildStack);

  it('told to stop while it starts, and while claims are under way by Ctrl-C and by SIGTERM, it is over in 15 seconds and leaves nothing running; started again it ends the day', async () => {
    const folder = newFolder();
    for (const [moment, has, signal, code] of [
      ['starting', isStarting, 'SIGTERM', 143],
      ['under way', isSubmitting, 'SIGINT', 130],
      ['under way', isSubmitting, 'SIGTERM', 143],
    ] as const) {
      const run = await startDay(folder);
      expect([moment, await until(() => has(run), 60)]).toEqual([moment, true]);
      const group = run.child.pid ?? 0;
      const started = below(group);
      process.kill(signal === 'SIGINT' ? -group : group, signal);
      expect([signal, await until(() => run.child.exitCode !== null, 15)]).toEqual([signal, true]);
      expect([signal, await run.exit, run.output().trim().split('\n').at(-1)]).toEqual([signal, code, 'Stopping.']);
      expect([started.length >= (moment === 'starting' ? 2 : 3), await goneIn(started, 1)]).toEqual([true, true]);
      expect(['lock', 'services.open'].filter((name) => existsSync(join(folder, 'data', name)))).toEqual([]);
    }

    const last = await startDay(folder);
    expect([await last.exit, last.output().match(/Not right.*/g)]).toEqual([0, null]);
    const { visits, clearinghouse, audit } = last.summary();
    expect(visits.map((visit) => `${visit.encounter_id} ${visit.state} ${visit.reason ?? ''}`.trim())).toEqual([
      'E2E-1 paid',
      'E2E-2 denied CO-50',
      'E2E-3 rejected 1001 ins_number',
      'E2E-4 held F001',
      'E2E-5 paid',
    ]);
    expect(clearinghouse.claims.map((claim) => claim.times_received)).toEqual([1, 1, 1, 1]);
    expect(audit.ok).toBe(true);
  }, 180_000);

  it('without its supervisor, it ends by itself and in order', async () => {
    const run = await startDay();
    expect(await until(() => run.output().includes('The day passes'), 60)).toBe(true);
    const started = below(run.child.pid ?? 0);
    expect(started.length).toBeGreaterThanOrEqual(3);
    run.child.kill('SIGKILL');
    expect(await goneIn(started, 15)).toBe(true);
    expect(existsSync(join(run.folder, 'data', 'services.open'))).toBe(false);
  }, 90_000);

  it('without its storage, it says so and ends', async () => {
    const run = await startDay();
    expect(await until(() => run.output().includes('The day passes'), 60)).toBe(true);
    const started = below(run.child.pid ?? 0);
    const storage = below(run.pids()?.services ?? 0)[0] ?? 0;
    process.kill(storage, 'SIGKILL');
    expect(await run.exit).toBe(1);
    expect(run.output().trim().split('\n').at(-1)).toMatch(/^The services .* ended unexpectedly/);
    expect(await goneIn(started, 5)).toBe(true);
  }, 90_000);
});
