import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { addMs, type Instant, type PlainDate } from '../../../shared/kernel/plain-date';
import { vendorInstant } from '../../../shared/ehr/athenahealth/mapper';
import type { DayVisit } from '../day-visits';
import { answer, answerJson, readBody } from '../simulated-http';
import type { SimulatedVendor } from '../simulated-vendor';
import { createChart, departmentRecord, type Json, type SimulatedChart } from './chart';

export interface AthenahealthSimulatorOptions {
  readonly practiceId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly day: PlainDate;
  readonly visits: readonly DayVisit[];
  readonly clock: () => Instant;
  /** Spans in which nothing answers but 503. */
  readonly outages?: readonly { readonly from: Instant; readonly to: Instant }[];
  /** Requests of one second of the simulated clock beyond which 429 comes; absent: no limit. */
  readonly requestsPerSecond?: number;
  readonly tokenSeconds?: number;
  /** Requests for a token of one minute of the simulated clock beyond which 429 comes; absent: no limit. */
  readonly tokensPerMinute?: number;
  /** Nobody subscribed to the changed feed yet. */
  readonly isUnsubscribed?: boolean;
  /** Charge entry that drops modifiers, whose answers come unreadable, or that shows no claim with the appointment. */
  readonly takesNoModifiers?: boolean;
  readonly losesClaimAnswers?: boolean;
  readonly hidesClaims?: boolean;
  /** What `state()` gave before a restart. */
  readonly state?: unknown;
}

interface ClaimMade {
  readonly claimid: string;
  readonly charges: unknown;
}

interface State {
  readonly processed: Set<string>;
  readonly claims: Map<string, ClaimMade>;
}

export interface AthenahealthSimulator extends SimulatedVendor {
  /** A biller changes the claim in the EHR by hand. */
  changeClaim(appointmentId: string, charges: unknown): void;
  /** What the EHR's claim of an appointment holds. */
  charges(appointmentId: string): unknown;
  /** How many claims stand in the EHR. */
  claims(): number;
  /** The vendor ends all tokens before their time. */
  forgetTokens(): void;
}

type Route = readonly [
  method: string,
  pattern: RegExp,
  handle: (match: readonly string[], query: URLSearchParams, form: URLSearchParams) => unknown,
];

/** athenahealth as the fact sheet knows it: the paths our adapter uses, in the vendor's shapes, with the vendor's habits. */
export function createAthenahealthSimulator(options: AthenahealthSimulatorOptions): AthenahealthSimulator {
  const chart = createChart(options.visits, options.day);
  const state = restored(options.state);
  const routes = routesOf(chart, state, options);
  const tokens = new Map<string, Instant>();
  const isOverLimit = createCounter(options.clock, 'second', options.requestsPerSecond);
  const areTooManyTokens = createCounter(options.clock, 'minute', options.tokensPerMinute);

  return {
    name: 'athenahealth',
    state: () => ({ processed: [...state.processed], claims: [...state.claims] }),
    forgetTokens: () => {
      tokens.clear();
    },
    charges: (appointmentId) => state.claims.get(appointmentId)?.charges,
    claims: () => state.claims.size,
    changeClaim: (appointmentId, charges) => {
      const made = state.claims.get(appointmentId);
      if (made !== undefined) state.claims.set(appointmentId, { ...made, charges });
    },
    handle: async (request, response) => {
      const body = (await readBody(request)).toString('utf8');
      const now = options.clock();
      if (options.outages?.some((outage) => outage.from <= now && now < outage.to) === true) {
        answer(response, 503, 'text/html', '<html><body>Service Unavailable</body></html>');
        return;
      }
      if (isOverLimit()) {
        answerJson(response, 429, { error: 'Too Many Requests' }, { 'retry-after': '1' });
        return;
      }
      const url = new URL(request.url ?? '/', 'http://simulated');
      if (url.pathname === '/oauth2/v1/token') {
        if (areTooManyTokens()) {
          answerJson(response, 429, { error: 'Too Many Requests' }, { 'retry-after': '60' });
          return;
        }
        issueToken(request, response, body, options, tokens);
        return;
      }
      if (!hasToken(request, tokens, now)) {
        answerJson(response, 401, { error: 'Unauthorized', detailedmessage: 'The access token is missing or has expired.' });
        return;
      }
      answerRoute(response, routes, request.method ?? 'GET', url, new URLSearchParams(body), options.practiceId);
    },
  };
}

