import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { ServicesConfiguration, ServicesReady, ServicesRequest, ServicesStatus } from './services-protocol';
import type { ServiceAddresses } from './settings';

/** *services* as the supervisor sees it. */
export interface Services {
  readonly pid: number;
  readonly addresses: ServiceAddresses;
  /** Ends when the process does. */
  readonly gone: Promise<void>;
  clock(request: Omit<Extract<ServicesRequest, { kind: 'clock' }>, 'kind'>): Promise<void>;
  idle(timeoutMs: number): Promise<boolean>;
  status(): Promise<ServicesStatus>;
}

const START_MS = 30_000;

/** Starts *services* and waits until they are up; throws with a sentence when they are not. Hands out the process at once. */
export async function startServices(
  configuration: ServicesConfiguration,
  onSpawned: (child: ChildProcess) => void,
): Promise<Services> {
  const child = fork(join(__dirname, 'services.js'), [], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  onSpawned(child);
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  child.send({ configuration });
  const addresses = await readyOf<ServicesReady>(child, 'services', START_MS).then((ready) => ready.addresses);
  const ask = askerOf(child, gone);
  return {
    pid: child.pid ?? 0,
    addresses,
    gone,
    clock: async (request) => {
      await ask({ kind: 'clock', ...request });
    },
    idle: async (timeoutMs) => (await ask({ kind: 'idle', timeoutMs })) === true,
    status: async () => (await ask({ kind: 'status' })) as ServicesStatus,
  };
}

function askerOf(child: ChildProcess, gone: Promise<void>): (request: ServicesRequest) => Promise<unknown> {
  let lastId = 0;
  const waiting = new Map<number, { resolve: (value: unknown) => void; reject: (reason: Error) => void }>();
  child.on('message', ({ id, value }: { id: number; value: unknown }) => {
    waiting.get(id)?.resolve(value);
    waiting.delete(id);
  });
  void gone.then(() => {
    for (const { reject } of waiting.values()) reject(new Error('services ended'));
  });
  return async (request) =>
    new Promise((resolve, reject) => {
      if (!child.connected) {
        reject(new Error('services ended'));
        return;
      }
      lastId += 1;
      waiting.set(lastId, { resolve, reject });
      child.send({ id: lastId, request });
    });
}

/** The first message of a child: what it is ready with. Throws with its reason when it failed, ended or said nothing in time. */
export async function readyOf<Ready>(child: ChildProcess, name: string, timeoutMs: number): Promise<Ready> {
  return new Promise((resolve, reject) => {
    const refuse = (reason: string): void => {
      clearTimeout(timer);
      reject(new Error(reason));
    };
    const timer = setTimeout(() => {
      refuse(`${name} did not come up within ${timeoutMs / 1000} seconds`);
    }, timeoutMs);
    child.once('exit', () => {
      refuse(`${name} ended while starting`);
    });
    child.once('message', (message: { kind: string; reason?: string }) => {
      clearTimeout(timer);
      if (message.kind === 'ready') resolve(message as Ready);
      else refuse(`${name} could not start: ${message.reason ?? 'unknown'}`);
    });
  });
}
