import { readFileSync, statSync } from 'node:fs';
import { instantFromMs, msOfInstant, type Instant } from '../shared/kernel/plain-date';
import type { Clock } from '../shared/workflow/ports';

export const systemClock: Clock = { now: () => instantFromMs(Date.now()) };

/**
 * The clock of a rehearsed day: a file holds one instant, rewritten whole at each step; a second line `running <epoch ms>` means
 * that time has passed at its own pace since that moment.
 */
export function createFileClock(path: string): Clock {
  let stamp = '';
  let frozen: Instant = instantFromMs(0);
  let runningSince: number | undefined;
  return {
    now: () => {
      const { mtimeMs, ino, size } = statSync(path);
      const seen = `${mtimeMs} ${ino} ${size}`;
      if (seen !== stamp) {
        const [instant = '', running] = readFileSync(path, 'utf8').split('\n');
        frozen = instantFromMs(Date.parse(instant));
        runningSince = running?.startsWith('running ') === true ? Number(running.slice(8)) : undefined;
        stamp = seen;
      }
      return runningSince === undefined ? frozen : instantFromMs(msOfInstant(frozen) + Date.now() - runningSince);
    },
  };
}
