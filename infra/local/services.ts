import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SECRETS } from '../../functions/secret-names';
import { ACCOUNT_KEY_SECRETS } from '../../shared/clearinghouse/claim-md/client';
import { instantFromMs, msOfInstant, type Instant } from '../../shared/kernel/plain-date';
import { createAthenahealthSimulator } from './athenahealth-simulator/simulator';
import { startAzurite, type Azurite } from './azurite';
import { createClaimMdSimulator } from './claim-md-simulator/simulator';
import { defaultDay, rehearsedDay } from './default-day';
import { openMarkerOf } from './data-folder';
import { makeFolder, writeWhole } from './folders';
import { startVault, type SavedVault, type VaultServer } from './key-vault/vault-server';
import { newSecrets } from './secrets';
import { serveAmqp } from './service-bus/amqp-server';
import { Broker, type SavedBroker, type SentMessage } from './service-bus/broker';
import type { ServicesConfiguration, ServicesReady, ServicesRequest, ServicesStatus } from './services-protocol';
import {
  ATHENAHEALTH_PRACTICE_ID,
  NOTIFICATIONS_SUBSCRIPTION,
  NOTIFICATIONS_TOPIC,
  QUEUES,
  type ServiceAddresses,
} from './settings';
import type { SimulatedVendor } from './simulated-vendor';

// The *services* process: what the cloud and the vendors are to the app. It is only ever stopped in order.

interface SavedServices {
  readonly now: Instant;
  readonly isFinished: boolean;
  readonly bus: SavedBroker;
  readonly vault: SavedVault;
  readonly athenahealth: unknown;
  readonly claimMd: unknown;
}

/** Real milliseconds a message stays locked: a killed app's messages come again this soon. */
const LOCK_MS = 5000;
const DUPLICATE_WINDOW_MS = 10 * 60_000;
const TICK_MS = 250;

async function main(configuration: ServicesConfiguration): Promise<void> {
  const { dataFolder } = configuration;
  const stateFile = join(dataFolder, 'services.json');
  const saved = readSaved(stateFile);
  const clock = new LocalClock(configuration.clockFile, saved?.now ?? configuration.startsAt);
  let isFinished = saved?.isFinished ?? false;

  const azurite = await startStorage(join(dataFolder, 'azurite'));
  const vault = await startVaultWith(saved?.vault);
  const secret = (name: string): string => vault.save()[name]?.at(-1)?.value ?? '';

  const broker = createBroker(configuration, clock);
  if (saved !== undefined) broker.restore(saved.bus);
  const bus = await serveAmqp(broker);
  const tick = setInterval(() => {
    broker.releaseDue();
  }, TICK_MS);

  const now = (): Instant => clock.now();
  const { athenahealth, claimMd } = createVendors(configuration, saved, now, secret);
  const vendors = [await serve(athenahealth), await serve(claimMd)] as const;

  const save = (): SavedServices => ({
    now: now(),
    isFinished,
    bus: broker.save(),
    vault: vault.save(),
    athenahealth: athenahealth.state(),
    claimMd: claimMd.state(),
  });
  const stop = async (): Promise<void> => {
    clearInterval(tick);
    for (const vendor of vendors) vendor.server.closeAllConnections();
    await bus.close();
    broker.dispose();
    await vault.close();
    await azurite.stop();
    writeWhole(stateFile, JSON.stringify(save()));
    rmSync(openMarkerOf(dataFolder), { force: true });
    process.exit(0);
  };
  const status = (): ServicesStatus => ({
    now: now(),
    isFinished,
    books: claimMd.books(),
    waiting: broker.waiting(QUEUES),
    webhookSecret: secret(SECRETS.genericWebhookSecret),
    athenahealthWebhookSecret: secret(SECRETS.athenahealthWebhookSecret),
    ...dueOf(claimMd.lastDueAt(), broker.nextDueAt()),
  });
  answerSupervisor(async (request) => {
    switch (request.kind) {
      case 'clock':
        clock.set(request.at, request.isRunning);
        isFinished = request.isFinished;
        broker.releaseDue();
        return true;
      case 'idle':
        return idle(broker, request.timeoutMs);
      case 'status':
        return status();
    }
  });
  void stopAsked.then(stop);
  writeFileSync(openMarkerOf(dataFolder), String(process.pid));
  sendReady({
    serviceBus: `Endpoint=sb://localhost:${bus.port};SharedAccessKeyName=local;SharedAccessKey=local;UseDevelopmentEmulator=true;`,
    storage: azurite.connectionString,
    vault: vault.url,
    athenahealth: vendors[0].url,
    claimMd: vendors[1].url,
    azuritePid: azurite.pid,
  });
}

function readSaved(file: string): SavedServices | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as SavedServices;
  } catch {
    throw new Error(`${file} cannot be read: use another --data DIR, or remove this one`);
  }
}

/** Without storage there is no cloud any more: *services* end, and the supervisor says so. */
async function startStorage(folder: string): Promise<Azurite> {
  const azurite = await startAzurite(folder);
  void azurite.gone.then(() => isStopAsked || process.exit(1));
  return azurite;
}

async function startVaultWith(saved: SavedVault | undefined): Promise<VaultServer> {
  const vault = await startVault(saved ?? {});
  if (saved === undefined) for (const [name, value] of Object.entries(newSecrets())) vault.put(name, value);
  return vault;
}

