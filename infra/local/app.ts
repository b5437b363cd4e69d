import { readFileSync } from 'node:fs';
import { startHost } from './functions-host/host';
import type { LogLine } from './functions-host/functions-core';
import { createFileClock } from '../../functions/file-clock';
import { msOfInstant } from '../../shared/kernel/plain-date';

// The *app* process: the Functions host with the product's own bundle. It may be killed at any instant.

export interface AppConfiguration {
  readonly appFolder: string;
  readonly port: number;
  readonly keys: { readonly function: string; readonly master: string };
  readonly clockFile: string;
}

function log({ level, functionName, message }: LogLine): void {
  process.stderr.write(`${level} ${functionName ?? 'host'}: ${message}\n`);
}

async function main(configuration: AppConfiguration): Promise<void> {
  readFileSync(configuration.clockFile);
  const clock = createFileClock(configuration.clockFile);
  const host = await startHost({
    ...configuration,
    environment: process.env,
    timers: 'admin',
    log,
    now: () => msOfInstant(clock.now()),
  });
  void stopAsked.then(() => {
    setTimeout(() => process.exit(1), LAST_MS);
    void host.close().finally(() => process.exit(0));
  });
  tell({ kind: 'ready', port: host.port });
}

/** Says something to the supervisor; nothing happens when it is gone. */
function tell(message: object): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

/** A call that waits for services which are gone does not keep the process: it may be killed at any instant. */
const LAST_MS = 8000;
// Listens from the first moment on: told to stop while starting, or with its supervisor gone, it ends as soon as it is up.
const stopAsked = new Promise<void>((resolve) => {
  process.on('SIGTERM', resolve);
  process.on('disconnect', resolve);
});

process.on('SIGINT', () => undefined);
process.once('message', ({ configuration }: { configuration: AppConfiguration }) => {
  main(configuration).catch((error: unknown) => {
    tell({ kind: 'failed', reason: error instanceof Error ? error.message : 'unknown' });
    setTimeout(() => process.exit(1), 200);
  });
});
