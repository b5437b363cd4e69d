import type { FunctionApp } from '../function-app';

/** GET health: are we up, and do our parts stand? Open, and without detail: what is wrong stands in the log. */
export function registerHealth(app: FunctionApp, isReady: () => Promise<boolean>): void {
  app.http('health', {
    route: 'health',
    methods: ['GET'],
    authLevel: 'anonymous',
    handler: async () =>
      (await isReady()) ? { jsonBody: { status: 'ok' } } : { status: 503, jsonBody: { status: 'not-ready' } },
  });
}
