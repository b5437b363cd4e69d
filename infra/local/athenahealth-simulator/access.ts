import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { addMs, type Instant } from '../../../shared/kernel/plain-date';
import { answerJson } from '../simulated-http';
import type { AthenahealthSimulatorOptions } from './options';

/** How much of an instant names the span it lies in. */
const SPANS = { second: 19, minute: 16, day: 10 } as const;

/** Says of each request whether it is one too many for its span of the simulated clock. */
export function createCounter(clock: () => Instant, span: keyof typeof SPANS, most: number | undefined): () => boolean {
  let current = '';
  let requests = 0;
  return () => {
    const now = clock().slice(0, SPANS[span]);
    requests = now === current ? requests + 1 : 1;
    current = now;
    return most !== undefined && requests > most;
  };
}

/** Credentials in a Basic header only, and the scope is mandatory; the life of the token comes as text. */
export function issueToken(
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
  options: AthenahealthSimulatorOptions,
  tokens: Map<string, Instant>,
): void {
  const form = new URLSearchParams(body);
  const expected = `Basic ${Buffer.from(`${options.clientId}:${options.clientSecret}`).toString('base64')}`;
  if (
    request.headers.authorization !== expected ||
    form.get('grant_type') !== 'client_credentials' ||
    form.get('scope') === null
  ) {
    answerJson(response, 401, { error: 'access_denied', detailedmessage: 'Policy evaluation failed for this request.' });
    return;
  }
  const seconds = options.tokenSeconds ?? 3600;
  const now = options.clock();
  const token = randomUUID();
  tokens.set(token, addMs(now, seconds * 1000));
  answerJson(response, 200, {
    token_type: 'Bearer',
    expires_in: options.tellsLifeAsNumber === true ? seconds : String(seconds),
    access_token: token,
    scope: 'athena/service/Athenanet.MDP.*',
  });
}

export function hasToken(request: IncomingMessage, tokens: ReadonlyMap<string, Instant>, now: Instant): boolean {
  const until = tokens.get((request.headers.authorization ?? '').replace(/^Bearer /, ''));
  return until !== undefined && now < until;
}
