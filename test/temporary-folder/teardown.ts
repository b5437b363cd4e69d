import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename } from 'node:path';

/** Removes the run's own temporary folder; never another one. */
export default function teardown(): void {
  const own = tmpdir();
  if (basename(own) === `vtc-tests-${process.pid}`) rmSync(own, { recursive: true, force: true, maxRetries: 3 });
}
