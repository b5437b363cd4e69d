import Ajv, { type ValidateFunction } from 'ajv/dist/2020';
import { openApiDocument } from '../../functions/openapi/openapi-document';
import { GuideClaimsBody, GuideFileBody } from '../../shared/clearinghouse/claim-md/guide-claims';

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
}

/** The OpenAPI document of the whole API. */
export const document = openApiDocument({ claims: GuideClaimsBody, file: GuideFileBody }) as {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
};

// A cent is no binary fraction.
const ajv = new Ajv({ strict: false, validateFormats: false, multipleOfPrecision: 6, allErrors: true });
ajv.addSchema(document, 'openapi');
const compiled = new Map<string, ValidateFunction>();

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

type Found = (typeof operations)[number];

/** The operation of a name. */
export const operationNamed = (operationId: string): Found | undefined =>
  operations.find(({ operation }) => operation.operationId === operationId);

/** The operation that a call reaches; undefined for what is no route. */
export const operationOf = (method: string, path: string): Found | undefined =>
  operations.find(
    (each) =>
      each.method === method.toLowerCase() &&
      new RegExp(`^${each.path.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path.replace(/\?.*/, '')),
  );

/** How an answer differs from what the document says of it; nothing: it is as documented. */
export function undocumented({ path, method, operation }: Found, status: number, json: unknown): readonly string[] {
  const response = operation.responses[String(status)];
  if (response === undefined) return [`${operation.operationId} answers ${status}, which is not documented`];
  // The host turns a call away before any function: with words of its own, or none.
  if (status >= 400 && (json === undefined || response.content === undefined)) return [];
  if (json === undefined || response.content === undefined)
    return [`${operation.operationId} ${status}: JSON that is documented, or none that is not`];
  const pointer = ['paths', path, method, 'responses', String(status), 'content', 'application/json', 'schema'];
  const escaped = pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
  const validate = compiled.get(escaped) ?? ajv.compile({ $ref: `openapi#/${escaped}` });
  compiled.set(escaped, validate);
  return validate(json) ? [] : [`${operation.operationId} ${status}: ${ajv.errorsText(validate.errors)}`];
}
