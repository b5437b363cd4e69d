import { z } from 'zod';
import type { FunctionApp } from '../function-app';

export const HealthAnswer = z.object({ status: z.enum(['ok', 'not-ready']) });
type HealthAnswer = z.output<typeof HealthAnswer>;

/** GET health: are we up, and do our parts stand? Open, and without detail: what is wrong stands in the log. */
export function registerHealth(app: FunctionApp, isReady: () => Promise<boolean>): void {
  app.http('health', {
    route: 'health',
    methods: ['GET'],
    authLevel: 'anonymous',
    handler: async () => {
      const isUp = await isReady();
      const jsonBody: HealthAnswer = { status: isUp ? 'ok' : 'not-ready' };
      return { status: isUp ? 200 : 503, jsonBody };
    },
  });
}
