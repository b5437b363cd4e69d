import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { instantOfEastern } from '../../shared/kernel/eastern-time';
import { cents } from '../../shared/kernel/money';
import { addMs, plainDateOf, type Instant } from '../../shared/kernel/plain-date';
import { createAthenahealth, type Athenahealth } from '../../shared/ehr/athenahealth/athenahealth';
import { feedBound, type AthenahealthSettings } from '../../shared/ehr/athenahealth/client';
import type { Fetch } from '../../shared/workflow/vendor-http';
import { allBudgets, createLocalBudget, unlimitedBudget, type RequestBudget } from '../../shared/workflow/request-budget';
import {
  createAthenahealthSimulator,
  type AthenahealthSimulator,
  type AthenahealthSimulatorOptions,
} from '../../infra/local/athenahealth-simulator/simulator';
import type { DayVisit } from '../../infra/local/day-visits';
import { movableClock, serve } from './loopback';

const DAY = plainDateOf('2026-11-20');
const at = (time: string): Instant => {
  const instant = instantOfEastern(DAY, time);
  if (instant === undefined) throw new RangeError(time);
  return instant;
};

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const visit = (id: string, extra: Partial<DayVisit> = {}, encounter: Record<string, unknown> = {}): DayVisit => ({
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

interface Bench {
  readonly ehr: Athenahealth;
  readonly vendor: AthenahealthSimulator;
  readonly clock: ReturnType<typeof movableClock>;
  readonly requests: string[];
  readonly secretsAsked: string[];
  readonly requestIds: string[];
  readonly baseUrl: string;
}

interface BenchOptions extends Partial<AthenahealthSimulatorOptions> {
  readonly settings?: Partial<AthenahealthSettings>;
  readonly budget?: RequestBudget;
  readonly secret?: string;
  readonly freshSecret?: string;
}

async function bench(visits: readonly DayVisit[], time: string, options: BenchOptions = {}): Promise<Bench> {
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
    { baseUrl: served.baseUrl, practiceId: '195900', timeoutMs: 2000, pageSize: 100, allowLoopback: true, ...options.settings },
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
  return { ehr, vendor, clock, requests, secretsAsked, requestIds, baseUrl: served.baseUrl };
}

async function wholeFeed(ehr: Athenahealth, from: Instant, to: Instant) {
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

/** A vendor that answers one path with one body, and hands out tokens. */
async function fixedVendor(answers: Readonly<Record<string, readonly [status: number, body: string]>>): Promise<Athenahealth> {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      const [status, body] = path.endsWith('/token')
        ? ([200, JSON.stringify({ access_token: 't', expires_in: 300 })] as const)
        : (answers[path.replace('/v1/195900', '')] ?? ([404, '{"error":"not found"}'] as const));
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(
    async () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  );
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return createAthenahealth(
    { baseUrl, practiceId: '195900', timeoutMs: 2000, pageSize: 100, allowLoopback: true },
    { fetch, clock: movableClock(at('12:00:00')), budget: unlimitedBudget, secret: async (name) => name },
  );
}

describe('athenahealth › token', () => {
  it('asks once by a Basic header and keeps the token, whose life comes as text', async () => {
    const { ehr, requests } = await bench([visit('E1')], '16:00:00');
    await ehr.fetchVisit('E1');
    await ehr.fetchVisit('E1');
    expect(requests.filter((request) => request.endsWith('/oauth2/v1/token'))).toHaveLength(1);
  });

  it('asks anew a minute before the token ends', async () => {
    const { ehr, requests, clock } = await bench([visit('E1')], '16:00:00', { tokenSeconds: 300 });
    await ehr.fetchVisit('E1');
    clock.move(239_000);
    await ehr.fetchVisit('E1');
    clock.move(2_000);
    await ehr.fetchVisit('E1');
    expect(requests.filter((request) => request.endsWith('/oauth2/v1/token'))).toHaveLength(2);
  });

  it('a token refused before its time is renewed once, and the request repeated', async () => {
    const { ehr, requests, vendor } = await bench([visit('E1')], '16:00:00');
    await ehr.fetchVisit('E1');
    vendor.forgetTokens();
    expect((await ehr.fetchVisit('E1')).kind).toBe('signed');
    expect(requests.filter((request) => request.endsWith('/oauth2/v1/token'))).toHaveLength(2);
  });

  it('a refused secret is read anew once: rotation without a restart', async () => {
    const { ehr, secretsAsked } = await bench([visit('E1')], '16:00:00', { secret: 'old', freshSecret: 'secret' });
    expect((await ehr.fetchVisit('E1')).kind).toBe('signed');
    expect(secretsAsked).toEqual(['AthenahealthClientId', 'AthenahealthClientSecret']);
  });

  it('the vendor takes credentials in the header alone, and no request without a scope', async () => {
    const { baseUrl } = await bench([], '16:00:00');
    const ask = async (form: Record<string, string>, basic?: string): Promise<number> => {
      const headers = basic === undefined ? {} : { authorization: `Basic ${Buffer.from(basic).toString('base64')}` };
      return (await fetch(`${baseUrl}/oauth2/v1/token`, { method: 'POST', headers, body: new URLSearchParams(form) })).status;
    };
    const grant = { grant_type: 'client_credentials' };
    const scope = 'athena/service/Athenanet.MDP.*';
    expect(await ask({ ...grant, scope }, 'id:secret')).toBe(200);
    expect(await ask({ ...grant, scope, client_id: 'id', client_secret: 'secret' })).toBe(401);
    expect(await ask(grant, 'id:secret')).toBe(401);
  });

  it('every request carries an X-Request-Id of its own', async () => {
    const { ehr, requestIds } = await bench([visit('E1')], '16:00:00');
    await ehr.fetchVisit('E1');
    expect(requestIds.length).toBeGreaterThan(5);
    expect(new Set(requestIds).size).toBe(requestIds.length);
    for (const id of requestIds) expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('a secret that stays refused is a transient failure that names the token, not the secret', async () => {
    const { ehr } = await bench([visit('E1')], '16:00:00', { secret: 'wrong' });
    await expect(ehr.fetchVisit('E1')).rejects.toMatchObject({ operation: 'athenahealth.token.refused' });
  });
});

describe('athenahealth › changed feed', () => {
  it('finds signed notes with the second of their signature, from the Eastern wall clock', async () => {
    const { ehr } = await bench([visit('E1', { signedAtTime: '09:15' })], '16:00:00');
    const { signed, pending } = await wholeFeed(ehr, at('08:00:00'), at('16:00:00'));
    expect(signed[0]).toEqual({
      encounterId: 'E1',
      signedVersion: '2026-11-20T14:15:00.000Z',
      signedAt: '2026-11-20T14:15:00.000Z',
    });
    expect(pending).toEqual([]);
  });

  it('asking marks as processed: after a crash the window brings the same notes again', async () => {
    const { ehr } = await bench([visit('E1', { signedAtTime: '09:15' })], '10:00:00');
    await ehr.changedVisits(at('09:00:00'), at('10:00:00'));
    const { signed } = await wholeFeed(ehr, at('09:00:00'), at('10:00:00'));
    expect(signed.map((ref) => ref.encounterId)).toEqual(['E1']);
    expect((await wholeFeed(ehr, at('09:20:00'), at('10:00:00'))).signed).toEqual([]);
  });

  it('reads every page, and a full page is not the end', async () => {
    const visits = Array.from({ length: 25 }, (_, index) => visit(`E${index}`));
    const { ehr } = await bench(visits, '18:00:00', { settings: { pageSize: 10 } });
    const { signed } = await wholeFeed(ehr, at('08:00:00'), at('18:00:00'));
    expect(new Set(signed.map((ref) => ref.encounterId)).size).toBe(25);
    const again = await wholeFeed(ehr, at('08:00:00'), at('18:00:00'));
    expect(new Set(again.signed.map((ref) => ref.encounterId)).size).toBe(25);
  });

  it('a check-out without a signature is pending, and open until it is signed', async () => {
    const { ehr, clock } = await bench([visit('E1', { signedAtTime: '10:20', signedQuietly: true })], '09:30:00');
    const { signed, pending } = await wholeFeed(ehr, at('08:00:00'), at('09:30:00'));
    expect(signed).toEqual([]);
    expect(pending[0]).toEqual({ encounterId: 'E1', changedAt: at('09:20:00') });
    expect(await ehr.fetchVisit('E1')).toEqual({ kind: 'open' });
    clock.moveTo(at('10:21:00'));
    expect((await wholeFeed(ehr, at('09:30:00'), at('10:21:00'))).signed).toEqual([]);
    expect((await ehr.fetchVisit('E1')).kind).toBe('signed');
  });

  it('a reopened note is open, and signed again it is another version', async () => {
    const visits = [visit('E1', { signedAtTime: '09:00' }), visit('E1', { signedAtTime: '16:10' }, { mdm_level: 'moderate' })];
    const { ehr, clock } = await bench(visits, '10:00:00');
    expect(await ehr.fetchVisit('E1')).toMatchObject({
      visit: { ref: { signedAt: at('09:00:00') }, encounter: { mdm_level: 'low' } },
    });
    clock.moveTo(at('16:00:00'));
    expect(await ehr.fetchVisit('E1')).toEqual({ kind: 'open' });
    clock.moveTo(at('16:15:00'));
    expect(await ehr.fetchVisit('E1')).toMatchObject({
      visit: { ref: { signedAt: at('16:10:00') }, encounter: { mdm_level: 'moderate' } },
    });
  });

  it('leaves out cancelled visits, visits without charges and appointments without an encounter', async () => {
    const row = {
      appointmentid: 1,
      encounterid: 'E1',
      encounterstatus: 'CLOSED',
      stopsignoff: '11/20/2026 09:00:00',
      appointmentstatus: '3',
    };
    const appointments = [
      { ...row, appointmentstatus: 'x' },
      { ...row, chargeentrynotrequired: true },
      { ...row, chargeentrynotrequired: 'true' },
      { ...row, encounterid: undefined },
      { ...row, encounterid: 'E2' },
      'no appointment at all',
    ];
    const ehr = await fixedVendor({ '/appointments/changed': [200, JSON.stringify({ appointments })] });
    expect((await ehr.changedVisits(at('08:00:00'), at('12:00:00'))).signed.map((ref) => ref.encounterId)).toEqual(['E2']);
  });

  it('an outage of an hour is a transient failure, and nothing is lost after it', async () => {
    const outages = [{ from: at('11:00:00'), to: at('12:00:00') }];
    const { ehr, clock } = await bench([visit('E1', { signedAtTime: '11:25' })], '11:30:00', { outages });
    await expect(ehr.changedVisits(at('11:00:00'), at('11:30:00'))).rejects.toMatchObject({ name: 'TransientFailure' });
    clock.moveTo(at('12:00:00'));
    expect((await wholeFeed(ehr, at('11:00:00'), at('12:00:00'))).signed).toHaveLength(2);
  });

  it('the hour that autumn repeats is asked for twice rather than missed', () => {
    // 2026-11-01: 05:30Z shows 01:30 for the first time, 06:30Z for the second.
    expect(feedBound('2026-11-01T06:30:00.000Z' as Instant, 'start')).toBe('11/01/2026 01:30:00');
    expect(feedBound('2026-11-01T05:30:00.000Z' as Instant, 'end')).toBe('11/01/2026 01:30:00');
    expect(feedBound('2026-07-01T12:00:00.001Z' as Instant, 'end')).toBe('07/01/2026 08:00:01');
    expect(feedBound('2026-07-01T12:00:00.999Z' as Instant, 'start')).toBe('07/01/2026 08:00:00');
  });
});

describe('athenahealth › host', () => {
  it.each([
    'https://api.athenahealth.com',
    'http://api.platform.athenahealth.com',
    'https://api.platform.athenahealth.com.evil.example',
    'https://169.254.169.254',
    'http://127.0.0.1:1',
  ])('%s is refused: the retired host, plain http, and whatever only looks like the vendor', (baseUrl) => {
    const settings = { baseUrl, practiceId: '1', timeoutMs: 1, pageSize: 1 };
    const parts = { fetch, clock: movableClock(at('12:00:00')), budget: unlimitedBudget, secret: async () => 'k' };
    expect(() => createAthenahealth(settings, parts)).toThrow(RangeError);
  });

  it.each(['https://api.platform.athenahealth.com', 'https://api.preview.platform.athenahealth.com'])(
    '%s is taken',
    (baseUrl) => {
      const settings = { baseUrl, practiceId: '1', timeoutMs: 1, pageSize: 1 };
      const parts = { fetch, clock: movableClock(at('12:00:00')), budget: unlimitedBudget, secret: async () => 'k' };
      expect(() => createAthenahealth(settings, parts)).not.toThrow();
    },
  );
});

describe('athenahealth › limits', () => {
  it('per-second limit honoured before it is hit', async () => {
    const clock = movableClock(at('16:00:00'));
    const budget = createLocalBudget(clock, [{ ms: 1000, requests: 5 }]);
    const { ehr, requests } = await bench([visit('E1')], '16:00:00', { budget, clock: clock.now });
    await expect(ehr.fetchVisit('E1')).rejects.toMatchObject({ name: 'TransientFailure', retryAfterMs: 1000 });
    expect(requests).toHaveLength(5);
  });

  it('daily quota honoured before it is hit: it ends at midnight GMT', async () => {
    const clock = movableClock('2026-11-20T23:00:00.000Z' as Instant);
    const budget = createLocalBudget(clock, [{ ms: 86_400_000, requests: 1 }]);
    expect([await budget.take(), await budget.take()]).toEqual([0, 3_600_000]);
    clock.move(3_600_000);
    expect(await budget.take()).toBe(0);
  });

  it('a day’s quota and a second’s limit together: the day is waited for by the caller', async () => {
    const clock = movableClock(at('16:00:00'));
    const day = createLocalBudget(clock, [{ ms: 86_400_000, requests: 4 }]);
    const budget = allBudgets(createLocalBudget(clock, [{ ms: 1000, requests: 50 }]), day);
    const { ehr, requests } = await bench([visit('E1')], '16:00:00', { budget, clock: clock.now });
    await expect(ehr.fetchVisit('E1')).rejects.toMatchObject({ name: 'TransientFailure', retryAfterMs: 3 * 3_600_000 });
    expect(requests).toHaveLength(4);
  });

  it('the token endpoint has a limit of its own: 429 for the rest of the minute', async () => {
    const { ehr, vendor, clock } = await bench([visit('E1')], '16:00:00', { tokensPerMinute: 1 });
    await ehr.fetchVisit('E1');
    vendor.forgetTokens();
    await expect(ehr.fetchVisit('E1')).rejects.toMatchObject({ operation: 'athenahealth.token.429', retryAfterMs: 60_000 });
    clock.move(60_000);
    expect((await ehr.fetchVisit('E1')).kind).toBe('signed');
  });

  it('403 Over Rate Limit is tried again, never taken for an answer', async () => {
    const ehr = await fixedVendor({ '/chart/encounter/E1': [403, '{"error":"Over Rate Limit"}'] });
    await expect(ehr.fetchVisit('E1')).rejects.toMatchObject({ operation: 'athenahealth.encounter.403' });
  });

  it('429 says when to come again', async () => {
    const { ehr } = await bench([visit('E1')], '16:00:00', { requestsPerSecond: 2 });
    await expect(ehr.fetchVisit('E1')).rejects.toMatchObject({ name: 'TransientFailure', retryAfterMs: 1000 });
  });
});

describe('athenahealth › one encounter', () => {
  it('a test patient is never billed', async () => {
    const testPatients = { ids: ['P-E1'], lastNames: ['ZZTEST'] };
    const visits = [visit('E1'), visit('E2', { patient: { last_name: 'ZzTest' } }), visit('E3')];
    const { ehr } = await bench(visits, '18:00:00', { settings: { testPatients } });
    const outcomes = await Promise.all(['E1', 'E2', 'E3'].map(async (id) => (await ehr.fetchVisit(id)).kind));
    expect(outcomes).toEqual(['gone', 'gone', 'signed']);
  });

  it('ids come as text in the feed and as numbers in the chart, and one thing in an array of one', async () => {
    const { ehr, baseUrl } = await bench([visit('81', {}, { patient_id: '907' })], '18:00:00');
    const token = (await (
      await fetch(`${baseUrl}/oauth2/v1/token`, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from('id:secret').toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope: 's' }),
      })
    ).json()) as { access_token: string };
    const ask = async (path: string): Promise<unknown> =>
      (await fetch(`${baseUrl}/v1/195900${path}`, { headers: { authorization: `Bearer ${token.access_token}` } })).json();
    expect(await ask('/appointments/changed?leaveunprocessed=true')).toMatchObject({
      appointments: [{ encounterid: '81', departmentid: '1', patientid: '907' }],
    });
    expect(await ask('/chart/encounter/81')).toMatchObject([{ encounterid: 81, departmentid: 1, patientid: 907 }]);
    expect(await ehr.fetchVisit('81')).toMatchObject({ visit: { encounter: { encounter_id: '81', patient_id: '907' } } });
  });

  it('an unknown encounter is gone', async () => {
    const { ehr } = await bench([visit('E1')], '18:00:00');
    expect(await ehr.fetchVisit('E/9 ?')).toEqual({ kind: 'gone' });
  });

  it.each([
    ['DELETED', 'VISIT', 'gone'],
    ['CLOSED', 'ORDERSONLY', 'gone'],
    ['REVIEW', 'VISIT', 'open'],
    ['PEND', 'VISIT', 'open'],
  ])('status %s of a %s is %s', async (status, encountertype, kind) => {
    const body = JSON.stringify([{ encounterid: 'E1', status, encountertype, appointmentid: 9 }]);
    const ehr = await fixedVendor({ '/chart/encounter/E1': [200, body] });
    expect((await ehr.fetchVisit('E1')).kind).toBe(kind);
  });

  it.each([
    ['{"error":"x","detailedmessage":"y"}', ['encounter: the answer']],
    ['<html>', ['encounter: the answer']],
    ['[{"status":"CLOSED"}]', ['encounter: encounterid']],
  ])('an answer in another shape is malformed and names fields only: %s', async (body, faults) => {
    const ehr = await fixedVendor({ '/chart/encounter/E1': [200, body] });
    expect(await ehr.fetchVisit('E1')).toEqual({ kind: 'malformed', faults });
  });

  it('an SNOMED diagnosis with an old ICD-9 code keeps the SNOMED code alone', async () => {
    const diagnoses = [{ snomed_code: '38341003', description: 'pressure' }];
    const { ehr } = await bench([visit('E1', {}, { diagnoses })], '18:00:00');
    expect(await ehr.fetchVisit('E1')).toMatchObject({ visit: { encounter: { diagnoses: [{ ...diagnoses[0], rank: 1 }] } } });
  });

  it('providers and departments are asked for once', async () => {
    const { ehr, requests } = await bench([visit('E1'), visit('E2')], '18:00:00');
    await ehr.fetchVisit('E1');
    await ehr.fetchVisit('E2');
    expect(requests.filter((request) => /providers|departments/.test(request))).toHaveLength(2);
  });

  it('uninsured by the self-pay package; nothing on file is nothing', async () => {
    const visits = [visit('E1', { insurance: undefined }, { payer_type: 'self_pay' }), visit('E2', { insurance: undefined })];
    const { ehr } = await bench(visits, '18:00:00');
    const [selfPay, none] = [await ehr.fetchVisit('E1'), await ehr.fetchVisit('E2')];
    expect(selfPay).toMatchObject({ visit: { encounter: { payer_type: 'self_pay' } } });
    if (none.kind !== 'signed') throw new Error(none.kind);
    expect(Object.keys(none.visit.encounter)).not.toContain('payer_id');
    expect(Object.keys(none.visit.encounter)).not.toContain('payer_type');
    expect(none.visit.parties).not.toHaveProperty('insurance');
  });

  it("a dependant comes with the policy holder's own data", async () => {
    const subscriber = {
      last_name: 'Núñez',
      first_name: 'Zoë',
      birth_date: '1980-02-03',
      sex: 'F' as const,
      address: { line1: '1 Elm' },
    };
    const insurance = { payer_id: 'COM1', member_id: 'M1', relationship: 'life_partner', group_number: 'G7', subscriber };
    const { ehr } = await bench([visit('E1', { insurance })], '18:00:00');
    expect(await ehr.fetchVisit('E1')).toMatchObject({
      visit: {
        parties: {
          patient: { lastName: 'Flumbert', birthDate: '1970-01-31' },
          insurance: {
            payerId: 'COM1',
            memberId: 'M1',
            relationship: 'life_partner',
            groupNumber: 'G7',
            subscriber: { lastName: 'Núñez', firstName: 'Zoë', birthDate: '1980-02-03', sex: 'F', address: { line1: '1 Elm' } },
          },
        },
      },
    });
  });

  it('missing data of the patient stays missing', async () => {
    const { ehr } = await bench(
      [visit('E1', { patient: {}, insurance: { payer_id: 'COM1', relationship: 'child' } })],
      '18:00:00',
    );
    const outcome = await ehr.fetchVisit('E1');
    expect(outcome).toMatchObject({ kind: 'signed' });
    if (outcome.kind !== 'signed') return;
    expect(outcome.visit.parties).toEqual({ patient: {}, insurance: { payerId: 'COM1', relationship: 'child' } });
  });
});

describe('athenahealth › probe at start', () => {
  it('finds nothing when all is well', async () => {
    expect(await (await bench([], '08:00:00')).ehr.probe()).toEqual([]);
  });

  it('says that the credentials are refused, and asks no further', async () => {
    const { ehr } = await bench([], '08:00:00', { secret: 'wrong' });
    expect(await ehr.probe()).toMatchObject([{ code: 'no-token' }]);
  });

  it.each([
    [403, 'no-permission'],
    [404, 'not-found'],
    [500, 'unexpected'],
  ] as const)('HTTP %i from one endpoint is %s, in a sentence', async (status, code) => {
    const ehr = await fixedVendor({
      '/practiceinfo': [200, '{}'],
      '/departments': [status, '{}'],
      '/appointments/changed/subscription': [200, '{"status":"ACTIVE"}'],
    });
    const findings = await ehr.probe();
    expect(findings).toMatchObject([{ code }]);
    expect(findings[0]?.sentence).toContain('the departments');
  });

  it('says that nobody subscribed to the feed: it would stay empty for ever', async () => {
    const { ehr } = await bench([], '08:00:00', { isUnsubscribed: true });
    expect(await ehr.probe()).toMatchObject([{ code: 'no-feed' }]);
  });

  it('says that nothing answers', async () => {
    const { ehr } = await bench([], '08:00:00');
    for (const close of closers.splice(0)) await close();
    expect(await ehr.probe()).toMatchObject([{ code: 'unreachable' }]);
  });
});

describe('athenahealth › writing codes back (billing route ehr)', () => {
  const charges = [
    { procedureCode: '99213', modifiers: ['25'], units: 1, unitChargeCents: cents(15_000), diagnosisCodes: ['I10', 'E11.9'] },
    { procedureCode: '20610', modifiers: ['RT'], units: 1, diagnosisCodes: ['M17.11'] },
  ];
  const inDay = async (options: BenchOptions = {}) => bench([visit('E1')], '18:00:00', options);

  it('creates the claim with all charges at once and reads the same back', async () => {
    const { ehr, requests } = await inDay();
    expect(await ehr.chargeEntry.writeCodes('E1', charges)).toEqual({ kind: 'written', ehrClaimId: '5500', findings: [] });
    expect(requests.slice(-2)).toEqual(['POST /v1/195900/appointments/1050000/claim', 'GET /v1/195900/claims/5500']);
    expect(await ehr.chargeEntry.codeDrift('E1', charges)).toEqual([]);
  });

  it('read-back: what the EHR took otherwise than it was written is a finding at once', async () => {
    const { ehr } = await inDay({ takesNoModifiers: true });
    expect(await ehr.chargeEntry.writeCodes('E1', charges)).toMatchObject({
      kind: 'written',
      findings: [
        { id: 'W001', lines: [1] },
        { id: 'W001', lines: [2] },
      ],
    });
  });

  it('writes no second claim: what is there is compared', async () => {
    const { ehr, requests } = await inDay();
    await ehr.chargeEntry.writeCodes('E1', charges);
    expect(await ehr.chargeEntry.writeCodes('E1', charges)).toEqual({
      kind: 'already-there',
      ehrClaimId: '5500',
      findings: [],
    });
    expect(requests.filter((request) => request.startsWith('POST') && request.endsWith('/claim'))).toHaveLength(1);
  });

  it('a second claim of one appointment is refused by the vendor, with success false under HTTP 200', async () => {
    const { ehr, vendor } = await inDay({ hidesClaims: true });
    await ehr.chargeEntry.writeCodes('E1', charges);
    expect(await ehr.chargeEntry.writeCodes('E1', charges)).toMatchObject({ kind: 'refused' });
    expect(vendor.claims()).toBe(1);
  });

  it('codes changed in the EHR after us are a finding', async () => {
    const { ehr, vendor } = await inDay();
    await ehr.chargeEntry.writeCodes('E1', charges);
    vendor.changeClaim('1050000', [
      { procedurecode: '99213', units: '1', icd10code1: 'I10', icd10code2: 'E119' },
      { procedurecode: '36415', units: 1 },
    ]);
    expect(
      (await ehr.chargeEntry.codeDrift('E1', charges)).map(({ id, severity, lines, message }) => [id, severity, lines, message]),
    ).toEqual([
      ['W001', 'hold', [1], "99213 has other modifiers, units or diagnoses in the EHR's claim"],
      ['W001', 'hold', [2], "20610 is no longer in the EHR's claim"],
      ['W001', 'hold', [], "36415 was added in the EHR's claim"],
    ]);
  });

  it('a claim that is gone from the EHR is a finding too', async () => {
    const { ehr } = await inDay();
    expect(await ehr.chargeEntry.codeDrift('E1', charges)).toMatchObject([{ id: 'W001' }]);
  });

  it('five diagnoses on a charge are refused before anything is sent', async () => {
    const { ehr, requests } = await inDay();
    const five = [{ procedureCode: '99213', modifiers: [], units: 1, diagnosisCodes: ['A', 'B', 'C', 'D', 'E'] }];
    expect(await ehr.chargeEntry.writeCodes('E1', five)).toMatchObject({ kind: 'refused' });
    expect(requests).toEqual([]);
  });

  it('an answer that cannot be read leaves the claim unknown, and it is found when it is looked for', async () => {
    const { ehr, vendor } = await inDay({ losesClaimAnswers: true });
    expect(await ehr.chargeEntry.writeCodes('E1', charges)).toEqual({ kind: 'unknown', reason: 'UNREADABLE' });
    expect(vendor.claims()).toBe(1);
    expect(await ehr.chargeEntry.writeCodes('E1', charges)).toMatchObject({ kind: 'already-there', findings: [] });
  });
});

describe('athenahealth › restart', () => {
  it('the simulator keeps its books over a restart', async () => {
    const first = await bench([visit('E1')], '18:00:00');
    await wholeFeed(first.ehr, at('08:00:00'), at('18:00:00'));
    const second = await bench([visit('E1')], '18:00:00', { state: JSON.parse(JSON.stringify(first.vendor.state())) });
    const { signed } = await second.ehr.changedVisits(addMs(at('18:00:00'), -1), at('18:00:00'));
    expect(signed).toEqual([]);
  });
});