function restored(state: unknown): State {
  const kept = (typeof state === 'object' && state !== null ? state : {}) as {
    processed?: readonly string[];
    claims?: readonly (readonly [string, ClaimMade])[];
  };
  return { processed: new Set(kept.processed ?? []), claims: new Map(kept.claims ?? []) };
}

function createCounter(clock: () => Instant, span: 'second' | 'minute', most: number | undefined): () => boolean {
  let current = '';
  let requests = 0;
  return () => {
    const now = clock().slice(0, span === 'second' ? 19 : 16);
    requests = now === current ? requests + 1 : 1;
    current = now;
    return most !== undefined && requests > most;
  };
}

/** Credentials in a Basic header only, and the scope is mandatory; the life of the token comes as text. */
function issueToken(
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
    expires_in: String(seconds),
    access_token: token,
    scope: 'athena/service/Athenanet.MDP.*',
  });
}

function hasToken(request: IncomingMessage, tokens: ReadonlyMap<string, Instant>, now: Instant): boolean {
  const until = tokens.get((request.headers.authorization ?? '').replace(/^Bearer /, ''));
  return until !== undefined && now < until;
}

function answerRoute(
  response: ServerResponse,
  routes: readonly Route[],
  method: string,
  url: URL,
  form: URLSearchParams,
  practiceId: string,
): void {
  const prefix = `/v1/${practiceId}`;
  const path = url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length) : undefined;
  for (const [routeMethod, pattern, handle] of routes) {
    const match = path === undefined || method !== routeMethod ? null : pattern.exec(path);
    if (match === null) continue;
    const json = handle(match.slice(1).map(decodeURIComponent), url.searchParams, form);
    if (json === undefined) break;
    if (json === LOST) answer(response, 502, 'text/html', '<html>Bad Gateway</html>');
    else answerJson(response, 200, json);
    return;
  }
  answerJson(response, 404, { error: 'The requested resource was not found.' });
}

/** What a handler gives when the vendor did it and its answer is lost on the way. */
const LOST = Symbol('lost');

const boxed = (record: Json | undefined): readonly Json[] | undefined => (record === undefined ? undefined : [record]);

