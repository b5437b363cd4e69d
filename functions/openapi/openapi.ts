import type { FunctionApp } from '../function-app';
import { openApiDocument, type GuideBodies } from './openapi-document';

/** GET openapi.json: the contract of this API. */
export function registerOpenApi(app: FunctionApp, guide: GuideBodies): void {
  let document: string | undefined;
  app.http('openapi', {
    route: 'openapi.json',
    methods: ['GET'],
    authLevel: 'function',
    handler: () => {
      document ??= JSON.stringify(openApiDocument(guide));
      return { headers: { 'content-type': 'application/json' }, body: document };
    },
  });
}
