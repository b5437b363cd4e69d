import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NAME = /^vtc-tests-(\d+)$/;

/**
 * Everything that the tests of a run put into the system's temporary folder goes into one folder, which ends with the run. What a run
 * that was interrupted left behind is removed by the next.
 */
export default function setup(): void {
  const system = tmpdir();
  for (const name of readdirSync(system)) {
    const pid = NAME.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(system, name), { recursive: true, force: true });
  }
  const own = join(system, `vtc-tests-${process.pid}`);
  mkdirSync(own, { recursive: true });
  // Unix reads the first, Windows the others; the workers inherit them.
  for (const variable of ['TMPDIR', 'TEMP', 'TMP']) process.env[variable] = own;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is alive too.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
