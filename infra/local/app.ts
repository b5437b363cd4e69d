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
  const stop = (): void => {
    void host.close().finally(() => process.exit(0));
  };
  process.on('SIGTERM', stop);
  process.on('disconnect', stop);
  process.send?.({ kind: 'ready', port: host.port });
}

process.on('SIGINT', () => undefined);
process.once('message', ({ configuration }: { configuration: AppConfiguration }) => {
  main(configuration).catch((error: unknown) => {
    process.send?.({ kind: 'failed', reason: error instanceof Error ? error.message : 'unknown' });
    setTimeout(() => process.exit(1), 200);
  });
});
