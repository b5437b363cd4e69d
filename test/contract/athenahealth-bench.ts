import { instantOfEastern } from '../../shared/kernel/eastern-time';
import { plainDateOf, type Instant } from '../../shared/kernel/plain-date';
import { createAthenahealth, type Athenahealth } from '../../shared/ehr/athenahealth/athenahealth';
import type { AthenahealthSettings } from '../../shared/ehr/athenahealth/client';
import type { Fetch } from '../../shared/workflow/vendor-http';
import { unlimitedBudget, type RequestBudget } from '../../shared/workflow/request-budget';
import type { AthenahealthSimulatorOptions } from '../../infra/local/athenahealth-simulator/options';
import { createAthenahealthSimulator, type AthenahealthSimulator } from '../../infra/local/athenahealth-simulator/simulator';
import type { DayVisit } from '../../infra/local/day-visits';
import { movableClock, serve } from './loopback';

export const DAY = plainDateOf('2026-11-20');
export const at = (time: string): Instant => {
  const instant = instantOfEastern(DAY, time);
  if (instant === undefined) throw new RangeError(time);
  return instant;
};

export const closers: (() => Promise<void>)[] = [];

/** Ends every vendor of a test. */
export async function closeAll(): Promise<void> {
  for (const close of closers.splice(0)) await close();
}

export const visit = (id: string, extra: Partial<DayVisit> = {}, encounter: Record<string, unknown> = {}): DayVisit => ({
  encounter: {
    encounter_id: id,
    patient_id: `P-${id}`,
    provider_npi: '1234567893',
    date_of_service: '2026-11-20',
    visit_type: 'office_visit_established',
    mdm_level: 'low',
    diagnoses: [{ icd10_code: 'I10' }],
    ...encounter,
  },
  patient: { last_name: 'Flumbert', first_name: 'Oswin', birth_date: '1970-01-31', sex: 'M' },
  insurance: { payer_id: 'COM1', member_id: 'ABC123456789', relationship: 'self' },
  clearinghouse: 'accept',
  remittance: 'paid',
  ...extra,
});

interface AskInit {
  readonly method?: 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | URLSearchParams;
}

export interface Bench {
  readonly ehr: Athenahealth;
  readonly vendor: AthenahealthSimulator;
  readonly clock: ReturnType<typeof movableClock>;
  readonly requests: string[];
  readonly secretsAsked: string[];
  readonly requestIds: string[];
  readonly baseUrl: string;
  /** A request of nobody's adapter, with a token. */
  readonly ask: (path: string, init?: AskInit) => Promise<unknown>;
}

export interface BenchOptions extends Partial<AthenahealthSimulatorOptions> {
  readonly settings?: Partial<AthenahealthSettings>;
  readonly budget?: RequestBudget;
  readonly secret?: string;
  readonly freshSecret?: string;
}

export async function bench(visits: readonly DayVisit[], time: string, options: BenchOptions = {}): Promise<Bench> {
  const clock = movableClock(at(time));
  const vendor = createAthenahealthSimulator({
    practiceId: '195900',
    clientId: 'id',
    clientSecret: 'secret',
    day: DAY,
    visits,
    clock: clock.now,
    ...options,
  });
  const served = await serve(vendor);
  closers.push(served.close);
  const requests: string[] = [];
  const secretsAsked: string[] = [];
  const requestIds: string[] = [];
  const counted: Fetch = async (url, init) => {
    const id = new Headers(init?.headers).get('x-request-id');
    if (id !== null) requestIds.push(id);
    requests.push(`${init?.method ?? ''} ${new URL(url).pathname}`);
    return fetch(url, init);
  };
  const ehr = createAthenahealth(
    { baseUrl: served.baseUrl, practiceId: '195900', timeoutMs: 20_000, pageSize: 100, allowLoopback: true, ...options.settings },
    {
      fetch: counted,
      clock,
      budget: options.budget ?? unlimitedBudget,
      secret: async (name, { refresh } = {}) => {
        if (refresh === true) secretsAsked.push(name);
        if (name.endsWith('Id')) return 'id';
        return refresh === true ? (options.freshSecret ?? options.secret ?? 'secret') : (options.secret ?? 'secret');
      },
    },
  );
  const ask = async (path: string, init: AskInit = {}): Promise<unknown> => {
    const authorization = `Basic ${Buffer.from('id:secret').toString('base64')}`;
    const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 's' });
    const answer = await fetch(`${served.baseUrl}/oauth2/v1/token`, { method: 'POST', headers: { authorization }, body });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const headers = { ...init.headers, authorization: `Bearer ${token}` };
    return (await fetch(`${served.baseUrl}/v1/195900${path}`, { ...init, headers })).json();
  };
  return { ehr, vendor, clock, requests, secretsAsked, requestIds, baseUrl: served.baseUrl, ask };
}

export async function wholeFeed(ehr: Athenahealth, from: Instant, to: Instant) {
  const signed = [];
  const pending = [];
  let page: string | undefined;
  do {
    const found = await ehr.changedVisits(from, to, page);
    signed.push(...found.signed);
    pending.push(...found.pending);
    page = found.next;
  } while (page !== undefined);
  return { signed, pending };
}
