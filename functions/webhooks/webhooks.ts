import { z } from 'zod';
import type { Result } from '../../shared/kernel/result';
import type { Instant } from '../../shared/kernel/plain-date';
import { acceptWebhook, type WebhookNotice } from '../../shared/workflow/accept-webhook';
import type { World } from '../../shared/workflow/world';
import type { FunctionApp } from '../function-app';
import { errorResponse, nestsTooDeep, tooLarge } from '../http';

export const ReceivedAnswer = z.object({ received: z.int() });

/** Checks one source's signature over the raw body and gives the events; anything else is refused by a word. */
export type ReadWebhook = (
  rawBody: Uint8Array,
  headers: Readonly<Record<string, string | undefined>>,
  now: Instant,
) => Promise<Result<readonly WebhookNotice[], 'no-signature' | 'bad-signature' | 'stale' | 'not-readable'>>;

/** POST webhooks/{source}: says that visits changed. Open, because the signature is the key. */
export function registerWebhooks(
  app: FunctionApp,
  sources: Readonly<Record<string, ReadWebhook>>,
  world: () => Promise<World>,
): void {
  app.http('webhooks', {
    route: 'webhooks/{source}',
    methods: ['POST'],
    authLevel: 'anonymous',
    handler: async (request, context) => {
      const source = request.params['source'] ?? '';
      const read = Object.hasOwn(sources, source) ? sources[source] : undefined;
      if (read === undefined) return errorResponse(context, 404, 'source-unknown', 'There is no webhook of this name.');
      const rawBody = new Uint8Array(await request.arrayBuffer());
      const large = tooLarge(context, rawBody.byteLength);
      if (large !== undefined) return large;
      if (nestsTooDeep(Buffer.from(rawBody).toString('utf8')))
        return errorResponse(context, 400, 'nested-too-deep', 'The body is nested deeper than 64 levels.');
      const parts = await world();
      const events = await read(rawBody, Object.fromEntries(request.headers.entries()), parts.clock.now());
      if (!events.ok)
        return events.error === 'not-readable'
          ? errorResponse(context, 400, 'not-readable', 'The body is no event of this source.')
          : errorResponse(context, 401, events.error, 'The signature is missing, wrong or too old.');
      await acceptWebhook(parts, source, events.value);
      const jsonBody: z.output<typeof ReceivedAnswer> = { received: events.value.length };
      return { status: 200, jsonBody };
    },
  });
}
