import { instantOfEastern } from '../../shared/kernel/eastern-time';
import { addMs, msOfInstant, type Instant, type PlainDate } from '../../shared/kernel/plain-date';
import type { AppProcess } from './app-process';
import { scheduleVisits } from './day-visits';
import { nextOccurrence, parseSchedule } from './functions-host/ncrontab';
import type { Services } from './services-client';
import type { LocalDay } from './services-protocol';

const MINUTE = 60_000;
const STEP_MS = 10 * MINUTE;
const NIGHT_STEP_MS = 30 * MINUTE;
/** The grace of a claim whose answer was lost, and time to find out. */
const AFTER_LAST_SIGNATURE_MS = 150 * MINUTE;
/** Two looks of the era-monitor after the clearinghouse has said its last word. */
const AFTER_LAST_WORD_MS = 60 * MINUTE;
/** Half past eight in the evening: the day's mail goes out at eight. */
const EVENING_MS = 13.5 * 60 * MINUTE;
const HORIZON_MS = 48 * 60 * MINUTE;
const IDLE_MS = 20_000;

export interface DayParts {
  readonly services: Services;
  readonly app: AppProcess;
  readonly masterKey: string;
  readonly say: (line: string) => void;
  readonly isStopped: () => boolean;
}

/** Seven in the morning, US Eastern: before the first note of a day is signed. */
export function startOf(day: PlainDate): Instant {
  const at = instantOfEastern(day, '07:00:00');
  if (at === undefined) throw new RangeError('the day has no morning');
  return at;
}

/**
 * Lives the day: moves the simulated clock on, runs the timers that are due and waits until the bus is quiet, until everything has
 * been said and paid. Goes on where a stopped day left off. Gives the last instant.
 */
export async function liveDay(lived: LocalDay, parts: DayParts): Promise<Instant> {
  const { services, say } = parts;
  const timers = (await timersOf(parts)).map((timer) => ({ ...timer, schedule: parseSchedule(timer.schedule) }));
  const lastSignature = scheduleVisits(lived.visits, lived.day).at(-1)?.signedAt ?? startOf(lived.day);
  let now = (await services.status()).now;
  const evening = addMs(startOf(lived.day), EVENING_MS);
  const settled = addMs(lastSignature, AFTER_LAST_SIGNATURE_MS);
  let quietFrom = settled > evening ? settled : evening;
  let saidHour = '';
  while (!parts.isStopped()) {
    const { lastDueAt } = await services.status();
    if (lastDueAt !== undefined && addMs(lastDueAt, AFTER_LAST_WORD_MS) > quietFrom)
      quietFrom = addMs(lastDueAt, AFTER_LAST_WORD_MS);
    if (now >= quietFrom || msOfInstant(now) > msOfInstant(startOf(lived.day)) + HORIZON_MS) break;
    const next = addMs(now, now < lastSignature ? STEP_MS : NIGHT_STEP_MS);
    await services.clock({ at: next, isRunning: false, isFinished: false });
    await services.idle(IDLE_MS);
    for (const timer of timers) {
      const due = nextOccurrence(timer.schedule, msOfInstant(now));
      if (due !== undefined && due <= msOfInstant(next)) await runTimer(timer.name, parts);
    }
    now = next;
    const hour = `${now.slice(0, 13)}:00Z`;
    if (parts.isStopped()) break;
    if (hour !== saidHour) say(`  ${hour}  ${(await services.status()).books.length} claims at the clearinghouse`);
    saidHour = hour;
  }
  return now;
}

/** Runs every timer twice: what the first run set off, the second sees. */
export async function lookAgain(parts: DayParts): Promise<void> {
  for (let round = 0; round < 2; round++) for (const { name } of await timersOf(parts)) await runTimer(name, parts);
}

interface Timer {
  readonly name: string;
  readonly schedule: string;
}

async function timersOf(parts: DayParts): Promise<readonly Timer[]> {
  const response = await callHost('/admin/functions', 'GET', parts);
  return ((await response?.json()) as { timers: readonly Timer[] } | undefined)?.timers ?? [];
}

const ATTEMPTS = 5;

/** Runs a timer and waits for what follows from it. An app that was killed meanwhile is waited for, and runs it again. */
async function runTimer(name: string, parts: DayParts): Promise<void> {
  for (let attempt = 0; attempt < ATTEMPTS && !parts.isStopped(); attempt++) {
    const response = await callHost(`/admin/functions/${name}`, 'POST', parts);
    if (response !== undefined) break;
  }
  if (!(await parts.services.idle(IDLE_MS)) && !parts.isStopped()) parts.say(`  still working after ${IDLE_MS / 1000} seconds`);
}

async function callHost(path: string, method: string, parts: DayParts): Promise<Response | undefined> {
  await parts.app.up();
  try {
    return await fetch(`http://127.0.0.1:${parts.app.port()}${path}`, {
      method,
      headers: { 'x-functions-key': parts.masterKey, prefer: 'wait' },
    });
  } catch {
    // Killed while it ran: the supervisor starts it again.
    await new Promise((resolve) => setTimeout(resolve, 200));
    return undefined;
  }
}

const RUNNING_LOOK_MS = 2000;

/**
 * Keeps the stack going after the day: the clock runs at its own pace, and hurries on while the clearinghouse has something to say,
 * so that a claim sent by hand is answered within seconds.
 */
export async function keepRunning(parts: DayParts, stopped: Promise<void>): Promise<void> {
  const { services } = parts;
  let looked = 0;
  while (!parts.isStopped()) {
    await Promise.race([stopped, new Promise((resolve) => setTimeout(resolve, RUNNING_LOOK_MS))]);
    if (parts.isStopped()) return;
    const { now, lastDueAt, nextMessageAt } = await services.status();
    const isDue = lastDueAt !== undefined || nextMessageAt !== undefined;
    if (isDue) await services.clock({ at: addMs(now, NIGHT_STEP_MS), isRunning: true, isFinished: true });
    looked += 1;
    if (isDue || looked % 5 === 0) for (const { name } of await timersOf(parts)) await runTimer(name, parts);
  }
}
