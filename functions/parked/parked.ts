import { z } from 'zod';
import { listOf } from '../../shared/messages/answer-schemas';
import { listParked, redriveParked, showParked, type Parked } from '../../shared/workflow/parked';
import type { World } from '../../shared/workflow/world';
import type { FunctionApp } from '../function-app';
import { errorResponse } from '../http';

export const ParkedAnswer = z.object({
  id: z.string(),
  kind: z.enum(['poison', 'dead-letter', 'remittance']),
  code: z.string(),
  queue: z.string(),
  message_id: z.string().exactOptional(),
  at: z.string(),
  state: z.enum(['parked', 'redriven']),
  redrives: z.int(),
});
type ParkedAnswer = z.output<typeof ParkedAnswer>;
export const ParkedListAnswer = z.object({ parked: listOf(ParkedAnswer) });
/** The body as it was when it was parked, whatever it was. */
export const ParkedWithBodyAnswer = ParkedAnswer.extend({ body: z.unknown() });
export const RedrivenAnswer = z.object({ id: z.string(), state: z.literal('redriven') });

const BY = 'function-key';

/** GET parked: what was refused for good or given up by the bus. GET parked/{id}: its body too. POST parked/{id}/redrive: send it again. All audited but the list. */
export function registerParked(app: FunctionApp, world: () => Promise<World>): void {
  app.http('parked', {
    route: 'parked',
    methods: ['GET'],
    authLevel: 'function',
    handler: async () => {
      const jsonBody: z.output<typeof ParkedListAnswer> = { parked: (await listParked(await world())).map(parkedBody) };
      return { jsonBody };
    },
  });
  app.http('parked-show', {
    route: 'parked/{id}',
    methods: ['GET'],
    authLevel: 'function',
    handler: async (request, context) => {
      const shown = await showParked(await world(), request.params['id'] ?? '', BY);
      if (shown === undefined) return errorResponse(context, 404, 'parked-unknown', 'Nothing of this id is parked.');
      const jsonBody: z.output<typeof ParkedWithBodyAnswer> = { ...parkedBody(shown.parked), body: shown.body };
      return { jsonBody };
    },
  });
  app.http('parked-redrive', {
    route: 'parked/{id}/redrive',
    methods: ['POST'],
    authLevel: 'function',
    handler: async (request, context) => {
      const id = request.params['id'] ?? '';
      switch (await redriveParked(await world(), id, BY)) {
        case 'redriven': {
          const jsonBody: z.output<typeof RedrivenAnswer> = { id, state: 'redriven' };
          return { status: 202, jsonBody };
        }
        case 'unknown':
          return errorResponse(context, 404, 'parked-unknown', 'Nothing of this id is parked.');
        case 'not-a-message':
          return errorResponse(
            context,
            409,
            'parked-no-message',
            'What is parked is no message of ours: it would only come back.',
          );
      }
    },
  });
}

const parkedBody = ({ id, kind, code, queue, messageId, at, state, redrives }: Parked): ParkedAnswer => ({
  id,
  kind,
  code,
  queue,
  ...(messageId === undefined ? {} : { message_id: messageId }),
  at,
  state,
  redrives,
});
