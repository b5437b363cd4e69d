import { fork, type ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { AppConfiguration } from './app';
import { readyOf } from './services-client';

export interface AppProcess {
  /** Of the process that runs now; 0 between two. */
  pid(): number;
  port(): number;
  /** Resolves as soon as the app is up (again). */
  up(): Promise<void>;
  stop(): Promise<void>;
}

/** What the supervisor wants to hear of the app's processes. */
export interface AppWatch {
  readonly onSpawned: (child: ChildProcess) => void;
  /** Up, at first or again. */
  readonly onStarted: () => void;
}

const START_MS = 30_000;
const RESTART_AFTER_MS = 100;
const STOP_MS = 6000;

/**
 * Keeps the *app* process alive: one that ends on its own is started again on the same port. Throws when the first start fails.
 * What the app logs goes to a file of the data folder.
 */
export async function keepApp(
  configuration: AppConfiguration,
  environment: Readonly<Record<string, string | undefined>>,
  logFile: string,
  watch: AppWatch,
): Promise<AppProcess> {
  let child: ChildProcess | undefined;
  let isStopping = false;
  let { port } = configuration;
  const start = async (): Promise<void> => {
    const log = openSync(logFile, 'a');
    const started = fork(join(__dirname, 'app.js'), [], { stdio: ['ignore', log, log, 'ipc'], env: { ...environment } });
    closeSync(log);
    child = started;
    watch.onSpawned(started);
    started.send({ configuration: { ...configuration, port } });
    const ready = await readyOf<{ port: number }>(started, 'app', START_MS);
    ({ port } = ready);
    started.once('exit', () => {
      if (!isStopping) up = again();
    });
    watch.onStarted();
  };
  const again = async (): Promise<void> => {
    for (let attempt = 1; !isStopping; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, RESTART_AFTER_MS * attempt));
      try {
        await start();
        return;
      } catch (error) {
        if (attempt >= 10) throw error;
      }
    }
  };
  let up = start();
  await up;
  return {
    pid: () => child?.pid ?? 0,
    port: () => port,
    up: async () => up,
    stop: async () => {
      isStopping = true;
      if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child?.once('exit', resolve));
      child.kill('SIGTERM');
      const last = setTimeout(() => child?.kill('SIGKILL'), STOP_MS);
      await ended;
      clearTimeout(last);
    },
  };
}
