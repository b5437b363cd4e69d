import { fork, type ChildProcess } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

/** Azurite's public account; the key is the same on every machine of the world. */
const ACCOUNT = 'devstoreaccount1';
const ACCOUNT_KEY = 'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';
/** Azurite does not notice when its parent dies; this makes it stop in order then, as on SIGTERM. */
const STOP_WITH_PARENT =
  "data:text/javascript,process.on('disconnect',()=>process.kill(process.pid,'SIGTERM'));process.channel.unref()";

export interface Azurite {
  readonly pid: number;
  readonly connectionString: string;
  /** Ends when the process does. */
  readonly gone: Promise<void>;
  /** Ends it in order: killed, it forgets the last seconds. */
  stop(): Promise<void>;
}

/** Starts Azurite (blobs, queues, tables) on free ports with its data in a folder; throws when it does not come up. */
export async function startAzurite(folder: string, timeoutMs = 20_000): Promise<Azurite> {
  mkdirSync(folder, { recursive: true });
  const [blob, queue, table] = [await freePort(), await freePort(), await freePort()];
  const main = join(process.cwd(), 'node_modules/azurite/dist/src/azurite.js');
  const child = fork(
    main,
    [
      ...['--location', folder, '--silent', '--disableTelemetry', '--skipApiVersionCheck'],
      ...['--blobHost', '127.0.0.1', '--queueHost', '127.0.0.1', '--tableHost', '127.0.0.1'],
      ...['--blobPort', String(blob), '--queuePort', String(queue), '--tablePort', String(table)],
    ],
    // A group of its own: Ctrl-C in the terminal would reach it before the app has written its last word.
    { execArgv: ['--import', STOP_WITH_PARENT], stdio: ['ignore', 'ignore', 'ignore', 'ipc'], detached: true },
  );
  const gone = new Promise<void>((resolve) =>
    child.once('exit', () => {
      resolve();
    }),
  );
  const giveUpAt = Date.now() + timeoutMs;
  while (!((await isListening(blob)) && (await isListening(table)))) {
    if (child.exitCode !== null || Date.now() > giveUpAt) {
      child.kill('SIGTERM');
      throw new Error('Azurite (storage) did not start');
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    pid: child.pid ?? 0,
    connectionString:
      `DefaultEndpointsProtocol=http;AccountName=${ACCOUNT};AccountKey=${ACCOUNT_KEY};` +
      `BlobEndpoint=http://127.0.0.1:${blob}/${ACCOUNT};TableEndpoint=http://127.0.0.1:${table}/${ACCOUNT};` +
      `QueueEndpoint=http://127.0.0.1:${queue}/${ACCOUNT};`,
    gone,
    stop: async () => stop(child, gone),
  };
}

const STOP_MS = 10_000;

async function stop(child: ChildProcess, gone: Promise<void>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const last = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await gone;
  clearTimeout(last);
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

async function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
