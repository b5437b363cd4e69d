import { randomUUID } from 'node:crypto';
import { easternWallClock, isRepeatedEasternHour } from '../../kernel/eastern-time';
import { addMs, msOfInstant, type Instant } from '../../kernel/plain-date';
import { TransientFailure, type Clock } from '../../workflow/ports';
import { takeOrWait, type RequestBudget } from '../../workflow/request-budget';
import { callVendor, refusedAddress, type Fetch, type SecretReader, type VendorAnswer } from '../../workflow/vendor-http';
import type { ChartSettings } from './mapper';
import { WireToken } from './wire';

const ATHENAHEALTH_HOSTS = ['api.platform.athenahealth.com', 'api.preview.platform.athenahealth.com'] as const;

export interface AthenahealthSettings extends ChartSettings {
  readonly baseUrl: string;
  readonly practiceId: string;
  /** Only these departments; absent: all. */
  readonly departmentIds?: readonly string[];
  /** Patients the practice keeps for testing: never billed. Ids, and last names that mark one. */
  readonly testPatients?: { readonly ids: readonly string[]; readonly lastNames: readonly string[] };
  readonly timeoutMs: number;
  /** Records asked for at a time; the vendor allows 1000. */
  readonly pageSize: number;
  /** For the local stack's simulator alone. */
  readonly allowLoopback?: boolean;
}

/** What the adapter needs of the world. */
export interface AthenahealthWorld {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly secret: SecretReader;
  readonly budget: RequestBudget;
}

export type ReadAnswer =
  { readonly kind: 'found'; readonly json: unknown } | { readonly kind: 'missing' } | { readonly kind: 'unreadable' };

