import { z } from 'zod';
import { ClaimBody } from '../../shared/messages/claim-body';
import { EncounterBody } from '../../shared/messages/encounter-body-schema';
import {
  ClaimAnswer,
  EncounterAnswer,
  FindingAnswer,
  HistoryEntryAnswer,
  MoneyAnswer,
  VisitState,
} from '../../shared/messages/answer-schemas';
import { CodingResultBody, ServiceLineBody } from '../../shared/messages/coding-result-body';
import { HealthAnswer } from '../health/health';
import { ErrorAnswer } from '../http';
import { ParkedAnswer, ParkedListAnswer, ParkedWithBodyAnswer, RedrivenAnswer } from '../parked/parked';
import { EncounterReference, IDEMPOTENCY_KEY, SubmittedAnswer } from '../submit-claim/submit-claim';
import { ReceivedAnswer } from '../webhooks/webhooks';
import { WorkItemAnswer, WorkItemAnswerBody, WorkItemsAnswer } from '../work-items/work-items';

type Json = Readonly<Record<string, unknown>>;

const text = { type: 'string' };

/** What we answer, by its name in the document: the schemas that give the handlers their types. */
const ANSWERS = {
  Finding: FindingAnswer,
  HistoryEntry: HistoryEntryAnswer,
  ServiceLine: ServiceLineBody,
  CodingResult: CodingResultBody,
  State: VisitState,
  Submitted: SubmittedAnswer,
  Money: MoneyAnswer,
  ClaimState: ClaimAnswer,
  EncounterState: EncounterAnswer,
  WorkItem: WorkItemAnswer,
  WorkItems: WorkItemsAnswer,
  Parked: ParkedAnswer,
  ParkedList: ParkedListAnswer,
  ParkedWithBody: ParkedWithBodyAnswer,
  Redriven: RedrivenAnswer,
  Received: ReceivedAnswer,
  Health: HealthAnswer,
  Error: ErrorAnswer,
} as const satisfies Readonly<Record<string, z.ZodType>>;

const uriOf = (name: string): string => `#/components/schemas/${name}`;
const ref = (name: keyof typeof ANSWERS | keyof ReturnType<typeof bodySchemas>): Json => ({ $ref: uriOf(name) });

const inputSchema = (schema: z.ZodType): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
};

/** The source guide's two bodies, by the clearinghouse's adapter that reads them. */
export interface GuideBodies {
  readonly claims: z.ZodType;
  readonly file: z.ZodType;
}

/** What is sent to us: generated from the schemas that check it. */
const bodySchemas = (guide: GuideBodies) => ({
  Encounter: inputSchema(EncounterBody),
  Claim: inputSchema(ClaimBody),
  EncounterReference: inputSchema(EncounterReference),
  GuideClaims: inputSchema(guide.claims),
  GuideFile: inputSchema(guide.file),
  WorkItemAnswer: inputSchema(WorkItemAnswerBody),
});

/** The answers' schemas, each once: where one holds another it points to it. */
function answerSchemas(): Json {
  const registry = z.registry<{ id: string }>();
  for (const [name, schema] of Object.entries(ANSWERS)) registry.add(schema, { id: name });
  const { schemas } = z.toJSONSchema(registry, {
    uri: uriOf,
    io: 'output',
    override: ({ jsonSchema }) => {
      // A type's word for "we do not change it"; in a document it would mean "not to be sent".
      delete jsonSchema.readOnly;
    },
  });
  return Object.fromEntries(Object.entries(schemas).map(([name, { $schema: _dialect, $id: _id, ...schema }]) => [name, schema]));
}

/** One route of the HTTP API: what it takes and gives. The test compares this list with what is registered. */
interface Route {
  readonly operationId: string;
  readonly method: 'get' | 'post';
  readonly path: string;
  readonly summary: string;
  readonly open?: true;
  readonly parameters?: readonly Json[];
  readonly body?: Json;
  readonly answers: Readonly<Record<number, Json | undefined>>;
}

const idParameter = (what: string): Json => ({ name: 'id', in: 'path', required: true, description: what, schema: text });
const error = ref('Error');
const badBody = { 400: error, 413: error, 415: error };

