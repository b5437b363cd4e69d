import { createHmac } from 'node:crypto';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { registerClaims } from '../../functions/claims/claims';
import { registerEncounters } from '../../functions/encounters/encounters';
import { registerSubmitClaim } from '../../functions/submit-claim/submit-claim';
import { secretsInForce } from '../../functions/webhooks/secrets-in-force';
import { registerWebhooks } from '../../functions/webhooks/webhooks';
import { registerWorkItems } from '../../functions/work-items/work-items';
import { translateGuideClaims } from '../../shared/clearinghouse/claim-md/guide-claims';
import { readAthenahealthWebhook, readGenericWebhook } from '../../shared/ehr/webhook-signature';
import type { Finding } from '../../shared/kernel/finding';
import { err, ok } from '../../shared/kernel/result';
import { eventCall } from '../../infra/local/athenahealth-simulator/event-call';
import { TABLES } from '../../shared/workflow/keys';
import type { World } from '../../shared/workflow/world';
import type { Message } from '../../shared/messages/message';
import { aClaimBody, apiWorld, NOW } from './api-world';
import { aJsonRequest, aRequest, call, recordedApp } from './recorded-app';

let world: World & { readonly sent: Message[] };
let app: ReturnType<typeof recordedApp>;
/** As the vault holds it now. */
let webhookSecret: string | undefined;

beforeEach(async () => {
  webhookSecret = 'shared';
  world = await apiWorld();
  app = recordedApp();
  const get = (): Promise<World> => Promise.resolve(world);
  registerSubmitClaim(
    app,
    { connection: 'c', queueName: 'q' },
    (body) => {
      const read = translateGuideClaims(body, () => ok([]));
      return Promise.resolve(read.ok ? ok(read.value.claims) : err(read.error));
    },
    get,
  );
  registerClaims(app, get);
  registerEncounters(app, get);
  registerWorkItems(app, get);
  registerWebhooks(
    app,
    {
      generic: (body, headers, now) => Promise.resolve(readGenericWebhook(body, headers, secretsInForce(webhookSecret), now)),
      athenahealth: (body, headers) =>
        Promise.resolve(readAthenahealthWebhook(body, headers, secretsInForce(webhookSecret), '195900')),
    },
    get,
  );
});

const post = (body: unknown, headers: Record<string, string> = {}): ReturnType<typeof call> =>
  call(app, 'submit-claim', aJsonRequest(JSON.stringify(body), { headers: { 'content-type': 'application/json', ...headers } }));
const json = (response: { jsonBody?: unknown }): Record<string, unknown> => response.jsonBody as Record<string, unknown>;
const get = (name: string, id: string): ReturnType<typeof call> => call(app, name, aRequest({ method: 'GET', params: { id } }));

describe('POST submit-claim', () => {
  it('takes a clean claim and says where to look', async () => {
    const answer = await post({ claim: aClaimBody() });
    expect(answer).toMatchObject({ status: 202, headers: { location: '/api/claims/V-1001' } });
    expect(answer.jsonBody).toEqual({ claim_ids: ['V-1001'], state: 'submitted', status_urls: ['/api/claims/V-1001'] });
    expect(world.sent.filter((message) => message.type === 'claim-ready')).toHaveLength(1);
  });

  it('holds a claim the edits stop, and says why on the claim', async () => {
    const answer = await post({ claim: aClaimBody({ diagnosis_codes: [] }) });
    expect(answer).toMatchObject({ status: 202, jsonBody: { state: 'held' } });
    const view = await get('claims', 'V-1001');
    expect(json(view)['state']).toBe('held');
    expect(String(json(view)['reason'])).toContain('A007');
    const found = (json(view)['findings'] as Finding[]).find(({ id }) => id === 'A007');
    expect([found?.severity, found?.message, found?.fix]).toEqual([
      'error',
      expect.stringMatching(/\w/),
      expect.stringMatching(/\w/),
    ]);
    expect(world.sent.filter((message) => message.type === 'claim-ready')).toHaveLength(0);
  });

  it('names every fault of a claim at once and repeats no value', async () => {
    const answer = await post({ claim: { ...aClaimBody({ claim_id: 'not allowed!', type: 'Vexamwick' }), colour: 'red' } });
    expect(answer.status).toBe(400);
    const text = JSON.stringify(answer.jsonBody);
    for (const path of ['claim.claim_id', 'claim.type', 'claim.colour']) expect(text).toContain(`"${path}"`);
    expect(text).not.toContain('Vexamwick');
  });

  it.each([[{}], [[]], [null], ['text'], [{ claim: aClaimBody(), encounter_id: 'E' }], [{ encounter_id: '' }]])(
    'refuses a body that is none of the three: %j',
    async (body) => {
      expect((await post(body)).status).toBe(400);
    },
  );

  it('knows no encounter it never saw', async () => {
    expect((await post({ encounter_id: 'never' })).status).toBe(404);
  });

  it('gives the same claim again the same answer, and other content under its id a conflict', async () => {
    await post({ claim: aClaimBody() });
    expect(await post({ claim: aClaimBody() })).toMatchObject({ status: 202, jsonBody: { state: 'submitted' } });
    expect(await post({ claim: aClaimBody({ date_of_service: '2026-11-18' }) })).toMatchObject({ status: 409 });
    expect(world.sent.filter((message) => message.type === 'claim-ready')).toHaveLength(1);
  });

  it('makes one claim of 200 parallel calls with one key', async () => {
    const body = {
      Claims: [
        {
          PatientFirstName: 'Hulbertina',
          PatientLastName: 'Vexamwick',
          PatientDOB: '1965-08-12',
          SubscriberID: 'QZX914770013',
          PayerID: 'COM1',
          BillingProviderNPI: '1987654328',
          RenderingProviderNPI: '1234567893',
          PlaceOfService: '11',
          DateOfService: '2026-11-19',
          DiagnosisCodes: ['I10'],
          ServiceLines: [{ CPTCode: '99213', Units: 1, ChargeAmount: 150, DiagnosisPointer: '1' }],
        },
      ],
    };
    const answers = await Promise.all(Array.from({ length: 200 }, () => post(body, { 'idempotency-key': 'key-1' })));
    expect(new Set(answers.map((answer) => JSON.stringify([answer.status, answer.jsonBody]))).size).toBe(1);
    expect(answers[0]?.status).toBe(202);
    const touched = await world.tables.list(TABLES.activity, '2026-11-20');
    expect(touched.rows.filter((row) => row.rowKey.startsWith('claim'))).toHaveLength(1);
  });

  it('refuses a key that was used with another body, and one that is none', async () => {
    await post({ claim: aClaimBody() }, { 'idempotency-key': 'key-1' });
    expect(await post({ claim: aClaimBody({ claim_id: 'V-2' }) }, { 'idempotency-key': 'key-1' })).toMatchObject({ status: 409 });
    expect(await post({ claim: aClaimBody() }, { 'idempotency-key': 'x'.repeat(65) })).toMatchObject({ status: 400 });
  });
});