/** A write is never repeated by itself: the caller reads back first. */
export type WriteAnswer =
  | { readonly kind: 'answered'; readonly status: number; readonly json: unknown }
  | { readonly kind: 'not-sent'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

export interface AthenahealthClient {
  /** GET below /v1/{practiceid}. Throws TransientFailure for what may be tried again. */
  read(path: string, query: Readonly<Record<string, string>>, operation: string): Promise<ReadAnswer>;
  /** POST of a form below /v1/{practiceid}. */
  write(path: string, form: Readonly<Record<string, string>>): Promise<WriteAnswer>;
  /** The bare status of a GET, for the probe at start. */
  status(path: string, query: Readonly<Record<string, string>>): Promise<number | 'no-token' | 'unreachable'>;
}

interface Token {
  readonly value: string;
  readonly goodUntil: Instant;
}

const SCOPE = 'athena/service/Athenanet.MDP.*';
const REFRESH_EARLY_MS = 60_000;

/** A client that keeps its token, asks the budget before every request, and renews a refused token once. */
export function createAthenahealthClient(settings: AthenahealthSettings, world: AthenahealthWorld): AthenahealthClient {
  const refused = refusedAddress(settings.baseUrl, ATHENAHEALTH_HOSTS, settings.allowLoopback ?? false);
  if (refused !== undefined) throw new RangeError(`athenahealth base URL: ${refused}`);
  const token = createTokenSource(settings, world);
  const base = `${settings.baseUrl}/v1/${encodeURIComponent(settings.practiceId)}`;

  const call = async (method: 'GET' | 'POST', pathAndQuery: string, body?: string): Promise<VendorAnswer> => {
    const bearer = await token.get();
    const first = await send(method, pathAndQuery, bearer, body);
    if (first.kind !== 'answered' || first.status !== 401) return first;
    token.forget(bearer);
    return send(method, pathAndQuery, await token.get(), body);
  };
  const send = async (method: 'GET' | 'POST', pathAndQuery: string, bearer: string, body?: string): Promise<VendorAnswer> => {
    await takeOrWait(world.budget, 'athenahealth.budget');
    return callVendor(world.fetch, {
      method,
      url: `${base}${pathAndQuery}`,
      headers: {
        authorization: `Bearer ${bearer}`,
        accept: 'application/json',
        'x-request-id': randomUUID(),
        ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
      },
      timeoutMs: settings.timeoutMs,
      ...(body === undefined ? {} : { body }),
    });
  };

  return {
    read: async (path, query, operation) => readAnswer(await call('GET', withQuery(path, query)), operation),
    write: async (path, form) => {
      const answer = await call('POST', path, new URLSearchParams(form).toString());
      if (answer.kind !== 'answered') return answer;
      const json = parsed(answer.text);
      return json === undefined
        ? { kind: 'unknown', reason: 'UNREADABLE' }
        : { kind: 'answered', status: plainStatus(answer), json };
    },
    status: async (path, query) => {
      try {
        const answer = await call('GET', withQuery(path, query));
        return answer.kind === 'answered' ? plainStatus(answer) : 'unreachable';
      } catch (error) {
        if (error instanceof TokenRefused) return 'no-token';
        if (error instanceof TransientFailure) return 'unreachable';
        throw error;
      }
    },
  };
}

const withQuery = (path: string, query: Readonly<Record<string, string>>): string =>
  Object.keys(query).length === 0 ? path : `${path}?${new URLSearchParams(query).toString()}`;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const TOO_MANY_REQUESTS = 429;

/** That we ask too often may come as 403 too, with words that say so: it is no missing permission. */
const plainStatus = ({ status, text }: VendorAnswer & { readonly kind: 'answered' }): number =>
  status === 403 && /rate limit|quota/i.test(text) ? TOO_MANY_REQUESTS : status;

/** Reads are safe to repeat, so everything but a clear answer is "try again". */
function readAnswer(answer: VendorAnswer, operation: string): ReadAnswer {
  if (answer.kind !== 'answered') throw new TransientFailure(`athenahealth.${operation}.${answer.reason}`);
  if (answer.status === 404) return { kind: 'missing' };
  if (answer.status !== 200) throw new TransientFailure(`athenahealth.${operation}.${answer.status}`, answer.retryAfterMs);
  const json = parsed(answer.text);
  return json === undefined || isError(json) ? { kind: 'unreadable' } : { kind: 'found', json };
}

/** { error, detailedmessage } may come under 200 too. */
const isError = (json: unknown): boolean => typeof json === 'object' && json !== null && 'error' in json && !Array.isArray(json);

/** The vendor does not take our credentials: tried again like any outage, and named by the probe. */
class TokenRefused extends TransientFailure {
  constructor() {
    super('athenahealth.token.refused');
    this.name = 'TokenRefused';
  }
}

/** One token for all requests of this process, renewed a minute before its end; one request at a time asks for it. */
function createTokenSource(
  settings: AthenahealthSettings,
  world: AthenahealthWorld,
): { get(): Promise<string>; forget(refused: string): void } {
  let held: Token | undefined;
  let asking: Promise<Token> | undefined;
  const renew = async (): Promise<Token> => {
    const answer = await requestToken(settings, world, false);
    return answer === 'refused' ? orThrow(await requestToken(settings, world, true)) : answer;
  };
  return {
    get: async () => {
      if (held !== undefined && world.clock.now() < held.goodUntil) return held.value;
      asking ??= renew().finally(() => (asking = undefined));
      held = await asking;
      return held.value;
    },
    // Of several requests under way with a refused token only the first makes us ask: the others find a newer one.
    forget: (refused) => {
      if (held?.value === refused) held = undefined;
    },
  };
}

const orThrow = (token: Token | 'refused'): Token => {
  if (token === 'refused') throw new TokenRefused();
  return token;
};

/** Client id and secret go in a Basic header, never in the body, and the scope is always asked for. */
async function requestToken(
  settings: AthenahealthSettings,
  world: AthenahealthWorld,
  refresh: boolean,
): Promise<Token | 'refused'> {
  const [clientId, clientSecret] = [
    await world.secret('AthenahealthClientId', { refresh }),
    await world.secret('AthenahealthClientSecret', { refresh }),
  ];
  if (clientId === undefined || clientSecret === undefined) throw new TokenRefused();
  await takeOrWait(world.budget, 'athenahealth.budget');
  const answer = await callVendor(world.fetch, {
    method: 'POST',
    url: `${settings.baseUrl}/oauth2/v1/token`,
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
      accept: 'application/json',
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope: SCOPE }).toString(),
    timeoutMs: settings.timeoutMs,
  });
  if (answer.kind !== 'answered') throw new TransientFailure(`athenahealth.token.${answer.reason}`);
  if (answer.status === 401 || answer.status === 400) return 'refused';
  const token = WireToken.safeParse(answer.status === 200 ? parsed(answer.text) : undefined);
  if (!token.success) throw new TransientFailure(`athenahealth.token.${answer.status}`, answer.retryAfterMs);
  return { value: token.data.access_token, goodUntil: addMs(world.clock.now(), token.data.expires_in * 1000 - REFRESH_EARLY_MS) };
}

/**
 * The Eastern wall clock of the feed's window bounds. In the hour that autumn repeats the wall clock says the same twice, so a
 * window that begins there begins an hour earlier and one that ends there ends an hour later: seen twice, never missed.
 */
export function feedBound(at: Instant, bound: 'start' | 'end'): string {
  const hour = 3_600_000;
  const start = isRepeatedEasternHour(at) ? addMs(at, -hour) : at;
  const end = isRepeatedEasternHour(addMs(at, hour)) ? addMs(at, hour) : roundedUp(at);
  const wall = easternWallClock(bound === 'start' ? start : end);
  const [year = '', month = '', day = ''] = wall.date.split('-');
  return `${month}/${day}/${year} ${wall.time}`;
}

/** The feed's clock has whole seconds. */
const roundedUp = (at: Instant): Instant => addMs(at, (1000 - (msOfInstant(at) % 1000)) % 1000);
