import type { ReferenceTables } from '../shared/coding/tables';
import { addDays, type PlainDate } from '../shared/kernel/plain-date';
import { dayOf } from '../shared/workflow/activity';
import type { World } from '../shared/workflow/world';

/** What looks for things that stand still for half an hour: once an hour is enough. */
export function hourly(run: (composed: World) => Promise<unknown>): (composed: World) => Promise<void> {
  return async (composed) => {
    if (composed.clock.now().slice(14, 16) < '15') await run(composed);
  };
}

/** What walks a whole day: today, and yesterday for what was left of it. */
export function yesterdayAndToday(
  run: (composed: World, day: PlainDate) => Promise<unknown>,
): (composed: World) => Promise<void> {
  return async (composed) => {
    const today = dayOf(composed);
    for (const day of [addDays(today, -1), today]) await run(composed, day);
  };
}

/** Runs once for all callers; a failure is forgotten, so that the next caller tries again. */
export function once<T>(run: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | undefined;
  return () => {
    running ??= run().catch((failure: unknown) => {
      running = undefined;
      console.error(failure instanceof Error ? failure.message : 'The app cannot be put together.');
      throw failure;
    });
    return running;
  };
}

/** Code tables without a version for the day, by name: edits that need them hold (F007). */
export function staleTables(tables: ReferenceTables, day: PlainDate): readonly string[] {
  const { icd10Cm, hcpcs, mpfs, placeOfService, ptp, mue, addOn, lcdArticles } = tables;
  const named = { icd10Cm, hcpcs, mpfs, placeOfService, ptp, mue, addOn, lcdArticles };
  return Object.entries(named).flatMap(([name, table]) => (table.versionOn(day) === undefined ? [name] : []));
}
