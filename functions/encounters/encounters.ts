import { readEncounterView } from '../../shared/workflow/read-models';
import type { World } from '../../shared/workflow/world';
import type { FunctionApp } from '../function-app';
import { errorResponse } from '../http';

/** GET encounters/{id}: where a visit stands, its versions, and why. */
export function registerEncounters(app: FunctionApp, world: () => Promise<World>): void {
  app.http('encounters', {
    route: 'encounters/{id}',
    methods: ['GET'],
    authLevel: 'function',
    handler: async (request, context) => {
      const view = await readEncounterView(await world(), request.params['id'] ?? '');
      return view === undefined
        ? errorResponse(context, 404, 'encounter-unknown', 'No encounter of this id was seen.')
        : { jsonBody: view };
    },
  });
}
