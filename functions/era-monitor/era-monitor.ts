import type { World } from '../../shared/workflow/world';
import type { FunctionApp } from '../function-app';

/** One thing the monitor does; the next is done even when this one fails, and the run fails at its end. */
export interface MonitorStep {
  readonly name: string;
  readonly run: (world: World) => Promise<unknown>;
}

/** Timer: what came back from the clearinghouse, what is still unresolved, what is left in the outbox and among dead letters. */
export function registerEraMonitor(
  app: FunctionApp,
  schedule: string,
  steps: readonly MonitorStep[],
  world: () => Promise<World>,
): void {
  app.timer('era-monitor', {
    schedule,
    handler: async (_timer, context) => {
      const parts = await world();
      const failures: unknown[] = [];
      for (const step of steps) {
        try {
          await step.run(parts);
        } catch (failure) {
          failures.push(failure);
          context.error(`era-monitor: ${step.name} failed (${failure instanceof Error ? failure.name : 'unknown'})`);
        }
      }
      if (failures.length > 0) throw failures[0];
    },
  });
}
