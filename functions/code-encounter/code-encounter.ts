import { codeEncounterFinalized } from '../../shared/workflow/code-encounter-finalized';
import type { World } from '../../shared/workflow/world';
import type { FunctionApp } from '../function-app';
import { jsonBodyOf } from '../http';

/** Answers one posted encounter: the body and whether it was coded; the same bytes as `vtc code`. */
export type AnswerEncounter = (encounter: unknown) => Promise<{ readonly ok: boolean; readonly body: unknown }>;

/** HTTP: codes one encounter for the caller, and keeps nothing. Service Bus: codes a signed visit of the practice. */
export function registerCodeEncounter(
  app: FunctionApp,
  queue: { readonly connection: string; readonly queueName: string },
  answer: AnswerEncounter,
  world: () => Promise<World>,
): void {
  app.http('code-encounter', {
    route: 'code-encounter',
    methods: ['POST'],
    authLevel: 'function',
    handler: async (request, context) => {
      const body = await jsonBodyOf(request, context);
      if (!body.ok) return body.response;
      const coded = await answer(body.value);
      return {
        status: coded.ok ? 200 : 400,
        headers: { 'content-type': 'application/json' },
        body: `${JSON.stringify(coded.body)}\n`,
      };
    },
  });
  app.serviceBusQueue('code-encounter-message', {
    ...queue,
    handler: async (message, context) => {
      context.log(`code-encounter: ${await codeEncounterFinalized(message, await world())}`);
    },
  });
}
