import type { AddressInfo } from 'node:net';
import type { Environment } from './app-settings';
import { onLog, startApp, terminateApp, type LogLine } from './functions-core';
import { createHttpFront, type HostKeys } from './http-front';
import { loadApp, readHostFile } from './load-app';
import { FunctionRunner } from './runner';
import { startServiceBusTriggers } from './service-bus-triggers';
import { startTimers } from './timer-triggers';

export interface HostOptions {
  /** Folder of package.json and host.json. */
  readonly appFolder: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly keys: HostKeys;
  readonly environment: Environment;
  /** 'clock': timers run by the real clock; 'admin': only when POST /admin/functions/{name} says so. */
  readonly timers: 'clock' | 'admin';
  readonly log: (line: LogLine) => void;
  /** Milliseconds since 1970 as the app sees them. */
  readonly now: () => number;
}

export interface Host {
  readonly port: number;
  /** Stops taking work, lets what is under way end (a few seconds at most), and closes everything. */
  close(): Promise<void>;
}

const LAST_INVOCATIONS_MS = 5000;

/** Runs an @azure/functions v4 app as the Functions host does: HTTP, timers and Service Bus triggers. */
export async function startHost(options: HostOptions): Promise<Host> {
  const hostFile = readHostFile(options.appFolder);
  onLog(options.log);
  loadApp(options.appFolder);
  await startApp(options.appFolder);
  const runner = new FunctionRunner(options.environment, options.log, options.now);
  const server = createHttpFront(runner, hostFile.routePrefix, options.keys);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const stopTimers = options.timers === 'clock' ? startTimers(runner) : (): void => undefined;
  const stopServiceBus = startServiceBusTriggers(runner, options.environment, hostFile, options.log);
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      stopTimers();
      server.close();
      server.closeIdleConnections();
      await Promise.race([stopServiceBus(), pause(LAST_INVOCATIONS_MS)]);
      const giveUpAt = Date.now() + LAST_INVOCATIONS_MS;
      while (runner.active > 0 && Date.now() < giveUpAt) await pause(20);
      await terminateApp();
      server.closeAllConnections();
    },
  };
}

const pause = async (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
