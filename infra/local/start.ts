import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { readSettings } from '../../functions/settings';
import { dateInZone, instantFromMs } from '../../shared/kernel/plain-date';
import { EASTERN_ZONE } from '../../shared/kernel/eastern-time';
import { loadPractice } from '../../shared/practice/load-practice';
import { keepApp, type AppProcess } from './app-process';
import { keepRunning, liveDay, lookAgain, startOf, type DayParts } from './day';
import { claimDataFolder, readLocalDay } from './data-folder';
import { isWritableFile, isWritableFolder, writeWhole } from './folders';
import { readLocalSettings } from './functions-host/app-settings';
import type { DayVisit } from './day-visits';
import { lastWeekday, readOptions, type StartOptions } from './options';
import { startServices } from './services-client';
import type { LocalDay } from './services-protocol';
import { appSettings } from './settings';
import { createStopSignal, type StopSignal } from './stop-signal';
import { summarise, tableOf, totalsOf } from './summary';

// `npm start`: the supervisor of the local stack. It starts services and app, lives the day, and stops both in order.

/** What ends the supervisor, in one sentence. */
class Refusal extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (!options.ok) throw new Refusal(options.error, 2);
  const practice = options.value.practice;
  const loaded = await loadPractice(practice);
  if (!loaded.ok) {
    const faults = loaded.error.map(({ file, path, reason }) => [file, path, reason].filter((part) => part !== '').join(' '));
    throw new Refusal(`--practice ${practice}: ${faults.join('; ')}.`, 2);
  }
  refuseUnwritable(options.value);
  const local = localSettingsOrRefuse();
  await refuseTakenPort(options.value.port);
  const release = claimDataFolder(options.value.dataFolder);
  if (!release.ok) throw new Refusal(release.error, 1);
  try {
    return await run(options.value, local);
  } finally {
    release.value();
  }
}

/** Asked before anything starts: nobody wants to hear after a day that its summary has nowhere to go. */
function refuseUnwritable({ dataFolder, traceFolder, summaryFile, pidFile }: StartOptions): void {
  const folders = { '--data': dataFolder, '--trace': traceFolder };
  for (const [option, folder] of Object.entries(folders))
    if (folder !== undefined && !isWritableFolder(folder))
      throw new Refusal(`${option}: ${folder} is no folder one can write to.`, 2);
  for (const [option, file] of Object.entries({ '--summary': summaryFile, '--pid-file': pidFile }))
    if (file !== undefined && !isWritableFile(file)) throw new Refusal(`${option}: ${file} is no file one can write.`, 2);
}

/** A clean clone has no local.settings.json; one that is there must be whole. */
function localSettingsOrRefuse(): Readonly<Record<string, string>> {
  const read = readLocalSettings('local.settings.json');
  if (!read.ok) throw new Refusal(`${read.error}.`, 1);
  if (read.value === undefined) return {};
  const checked = readSettings(read.value);
  if (!checked.ok) throw new Refusal(`local.settings.json: ${checked.error.join('; ')}.`, 1);
  return read.value;
}

async function refuseTakenPort(port: number): Promise<void> {
  await new Promise<void>((done, reject) => {
    const probe = createServer();
    probe.once('error', () => {
      reject(new Refusal(`Port ${port} is in use: stop what uses it, or choose another with --port N.`, 1));
    });
    probe.listen(port, '127.0.0.1', () => {
      probe.close(() => {
        done();
      });
    });
  });
}

interface Stack {
  app?: AppProcess;
  /** Every process that was started, up or not yet. */
  readonly children: Set<ChildProcess>;
}

async function run(options: StartOptions, local: Readonly<Record<string, string>>): Promise<number> {
  const stack: Stack = { children: new Set() };
  const stopping = createStopSignal();
  const work = live(options, local, stack, stopping);
  const outcome = await Promise.race([work.then((code) => ({ code })), stopping.stopped.then(() => 'stopped' as const)]).catch(
    (error: unknown) => error,
  );
  say('Stopping.');
  await stop(stack);
  if (outcome === 'stopped') {
    await Promise.race([work.catch(() => undefined), new Promise((done) => setTimeout(done, 1000))]);
    return stopping.code();
  }
  if (typeof outcome === 'object' && outcome !== null && 'code' in outcome && typeof outcome.code === 'number')
    return outcome.code;
  throw outcome;
}

/** In the order they need each other, the last one first; what is told to stop while it starts stops as soon as it is up. */
async function stop({ app, children }: Stack): Promise<void> {
  await app?.stop();
  for (const child of [...children].reverse()) await endOf(child);
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => child.once('exit', done));
  child.kill('SIGTERM');
  await ended;
}

/** How many visits were signed; a note signed twice, or again with other content, is one visit. */
function signedNotes(visits: readonly DayVisit[]): string {
  const ids = new Set(visits.map((visit) => visit.encounter.encounter_id));
  return ids.size === visits.length ? `${ids.size} visits` : `${ids.size} visits (${visits.length} signed notes)`;
}

