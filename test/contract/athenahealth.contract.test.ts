import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cents } from '../../shared/kernel/money';
import { addMs, type Instant } from '../../shared/kernel/plain-date';
import { createAthenahealth } from '../../shared/ehr/athenahealth/athenahealth';
import { feedBound } from '../../shared/ehr/athenahealth/client';
import { readAthenahealthWebhook } from '../../shared/ehr/webhook-signature';
import { allBudgets, createLocalBudget, unlimitedBudget } from '../../shared/workflow/request-budget';
import { eventCall } from '../../infra/local/athenahealth-simulator/event-call';
import type { AthenahealthQuirk } from '../../infra/local/athenahealth-simulator/quirks';
import { answerJson, readBody } from '../../infra/local/simulated-http';
import type { SimulatedVendor } from '../../infra/local/simulated-vendor';
import { at, bench, closeAll, closers, visit, wholeFeed, type Bench, type BenchOptions } from './athenahealth-bench';
import { movableClock, requestsServed, serve } from './loopback';
import { ATHENAHEALTH_QUIRKS, quirkTests } from './vendor-quirks';

const quirk = quirkTests(ATHENAHEALTH_QUIRKS);
let servedBefore = 0;
beforeEach(() => {
  servedBefore = requestsServed();
});
afterEach(async () => {
  await closeAll();
  // A quirk is shown by the simulator that has it, never by a fixed answer.
  if (quirk.isOne(expect.getState().currentTestName)) expect(requestsServed()).toBeGreaterThan(servedBefore);
});

/** A bench whose vendor has one bad habit. */
async function spoilt(chosen: AthenahealthQuirk, options: BenchOptions = {}, visits = [visit('E1')]): Promise<Bench> {
  const made = await bench(visits, '18:00:00', options);
  made.vendor.misbehave(chosen);
  return made;
}