function routesOf(chart: SimulatedChart, state: State, options: AthenahealthSimulatorOptions): readonly Route[] {
  const now = options.clock;
  const ofAppointment = (appointmentId: string): string => chart.encounterOfAppointment(appointmentId) ?? '';
  const withClaims = (appointmentId: string, record: Json | undefined): Json | undefined => {
    const made = state.claims.get(appointmentId);
    return record === undefined || made === undefined || options.hidesClaims === true
      ? record
      : { ...record, appointmentstatus: '4', claims: [{ claimid: made.claimid }] };
  };
  return [
    [
      'GET',
      /^\/practiceinfo$/,
      () => ({ totalcount: 1, practiceinfo: [{ practiceid: options.practiceId, hasclinicals: true }] }),
    ],
    ['GET', /^\/departments$/, () => ({ totalcount: 1, departments: [departmentRecord] })],
    ['GET', /^\/departments\/([^/]+)$/, ([id]) => (id === departmentRecord['departmentid'] ? [departmentRecord] : undefined)],
    ['GET', /^\/providers\/([^/]+)$/, ([id = '']) => boxed(chart.provider(id))],
    ['GET', /^\/patients\/([^/]+)$/, ([id = '']) => boxed(chart.patient(id, now()))],
    ['GET', /^\/appointments\/changed\/subscription$/, () => subscriptionOf(options)],
    ['GET', /^\/appointments\/changed$/, (_, query) => changedPage(chart, state, query, now())],
    ['GET', /^\/appointments\/([^/]+)$/, ([id = '']) => boxed(withClaims(id, chart.appointment(ofAppointment(id), now())))],
    ['GET', /^\/appointments\/([^/]+)\/insurances$/, ([id = '']) => chart.insurances(ofAppointment(id), now())],
    ['POST', /^\/appointments\/([^/]+)\/claim$/, ([id = ''], _, form) => makeClaim(id, state, chart, form, options)],
    ['GET', /^\/claims\/([^/]+)$/, ([id]) => boxed(claimRecord([...state.claims.values()].find((made) => made.claimid === id)))],
    ['GET', /^\/chart\/encounter\/([^/]+)$/, ([id = '']) => boxed(chart.encounter(id, now()))],
    ['GET', /^\/chart\/encounter\/([^/]+)\/diagnoses$/, ([id = '']) => chart.diagnoses(id, now())],
    ['GET', /^\/chart\/encounters\/([^/]+)\/summary$/, ([id = '']) => chart.summary(id, now())],
  ];
}

const subscriptionOf = ({ isUnsubscribed }: AthenahealthSimulatorOptions): Json =>
  isUnsubscribed === true
    ? { status: 'INACTIVE', subscriptions: [] }
    : { status: 'PARTIAL', subscriptions: [{ eventname: 'CheckOut' }] };

/** New changes are marked as processed by being asked for; a window asks for those already processed once more. */
function changedPage(chart: SimulatedChart, state: State, query: URLSearchParams, now: Instant): Json {
  const start = vendorInstant(query.get('showprocessedstartdatetime') ?? undefined);
  const end = vendorInstant(query.get('showprocessedenddatetime') ?? undefined);
  const limit = Number(query.get('limit') ?? '1000');
  const offset = Number(query.get('offset') ?? '0');
  const isWindow = start !== undefined && end !== undefined;
  const chosen = chart.changes.filter((change) =>
    isWindow
      ? state.processed.has(change.id) && start <= change.at && change.at <= end
      : !state.processed.has(change.id) && change.at <= now,
  );
  const page = chosen.slice(offset, offset + limit);
  if (!isWindow && query.get('leaveunprocessed') !== 'true') for (const change of page) state.processed.add(change.id);
  const hasMore = chosen.length > offset + limit;
  return {
    totalcount: chosen.length,
    appointments: page.map((change) => chart.appointment(change.encounterId, now)),
    ...(hasMore ? { next: `/appointments/changed?limit=${limit}&offset=${offset + limit}` } : {}),
  };
}

/** A claim cannot be made twice for one appointment; the refusal comes with 200. */
function makeClaim(
  appointmentId: string,
  state: State,
  chart: SimulatedChart,
  form: URLSearchParams,
  options: AthenahealthSimulatorOptions,
): unknown {
  if (chart.encounterOfAppointment(appointmentId) === undefined) return undefined;
  if (state.claims.has(appointmentId)) {
    return { claimids: [], success: false, errormessage: 'A claim already exists for this appointment.' };
  }
  const claimid = String(5_500 + state.claims.size);
  const charges = JSON.parse(form.get('claimcharges') ?? '[]') as readonly Json[];
  state.claims.set(appointmentId, { claimid, charges: options.takesNoModifiers === true ? charges.map(bare) : charges });
  return options.losesClaimAnswers === true ? LOST : { claimids: [claimid], success: true, errormessage: '' };
}

const bare = (charge: Json): Json => ({ ...charge, procedurecode: String(charge['procedurecode']).split(',')[0] });

const claimRecord = (made: ClaimMade | undefined): Json | undefined =>
  made === undefined ? undefined : { claimid: made.claimid, procedures: made.charges };
