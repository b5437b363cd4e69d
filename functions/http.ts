import type { HttpRequest, HttpResponseInit, InvocationContext } from '@azure/functions';
import { z } from 'zod';
import { listOf } from '../shared/messages/answer-schemas';
import type { Fault } from '../shared/messages/fault';
import { ERROR_CODES, type ErrorCode } from './error-codes';

/** The error shape of every route. */
export const ErrorAnswer = z.object({
  error: z.object({
    code: z.enum(Object.keys(ERROR_CODES) as [ErrorCode, ...ErrorCode[]]),
    message: z.string(),
    correlationId: z.string().exactOptional(),
    details: listOf(
      z
        .object({ path: z.string(), code: z.enum(['required', 'type', 'value', 'unknown_field']), message: z.string() })
        .readonly(),
    ).exactOptional(),
  }),
});
type ErrorAnswer = z.output<typeof ErrorAnswer>;

/** Bodies over 1 MB are refused before they are parsed. */
const LARGEST_BODY_BYTES = 1_048_576;

/** Says that a body is too large; undefined when it is not. By its own length: what was announced may be a lie. */
export const tooLarge = (context: InvocationContext, bytes: number): HttpResponseInit | undefined =>
  bytes > LARGEST_BODY_BYTES ? errorResponse(context, 413, 'too-large', 'The body is over 1 MB.') : undefined;

/** Whether JSON nests deeper than anything this API takes. */
export const nestsTooDeep = (text: string): boolean => nestingOf(text) > DEEPEST_NESTING;

/** Deeper JSON is no claim of ours, and recursion is not endless. */
const DEEPEST_NESTING = 64;

export type JsonBody =
  | { readonly ok: true; readonly value: unknown; readonly text: string }
  | { readonly ok: false; readonly response: HttpResponseInit };

/** Code and words, all faults at once, never a value that came in. */
export const errorAnswer = (
  context: InvocationContext,
  code: ErrorCode,
  message: string,
  details?: readonly Fault[],
): ErrorAnswer => ({
  error: { code, message, correlationId: context.invocationId, ...(details === undefined ? {} : { details }) },
});

/** The same as a whole response. */
export function errorResponse(
  context: InvocationContext,
  status: number,
  code: ErrorCode,
  message: string,
  details?: readonly Fault[],
): HttpResponseInit {
  return { status, jsonBody: errorAnswer(context, code, message, details) };
}

/** The request's body as JSON: 415 for another type, 413 when too large, 400 when it is no JSON or nested too deep. */
export async function jsonBodyOf(request: HttpRequest, context: InvocationContext): Promise<JsonBody> {
  const refuse = (status: number, code: ErrorCode, message: string): JsonBody => ({
    ok: false,
    response: errorResponse(context, status, code, message),
  });
  const type = request.headers.get('content-type') ?? '';
  if (!/^application\/([\w.-]+\+)?json\b/i.test(type)) return refuse(415, 'not-json', 'Send the body as application/json.');
  const text = await request.text();
  const large = tooLarge(context, Buffer.byteLength(text, 'utf8'));
  if (large !== undefined) return { ok: false, response: large };
  if (nestsTooDeep(text)) return refuse(400, 'nested-too-deep', `The body is nested deeper than ${DEEPEST_NESTING} levels.`);
  try {
    return { ok: true, value: JSON.parse(text) as unknown, text };
  } catch {
    // The parser's own message quotes the body, which may hold patient data.
    return refuse(400, 'not-json', 'The body is no JSON.');
  }
}

/** How deep brackets nest, strings left out: one pass, before any parser recurses. */
function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (inString) {
      if (char === 0x5c) i += 1;
      else if (char === 0x22) inString = false;
    } else if (char === 0x22) inString = true;
    else if (char === 0x7b || char === 0x5b) deepest = Math.max(deepest, (depth += 1));
    else if (char === 0x7d || char === 0x5d) depth -= 1;
  }
  return deepest;
}