describe('states', () => {
  it('are 404 for what was never seen', async () => {
    expect((await get('claims', 'NONE')).status).toBe(404);
    expect((await get('encounters', 'NONE')).status).toBe(404);
  });

  it('show a claim with its history and money', async () => {
    await post({ claim: aClaimBody() });
    expect(json(await get('claims', 'V-1001'))).toMatchObject({
      claim_id: 'V-1001',
      version: 1,
      state: 'submitted',
      money: { charge: 150, paid: 0, patient_responsibility: 0, written_off: 0, denied: 0 },
    });
  });
});

describe('work items', () => {
  type Item = { id: string; etag: string; reasons: string[]; kind: string };
  const open = async (): Promise<readonly Item[]> =>
    json(await call(app, 'work-items', aRequest({ method: 'GET', query: { state: 'open' } })))['items'] as readonly Item[];
  const answer = (action: string, id: string, body: unknown): ReturnType<typeof call> =>
    call(app, `work-items-${action}`, aJsonRequest(JSON.stringify(body), { params: { id } }));

  it('list a held claim, take one answer, and know a stale etag', async () => {
    await post({ claim: aClaimBody({ diagnosis_codes: [] }) });
    const [item] = await open();
    expect(item).toMatchObject({ kind: 'claim_held', about: { claim_id: 'V-1001' } });
    expect(await answer('reject', item?.id ?? '', { etag: 'stale' })).toMatchObject({ status: 409 });
    expect(await answer('reject', item?.id ?? '', { etag: item?.etag, note: 'not ours' })).toMatchObject({
      jsonBody: { state: 'decided' },
    });
    expect(await answer('reject', item?.id ?? '', { etag: item?.etag })).toMatchObject({ status: 409 });
    expect(await open()).toEqual([]);
  });

  it('come in pages, each item once', async () => {
    for (let n = 0; n < 60; n++) await post({ claim: aClaimBody({ claim_id: `V-P${n}`, diagnosis_codes: [] }) });
    const page = async (query: Record<string, string>): Promise<{ items: readonly Item[]; next?: string }> =>
      json(await call(app, 'work-items', aRequest({ method: 'GET', query }))) as unknown as {
        items: readonly Item[];
        next?: string;
      };
    const first = await page({ state: 'open' });
    const second = await page({ state: 'open', next: first.next ?? '' });
    expect([first.items.length, second.items.length, second.next]).toEqual([50, 10, undefined]);
    expect(new Set([...first.items, ...second.items].map((item) => item.id)).size).toBe(60);
  });

  it('refuse an unknown item, an answer without etag, an unknown field and an answer the kind does not take', async () => {
    await post({ claim: aClaimBody({ diagnosis_codes: [] }) });
    const [item] = await open();
    expect((await answer('approve', 'wi-none', { etag: 'x' })).status).toBe(404);
    expect((await answer('approve', item?.id ?? '', {})).status).toBe(400);
    expect((await answer('approve', item?.id ?? '', { etag: 'x', colour: 'red' })).status).toBe(400);
    expect((await answer('correct', item?.id ?? '', { etag: item?.etag, changes: {} })).status).toBe(400);
  });
});

