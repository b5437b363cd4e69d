import type { HttpResponseInit, InvocationContext } from '@azure/functions';
import { z } from 'zod';
import { listOf } from '../../shared/messages/answer-schemas';
import { faultsOf } from '../../shared/messages/fault';
import type { WorkItemAction } from '../../shared/work-items/work-item';
import { decideWorkItem, type WorkItemOutcome } from '../../shared/workflow/decide-work-item';
import { listOpenWorkItems, readWorkItem, type ListedWorkItem } from '../../shared/workflow/work-items';
import type { World } from '../../shared/workflow/world';
import type { FunctionApp } from '../function-app';
import { errorResponse, jsonBodyOf } from '../http';

/** A person's answer as it comes in: the etag says which state of the item was seen. */
export const WorkItemAnswerBody = z.strictObject({
  etag: z.string().min(1).max(200),
  note: z.string().max(2000).nullish(),
  changes: z.record(z.string().max(60), z.unknown()).nullish(),
});

export const WorkItemAnswer = z.object({
  id: z.string(),
  kind: z.string(),
  about: z.object({ encounter_id: z.string().exactOptional(), claim_id: z.string().exactOptional() }),
  reasons: listOf(z.string()),
  opened_at: z.string(),
  due: z.string().exactOptional(),
  state: z.enum(['open', 'decided', 'closed']),
  etag: z.string(),
});
type WorkItemAnswer = z.output<typeof WorkItemAnswer>;

export const WorkItemsAnswer = z.object({ items: listOf(WorkItemAnswer), next: z.string().exactOptional() });
type WorkItemsAnswer = z.output<typeof WorkItemsAnswer>;

const ACTIONS: readonly WorkItemAction[] = ['approve', 'reject', 'correct'];

/** GET work-items: what people have to decide. POST work-items/{id}/approve|reject|correct: an answer. */
export function registerWorkItems(app: FunctionApp, world: () => Promise<World>): void {
  app.http('work-items', {
    route: 'work-items',
    methods: ['GET'],
    authLevel: 'function',
    handler: async (request, context) => {
      const state = request.query.get('state') ?? 'open';
      if (state !== 'open') return errorResponse(context, 400, 'bad-query', 'state must be open.');
      const after = request.query.get('next');
      const page = await listOpenWorkItems(await world(), after === null ? {} : { after });
      const jsonBody: WorkItemsAnswer = {
        items: page.items.map(itemBody),
        ...(page.next === undefined ? {} : { next: page.next }),
      };
      return { jsonBody };
    },
  });
  for (const action of ACTIONS)
    app.http(`work-items-${action}`, {
      route: `work-items/{id}/${action}`,
      methods: ['POST'],
      authLevel: 'function',
      handler: async (request, context) => {
        const body = await jsonBodyOf(request, context);
        if (!body.ok) return body.response;
        const answer = WorkItemAnswerBody.safeParse(body.value);
        if (!answer.success)
          return errorResponse(context, 400, 'answer-invalid', 'The answer is not as it must be.', faultsOf(answer.error));
        const { etag, note, changes } = answer.data;
        const parts = await world();
        const id = request.params['id'] ?? '';
        const outcome = await decideWorkItem(parts, id, {
          action,
          by: 'function-key',
          etag,
          ...(note == null ? {} : { note }),
          ...(changes == null ? {} : { changes }),
        });
        return respond(parts, context, id, outcome);
      },
    });
}

async function respond(
  world: World,
  context: InvocationContext,
  id: string,
  outcome: WorkItemOutcome,
): Promise<HttpResponseInit> {
  switch (outcome.kind) {
    case 'done': {
      const now = await readWorkItem(world, id);
      return now === undefined ? unknown(context) : { jsonBody: itemBody(now) };
    }
    case 'unknown':
      return unknown(context);
    case 'stale':
      return errorResponse(context, 409, 'work-item-changed', 'The work item changed since it was read: read it again.');
    case 'refused':
      return errorResponse(context, 400, 'answer-refused', outcome.reason);
  }
}

const unknown = (context: InvocationContext): HttpResponseInit =>
  errorResponse(context, 404, 'work-item-unknown', 'There is no work item of this id.');

const itemBody = ({ item, etag }: ListedWorkItem): WorkItemAnswer => ({
  id: item.id,
  kind: item.kind,
  about: {
    ...(item.about.encounterId === undefined ? {} : { encounter_id: item.about.encounterId }),
    ...(item.about.claimId === undefined ? {} : { claim_id: item.about.claimId }),
  },
  reasons: item.reasons,
  opened_at: item.openedAt,
  ...(item.due === undefined ? {} : { due: item.due }),
  state: item.state,
  etag,
});