async function live(
  options: StartOptions,
  local: Readonly<Record<string, string>>,
  stack: Stack,
  stopping: StopSignal,
): Promise<number> {
  const dataFolder = resolve(options.dataFolder);
  const today = lastWeekday(dateInZone(instantFromMs(Date.now()), EASTERN_ZONE));
  const lived = readLocalDay(dataFolder, options, today);
  if (!lived.ok) throw new Refusal(lived.error, 1);
  const clockFile = join(dataFolder, 'clock');
  say(`visit-to-claim, the local stack: ${signedNotes(lived.value.visits)} of ${lived.value.day}.`);
  say('Starting services: storage, service bus, key vault, athenahealth, Claim.MD …');
  const services = await startServices(
    {
      dataFolder,
      clockFile,
      lived: lived.value,
      startsAt: startOf(lived.value.day),
      ...(options.traceFolder === undefined ? {} : { traceFolder: resolve(options.traceFolder) }),
    },
    (child) => stack.children.add(child),
  );
  if (stopping.isStopped()) return stopping.code();
  const servicesGone = services.gone.then(() => {
    if (stopping.isStopped()) return 0;
    endAzurite(services.addresses.azuritePid);
    throw new Refusal(
      'The services (storage, bus, vault or vendors) ended unexpectedly: start again with another --data DIR.',
      1,
    );
  });
  say('Starting the app …');
  const keys = keysOf(dataFolder);
  const pids = (): void => {
    writePidFile(options.pidFile, { supervisor: process.pid, services: services.pid, app: stack.app?.pid() ?? 0 });
  };
  const settings = appSettings(services.addresses, { practice: options.practice, dataFolder, clockFile });
  const app = await keepApp(
    { appFolder: process.cwd(), port: options.port, keys, clockFile },
    { ...process.env, ...local, ...settings },
    join(dataFolder, 'app.log'),
    { onSpawned: (child) => stack.children.add(child), onStarted: pids },
  );
  stack.app = app;
  pids();
  const parts: DayParts = { services, app, masterKey: keys.master, say, isStopped: () => stopping.isStopped() };
  const work = dayAndAfter(options, lived.value, parts, keys.function, stopping);
  return Promise.race([work, servicesGone]);
}

async function dayAndAfter(
  options: StartOptions,
  lived: LocalDay,
  parts: DayParts,
  functionKey: string,
  stopping: StopSignal,
): Promise<number> {
  const { services, app } = parts;
  const apiUrl = `http://localhost:${app.port()}`;
  await untilHealthy(app, stopping);
  say(`Up at ${apiUrl}. The day passes on a simulated clock:`);
  const before = await services.status();
  if (!before.isFinished) await liveDay(lived, parts);
  await lookAgain(parts);
  if (stopping.isStopped()) return stopping.code();
  const { now } = await services.status();
  await services.clock({ at: now, isRunning: !options.once, isFinished: true });
  const { summary, faults } = await summarise({
    lived,
    storage: services.addresses.storage,
    status: await services.status(),
    dataFolder: resolve(options.dataFolder),
    apiUrl,
    functionKey,
    ...(options.traceFolder === undefined ? {} : { traceFolder: resolve(options.traceFolder) }),
  });
  if (options.summaryFile !== undefined) writeWhole(options.summaryFile, `${JSON.stringify(summary, null, 2)}\n`);
  say(`\n${tableOf(summary)}\n\n${totalsOf(summary)}`);
  say('What an id under why asks for: docs/rules.md; what decided a visit: npx vtc explain.');
  say(
    `Audit log: ${summary.audit.records} records, ${summary.audit.ok ? 'verified' : 'NOT verified'}; ${join(options.dataFolder, 'audit-export')}`,
  );
  for (const fault of faults) say(`Not right: ${fault}.`);
  const code = faults.length === 0 ? 0 : 1;
  if (options.once) return code;
  stopping.dayIsOver(code);
  say(`The stack stays up at ${apiUrl}; Ctrl-C ends it. Function key: ${functionKey}`);
  say('Three things to try: is it well, what waits for a person, how did one visit go?');
  say(`     curl ${apiUrl}/api/health`);
  say(`     curl -H 'x-functions-key: ${functionKey}' '${apiUrl}/api/work-items?state=open'`);
  const visit = encodeURIComponent(summary.visits[0]?.encounter_id ?? 'ID').replace(/'/g, '%27');
  say(`     curl -H 'x-functions-key: ${functionKey}' '${apiUrl}/api/encounters/${visit}'`);
  await keepRunning(parts, stopping.stopped);
  return code;
}

const HEALTHY_MS = 30_000;

async function untilHealthy(app: AppProcess, stopping: StopSignal): Promise<void> {
  const giveUpAt = Date.now() + HEALTHY_MS;
  while (!stopping.isStopped()) {
    await app.up();
    const status = await fetch(`http://127.0.0.1:${app.port()}/api/health`).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    if (Date.now() > giveUpAt) throw new Refusal('The app is up and not healthy: app.log of the data folder says why.', 1);
    await new Promise((done) => setTimeout(done, 200));
  }
}

/** The keys of a data folder: made once, so that what was told before stays true. */
function keysOf(dataFolder: string): { readonly function: string; readonly master: string } {
  const file = join(dataFolder, 'keys.json');
  if (!existsSync(file)) {
    const key = (): string => randomBytes(24).toString('base64url');
    writeWhole(file, JSON.stringify({ function: key(), master: key() }));
  }
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as { function: string; master: string };
  } catch {
    throw new Refusal(`${file} cannot be read: use another --data DIR, or remove this one.`, 1);
  }
}

function writePidFile(file: string | undefined, pids: Readonly<Record<string, number>>): void {
  if (file !== undefined) writeWhole(file, JSON.stringify(pids));
}

function endAzurite(pid: number): void {
  try {
    process.kill(pid, 'SIGTERM');
  } catch {
    // It ended with its parent.
  }
}

main().then(
  (code) => {
    process.exit(code);
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : 'The local stack could not start.'}\n`);
    process.exit(error instanceof Refusal ? error.exitCode : 1);
  },
);
