import { createHmac } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventCall } from '../../infra/local/athenahealth-simulator/event-call';
import { ATHENAHEALTH_PRACTICE_ID } from '../../infra/local/settings';
import type { Instant } from '../../shared/kernel/plain-date';
import { sample837 } from '../contract/sample-837';
import { aClaimBody } from '../functions/api-world';
import { operationOf, undocumented } from '../functions/documented-answers';
import { heapOf, withHeapProbe } from './heap-probe';
import { buildStack, isAlive, newFolder, pause, root, smallDay, startStack, type Run } from './local-stack';

const DAY = '2026-11-20';
/** Fifty printable characters, with everything a URL, a table key and a blob name would stumble over. */
const ODD_ID = `E/1\\2 ?#%25 ..&=+é"'<>;:@,$[]{}|^~!*()_-.`.padEnd(50, 'x');

let run: Run;
let api = '';
let key = '';
let webhookSecret = '';

interface Called {
  readonly status: number;
  readonly text: string;
  readonly json: Record<string, unknown>;
  readonly headers: Headers;
}

async function call(path: string, init: RequestInit & { withoutKey?: boolean } = {}): Promise<Called> {
  const { withoutKey, headers, ...rest } = init;
  const keyed = {
    ...(withoutKey === true ? {} : { 'x-functions-key': key }),
    ...(headers as Record<string, string> | undefined),
  };
  const response = await fetch(`${api}/${path}`, { ...rest, headers: keyed });
  const text = await response.text();
  let json: Record<string, unknown> = {};
  try {
    json = JSON.parse(text) as Record<string, unknown>;
  } catch {
    json = {};
  }
  const operation = operationOf(rest.method ?? 'GET', `/api/${path}`);
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  if (operation !== undefined) expect(undocumented(operation, response.status, isJson ? json : undefined)).toEqual([]);
  return { status: response.status, text, json, headers: response.headers };
}

