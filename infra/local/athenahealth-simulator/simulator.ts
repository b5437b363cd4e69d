import type { ServerResponse } from 'node:http';
import type { Instant } from '../../../shared/kernel/plain-date';
import { answer, answerJson, readBody } from '../simulated-http';
import type { SimulatedVendor } from '../simulated-vendor';
import { createCounter, hasToken, issueToken } from './access';
import { changedPage, subscriptionOf } from './changed-feed';
import { claimRecord, makeClaim, type ClaimMade } from './charge-entry';
import { createChart, departmentRecord, type Json, type SimulatedChart } from './chart';
import type { AthenahealthSimulatorOptions } from './options';
import { quirky, RawAnswer, type AthenahealthQuirk } from './quirks';

interface State {
  /** When each change was asked for, and by that marked as processed. */
  readonly processed: Map<string, Instant>;
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
  /** From now on its answers have this bad habit; none: the vendor behaves again. */
  misbehave(quirk?: AthenahealthQuirk): void;
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
  const isOverQuota = createCounter(options.clock, 'day', options.requestsPerDay);
  const areTooManyTokens = createCounter(options.clock, 'minute', options.tokensPerMinute);

  let quirk: AthenahealthQuirk | undefined;

  return {
    name: 'athenahealth',
    misbehave: (chosen) => {
      quirk = chosen;
    },
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
      if (isOverQuota()) {
        answerJson(response, 429, { error: 'Daily quota exceeded' });
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
      give(response, answerOf(routes, request.method ?? 'GET', url, new URLSearchParams(body), options.practiceId, quirk));
    },
  };
}

function restored(state: unknown): State {
  const kept = (typeof state === 'object' && state !== null ? state : {}) as {
    processed?: readonly (readonly [string, Instant])[];
    claims?: readonly (readonly [string, ClaimMade])[];
  };
  return { processed: new Map(kept.processed ?? []), claims: new Map(kept.claims ?? []) };
}

function answerOf(
  routes: readonly Route[],
  method: string,
  url: URL,
  form: URLSearchParams,
  practiceId: string,
  quirk: AthenahealthQuirk | undefined,
): unknown {
  const prefix = `/v1/${practiceId}/`;
  const path = url.pathname.startsWith(prefix) ? url.pathname.slice(prefix.length - 1) : '';
  for (const [routeMethod, pattern, handle] of routes) {
    const match = method === routeMethod ? pattern.exec(path) : null;
    if (match === null) continue;
    const json = handle(match.slice(1).map(decodeURIComponent), url.searchParams, form);
    return method === 'GET' && json !== undefined ? quirky(quirk, path, json) : json;
  }
  return undefined;
}

function give(response: ServerResponse, given: unknown): void {
  if (given === undefined) answerJson(response, 404, { error: 'The requested resource was not found.' });
  else if (given instanceof RawAnswer) answer(response, given.status, given.contentType, given.body);
  else answerJson(response, 200, given);
}

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
    ['GET', /^\/appointments\/changed$/, (_, query) => changedPage(chart, state.processed, query, options)],
    ['GET', /^\/appointments\/([^/]+)$/, ([id = '']) => boxed(withClaims(id, chart.appointment(ofAppointment(id), now())))],
    ['GET', /^\/appointments\/([^/]+)\/insurances$/, ([id = '']) => chart.insurances(ofAppointment(id), now())],
    ['POST', /^\/appointments\/([^/]+)\/claim$/, ([id = ''], _, form) => makeClaim(id, state.claims, chart, form, options)],
    ['GET', /^\/claims\/([^/]+)$/, ([id]) => boxed(claimRecord([...state.claims.values()].find((made) => made.claimid === id)))],
    ['GET', /^\/chart\/encounter\/([^/]+)$/, ([id = '']) => boxed(chart.encounter(id, now()))],
    ['GET', /^\/chart\/encounter\/([^/]+)\/diagnoses$/, ([id = '']) => chart.diagnoses(id, now())],
    ['GET', /^\/chart\/encounters\/([^/]+)\/summary$/, ([id = '']) => chart.summary(id, now())],
  ];
}
