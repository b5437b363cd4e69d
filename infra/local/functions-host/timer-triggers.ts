import { nextOccurrence, parseSchedule } from './ncrontab';
import type { FunctionRunner } from './runner';

/** Longer than a timer of Node can wait; it wakes up and looks again. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** Runs timer functions by the real clock. Gives a function that stops them. The local day does not use it: its clock is its own. */
export function startTimers(runner: FunctionRunner): () => void {
  let isStopped = false;
  const handles = new Map<string, NodeJS.Timeout>();
  for (const { registered, name, binding } of runner.functionsBy('timerTrigger')) {
    const schedule = parseSchedule(runner.option(binding, 'schedule'));
    const arm = (): void => {
      const next = nextOccurrence(schedule, Date.now());
      if (isStopped || next === undefined) return;
      const waitMs = next - Date.now();
      handles.set(
        registered.id,
        setTimeout(
          () => {
            if (waitMs > LONGEST_WAIT_MS) arm();
            else void runner.runTimer(registered, name).finally(arm);
          },
          Math.min(waitMs, LONGEST_WAIT_MS),
        ),
      );
    };
    arm();
  }
  return () => {
    isStopped = true;
    for (const handle of handles.values()) clearTimeout(handle);
  };
}