describe('webhooks', () => {
  const generic = (body: string, timestamp = String(Date.parse(NOW) / 1000), secret = 'shared'): ReturnType<typeof call> =>
    call(
      app,
      'webhooks',
      aRequest({
        body: { string: body },
        params: { source: 'generic' },
        headers: {
          'x-timestamp': timestamp,
          'x-signature': createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex'),
        },
      }),
    );
  const pending = async (): Promise<number> => (await world.tables.list(TABLES.pendingVisits, 'pending')).rows.length;

  it('have the visit fetched anew, and a replay has no effect', async () => {
    const body = JSON.stringify({ event_id: 'ev-1', encounter_id: 'E-1' });
    expect(await generic(body)).toMatchObject({ status: 200 });
    expect(await pending()).toBe(1);
    const [row] = (await world.tables.list(TABLES.pendingVisits, 'pending')).rows;
    await world.tables.write(TABLES.pendingVisits, 'pending', [
      { kind: 'delete', rowKey: row?.rowKey ?? '', etag: row?.etag ?? '' },
    ]);
    expect(await generic(body)).toMatchObject({ status: 200 });
    expect(await pending()).toBe(0);
  });

  it('are refused with a wrong secret, an old timestamp, no signature, or an unknown source', async () => {
    const body = JSON.stringify({ encounter_id: 'E-1' });
    expect((await generic(body, undefined, 'other')).status).toBe(401);
    expect((await generic(body, String(Date.parse(NOW) / 1000 - 301))).status).toBe(401);
    const bare = { body: { string: body }, headers: {} };
    expect((await call(app, 'webhooks', aRequest({ ...bare, params: { source: 'generic' } }))).status).toBe(401);
    expect((await call(app, 'webhooks', aRequest({ ...bare, params: { source: 'constructor' } }))).status).toBe(404);
    expect(await pending()).toBe(0);
  });

  it('are refused over 1 MB, or nested deeper than 64 levels, before anything is read of them', async () => {
    expect((await generic(JSON.stringify({ encounter_id: 'E-1', filler: 'x'.repeat(1_048_577) }))).status).toBe(413);
    expect(await generic(`{"encounter_id":"E-1","a":${'['.repeat(70)}${']'.repeat(70)}}`)).toMatchObject({
      status: 400,
      jsonBody: { error: { code: 'nested-too-deep' } },
    });
    expect(await pending()).toBe(0);
  });

  it('say nothing of a body with codes but that its visit is to be fetched', async () => {
    const body = JSON.stringify({ event_id: 'ev-9', encounter_id: 'E-9', codes: ['99215'], charge: 999 });
    expect((await generic(body)).status).toBe(200);
    const [row] = (await world.tables.list(TABLES.pendingVisits, 'pending')).rows;
    expect(JSON.stringify(row?.value)).not.toMatch(/99215|999/);
    expect(world.sent).toEqual([]);
  });

  const eventCallOf = (encounterIds: readonly string[], secret = 'shared'): ReturnType<typeof call> => {
    const { body, headers } = eventCall({ practiceId: '195900', secret, encounterIds, at: NOW });
    return call(app, 'webhooks', aRequest({ body: { string: body }, params: { source: 'athenahealth' }, headers }));
  };
  const signedOff = (encounterId: string, secret: string): ReturnType<typeof call> => eventCallOf([encounterId], secret);

  it('take athenahealth by its hub signature', async () => {
    expect(await signedOff('E-7', 'shared')).toMatchObject({ status: 200, jsonBody: { received: 1 } });
    expect(await pending()).toBe(1);
  });

  it('of many events note each visit once, also when an event stands twice in one call', async () => {
    const ids = Array.from({ length: 100 }, (_, index) => `E-${index % 40}`);
    const events = (await eventCallOf(ids)).jsonBody;
    expect([events, await pending()]).toEqual([{ received: 100 }, 40]);
    expect((await world.tables.list(TABLES.webhookEvents, 'athenahealth')).rows).toHaveLength(40);
  });

  it.each(['new\nshared', 'new\r\nshared\r\n', ' new  shared '])(
    'while the secret is rotated both the new and the former one hold, and no other: %j',
    async (value) => {
      webhookSecret = value;
      const statuses: (number | undefined)[] = [];
      for (const secret of ['new', 'shared', value, 'newshared', ''])
        statuses.push(
          (await signedOff('E-7', secret)).status,
          (await generic('{"encounter_id":"E-7"}', undefined, secret)).status,
        );
      expect(statuses).toEqual([200, 200, 200, 200, 401, 401, 401, 401, 401, 401]);
    },
  );

  it.each([undefined, '', '\n'])('without a secret in the vault nothing is let in: %j', async (value) => {
    webhookSecret = value;
    for (const secret of ['', '\n', 'undefined', 'shared']) expect((await signedOff('E-7', secret)).status).toBe(401);
    expect(await pending()).toBe(0);
  });
});
