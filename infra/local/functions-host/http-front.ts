import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { randomUUID, timingSafeEqual } from 'node:crypto';
import type { RegisteredFunction, TypedData } from './functions-core';
import type { FunctionRunner } from './runner';

export interface HostKeys {
  /** Opens functions of authLevel 'function'. */
  readonly function: string;
  /** Opens everything, and the admin routes. */
  readonly master: string;
}

interface Route {
  readonly registered: RegisteredFunction;
  readonly bindingName: string;
  readonly pattern: RegExp;
  readonly parameters: readonly string[];
  readonly methods: readonly string[];
  readonly authLevel: string;
}

const LARGEST_BODY_BYTES = 1_048_576;

/** Answers HTTP for the app: routes, methods, keys and limits as the contract says; everything else is the app's. */
export function createHttpFront(runner: FunctionRunner, routePrefix: string, keys: HostKeys): Server {
  const routes = runner
    .functionsBy('httpTrigger')
    .map((entry) => routeOf(entry.registered, entry.name, entry.binding, routePrefix));
  return createServer((request, response) => {
    void answer(request, response, routes, runner, keys).catch(() => {
      if (!response.headersSent) refuse(request, response, 500, 'internal', 'Something went wrong on our side.');
      else response.destroy();
    });
  });
}

function routeOf(
  registered: RegisteredFunction,
  bindingName: string,
  binding: Readonly<Record<string, unknown>>,
  prefix: string,
): Route {
  const route = typeof binding['route'] === 'string' ? binding['route'] : registered.metadata.name;
  const parameters: string[] = [];
  const path = [prefix, route]
    .filter((part) => part !== '')
    .join('/')
    .replace(/[.+^$()|[\]\\]/g, '\\$&')
    .replace(/\/\{(\*?)([^}:?]+)(?::[^}?]+)?(\?)?\}/g, (_match, star: string, name: string, optional?: string) => {
      parameters.push(name);
      if (star !== '') return '/(.*)';
      return optional === undefined ? '/([^/]+)' : '(?:/([^/]*))?';
    });
  const methods = Array.isArray(binding['methods']) ? binding['methods'] : ['GET', 'POST'];
  return {
    registered,
    bindingName,
    pattern: new RegExp(`^/${path}/?$`, 'i'),
    parameters,
    methods: methods.map((method) => String(method).toUpperCase()),
    authLevel: typeof binding['authLevel'] === 'string' ? binding['authLevel'] : 'anonymous',
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  routes: readonly Route[],
  runner: FunctionRunner,
  keys: HostKeys,
): Promise<void> {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
  if (url.pathname.startsWith('/admin/')) {
    await answerAdmin(request, response, url, runner, keys);
    return;
  }
  const matching = routes.filter((route) => route.pattern.test(url.pathname));
  if (matching.length === 0) {
    refuse(request, response, 404, 'not-found', 'There is no such route.');
    return;
  }
  const route = matching.find(({ methods }) => methods.includes(request.method ?? ''));
  if (route === undefined) {
    const allowed = matching.flatMap(({ methods }) => methods).join(', ');
    refuse(request, response, 405, 'method-not-allowed', `This route takes ${allowed}.`, { allow: allowed });
    return;
  }
  if (!mayCall(request, url, route.authLevel, keys)) {
    refuse(request, response, 401, 'unauthorized', 'The x-functions-key is missing or wrong.');
    return;
  }
  const body = await readBounded(request);
  if (body === undefined) {
    refuse(request, response, 413, 'too-large', 'The body is over 1 MB.');
    return;
  }
  await runHttp(request, response, url, route, body, runner);
}

function mayCall(request: IncomingMessage, url: URL, authLevel: string, keys: HostKeys): boolean {
  if (authLevel === 'anonymous') return true;
  const given = request.headers['x-functions-key'] ?? url.searchParams.get('code') ?? '';
  const accepted = authLevel === 'function' ? [keys.function, keys.master] : [keys.master];
  return typeof given === 'string' && accepted.some((key) => sameText(given, key));
}

function sameText(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The whole body; undefined when it is over the limit. The connection stays whole, so that a caller who is still sending hears why. */
async function readBounded(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > LARGEST_BODY_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > LARGEST_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Refuses in the error shape; what is still coming of the body is read and dropped, so that the caller gets the answer. */
function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  code: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (!request.readableEnded && !request.destroyed) request.resume();
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ error: { code, message, correlationId: randomUUID() } }));
}

const nullable = (entries: Iterable<readonly [string, string]>): Record<string, { value: string }> =>
  Object.fromEntries([...entries].map(([name, value]) => [name, { value }]));

async function runHttp(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  route: Route,
  body: Buffer,
  runner: FunctionRunner,
): Promise<void> {
  const match = route.pattern.exec(url.pathname) ?? [];
  const data: TypedData = {
    http: {
      method: request.method ?? 'GET',
      url: url.href,
      nullableHeaders: nullable(Object.entries(request.headers).map(([name, value]) => [name, String(value ?? '')] as const)),
      nullableParams: nullable(route.parameters.map((name, index) => [name, decoded(match[index + 1] ?? '')] as const)),
      nullableQuery: nullable(url.searchParams),
      ...(body.length > 0 ? { body: { bytes: body } } : {}),
    },
  };
  const outcome = await runner.run(route.registered, [{ name: route.bindingName, data }], {});
  if (!outcome.ok) {
    refuse(request, response, 500, 'internal', 'Something went wrong on our side.');
    return;
  }
  writeResponse(response, outcome.value.returnValue?.http as HttpReturn | undefined);
}

const decoded = (segment: string): string => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
};

interface HttpReturn {
  readonly statusCode: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { readonly bytes?: Uint8Array; readonly string?: string };
}

function writeResponse(response: ServerResponse, http: HttpReturn | undefined): void {
  if (http === undefined) {
    response.writeHead(204).end();
    return;
  }
  const { bytes, string } = http.body ?? {};
  const content = bytes === undefined ? Buffer.from(string ?? '') : Buffer.from(bytes);
  const status = Number(http.statusCode);
  response.writeHead(status, {
    ...http.headers,
    ...([204, 205, 304].includes(status) ? {} : { 'content-length': String(content.length) }),
  });
  response.end(content);
}

/** The real host's admin routes: its status, and a way to run a timer now. `Prefer: wait` answers when the run is over. */
async function answerAdmin(
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  runner: FunctionRunner,
  keys: HostKeys,
): Promise<void> {
  if (!mayCall(request, url, 'admin', keys)) {
    refuse(request, response, 401, 'unauthorized', 'The master key is missing or wrong.');
    return;
  }
  request.resume();
  if (url.pathname === '/admin/host/status') {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ state: 'Running', activeInvocations: runner.active }));
    return;
  }
  if (url.pathname === '/admin/functions' && request.method === 'GET') {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ timers: runner.timers(), queues: runner.queues() }));
    return;
  }
  const name = /^\/admin\/functions\/([^/]+)$/.exec(url.pathname)?.[1];
  const timer = runner.functionsBy('timerTrigger').find((entry) => entry.registered.metadata.name === name);
  if (timer === undefined || request.method !== 'POST') {
    refuse(request, response, 404, 'not-found', 'There is no timer of that name.');
    return;
  }
  const run = runner.runTimer(timer.registered, timer.name);
  if (!/\bwait\b/.test(String(request.headers['prefer'] ?? ''))) {
    response.writeHead(202).end();
    await run;
    return;
  }
  response.writeHead((await run) ? 204 : 500).end();
}
