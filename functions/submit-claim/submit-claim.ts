import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import { z } from 'zod';
import type { Claim } from '../../shared/claim/claim';
import { sha256Hex } from '../../shared/kernel/canonical-json';
import { err, ok, type Result } from '../../shared/kernel/result';
import { listOf, VisitState } from '../../shared/messages/answer-schemas';
import { parseClaimBody } from '../../shared/messages/claim-body';
import type { Fault } from '../../shared/messages/fault';
import { acceptClaim, acceptEncounter, type AcceptedClaim } from '../../shared/workflow/accept-claims';
import { withIdempotencyKey } from '../../shared/workflow/idempotency';
import { submitClaimReady } from '../../shared/workflow/submit-claim-ready';
import type { World } from '../../shared/workflow/world';
import type { ErrorCode } from '../error-codes';
import type { FunctionApp } from '../function-app';
import { errorAnswer, errorResponse, jsonBodyOf } from '../http';

/** The guide's `Claims` body → claims, by the clearinghouse's adapter. */
export type TranslateGuideClaims = (body: unknown) => Promise<Result<readonly Claim[], readonly Fault[]>>;

/** What was asked for: claims to take, or an encounter whose claims to name. */
type Submission =
  { readonly kind: 'claims'; readonly claims: readonly Claim[] } | { readonly kind: 'encounter'; readonly encounterId: string };

export const SubmittedAnswer = z.object({ claim_ids: listOf(z.string()), state: VisitState, status_urls: listOf(z.string()) });
type SubmittedAnswer = z.output<typeof SubmittedAnswer>;

/** What the first call answered; kept under its idempotency key. */
interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly location?: string;
}

/** HTTP: takes claims and says where to look. Service Bus: sends one ready claim, at most once. */
export function registerSubmitClaim(
  app: FunctionApp,
  queue: { readonly connection: string; readonly queueName: string },
  translate: TranslateGuideClaims,
  world: () => Promise<World>,
): void {
  app.http('submit-claim', {
    route: 'submit-claim',
    methods: ['POST'],
    authLevel: 'function',
    handler: async (request, context) => {
      const body = await jsonBodyOf(request, context);
      if (!body.ok) return body.response;
      const submission = await submissionOf(body.value, translate);
      if (!submission.ok)
        return errorResponse(context, 400, 'claim-invalid', 'The body is no claim we can take.', submission.error);
      return answerOnce(request, context, body.text, await world(), submission.value);
    },
  });
  app.serviceBusQueue('submit-claim-message', {
    ...queue,
    handler: async (message, context) => {
      context.log(`submit-claim: ${await submitClaimReady(message, await world())}`);
    },
  });
}

export const EncounterReference = z.strictObject({ encounter_id: z.string().min(1).max(50) });

async function submissionOf(body: unknown, translate: TranslateGuideClaims): Promise<Result<Submission, readonly Fault[]>> {
  if (typeof body === 'object' && body !== null) {
    if ('claim' in body) return claimsOf(onlyField(body, 'claim') ?? parsedClaim(body.claim));
    if ('Claims' in body || 'File' in body) return claimsOf(await translate(body));
    const reference = EncounterReference.safeParse(body);
    if (reference.success) return ok({ kind: 'encounter', encounterId: reference.data.encounter_id });
  }
  return err([{ path: '', code: 'type', message: 'must be { claim }, { encounter_id }, { Claims } or { File }' }]);
}

function onlyField(body: object, field: string): Result<never, readonly Fault[]> | undefined {
  const others = Object.keys(body).filter((name) => name !== field);
  return others.length === 0
    ? undefined
    : err(others.map((path) => ({ path, code: 'unknown_field', message: 'is no field of this body' })));
}

function parsedClaim(value: unknown): Result<readonly Claim[], readonly Fault[]> {
  const parsed = parseClaimBody(value);
  return parsed.ok ? ok([parsed.value]) : err(parsed.error.map((fault) => ({ ...fault, path: `claim.${fault.path}` })));
}

const claimsOf = (claims: Result<readonly Claim[], readonly Fault[]>): Result<Submission, readonly Fault[]> =>
  claims.ok ? ok({ kind: 'claims', claims: claims.value }) : claims;

/** 1 to 64 printable characters of ASCII, no blank at an end (HTTP takes those off). */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]([\x20-\x7e]{0,62}[\x21-\x7e])?$/;

/** With an Idempotency-Key the first answer stands for every later call of the same body; another body is a conflict. */
async function answerOnce(
  request: HttpRequest,
  context: InvocationContext,
  text: string,
  world: World,
  submission: Submission,
): Promise<HttpResponseInit> {
  const key = request.headers.get('idempotency-key');
  if (key === null) return responseOf(await submit(world, context, submission));
  if (!IDEMPOTENCY_KEY.test(key))
    return errorResponse(context, 400, 'bad-idempotency-key', 'Idempotency-Key must be 1 to 64 printable characters.');
  const keyed = await withIdempotencyKey(world, key, sha256Hex(text), async () => submit(world, context, submission));
  if (keyed.kind === 'conflict')
    return errorResponse(context, 409, 'idempotency-key-reused', 'This Idempotency-Key was used with another body.');
  return responseOf(keyed.answer);
}

async function submit(world: World, context: InvocationContext, submission: Submission): Promise<Answer> {
  if (submission.kind === 'encounter') return encounterAnswer(world, context, submission.encounterId);
  const accepted: AcceptedClaim[] = [];
  for (const claim of submission.claims) {
    const answer = await acceptClaim(world, claim);
    if (answer === 'other-content')
      return refusal(
        context,
        409,
        'claim-id-taken',
        `Claim ${claim.claimId} stands for other content: send it under a new claim id.`,
      );
    accepted.push(answer);
  }
  // Of several claims the answer's state is that of the one that needs a person, when there is one.
  const state = (accepted.find((claim) => claim.state === 'held') ?? accepted[0])?.state ?? 'held';
  return taken(
    accepted.map((claim) => claim.claimId),
    state,
  );
}

async function encounterAnswer(world: World, context: InvocationContext, encounterId: string): Promise<Answer> {
  const accepted = await acceptEncounter(world, encounterId);
  return accepted === undefined
    ? refusal(context, 404, 'encounter-unknown', 'No encounter of this id was seen.')
    : taken(accepted.claimIds, accepted.state);
}

function taken(claimIds: readonly string[], state: VisitState): Answer {
  const urls = claimIds.map((id) => `/api/claims/${encodeURIComponent(id)}`);
  const body: SubmittedAnswer = { claim_ids: claimIds, state, status_urls: urls };
  return {
    status: 202,
    body,
    ...(urls[0] === undefined ? {} : { location: urls[0] }),
  };
}

const refusal = (context: InvocationContext, status: number, code: ErrorCode, message: string): Answer => ({
  status,
  body: errorAnswer(context, code, message),
});

const responseOf = (answer: Answer): HttpResponseInit => ({
  status: answer.status,
  jsonBody: answer.body,
  ...(answer.location === undefined ? {} : { headers: { location: answer.location } }),
});