const ROUTES: readonly Route[] = [
  {
    operationId: 'code-encounter',
    method: 'post',
    path: '/api/code-encounter',
    summary: 'Codes one encounter; keeps nothing.',
    body: ref('Encounter'),
    answers: { 200: ref('CodingResult'), ...badBody },
  },
  {
    operationId: 'submit-claim',
    method: 'post',
    path: '/api/submit-claim',
    summary: "Takes a claim, the claims of an encounter, or the guide's Claims or File body; says where to look.",
    parameters: [
      {
        name: 'Idempotency-Key',
        in: 'header',
        required: false,
        schema: { type: 'string', pattern: IDEMPOTENCY_KEY.source },
      },
    ],
    body: {
      oneOf: [
        { type: 'object', properties: { claim: ref('Claim') }, required: ['claim'], additionalProperties: false },
        ref('EncounterReference'),
        ref('GuideClaims'),
        ref('GuideFile'),
      ],
    },
    answers: { 202: ref('Submitted'), ...badBody, 404: error, 409: error },
  },
  {
    operationId: 'claims',
    method: 'get',
    path: '/api/claims/{id}',
    summary: 'Where a claim stands, and why.',
    parameters: [idParameter('the claim id')],
    answers: { 200: ref('ClaimState'), 404: error },
  },
  {
    operationId: 'encounters',
    method: 'get',
    path: '/api/encounters/{id}',
    summary: 'Where a visit stands, and why.',
    parameters: [idParameter('the encounter id')],
    answers: { 200: ref('EncounterState'), 404: error },
  },
  {
    operationId: 'work-items',
    method: 'get',
    path: '/api/work-items',
    summary: 'What people have to decide.',
    parameters: [
      { name: 'state', in: 'query', required: false, schema: { enum: ['open'] } },
      { name: 'next', in: 'query', required: false, schema: text },
    ],
    answers: { 200: ref('WorkItems'), 400: error },
  },
  ...(['approve', 'reject', 'correct'] as const).map((action): Route => ({
    operationId: `work-items-${action}`,
    method: 'post',
    path: `/api/work-items/{id}/${action}`,
    summary: `Answers a work item: ${action}.`,
    parameters: [idParameter('the work item id')],
    body: ref('WorkItemAnswer'),
    answers: { 200: ref('WorkItem'), ...badBody, 404: error, 409: error },
  })),
  {
    operationId: 'parked',
    method: 'get',
    path: '/api/parked',
    summary: 'What was refused for good, or given up by the bus; without bodies.',
    answers: { 200: ref('ParkedList') },
  },
  {
    operationId: 'parked-show',
    method: 'get',
    path: '/api/parked/{id}',
    summary: 'One parked message with its body; the look is audited.',
    parameters: [idParameter('the id of what is parked')],
    answers: { 200: ref('ParkedWithBody'), 404: error },
  },
  {
    operationId: 'parked-redrive',
    method: 'post',
    path: '/api/parked/{id}/redrive',
    summary: 'Sends a parked message again; audited.',
    parameters: [idParameter('the id of what is parked')],
    answers: { 202: ref('Redriven'), 404: error, 409: error },
  },
  {
    operationId: 'webhooks',
    method: 'post',
    path: '/api/webhooks/{source}',
    summary: 'A signed call that says visits changed; they are fetched anew.',
    open: true,
    parameters: [{ name: 'source', in: 'path', required: true, schema: { enum: ['athenahealth', 'generic'] } }],
    body: { type: 'object' },
    answers: { 200: ref('Received'), 400: error, 401: error, 404: error, 413: error },
  },
  {
    operationId: 'openapi',
    method: 'get',
    path: '/api/openapi.json',
    summary: 'This document.',
    answers: { 200: { type: 'object' } },
  },
  {
    operationId: 'health',
    method: 'get',
    path: '/api/health',
    summary: 'Up and ready, without detail.',
    open: true,
    answers: { 200: ref('Health'), 503: ref('Health') },
  },
];

/** The HTTP API as OpenAPI 3.1: its schemas generated from those that check the bodies and those that type the answers. */
export function openApiDocument(guide: GuideBodies): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of ROUTES) paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  return {
    openapi: '3.1.0',
    info: { title: 'visit-to-claim', version: '1' },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { ...bodySchemas(guide), ...answerSchemas() },
      securitySchemes: { functionKey: { type: 'apiKey', in: 'header', name: 'x-functions-key' } },
    },
    security: [{ functionKey: [] }],
  };
}

function operationOf(route: Route): Json {
  const answers = route.open === true ? route.answers : { ...route.answers, 401: undefined };
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...(route.open === true ? { security: [] } : {}),
    ...(route.parameters === undefined ? {} : { parameters: route.parameters }),
    ...(route.body === undefined ? {} : { requestBody: { required: true, content: jsonOf(route.body) } }),
    responses: Object.fromEntries(
      Object.entries(answers).map(([status, schema]) => [
        status,
        { description: DESCRIPTIONS[status] ?? 'see the schema', ...(schema === undefined ? {} : { content: jsonOf(schema) }) },
      ]),
    ),
  };
}

const jsonOf = (schema: Json): Json => ({ 'application/json': { schema } });

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  200: 'done',
  202: 'taken; Location says where to look',
  400: 'the body or a parameter is not as it must be; every fault is named, no value repeated',
  401: 'no key, a wrong one, or a signature that does not hold',
  404: 'unknown',
  409: 'somebody else was faster, or the idempotency key was used with another body',
  413: 'over 1 MB',
  415: 'not JSON',
  503: 'not ready yet',
};