describe('athenahealth › token', () => {
  it(quirk.name('token-kept'), async () => {
    const { ehr, requests } = await bench([visit('E1')], '16:00:00');
    await ehr.fetchVisit('E1');
    await ehr.fetchVisit('E1');
    expect(requests.filter((request) => request.endsWith('/oauth2/v1/token'))).toHaveLength(1);
  });

  it(quirk.name('token-life-as-number'), async () => {
    const { ehr, requests, clock } = await bench([visit('E1')], '16:00:00', { tokenSeconds: 300, tellsLifeAsNumber: true });
    await ehr.fetchVisit('E1');
    clock.move(239_000);
    await ehr.fetchVisit('E1');
    expect(requests.filter((request) => request.endsWith('/oauth2/v1/token'))).toHaveLength(1);
  });

  it(quirk.name('token-renewed-early'), async () => {
    const { ehr, requests, clock } = await bench([visit('E1')], '16:00:00', { tokenSeconds: 300 });
    await ehr.fetchVisit('E1');
    clock.move(239_000);
    await ehr.fetchVisit('E1');
    clock.move(2_000);
    await ehr.fetchVisit('E1');
    expect(requests.filter((request) => request.endsWith('/oauth2/v1/token'))).toHaveLength(2);
  });

  it(quirk.name('token-refused'), async () => {
    const { ehr, requests, vendor } = await bench([visit('E1')], '16:00:00');
    await ehr.fetchVisit('E1');
    vendor.forgetTokens();
    expect((await ehr.fetchVisit('E1')).kind).toBe('signed');
    expect(requests.filter((request) => request.endsWith('/oauth2/v1/token'))).toHaveLength(2);
  });

  it(quirk.name('secret-rotated'), async () => {
    const { ehr, secretsAsked } = await bench([visit('E1')], '16:00:00', { secret: 'old', freshSecret: 'secret' });
    expect((await ehr.fetchVisit('E1')).kind).toBe('signed');
    expect(secretsAsked).toEqual(['AthenahealthClientId', 'AthenahealthClientSecret']);
  });

  it(quirk.name('basic-header-and-scope'), async () => {
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

  it(quirk.name('request-id'), async () => {
    const { ehr, requestIds } = await bench([visit('E1')], '16:00:00');
    await ehr.fetchVisit('E1');
    expect(requestIds.length).toBeGreaterThan(5);
    expect(new Set(requestIds).size).toBe(requestIds.length);
    for (const id of requestIds) expect(id).toMatch(/^[0-9a-f-]{36}$/);
  });

  it(quirk.name('secret-refused'), async () => {
    const { ehr } = await bench([visit('E1')], '16:00:00', { secret: 'wrong' });
    await expect(ehr.fetchVisit('E1')).rejects.toMatchObject({ operation: 'athenahealth.token.refused' });
  });
});

describe('athenahealth › changed feed', () => {
  it(quirk.name('eastern-wall-clock'), async () => {
    const { ehr } = await bench([visit('E1', { signedAtTime: '09:15' })], '16:00:00');
    const { signed, pending } = await wholeFeed(ehr, at('08:00:00'), at('16:00:00'));
    expect(signed[0]).toEqual({
      encounterId: 'E1',
      signedVersion: '2026-11-20T14:15:00.000Z',
      signedAt: '2026-11-20T14:15:00.000Z',
    });
    expect(pending).toEqual([]);
  });

  it(quirk.name('asking-marks'), async () => {
    const { ehr } = await bench([visit('E1', { signedAtTime: '09:15' })], '10:00:00');
    await ehr.changedVisits(at('09:00:00'), at('10:00:00'));
    const { signed } = await wholeFeed(ehr, at('09:00:00'), at('10:00:00'));
    expect(signed.map((ref) => ref.encounterId)).toEqual(['E1']);
    expect((await wholeFeed(ehr, at('10:00:01'), at('10:10:00'))).signed).toEqual([]);
  });

  it(quirk.name('paging'), async () => {
    const visits = Array.from({ length: 25 }, (_, index) => visit(`E${index}`));
    const { ehr } = await bench(visits, '18:00:00', { settings: { pageSize: 10 } });
    const { signed } = await wholeFeed(ehr, at('08:00:00'), at('18:00:00'));
    expect(new Set(signed.map((ref) => ref.encounterId)).size).toBe(25);
    const again = await wholeFeed(ehr, at('08:00:00'), at('18:00:00'));
    expect(new Set(again.signed.map((ref) => ref.encounterId)).size).toBe(25);
  });

  it(quirk.name('check-out-unsigned'), async () => {
    const { ehr, clock } = await bench([visit('E1', { signedAtTime: '10:20', signedQuietly: true })], '09:30:00');
    const { signed, pending } = await wholeFeed(ehr, at('08:00:00'), at('09:30:00'));
    expect(signed).toEqual([]);
    expect(pending[0]).toEqual({ encounterId: 'E1', changedAt: at('09:20:00') });
    expect(await ehr.fetchVisit('E1')).toEqual({ kind: 'open' });
    clock.moveTo(at('10:21:00'));
    expect((await wholeFeed(ehr, at('09:31:00'), at('10:21:00'))).signed).toEqual([]);
    expect((await ehr.fetchVisit('E1')).kind).toBe('signed');
  });

  it(quirk.name('reopened'), async () => {
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

  it(quirk.name('left-out'), async () => {
    const left = [
      'cancelled-appointment',
      'no-charges-wanted',
      'no-charges-wanted-as-text',
      'appointment-without-encounter',
      'row-in-another-shape',
      'deleted-in-the-feed',
    ] as const;
    for (const chosen of left) {
      const { ehr } = await spoilt(chosen, {}, [visit('E1'), visit('E2')]);
      const { signed, pending } = await ehr.changedVisits(at('08:00:00'), at('18:00:00'));
      expect([chosen, signed.map((ref) => ref.encounterId), pending]).toEqual([chosen, ['E2'], []]);
    }
  });

  it(quirk.name('left-out-when-asked'), async () => {
    for (const chosen of ['cancelled-after-all', 'no-charges-after-all'] as const) {
      const { ehr } = await spoilt(chosen);
      expect([chosen, await ehr.fetchVisit('E1')]).toEqual([chosen, { kind: 'gone' }]);
    }
  });

  it(quirk.name('other-departments'), async () => {
    for (const [departmentIds, found] of [
      [['1', '7'], 'signed'],
      [['7'], 'gone'],
    ] as const) {
      const { ehr } = await bench([visit('E1')], '18:00:00', { settings: { departmentIds } });
      const { signed } = await wholeFeed(ehr, at('08:00:00'), at('18:00:00'));
      expect([departmentIds, signed.length > 0, (await ehr.fetchVisit('E1')).kind]).toEqual([
        departmentIds,
        found === 'signed',
        found,
      ]);
    }
  });

  it(quirk.name('touched-after-signature'), async () => {
    const { ehr } = await spoilt('touched-after-signature', {}, [visit('E1', { signedAtTime: '09:15' })]);
    const { signed } = await wholeFeed(ehr, at('08:00:00'), at('18:00:00'));
    expect(new Set(signed.map((ref) => ref.signedVersion))).toEqual(new Set([at('09:15:00')]));
  });

  it(quirk.name('feed-lag'), async () => {
    const { ehr, clock } = await bench([visit('E1', { signedAtTime: '09:15' })], '09:16:00', { feedLagMs: 5 * 60_000 });
    expect((await wholeFeed(ehr, at('09:00:00'), at('09:16:00'))).signed).toEqual([]);
    clock.moveTo(at('09:21:00'));
    // The window that follows begins after the signature: what is late is found all the same, and again after a crash.
    for (const to of ['09:21:00', '09:22:00']) {
      clock.moveTo(at(to));
      expect((await wholeFeed(ehr, at('09:16:00'), at(to))).signed.map((ref) => ref.encounterId)).toContain('E1');
    }
  });

  it(quirk.name('limit-of-its-own'), async () => {
    const visits = Array.from({ length: 12 }, (_, index) => visit(`E${index}`));
    const { ehr } = await bench(visits, '18:00:00', { rowsAtMost: 5 });
    for (const look of ['first', 'second']) {
      const { signed } = await wholeFeed(ehr, at('08:00:00'), at('18:00:00'));
      expect([look, new Set(signed.map((ref) => ref.encounterId)).size]).toEqual([look, 12]);
    }
  });

  it(quirk.name('outage'), async () => {
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

  it(quirk.name('token-limit'), async () => {
    const { ehr, vendor, clock } = await bench([visit('E1')], '16:00:00', { tokensPerMinute: 1 });
    await ehr.fetchVisit('E1');
    vendor.forgetTokens();
    await expect(ehr.fetchVisit('E1')).rejects.toMatchObject({ operation: 'athenahealth.token.429', retryAfterMs: 60_000 });
    clock.move(60_000);
    expect((await ehr.fetchVisit('E1')).kind).toBe('signed');
  });

  it(quirk.name('over-rate-limit-as-403'), async () => {
    const { ehr } = await spoilt('over-rate-limit-as-403');
    await expect(ehr.fetchVisit('E1')).rejects.toMatchObject({ operation: 'athenahealth.encounter.403' });
  });

  it(quirk.name('daily-quota'), async () => {
    const { ehr, clock } = await bench([visit('E1')], '18:59:00', { requestsPerDay: 5 });
    await expect(ehr.fetchVisit('E1')).rejects.toMatchObject({ name: 'TransientFailure' });
    clock.moveTo(at('18:59:59'));
    await expect(ehr.fetchVisit('E1')).rejects.toMatchObject({ operation: 'athenahealth.encounter.429' });
    clock.moveTo(at('19:00:00'));
    await expect(ehr.fetchVisit('E1')).rejects.not.toMatchObject({ operation: 'athenahealth.encounter.429' });
  });

  it(quirk.name('per-second'), async () => {
    const { ehr } = await bench([visit('E1')], '16:00:00', { requestsPerSecond: 2 });
    await expect(ehr.fetchVisit('E1')).rejects.toMatchObject({ name: 'TransientFailure', retryAfterMs: 1000 });
  });
});

describe('athenahealth › one encounter', () => {
  it(quirk.name('test-patient'), async () => {
    const testPatients = { ids: ['P-E1'], lastNames: ['ZZTEST'] };
    const visits = [visit('E1'), visit('E2', { patient: { last_name: 'ZzTest' } }), visit('E3')];
    const { ehr } = await bench(visits, '18:00:00', { settings: { testPatients } });
    const outcomes = await Promise.all(['E1', 'E2', 'E3'].map(async (id) => (await ehr.fetchVisit(id)).kind));
    expect(outcomes).toEqual(['gone', 'gone', 'signed']);
  });

  it(quirk.name('loose-types'), async () => {
    const { ehr, ask } = await bench([visit('81', {}, { patient_id: '907' })], '18:00:00');
    expect(await ask('/appointments/changed?leaveunprocessed=true')).toMatchObject({
      appointments: [{ encounterid: '81', departmentid: '1', patientid: '907' }],
    });
    expect(await ask('/chart/encounter/81')).toMatchObject([{ encounterid: 81, departmentid: 1, patientid: 907 }]);
    expect(await ehr.fetchVisit('81')).toMatchObject({ visit: { encounter: { encounter_id: '81', patient_id: '907' } } });
  });

  it(quirk.name('unknown-encounter'), async () => {
    const { ehr } = await bench([visit('E1')], '18:00:00');
    expect(await ehr.fetchVisit('E/9 ?')).toEqual({ kind: 'gone' });
  });

  it(quirk.name('status-and-type'), async () => {
    const standing = {
      'encounter-deleted': 'gone',
      'orders-only': 'gone',
      'flow-sheet': 'gone',
      'in-review': 'open',
      'encounter-pending': 'open',
    } as const;
    for (const [chosen, kind] of Object.entries(standing)) {
      const { ehr } = await spoilt(chosen as keyof typeof standing);
      expect([chosen, await ehr.fetchVisit('E1')]).toEqual([chosen, { kind }]);
    }
  });

  it(quirk.name('patient-missing'), async () => {
    expect(await (await spoilt('patient-missing')).ehr.fetchVisit('E1')).toEqual({ kind: 'gone' });
  });

  it(quirk.name('error-under-200'), async () => {
    for (const chosen of ['error-under-200', 'html-under-200'] as const) {
      const { ehr } = await spoilt(chosen);
      expect(await ehr.fetchVisit('E1')).toEqual({ kind: 'malformed', faults: ['encounter: the answer'] });
    }
  });

  it(quirk.name('encounter-without-id'), async () => {
    const { ehr } = await spoilt('encounter-without-id');
    expect(await ehr.fetchVisit('E1')).toEqual({ kind: 'malformed', faults: ['encounter: encounterid'] });
  });

  it(quirk.name('provider-npi'), async () => {
    const { ehr } = await spoilt('provider-without-npi');
    expect(await ehr.fetchVisit('E1')).toEqual({ kind: 'malformed', faults: ['provider: npi'] });
  });

  it(quirk.name('dates-in-iso'), async () => {
    const { ehr } = await spoilt('dates-in-iso');
    expect(await ehr.fetchVisit('E1')).toMatchObject({ visit: { encounter: { date_of_service: '2026-11-20' } } });
  });

  it(quirk.name('not-in-an-array'), async () => {
    expect(await (await spoilt('not-in-an-array')).ehr.fetchVisit('E1')).toMatchObject({ kind: 'signed' });
  });

  it(quirk.name('day-of-signature-only'), async () => {
    const { ehr } = await spoilt('second-of-signature-missing');
    expect(await ehr.fetchVisit('E1')).toMatchObject({ visit: { ref: { signedAt: at('00:00:00') } } });
  });

  const pressure = { description: 'pressure', rank: 1 };
  it.each([
    [quirk.name('icd10-only'), 'icd9-beside-icd10', [{ icd10_code: 'I10', ...pressure }]],
    [quirk.name('no-icd-codes'), 'no-icd-codes', [pressure]],
    [
      quirk.name('two-icd10-codes'),
      'two-icd10-codes',
      [
        { icd10_code: 'I10', ...pressure },
        { icd10_code: 'E11.9', ...pressure },
      ],
    ],
    [quirk.name('code-without-dot'), 'code-without-its-dotted-form', [{ icd10_code: 'I10', ...pressure }]],
  ] as const)('%s', async (_, chosen, diagnoses) => {
    const given = visit('E1', {}, { diagnoses: [{ icd10_code: 'I10', description: 'pressure' }] });
    const { ehr } = await spoilt(chosen, {}, [given]);
    const outcome = await ehr.fetchVisit('E1');
    if (outcome.kind !== 'signed') throw new Error(outcome.kind);
    expect(outcome.visit.encounter).toMatchObject({ diagnoses });
  });

  it(quirk.name('primary-insurance'), async () => {
    const { ehr } = await spoilt('secondary-before-primary');
    expect(await ehr.fetchVisit('E1')).toMatchObject({
      visit: { parties: { insurance: { payerId: 'COM1', memberId: 'ABC123456789' } } },
    });
  });

  it(quirk.name('package-without-payer-id'), async () => {
    const payerIdByInsurancePackage = { '159571': 'OWN9' };
    const { ehr } = await spoilt('package-without-payer-id', { settings: { payerIdByInsurancePackage } });
    expect(await ehr.fetchVisit('E1')).toMatchObject({ visit: { parties: { insurance: { payerId: 'OWN9' } } } });
    const without = (await spoilt('package-without-payer-id')).ehr;
    const outcome = await without.fetchVisit('E1');
    if (outcome.kind !== 'signed') throw new Error(outcome.kind);
    expect(outcome.visit.parties).not.toHaveProperty('insurance');
  });

  it(quirk.name('place-of-service'), async () => {
    const elsewhere = await (await spoilt('department-elsewhere')).ehr.fetchVisit('E1');
    expect(elsewhere).toMatchObject({ visit: { encounter: { place_of_service: '22' } } });
    const { ehr } = await bench([visit('E1')], '18:00:00');
    const office = await ehr.fetchVisit('E1');
    if (office.kind !== 'signed') throw new Error(office.kind);
    expect(office.visit.encounter).not.toHaveProperty('place_of_service');
  });

  it(quirk.name('icd9-only'), async () => {
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

  it(quirk.name('self-pay'), async () => {
    const visits = [visit('E1', { insurance: undefined }, { payer_type: 'self_pay' }), visit('E2', { insurance: undefined })];
    const { ehr } = await bench(visits, '18:00:00');
    const [selfPay, none] = [await ehr.fetchVisit('E1'), await ehr.fetchVisit('E2')];
    expect(selfPay).toMatchObject({ visit: { encounter: { payer_type: 'self_pay' } } });
    if (none.kind !== 'signed') throw new Error(none.kind);
    expect(Object.keys(none.visit.encounter)).not.toContain('payer_id');
    expect(Object.keys(none.visit.encounter)).not.toContain('payer_type');
    expect(none.visit.parties).not.toHaveProperty('insurance');
  });

  it(quirk.name('dependant'), async () => {
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

  it(quirk.name('missing-data'), async () => {
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
    [quirk.name('not-authorised'), 'departments-forbidden', 'no-permission'],
    ['a path the vendor does not know any more: in a sentence', 'departments-unknown', 'not-found'],
    ['whatever else it answers: in a sentence', 'departments-broken', 'unexpected'],
  ] as const)('%s', async (_, chosen, code) => {
    const findings = await (await spoilt(chosen)).ehr.probe();
    expect(findings).toMatchObject([{ code }]);
    expect(findings[0]?.sentence).toContain('the departments');
  });

  it(quirk.name('over-rate-limit-at-start'), async () => {
    const findings = await (await spoilt('departments-over-limit')).ehr.probe();
    expect(findings).toMatchObject([{ code: 'over-limit' }]);
    expect(findings[0]?.sentence).toContain('too often');
  });

  it(quirk.name('practice-in-the-path'), async () => {
    const { ehr } = await bench([], '08:00:00', { settings: { practiceId: '1959001' } });
    expect((await ehr.probe()).map(({ code }) => code)).toEqual(['not-found', 'not-found', 'not-found']);
  });

  it(quirk.name('no-subscription'), async () => {
    const { ehr } = await bench([], '08:00:00', { isUnsubscribed: true });
    expect(await ehr.probe()).toMatchObject([{ code: 'no-feed' }]);
  });

  it(quirk.name('other-events-only'), async () => {
    expect(await (await spoilt('other-events-only')).ehr.probe()).toMatchObject([{ code: 'no-feed' }]);
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

  it(quirk.name('claim-of-an-appointment'), async () => {
    const { ehr, requests } = await inDay();
    expect(await ehr.chargeEntry.writeCodes('E1', charges)).toEqual({ kind: 'written', ehrClaimId: '5500', findings: [] });
    expect(requests.slice(-2)).toEqual(['POST /v1/195900/appointments/1050000/claim', 'GET /v1/195900/claims/5500']);
    expect(await ehr.chargeEntry.codeDrift('E1', charges)).toEqual([]);
  });

  it(quirk.name('not-checked-in'), async () => {
    const { ehr, vendor } = await bench([visit('E1')], '07:00:00');
    expect(await ehr.chargeEntry.writeCodes('E1', charges)).toMatchObject({ kind: 'refused' });
    expect(vendor.claims()).toBe(0);
  });

  it(quirk.name('form-not-json'), async () => {
    const { vendor, ask } = await inDay();
    const claimcharges = JSON.stringify([{ procedurecode: '99213', units: '1' }]);
    const path = '/appointments/1050000/claim';
    const json = { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ claimcharges }) };
    expect(await ask(path, { method: 'POST', ...json })).toMatchObject({ missingfields: ['claimcharges'] });
    expect(vendor.claims()).toBe(0);
    expect(await ask(path, { method: 'POST', body: new URLSearchParams({ claimcharges }) })).toMatchObject({ success: true });
  });

  it(quirk.name('taken-otherwise'), async () => {
    const { ehr } = await inDay({ takesNoModifiers: true });
    expect(await ehr.chargeEntry.writeCodes('E1', charges)).toMatchObject({
      kind: 'written',
      findings: [
        { id: 'W001', lines: [1] },
        { id: 'W001', lines: [2] },
      ],
    });
  });

  it(quirk.name('no-second-claim'), async () => {
    const { ehr, requests } = await inDay();
    await ehr.chargeEntry.writeCodes('E1', charges);
    expect(await ehr.chargeEntry.writeCodes('E1', charges)).toEqual({
      kind: 'already-there',
      ehrClaimId: '5500',
      findings: [],
    });
    expect(requests.filter((request) => request.startsWith('POST') && request.endsWith('/claim'))).toHaveLength(1);
  });

  it(quirk.name('refusal-under-200'), async () => {
    const { ehr, vendor } = await inDay({ hidesClaims: true });
    await ehr.chargeEntry.writeCodes('E1', charges);
    expect(await ehr.chargeEntry.writeCodes('E1', charges)).toMatchObject({ kind: 'refused' });
    expect(vendor.claims()).toBe(1);
  });

  it(quirk.name('changed-by-hand'), async () => {
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

  it(quirk.name('claim-gone'), async () => {
    const { ehr } = await inDay();
    expect(await ehr.chargeEntry.codeDrift('E1', charges)).toMatchObject([{ id: 'W001' }]);
  });

  it(quirk.name('four-diagnoses'), async () => {
    const { ehr, requests, vendor, ask } = await inDay();
    const five = [{ procedureCode: '99213', modifiers: [], units: 1, diagnosisCodes: ['A', 'B', 'C', 'D', 'E'] }];
    expect(await ehr.chargeEntry.writeCodes('E1', five)).toMatchObject({ kind: 'refused' });
    expect(requests).toEqual([]);
    const codes = Object.fromEntries(['A', 'B', 'C', 'D', 'E'].map((code, index) => [`icd10code${index + 1}`, code]));
    const body = new URLSearchParams({ claimcharges: JSON.stringify([{ procedurecode: '99213', units: '1', ...codes }]) });
    expect(await ask('/appointments/1050000/claim', { method: 'POST', body })).toMatchObject({ success: false });
    expect(vendor.claims()).toBe(0);
  });

  it(quirk.name('over-rate-limit-on-a-write'), async () => {
    const { ehr, vendor } = await inDay({ limitsChargeEntry: true });
    expect(await ehr.chargeEntry.writeCodes('E1', charges)).toEqual({ kind: 'unknown', reason: '429' });
    expect(vendor.claims()).toBe(0);
  });

  it(quirk.name('answer-lost'), async () => {
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

describe('athenahealth › the event platform', () => {
  const secret = 'shared-with-the-subscription';
  const now = at('09:15:00');
  const call = (encounterIds: readonly string[], more: Partial<Parameters<typeof eventCall>[0]> = {}) =>
    eventCall({ practiceId: '195900', secret, at: now, encounterIds, ...more });
  /** Sends a call over loopback, where it is read as our endpoint reads it. */
  async function received({ body, headers }: ReturnType<typeof call>, secrets: readonly string[] = [secret]) {
    let read: ReturnType<typeof readAthenahealthWebhook> | undefined;
    const endpoint: SimulatedVendor = {
      name: 'our endpoint',
      state: () => undefined,
      handle: async (request, response) => {
        const named = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
        read = readAthenahealthWebhook(await readBody(request), named, secrets, '195900');
        answerJson(response, read.ok ? 200 : 401, {});
      },
    };
    const served = await serve(endpoint);
    closers.push(served.close);
    await fetch(served.baseUrl, { method: 'POST', body, headers });
    if (read === undefined) throw new Error('nothing came');
    return read;
  }
  const eventsOf = async (sent: ReturnType<typeof call>) => {
    const read = await received(sent);
    if (!read.ok) throw new Error(read.error);
    return read.value;
  };

  it(quirk.name('event-signature'), async () => {
    const sent = call(['E1']);
    const refused = { ok: false, error: 'bad-signature' };
    expect((await received(sent)).ok).toBe(true);
    expect(await received({ ...sent, body: `${sent.body} ` })).toEqual(refused);
    expect(await received(sent, ['another'])).toEqual(refused);
    expect((await received(sent, ['another', secret])).ok).toBe(true);
    const signature = createHmac('sha512', secret).update(sent.body).digest('hex');
    expect(await received({ ...sent, headers: { 'x-hub-signature': `sha512=${signature}` } })).toEqual(refused);
  });

  it(quirk.name('event-bundle'), async () => {
    const sent = call(['E1', 'E2', 'E3']);
    const events = await eventsOf(sent);
    expect(events.map((event) => event.encounterId)).toEqual(['E1', 'E2', 'E3']);
    expect(new Set(events.map((event) => event.eventId)).size).toBe(3);
    expect(await eventsOf(sent)).toEqual(events);
  });

  it(quirk.name('event-id-only'), async () => {
    for (const names of ['identifier', 'reference'] as const)
      expect(await eventsOf(call(['E1'], { names }))).toMatchObject([{ encounterId: 'E1' }]);
  });

  it(quirk.name('event-of-others'), async () => {
    const others = [
      { practiceId: '999' },
      { practiceId: '999', names: 'reference' },
      { about: 'patient' },
      { about: 'patient', names: 'reference' },
    ] as const;
    for (const other of others) {
      const events = await eventsOf(call(['E1'], other));
      expect(events.map((event) => [typeof event.eventId, event.encounterId])).toEqual([['string', undefined]]);
    }
  });
});

describe('athenahealth › the list of quirks', () => {
  it('every quirk has a test of its name', () => {
    expect(quirk.untested()).toEqual([]);
  });
});
