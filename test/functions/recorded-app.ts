import {
  HttpRequest,
  InvocationContext,
  type HttpFunctionOptions,
  type HttpRequestInit,
  type HttpResponseInit,
} from '@azure/functions';
import { expect } from '@jest/globals';
import type { FunctionApp } from '../../functions/function-app';
import { operationNamed, undocumented } from './documented-answers';

/** A FunctionApp that keeps what was registered, so that a handler can be called as the host would. */
export function recordedApp(): FunctionApp & {
  readonly https: Map<string, HttpFunctionOptions>;
  readonly timers: Map<string, Parameters<FunctionApp['timer']>[1]>;
  readonly queues: Map<string, Parameters<FunctionApp['serviceBusQueue']>[1]>;
} {
  const https = new Map<string, HttpFunctionOptions>();
  const timers = new Map<string, Parameters<FunctionApp['timer']>[1]>();
  const queues = new Map<string, Parameters<FunctionApp['serviceBusQueue']>[1]>();
  return {
    https,
    timers,
    queues,
    http: (name, options) => {
      https.set(name, options);
    },
    timer: (name, options) => {
      timers.set(name, options);
    },
    serviceBusQueue: (name, options) => {
      queues.set(name, options);
    },
  };
}

export const aContext = (): InvocationContext =>
  new InvocationContext({ functionName: 'test', invocationId: 'inv-1', logHandler: () => undefined });

export const aRequest = (over: HttpRequestInit): HttpRequest =>
  new HttpRequest({ url: 'http://localhost/api/x', method: 'POST', ...over });

export const aJsonRequest = (body: string, over: HttpRequestInit = {}): HttpRequest =>
  aRequest({ body: { string: body }, headers: { 'content-type': 'application/json' }, ...over });

/** Calls a registered HTTP function as the host does; every answer must be as the OpenAPI document says. */
export async function call(
  app: { https: Map<string, HttpFunctionOptions> },
  name: string,
  request: HttpRequest,
): Promise<HttpResponseInit> {
  const handler = app.https.get(name)?.handler;
  if (handler === undefined) throw new Error(`no function ${name}`);
  const answer = await handler(request, aContext());
  const operation = operationNamed(name);
  if (operation === undefined) throw new Error(`${name} is not documented`);
  expect(undocumented(operation, answer.status ?? 200, jsonOf(answer))).toEqual([]);
  return answer;
}

/** What goes over the wire: without the fields that JSON leaves out. */
function jsonOf({ jsonBody, body }: HttpResponseInit): unknown {
  const text = jsonBody === undefined ? body : JSON.stringify(jsonBody);
  return typeof text === 'string' && text !== '' ? (JSON.parse(text) as unknown) : undefined;
}
