import { listen } from '../../shared/workflow/listen';
import type { World } from '../../shared/workflow/world';
import type { FunctionApp } from '../function-app';

/** Timer: finds visits signed since the last look and notes each signature once. */
export function registerListener(app: FunctionApp, schedule: string, world: () => Promise<World>): void {
  app.timer('listener', {
    schedule,
    handler: async (_timer, context) => {
      const report = await listen(await world());
      context.log(`listener: ${report.found} signed, watermark ${report.watermark}`);
    },
  });
}
