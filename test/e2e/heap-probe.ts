import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'vtc-heap-'));
const script = join(folder, 'probe.cjs');
const reading = (pid: number): string => join(folder, `${pid}.txt`);

/**
 * The environment that makes every process of the stack tell, on SIGUSR2, how many MB its heap holds once all garbage is collected.
 * The resident set says little: V8 keeps what it once took.
 */
export function withHeapProbe(): Readonly<Record<string, string>> {
  writeFileSync(
    script,
    `process.on('SIGUSR2', () => {
  require('node:v8').setFlagsFromString('--expose-gc');
  const collect = require('node:vm').runInNewContext('gc');
  collect();
  collect();
  const file = ${JSON.stringify(folder)} + '/' + process.pid + '.txt';
  require('node:fs').writeFileSync(file + '.new', String(process.memoryUsage().heapUsed / 1048576));
  require('node:fs').renameSync(file + '.new', file);
});`,
  );
  return process.platform === 'win32' ? {} : { NODE_OPTIONS: `--require ${JSON.stringify(script)}` };
}

/** What the process answers; undefined where there are no signals. */
export async function heapOf(pid: number): Promise<number | undefined> {
  if (process.platform === 'win32') return undefined;
  rmSync(reading(pid), { force: true });
  process.kill(pid, 'SIGUSR2');
  for (let look = 0; look < 100; look++) {
    if (existsSync(reading(pid))) return Number(readFileSync(reading(pid), 'utf8'));
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('the process does not say how large its heap is');
}
