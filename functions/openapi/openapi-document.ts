import { z } from 'zod';
import { ClaimBody } from '../../shared/messages/claim-body';
import { EncounterBody } from '../../shared/messages/encounter-body-schema';
import { EncounterReference, IDEMPOTENCY_KEY } from '../submit-claim/submit-claim';
import { WorkItemAnswerBody } from '../work-items/work-items';

type Json = Readonly<Record<string, unknown>>;

const money = { type: 'number', multipleOf: 0.01 };
const text = { type: 'string' };
const list = (items: Json): Json => ({ type: 'array', items });
const object = (properties: Json, required: readonly string[] = Object.keys(properties)): Json => ({
  type: 'object',
  properties,
  required,
});
const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

const inputSchema = (schema: z.ZodType): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
};

const STATES = [
  'paid',
  'partially_paid',
  'denied',
  'reversed',
  'accepted',
  'rejected',
  'submitted',
  'held',
  'awaiting_reconciliation',
  'not_billable',
];

/** The source guide's two bodies, by the clearinghouse's adapter that reads them. */
export interface GuideBodies {
  readonly claims: z.ZodType;
  readonly file: z.ZodType;
}

/** What is sent to us: generated from the schemas that check it. */
const bodySchemas = (guide: GuideBodies): Json => ({
  Encounter: inputSchema(EncounterBody),
  Claim: inputSchema(ClaimBody),
  EncounterReference: inputSchema(EncounterReference),
  GuideClaims: inputSchema(guide.claims),
  GuideFile: inputSchema(guide.file),
  WorkItemAnswer: inputSchema(WorkItemAnswerBody),
});

/** What we answer. */
const ANSWER_SCHEMAS: Json = {
  Finding: object({
    id: text,
    severity: { enum: ['error', 'hold', 'warn', 'info'] },
    lines: list({ type: 'integer' }),
    message: text,
    fix: text,
    source: text,
  }),
  ServiceLine: object(
    {
      cpt_code: text,
      code_system: { enum: ['CPT', 'HCPCS', 'CDT'] },
      icd_codes: list(text),
      modifiers: list(text),
      units: { type: 'number' },
      charge_amount: money,
      diagnosis_pointers: list({ type: 'integer' }),
      tooth_number: text,
      surface: text,
      area: text,
    },
    ['cpt_code', 'code_system', 'icd_codes', 'modifiers', 'units', 'charge_amount', 'diagnosis_pointers'],
  ),
  CodingResult: object({
    encounter_id: text,
    patient_id: text,
    provider_npi: text,
    date_of_service: { type: 'string', format: 'date' },
    place_of_service: text,
    service_lines: list(ref('ServiceLine')),
    diagnosis_codes: list(text),
    warnings: list(text),
    auto_coded: { type: 'boolean' },
    requires_review: { type: 'boolean' },
    review_reasons: list(text),
    findings: list(ref('Finding')),
    decision: object({
      because: list({ type: 'object' }),
      tables: list({ type: 'object' }),
      input_hash: text,
      result_hash: text,
    }),
  }),
  Submitted: object({ claim_ids: list(text), state: { enum: STATES }, status_urls: list(text) }),
  Money: object({ charge: money, paid: money, patient_responsibility: money, written_off: money, denied: money }),
  ClaimState: object(
    {
      claim_id: text,
      encounter_id: text,
      version: { type: 'integer' },
      state: { enum: STATES },
      reason: text,
      history: list({ type: 'object' }),
      findings: list({ type: 'object' }),
      payer_claim_number: text,
      money: ref('Money'),
    },
    ['claim_id', 'version', 'state', 'history', 'findings', 'money'],
  ),
  EncounterState: object(
    {
      encounter_id: text,
      version: { type: 'integer' },
      state: { enum: STATES },
      reason: text,
      history: list({ type: 'object' }),
      claim_ids: list(text),
    },
    ['encounter_id', 'version', 'state', 'history', 'claim_ids'],
  ),
  WorkItem: object(
    { id: text, kind: text, about: { type: 'object' }, reasons: list(text), opened_at: text, due: text, state: text, etag: text },
    ['id', 'kind', 'about', 'reasons', 'opened_at', 'etag'],
  ),
  WorkItems: object({ items: list(ref('WorkItem')), next: text }, ['items']),
  Error: object({
    error: object(
      { code: text, message: text, correlationId: text, details: list(object({ path: text, code: text, message: text })) },
      ['code', 'message'],
    ),
  }),
};

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
const badBody = { 400: error, 413: undefined, 415: error };

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
        { ...object({ claim: ref('Claim') }), additionalProperties: false },
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
    answers: { 200: object({ parked: list({ type: 'object' }) }) },
  },
  {
    operationId: 'parked-show',
    method: 'get',
    path: '/api/parked/{id}',
    summary: 'One parked message with its body; the look is audited.',
    parameters: [idParameter('the id of what is parked')],
    answers: { 200: { type: 'object' }, 404: error },
  },
  {
    operationId: 'parked-redrive',
    method: 'post',
    path: '/api/parked/{id}/redrive',
    summary: 'Sends a parked message again; audited.',
    parameters: [idParameter('the id of what is parked')],
    answers: { 202: { type: 'object' }, 404: error, 409: error },
  },
  {
    operationId: 'webhooks',
    method: 'post',
    path: '/api/webhooks/{source}',
    summary: 'A signed call that says visits changed; they are fetched anew.',
    open: true,
    parameters: [{ name: 'source', in: 'path', required: true, schema: { enum: ['athenahealth', 'generic'] } }],
    body: { type: 'object' },
    answers: { 200: object({ received: { type: 'integer' } }), 400: error, 401: error, 404: error, 413: undefined },
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
    answers: { 200: object({ status: text }), 503: object({ status: text }) },
  },
];

/** The HTTP API as OpenAPI 3.1, its schemas generated from those that check the bodies. */
export function openApiDocument(guide: GuideBodies): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of ROUTES) paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  return {
    openapi: '3.1.0',
    info: { title: 'visit-to-claim', version: '1' },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { ...bodySchemas(guide), ...ANSWER_SCHEMAS },
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
