import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlainDate } from '../../shared/kernel/plain-date';
import { hashOf } from '../../shared/kernel/canonical-json';
import { err, ok, type Result } from '../../shared/kernel/result';
import { defaultDay } from './default-day';
import { makeFolder } from './folders';
import type { StartOptions } from './options';
import type { LocalDay } from './services-protocol';

/** Stands while services run; one that is found at a start means that they were killed and the books may be behind. */
export const openMarkerOf = (dataFolder: string): string => join(dataFolder, 'services.open');

/** Takes the data folder for this supervisor; refuses one that another uses or whose services were killed. Gives what lets it go. */
export function claimDataFolder(folder: string): Result<() => void, string> {
  if (!makeFolder(folder)) return err(`The data folder ${folder} cannot be made.`);
  const lock = join(folder, 'lock');
  const take = (): boolean => {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return true;
    } catch {
      return false;
    }
  };
  if (!take()) {
    const owner = Number(readFileSync(lock, 'utf8'));
    if (isAlive(owner))
      return err(`The data folder ${folder} is in use by process ${owner}: stop it, or choose another with --data DIR.`);
    rmSync(lock, { force: true });
    if (!take()) return err(`The data folder ${folder} is in use.`);
  }
  const release = (): void => {
    rmSync(lock, { force: true });
  };
  const marker = openMarkerOf(folder);
  if (existsSync(marker)) {
    const services = Number(readFileSync(marker, 'utf8'));
    release();
    return err(
      isAlive(services)
        ? `The services of ${folder} are still stopping: try again in a moment.`
        : `The services of ${folder} were killed, so its books may lack the last seconds: use another --data DIR, or remove this one.`,
    );
  }
  return ok(release);
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The day of the data folder: the one it lived already, or the one asked for. Refuses to put a second day into one folder. */
export function readLocalDay(folder: string, options: StartOptions, today: PlainDate): Result<LocalDay, string> {
  const file = join(folder, 'day.json');
  if (!existsSync(file)) {
    const day = options.day ?? today;
    const seed = options.seed ?? 1;
    const visits = options.visits ?? defaultDay(day, seed).visits;
    const lived: LocalDay = { day, seed, visits, isDefault: options.visits === undefined };
    writeFileSync(file, JSON.stringify(lived));
    return ok(JSON.parse(JSON.stringify(lived)) as LocalDay);
  }
  let lived: LocalDay;
  try {
    lived = JSON.parse(readFileSync(file, 'utf8')) as LocalDay;
  } catch {
    return err(`${file} cannot be read: use another --data DIR, or remove this one.`);
  }
  const differs =
    (options.day !== undefined && options.day !== lived.day) ||
    (options.seed !== undefined && options.seed !== lived.seed) ||
    (options.visits !== undefined && hashOf(JSON.parse(JSON.stringify(options.visits))) !== hashOf(lived.visits));
  return differs ? err(`The data folder ${folder} holds another day (${lived.day}): choose another with --data DIR.`) : ok(lived);
}
