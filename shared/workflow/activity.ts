import { dateInZone, type Instant, type PlainDate } from '../kernel/plain-date';
import { keyOf, TABLES } from './keys';
import type { World } from './world';

const HOUR = 13;
const known = new Map<string, PlainDate>();

/** Today in the practice's time zone. Time zones shift on whole quarter hours at the least, so one look-up a minute's text is enough. */
export function dayOf(world: World, at: Instant = world.clock.now()): PlainDate {
  const key = `${world.rules.timeZone} ${at.slice(0, HOUR)} ${Math.floor(Number(at.slice(14, 16)) / 15)}`;
  let day = known.get(key);
  if (day === undefined) {
    day = dateInZone(at, world.rules.timeZone);
    if (known.size > 1000) known.clear();
    known.set(key, day);
  }
  return day;
}

export interface Touched {
  readonly kind: 'encounter' | 'claim';
  readonly id: string;
  readonly table: string;
  readonly partition: string;
}

/** What moved on a day after the one it began on, for the sweep alone: who counts a day's visits counts where they began. */
export const movedOn = (day: PlainDate): string => `moved-${day}`;

/**
 * Notes, before the row is written, that an encounter or a claim begins today, or (with the time it began) moves on a later day: the
 * way to find all of a day without a scan.
 */
export async function touch(world: World, kind: Touched['kind'], id: string, began?: Instant): Promise<void> {
  const today = dayOf(world);
  if (began !== undefined && dayOf(world, began) === today) return;
  const value: Touched = {
    kind,
    id,
    table: kind === 'encounter' ? TABLES.encounters : TABLES.claims,
    partition: keyOf(id),
  };
  const partition = began === undefined ? today : movedOn(today);
  await world.tables.write(TABLES.activity, partition, [{ kind: 'insert', rowKey: `${kind}_${keyOf(id)}`, value }]);
}
