import { listParked, redriveParked, showParked, type Parked } from '../../shared/workflow/parked';
import type { World } from '../../shared/workflow/world';
import type { FunctionApp } from '../function-app';
import { errorResponse } from '../http';

const BY = 'function-key';

/** GET parked: what was refused for good or given up by the bus. GET parked/{id}: its body too. POST parked/{id}/redrive: send it again. All audited but the list. */
export function registerParked(app: FunctionApp, world: () => Promise<World>): void {
  app.http('parked', {
    route: 'parked',
    methods: ['GET'],
    authLevel: 'function',
    handler: async () => ({ jsonBody: { parked: (await listParked(await world())).map(parkedBody) } }),
  });
  app.http('parked-show', {
    route: 'parked/{id}',
    methods: ['GET'],
    authLevel: 'function',
    handler: async (request, context) => {
      const shown = await showParked(await world(), request.params['id'] ?? '', BY);
      if (shown === undefined) return errorResponse(context, 404, 'parked-unknown', 'Nothing of this id is parked.');
      return { jsonBody: { ...parkedBody(shown.parked), body: shown.body } };
    },
  });
  app.http('parked-redrive', {
    route: 'parked/{id}/redrive',
    methods: ['POST'],
    authLevel: 'function',
    handler: async (request, context) => {
      const id = request.params['id'] ?? '';
      switch (await redriveParked(await world(), id, BY)) {
        case 'redriven':
          return { status: 202, jsonBody: { id, state: 'redriven' } };
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

const parkedBody = ({ id, kind, code, queue, messageId, at, state, redrives }: Parked): Record<string, unknown> => ({
  id,
  kind,
  code,
  queue,
  ...(messageId === undefined ? {} : { message_id: messageId }),
  at,
  state,
  redrives,
});
