import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { buildStack, isAlive, newFolder, pause, smallDay, startStack, type Run } from './local-stack';

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

async function startDay(folder = newFolder()): Promise<Run> {
  const visits = join(folder, 'visits.ndjson');
  writeFileSync(visits, smallDay(DAY));
  return startStack(folder, ['--once', '--day', DAY, '--visits', visits]);
}

// Windows has no signals to send.
(process.platform === 'win32' ? describe.skip : describe)('the end of the local stack', () => {
  beforeAll(buildStack);

  it('told to stop while it is starting, it leaves nothing running and data that can be started again', async () => {
    const run = await startDay();
    expect(await until(() => run.output().includes('Starting services') && below(run.child.pid ?? 0).length > 1, 30)).toBe(true);
    const started = below(run.child.pid ?? 0);
    run.child.kill('SIGTERM');
    expect([await run.exit, run.output().trim().split('\n').at(-1)]).toEqual([143, 'Stopping.']);
    expect(await goneIn(started, 1)).toBe(true);
    expect(['lock', 'services.open'].filter((name) => existsSync(join(run.folder, 'data', name)))).toEqual([]);

    const again = await startDay(run.folder);
    expect([await again.exit, again.summary().visits.length]).toEqual([0, 5]);
  }, 120_000);

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