const sendReady = (addresses: ServiceAddresses): void => {
  tell({ kind: 'ready', addresses } satisfies ServicesReady);
};

/** Says something to the supervisor; nothing happens when it is gone. */
function tell(message: object): void {
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

/** Answers what the supervisor asks. */
function answerSupervisor(answer: (request: ServicesRequest) => Promise<unknown>): void {
  process.on('message', ({ id, request }: { id: number; request: ServicesRequest }) => {
    void answer(request).then((value) => {
      tell({ id, value });
    });
  });
}

function createBroker(configuration: ServicesConfiguration, clock: LocalClock): Broker {
  return new Broker({
    queues: Object.fromEntries(QUEUES.map((queue) => [queue, { lockMs: LOCK_MS, duplicateWindowMs: DUPLICATE_WINDOW_MS }])),
    topics: {
      [NOTIFICATIONS_TOPIC]: { subscriptions: { [NOTIFICATIONS_SUBSCRIPTION]: {} }, duplicateWindowMs: DUPLICATE_WINDOW_MS },
    },
    now: () => clock.nowMs(),
    onSent: traceOf(configuration.traceFolder, clock),
  });
}

function createVendors(
  configuration: ServicesConfiguration,
  saved: SavedServices | undefined,
  clock: () => Instant,
  secret: (name: string) => string,
) {
  const { visits, ehrOutages, unmatchedRemittances } = dayOf(configuration);
  return {
    athenahealth: createAthenahealthSimulator({
      practiceId: ATHENAHEALTH_PRACTICE_ID,
      clientId: secret('AthenahealthClientId'),
      clientSecret: secret('AthenahealthClientSecret'),
      day: configuration.lived.day,
      visits,
      clock,
      outages: ehrOutages,
      state: saved?.athenahealth,
    }),
    claimMd: createClaimMdSimulator({
      accountKey: secret(ACCOUNT_KEY_SECRETS.test),
      visits,
      clock,
      state: saved?.claimMd,
      unmatchedRemittances,
    }),
  };
}

const dueOf = (lastDueAt: Instant | undefined, nextMessageMs: number | undefined) => ({
  ...(lastDueAt === undefined ? {} : { lastDueAt }),
  ...(nextMessageMs === undefined ? {} : { nextMessageAt: instantFromMs(nextMessageMs) }),
});

/** The simulated clock: stands still during the day, and runs at its own pace when the day is over. Written to a file for the app. */
class LocalClock {
  private runningSince: number | undefined;

  constructor(
    private readonly file: string,
    private at: Instant,
  ) {
    this.set(at, false);
  }

  now(): Instant {
    return instantFromMs(this.nowMs());
  }

  nowMs(): number {
    return msOfInstant(this.at) + (this.runningSince === undefined ? 0 : Date.now() - this.runningSince);
  }

  set(at: Instant, isRunning: boolean): void {
    this.at = at;
    this.runningSince = isRunning ? Date.now() : undefined;
    writeWhole(this.file, this.runningSince === undefined ? at : `${at}\nrunning ${this.runningSince}`);
  }
}

function dayOf({ lived }: ServicesConfiguration): ReturnType<typeof defaultDay> {
  return lived.isDefault ? defaultDay(lived.day, lived.seed) : rehearsedDay(lived.visits);
}

function traceOf(folder: string | undefined, clock: LocalClock): (sent: SentMessage) => void {
  if (folder === undefined) return () => undefined;
  makeFolder(folder);
  for (const name of ['messages', 'notifications']) writeFileSync(join(folder, `${name}.ndjson`), '');
  return ({ entity, messageId, body, duplicate }) => {
    const line = JSON.stringify({ at: instantFromMs(clock.nowMs()), entity, messageId, duplicate, body: jsonOrText(body) });
    appendFileSync(join(folder, 'messages.ndjson'), `${line}\n`);
    if (entity === NOTIFICATIONS_TOPIC && !duplicate) appendFileSync(join(folder, 'notifications.ndjson'), `${line}\n`);
  };
}

function jsonOrText(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return body;
  }
}

async function serve(vendor: SimulatedVendor): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer((request, response) => {
    void Promise.resolve(vendor.handle(request, response)).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Waits until no message is under way; false when one still is after the time. */
async function idle(broker: Broker, timeoutMs: number): Promise<boolean> {
  const giveUpAt = Date.now() + timeoutMs;
  broker.releaseDue();
  while (broker.waiting(QUEUES) > 0) {
    if (Date.now() > giveUpAt) return false;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return true;
}

// Listens from the first moment on, so that who is told to stop while starting stops in order as soon as it is up.
let isStopAsked = false;
const stopAsked = new Promise<void>((resolve) => {
  for (const word of ['SIGTERM', 'disconnect'])
    process.on(word, () => {
      isStopAsked = true;
      resolve();
    });
});
// Ctrl-C goes to the whole group of the terminal: the supervisor says what happens.
process.on('SIGINT', () => undefined);
process.once('message', ({ configuration }: { configuration: ServicesConfiguration }) => {
  main(configuration).catch((error: unknown) => {
    tell({ kind: 'failed', reason: error instanceof Error ? error.message : 'unknown' });
    setTimeout(() => process.exit(1), 200);
  });
});
