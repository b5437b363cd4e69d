import { readClaimView } from '../../shared/workflow/read-models';
import type { World } from '../../shared/workflow/world';
import type { FunctionApp } from '../function-app';
import { errorResponse } from '../http';

/** GET claims/{id}: where a claim stands, its history, and why. */
export function registerClaims(app: FunctionApp, world: () => Promise<World>): void {
  app.http('claims', {
    route: 'claims/{id}',
    methods: ['GET'],
    authLevel: 'function',
    handler: async (request, context) => {
      const view = await readClaimView(await world(), request.params['id'] ?? '');
      return view === undefined
        ? errorResponse(context, 404, 'claim-unknown', 'No claim of this id was seen.')
        : { jsonBody: view };
    },
  });
}