const send = async (path: string, body: string, headers: Record<string, string> = {}): Promise<Called> =>
  call(path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
const post = async (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Called> =>
  send(path, JSON.stringify(body), headers);
const isUp = async (): Promise<number> => (await call('health', { withoutKey: true })).status;

const encounter = (over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  encounter_id: 'H-1',
  patient_id: 'HP-1',
  provider_npi: '1234567893',
  date_of_service: DAY,
  visit_type: 'office_visit_established',
  mdm_level: 'low',
  payer_id: 'COM1',
  diagnoses: [{ icd10_code: 'I10' }],
  ...over,
});

async function stateOf(path: string, wanted: string): Promise<Called> {
  for (let look = 0; look < 60; look++) {
    const found = await call(path);
    if (found.json['state'] === wanted) return found;
    await pause(500);
  }
  return call(path);
}

beforeAll(async () => {
  buildStack();
  const lines = smallDay(DAY).split('\n');
  const odd = JSON.parse(lines[0] ?? '{}') as { encounter: Record<string, unknown>; insurance: Record<string, unknown> };
  odd.encounter['encounter_id'] = ODD_ID;
  odd.encounter['patient_id'] = 'P-odd';
  const folder = newFolder();
  writeFileSync(join(folder, 'visits.ndjson'), [lines[3], JSON.stringify(odd)].join('\n'));
  run = await startStack(folder, ['--day', DAY, '--visits', join(folder, 'visits.ndjson')], root, withHeapProbe());
  for (let look = 0; look < 700 && !run.output().includes('The stack stays up'); look++) await pause(250);
  if (!run.output().includes('The stack stays up')) throw new Error(`the stack is not up: ${run.output()}`);
  const summary = run.summary();
  api = summary.urls['api'] ?? '';
  key = summary.function_key;
  webhookSecret = summary.webhook.secret;
}, 180_000);

afterAll(async () => {
  const { services = 0, app = 0 } = run.pids() ?? {};
  run.child.kill('SIGTERM');
  // The day was over: being told to stop is no interruption any more.
  expect([await run.exit, [services, app].map(isAlive)]).toEqual([0, [false, false]]);
}, 30_000);

describe('HTTP › who may call what', () => {
  it('health answers everybody, without detail', async () => {
    const { status, json } = await call('health', { withoutKey: true });
    expect([status, json]).toEqual([200, { status: 'ok' }]);
  });

  it.each([
    ['no key', 'POST', 'code-encounter', {}, 401],
    ['a wrong key', 'POST', 'submit-claim', { 'x-functions-key': 'wrong' }, 401],
    ['a wrong key for a read', 'GET', 'work-items', { 'x-functions-key': 'wrong' }, 401],
    ['another method', 'GET', 'code-encounter', {}, 405],
    ['another method on an answer', 'DELETE', 'claims/V-1', {}, 405],
    ['no such route', 'POST', 'no-such-route', {}, 404],
    ['a webhook of nobody', 'POST', 'webhooks/nobody', {}, 404],
    ['a webhook without a signature', 'POST', 'webhooks/athenahealth', {}, 401],
  ])('%s', async (_, method, path, headers, status) => {
    const answer = await call(path, { method, headers, withoutKey: true });
    expect([answer.status, await isUp()]).toEqual([status, 200]);
  });
});

describe('HTTP › hostile bodies', () => {
  const nested = (levels: number): string => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;

  it.each([
    ['5 MB', `{"encounter_id":"${'x'.repeat(5_000_000)}"}`, 413],
    ['10,000 levels', nested(10_000), 400],
    ['65 levels', nested(65), 400],
    ['64 levels', nested(64), 400],
    ['no JSON', '{"encounter_id":', 400],
    ['nothing', '', 400],
    ['a number', '7', 400],
    ['a list', '[1,2]', 400],
    ['null', 'null', 400],
    ['__proto__', '{"__proto__":{"x":1},"constructor":{}}', 400],
  ])('%s', async (_, body, status) => {
    for (const route of ['code-encounter', 'submit-claim', 'work-items/wi-1/approve']) {
      const answer = await send(route, body);
      expect([route, answer.status]).toEqual([route, status]);
      expect(answer.json).toHaveProperty('error');
      expect(answer.text).not.toMatch(/\bat .*:\d+:\d+|node_modules|functions\/main/);
    }
    expect(await isUp()).toBe(200);
  });

  it('5 MB in pieces, without a length said before', async () => {
    const pieces = new ReadableStream({
      pull: (controller) => {
        controller.enqueue(Buffer.alloc(256 * 1024, ' '));
        sent += 1;
        if (sent === 20) controller.close();
      },
    });
    let sent = 0;
    const init = { method: 'POST', body: pieces, duplex: 'half', headers: { 'content-type': 'application/json' } };
    expect((await call('code-encounter', init as RequestInit)).status).toBe(413);
    expect(await isUp()).toBe(200);
  });

  it('64 levels are read, 65 are not', async () => {
    const codes = await Promise.all([64, 65].map(async (levels) => (await send('code-encounter', nested(levels))).text));
    expect(codes.map((text) => text.includes('nested-too-deep'))).toEqual([false, true]);
  });

  it('another content type', async () => {
    for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x'])
      expect([415, 400]).toContain((await send('code-encounter', '{}', { 'content-type': type })).status);
  });

  it('names every fault at once, and repeats no value', async () => {
    const { status, text, json } = await post('code-encounter', {
      ...encounter({
        provider_npi: 'Blunderwick1',
        date_of_service: 'Snarkday',
        visit_type: 'Wobblevisit',
        telehealth: 'Maybeful',
        total_time_minutes: -4_242,
        procedures: [{ procedure_code: 'x', units: 'Plentywick' }],
        colour: 'Ultramarine',
      }),
      encounter_id: undefined,
    });
    const details = (json['error'] as { details: { path: string; code: string; message: string }[] }).details;
    expect(status).toBe(400);
    expect(details.map(({ path }) => path).sort()).toEqual([
      'colour',
      'date_of_service',
      'encounter_id',
      'procedures.0.units',
      'provider_npi',
      'telehealth',
      'total_time_minutes',
      'visit_type',
    ]);
    for (const value of ['Blunderwick', 'Snarkday', 'Wobblevisit', 'Maybeful', '4242', 'Plentywick', 'Ultramarine'])
      expect(text).not.toContain(value);
  });

  it('2,000 requests in a row, good and hostile, without memory growth', async () => {
    const good = JSON.stringify(encounter());
    const bodies = [good, good, '{"encounter_id":7}', nested(500), good, '[', JSON.stringify({ claim: { claim_id: 'no!' } })];
    const volley = async (count: number): Promise<void> => {
      for (let i = 0; i < count; i++)
        await send(i % 7 === 6 ? 'submit-claim' : 'code-encounter', bodies[i % bodies.length] ?? good);
    };
    await volley(200);
    const before = await heapOf(run.pids()?.app ?? 0);
    await volley(2_000);
    const after = await heapOf(run.pids()?.app ?? 0);
    expect(await isUp()).toBe(200);
    // Windows has no signals, and then this cannot be judged.
    if (before === undefined || after === undefined) return;
    expect(after - before).toBeLessThan(4);
  }, 120_000);
});

describe('HTTP › submit-claim and what becomes of it', () => {
  it('a claim: taken, sent, acknowledged, paid; its money adds up', async () => {
    const answer = await post('submit-claim', { claim: aClaimBody({ claim_id: 'HTTP-1', date_of_service: DAY }) });
    expect([answer.status, answer.json['claim_ids'], answer.headers.get('location')]).toEqual([
      202,
      ['HTTP-1'],
      '/api/claims/HTTP-1',
    ]);
    const { json } = await stateOf('claims/HTTP-1', 'paid');
    expect(json).toMatchObject({ claim_id: 'HTTP-1', state: 'paid', version: 1 });
    const { charge, paid, patient_responsibility, written_off, denied } = json['money'] as Record<string, number>;
    expect((paid ?? 0) + (patient_responsibility ?? 0) + (written_off ?? 0) + (denied ?? 0)).toBeCloseTo(charge ?? -1, 2);
  }, 60_000);

  it('an encounter: its claims, by an id of fifty odd characters', async () => {
    const view = await call(`encounters/${encodeURIComponent(ODD_ID)}`);
    expect([view.status, view.json['encounter_id'], view.json['state']]).toEqual([200, ODD_ID, 'paid']);
    const answer = await post('submit-claim', { encounter_id: ODD_ID });
    expect([answer.status, answer.json['claim_ids'], answer.json['state']]).toEqual([202, view.json['claim_ids'], 'paid']);
    const [url] = answer.json['status_urls'] as string[];
    expect((await fetch(new URL(url ?? '', api), { headers: { 'x-functions-key': key } })).status).toBe(200);
  });

  it("the guide's Claims: taken, what it leaves out is named on the claim", async () => {
    const guide = {
      Claims: [
        {
          PatientFirstName: 'Hulbertina',
          PatientLastName: 'Vexamwick',
          SubscriberID: 'QZX914770013',
          PayerID: 'COM1',
          BillingProviderNPI: '1987654328',
          DateOfService: DAY,
          DiagnosisCodes: ['I10'],
          ServiceLines: [{ CPTCode: '99213', Units: 1, ChargeAmount: 150, DiagnosisPointer: '1' }],
        },
      ],
      TestMode: true,
    };
    const answer = await post('submit-claim', guide);
    const [claimId = ''] = answer.json['claim_ids'] as string[];
    const view = await call(`claims/${claimId}`);
    expect([answer.status, view.json['state']]).toEqual([202, 'held']);
    expect((view.json['findings'] as { id: string }[]).map(({ id }) => id)).toEqual(expect.arrayContaining(['A001']));
  });

  it("the guide's File: an 837 in base64 is taken; one that holds no claim is refused", async () => {
    const file = (text: string) => ({ File: { FileType: '837P', FileContent: Buffer.from(text).toString('base64') } });
    const answer = await post('submit-claim', file(sample837({ claimId: 'HTTP-FILE-1' })));
    expect([answer.status, answer.json['claim_ids']]).toEqual([202, ['HTTP-FILE-1']]);
    expect((await call('claims/HTTP-FILE-1')).status).toBe(200);
    expect((await post('submit-claim', file('no X12 at all'))).status).toBe(400);
  });

  it('one Idempotency-Key, 200 calls at once: the first answer again, also while the first call is under way; another body is a conflict', async () => {
    const body = { claim: aClaimBody({ claim_id: 'HTTP-2', date_of_service: DAY }) };
    const headers = { 'idempotency-key': 'a key, printable' };
    const answers = await Promise.all(Array.from({ length: 200 }, async () => post('submit-claim', body, headers)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect((await post('submit-claim', body, headers)).text).toBe(answers[0]?.text);
    const view = await stateOf('claims/HTTP-2', 'submitted');
    // Many calls, one claim, sent once; an attempt that provably did not leave (a machine under load) may be made again.
    const events = (view.json['history'] as { event: string }[]).map(({ event }) => event);
    const attempts = events.filter((event, index) => event === 'submit_started' && events[index + 1] !== 'submit_not_sent');
    expect([attempts.length, events]).toEqual([1, events]);
    const other = { claim: aClaimBody({ claim_id: 'HTTP-3', date_of_service: DAY }) };
    expect((await post('submit-claim', other, headers)).status).toBe(409);
    expect((await call('claims/HTTP-3')).status).toBe(404);
  }, 60_000);

  it.each(['', 'x'.repeat(65), 'caf\u00e9'])('an Idempotency-Key that is none: %j', async (bad) => {
    expect((await post('submit-claim', { claim: aClaimBody() }, { 'idempotency-key': bad })).status).toBe(400);
  });

  it.each(['claims', 'encounters'])('%s of ids never seen, whatever is in them', async (kind) => {
    for (const id of ['NONE', '..%2f..%2fetc', '%00', '%', "'%20or%201=1", encodeURIComponent('\u{1f600}'.repeat(20))])
      expect([kind, id, (await call(`${kind}/${id}`)).status]).toEqual([kind, id, 404]);
  });
});

describe('HTTP › work items', () => {
  interface Item {
    readonly id: string;
    readonly etag: string;
    readonly about: { readonly encounter_id?: string };
  }

  it('a visit held for words nobody mapped is corrected by a person, and goes on to be paid; a stale etag is refused', async () => {
    const { items } = (await call('work-items?state=open')).json as unknown as { items: Item[] };
    const item = items.find(({ about }) => about.encounter_id === 'E2E-4');
    if (item === undefined) throw new Error('the held visit has no work item');
    const changes = { diagnoses: [{ icd10_code: 'I10' }] };
    expect((await post(`work-items/${item.id}/correct`, { etag: 'stale', changes })).status).toBe(409);
    expect((await post(`work-items/${item.id}/correct`, { etag: item.etag, changes })).status).toBe(200);
    expect((await post(`work-items/${item.id}/approve`, { etag: item.etag })).status).toBe(409);
    expect((await stateOf('encounters/E2E-4', 'paid')).json['state']).toBe('paid');
  }, 60_000);

  it('faults of an answer are named', async () => {
    const { status, text } = await post('work-items/wi-none/approve', { note: 7, colour: 'Ultramarine' });
    expect(status).toBe(400);
    for (const path of ['etag', 'note', 'colour']) expect(text).toContain(`"path":"${path}"`);
    expect(text).not.toContain('Ultramarine');
    expect((await call('work-items?state=closed')).status).toBe(400);
  });
});

describe('HTTP › webhooks', () => {
  const signed = (body: string, at: string, secret = webhookSecret): Record<string, string> => ({
    'content-type': 'application/json',
    'x-timestamp': at,
    'x-signature': createHmac('sha256', secret).update(`${at}.${body}`).digest('hex'),
  });
  /** HTTP goes by the stack's clock. */
  const now = async (): Promise<string> => {
    const { json } = await post('submit-claim', { claim: aClaimBody({ claim_id: `AT-${Date.now()}`, diagnosis_codes: [] }) });
    const [claimId = ''] = json['claim_ids'] as string[];
    const history = (await call(`claims/${claimId}`)).json['history'] as { at: string }[];
    return history.at(-1)?.at ?? '';
  };
  const hook = async (body: string, headers: Record<string, string>): Promise<Called> =>
    call('webhooks/generic', { method: 'POST', body, headers, withoutKey: true });

  it('says a visit changed: answered within two seconds, a replay has no effect, and its content is never billed', async () => {
    const body = JSON.stringify({ event_id: 'hook-1', encounter_id: 'HOOK-9', codes: ['99215'], charge: 999 });
    const headers = signed(body, await now());
    const start = performance.now();
    const first = await hook(body, headers);
    const took = performance.now() - start;
    expect([first.status, (await hook(body, headers)).status]).toEqual([200, 200]);
    expect(took).toBeLessThan(2000);
    await pause(2500);
    expect((await call('encounters/HOOK-9')).status).toBe(404);
  }, 30_000);

  it('is refused with a wrong secret, a stale timestamp, a changed body, or no signature at all', async () => {
    const body = JSON.stringify({ event_id: 'hook-2', encounter_id: 'HOOK-9' });
    const at = await now();
    const stale = new Date(Date.parse(at) - 400_000).toISOString();
    expect((await hook(body, signed(body, at, 'another'))).status).toBe(401);
    expect((await hook(body, signed(body, stale))).status).toBe(401);
    expect((await hook(`${body} `, signed(body, at))).status).toBe(401);
    expect((await hook(body, {})).status).toBe(401);
  });

  it('athenahealth’s own: its signature is taken, a replay has no effect, one byte changed is refused', async () => {
    const { secret } = run.summary().athenahealth_webhook;
    const at = (await now()) as Instant;
    const event = eventCall({ practiceId: ATHENAHEALTH_PRACTICE_ID, secret, encounterIds: [ODD_ID, 'HOOK-8'], at });
    const hub = async (body: string): Promise<Called> =>
      call('webhooks/athenahealth', { method: 'POST', body, headers: event.headers, withoutKey: true });
    const before = (await call(`encounters/${encodeURIComponent(ODD_ID)}`)).text;
    expect([(await hub(event.body)).json, (await hub(event.body)).json]).toEqual([{ received: 2 }, { received: 2 }]);
    expect((await hub(`${event.body} `)).status).toBe(401);
    await pause(2500);
    // Fetched anew, it is the visit that was known, and the other is none.
    expect((await call(`encounters/${encodeURIComponent(ODD_ID)}`)).text).toBe(before);
    expect((await call('encounters/HOOK-8')).status).toBe(404);
  }, 30_000);

  it('a signed body that is none of ours is 400, one over 1 MB 413', async () => {
    for (const body of ['[', '{"encounter_id":7}', `${'['.repeat(10_000)}${']'.repeat(10_000)}`])
      expect((await hook(body, signed(body, await now()))).status).toBe(400);
    const large = JSON.stringify({ encounter_id: 'x', filler: 'x'.repeat(5_000_000) });
    expect((await hook(large, signed(large, await now()))).status).toBe(413);
    expect(await isUp()).toBe(200);
  }, 30_000);
});

describe('the day’s mail', () => {
  it('goes out once, as JSON, HTML and text, with counts and money and nothing about patients', () => {
    const lines = readFileSync(join(run.folder, 'trace', 'notifications.ndjson'), 'utf8')
      .trim()
      .split('\n');
    const mails = lines
      .map((line) => (JSON.parse(line) as { body: { data: Record<string, string> } }).body.data)
      .filter((data) => data['event'] === 'end-of-day');
    expect(mails).toHaveLength(1);
    const [mail] = mails;
    expect(mail?.['subject']).toBe(`Daily Billing Automation Report - ${DAY}`);
    const { figures } = JSON.parse(mail?.['json'] ?? '{}') as { figures: Record<string, number> };
    expect(figures).toMatchObject({ auto_coded: 1, submitted: 1, accepted: 1, manual_review: 1, remitted: 85, denials: 0 });
    expect(mail?.['html']).toContain('<td>$85.00</td>');
    expect(mail?.['text']).toContain('ERA payments received: $85.00');
    for (const canary of run.summary().canaries) expect(JSON.stringify(mail)).not.toContain(canary);
  });
});

describe('HTTP › what it says of itself', () => {
  it('the OpenAPI document names every route that was called here', async () => {
    const { status, json } = await call('openapi.json');
    expect(status).toBe(200);
    expect(Object.keys(json['paths'] as object)).toEqual(
      expect.arrayContaining(['/api/code-encounter', '/api/submit-claim', '/api/claims/{id}', '/api/webhooks/{source}']),
    );
  });
});
