import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { cents } from '../../shared/kernel/money';
import { addMs, plainDateOf, type Instant } from '../../shared/kernel/plain-date';
import { createClaimMd, type ClaimMd } from '../../shared/clearinghouse/claim-md/claim-md';
import type { Fetch } from '../../shared/workflow/vendor-http';
import type { ClearinghouseResponse } from '../../shared/workflow/ports';
import { createLocalBudget, unlimitedBudget, type RequestBudget } from '../../shared/workflow/request-budget';
import {
  createClaimMdSimulator,
  type ClaimMdSimulator,
  type ClaimMdSimulatorOptions,
} from '../../infra/local/claim-md-simulator/simulator';
import type { BooksState } from '../../infra/local/claim-md-simulator/books';
import type { ClaimMdQuirk } from '../../infra/local/claim-md-simulator/quirks';
import type { ClearinghouseBehaviour, DayVisit, RemittanceBehaviour } from '../../infra/local/day-visits';
import { movableClock, requestsServed, serve } from './loopback';
import { sample837 } from './sample-837';
import { CLAIM_MD_QUIRKS, quirkTests } from './vendor-quirks';

const START = '2026-11-20T15:00:00.000Z' as Instant;
const HOUR = 3_600_000;

const closers: (() => Promise<void>)[] = [];
const quirk = quirkTests(CLAIM_MD_QUIRKS);
let servedBefore = 0;
beforeEach(() => {
  servedBefore = requestsServed();
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  // A quirk is shown by the simulator that has it, never by a fixed answer.
  if (quirk.isOne(expect.getState().currentTestName)) expect(requestsServed()).toBeGreaterThan(servedBefore);
});

/** A visit of the sample claim's patient, scripted. */
const scripted = (clearinghouse: ClearinghouseBehaviour, remittance: RemittanceBehaviour = 'paid', carc?: string): DayVisit => ({
  encounter: { encounter_id: 'E1', patient_id: 'P1', provider_npi: '1234567893', date_of_service: '2026-11-20' },
  patient: { last_name: 'Flumbert', first_name: 'Oswin' },
  insurance: { payer_id: 'COM1', member_id: 'ABC123456789', relationship: 'self' },
  clearinghouse,
  remittance,
  carc,
});

interface Bench {
  readonly claimMd: ClaimMd;
  readonly vendor: ClaimMdSimulator;
  readonly clock: ReturnType<typeof movableClock>;
  readonly keysAsked: string[];
  readonly baseUrl: string;
}

interface BenchOptions extends Partial<ClaimMdSimulatorOptions> {
  readonly secrets?: Readonly<Record<string, string>>;
  readonly freshSecrets?: Readonly<Record<string, string>>;
  readonly budget?: RequestBudget;
  readonly timeoutMs?: number;
}

async function bench(options: BenchOptions = {}): Promise<Bench> {
  const clock = movableClock(START);
  const vendor = createClaimMdSimulator({ accountKey: 'TEST-KEY', visits: [], clock: clock.now, dropAfterMs: 20, ...options });
  const served = await serve(vendor);
  closers.push(served.close);
  const keysAsked: string[] = [];
  const secrets = options.secrets ?? { ClaimMdTestAccountKey: 'TEST-KEY', ClaimMdAccountKey: 'LIVE-KEY' };
  const claimMd = createClaimMd(
    { baseUrl: served.baseUrl, account: 'test', timeoutMs: options.timeoutMs ?? 20_000, allowLoopback: true },
    {
      fetch,
      budget: options.budget ?? unlimitedBudget,
      secret: async (name, { refresh } = {}) => {
        keysAsked.push(refresh === true ? `${name} anew` : name);
        return refresh === true ? (options.freshSecrets ?? secrets)[name] : secrets[name];
      },
    },
  );
  return { claimMd, vendor, clock, keysAsked, baseUrl: served.baseUrl };
}

const upload = async (claimMd: ClaimMd, claimId: string, extra: Parameters<typeof sample837>[0] | object = {}) =>
  claimMd.submit({ claimId, fileName: `${claimId}-1.837`, content: sample837({ claimId, ...extra }) });

/** Reads the feed to its end, as the monitor does. */
async function wholeFeed(
  claimMd: ClaimMd,
  from = '0',
): Promise<{ rows: ClearinghouseResponse[]; cursor: string; reads: number }> {
  const rows: ClearinghouseResponse[] = [];
  let cursor = from;
  for (let reads = 1; ; reads++) {
    const page = await claimMd.responses(cursor);
    if (page.rows.length === 0) return { rows, cursor: page.cursor, reads };
    rows.push(...page.rows);
    cursor = page.cursor;
  }
}

/** A bench whose vendor has one bad habit, shown on every answer. */
async function quirkyBench(habit: ClaimMdQuirk, options: BenchOptions = {}): Promise<Bench> {
  const made = await bench(options);
  made.vendor.misbehave(habit);
  return made;
}

describe('Claim.MD › upload', () => {
  it(quirk.name('multipart-upload'), async () => {
    const { claimMd, vendor } = await bench();
    const outcome = await upload(claimMd, 'C-1001');
    expect(outcome).toMatchObject({ kind: 'accepted', clearinghouseClaimId: '70000001' });
    expect(vendor.books()).toEqual([expect.objectContaining({ claim_id: 'C-1001', times_received: 1, charge: 150 })]);
    expect(await claimMd.uploadedFiles(plainDateOf('2026-11-20'))).toEqual(['C-1001-1.837']);
  });

  it(quirk.name('r-status'), async () => {
    const { claimMd } = await bench({ visits: [scripted('reject')] });
    expect(await upload(claimMd, 'C-1002')).toMatchObject({
      kind: 'rejected',
      messages: [{ status: 'R', fields: ['ins_number'], messageId: '1001' }],
    });
  });

  it(quirk.name('reject-member'), async () => {
    const { claimMd } = await bench();
    expect(await upload(claimMd, 'C-1003', { memberId: 'REJECT' })).toMatchObject({ kind: 'rejected' });
  });

  it(quirk.name('dropped-after'), async () => {
    const { claimMd, vendor } = await bench({ visits: [scripted('timeout_after_accept')] });
    expect(await upload(claimMd, 'C-1004')).toMatchObject({ kind: 'unknown' });
    expect(vendor.books()).toMatchObject([{ claim_id: 'C-1004', times_received: 1 }]);
    expect(await claimMd.uploadedFiles(plainDateOf('2026-11-20'))).toEqual(['C-1004-1.837']);
  });

  it(quirk.name('dropped-before'), async () => {
    const { claimMd, vendor } = await bench({ visits: [scripted('timeout_before_accept')] });
    expect(await upload(claimMd, 'C-1005')).toMatchObject({ kind: 'unknown' });
    expect(vendor.books()).toEqual([]);
    expect(await claimMd.uploadedFiles(plainDateOf('2026-11-20'))).toEqual([]);
    expect(await upload(claimMd, 'C-1005')).toMatchObject({ kind: 'accepted' });
    expect(vendor.books()).toMatchObject([{ times_received: 1 }]);
  });

  it(quirk.name('slow'), async () => {
    const { claimMd } = await bench({ visits: [scripted('slow')], slowAnswerMs: 60 });
    expect(await upload(claimMd, 'C-1006')).toMatchObject({ kind: 'accepted' });
  });

  it(quirk.name('too-slow'), async () => {
    const { claimMd, vendor } = await bench({ visits: [scripted('slow')], slowAnswerMs: 400, timeoutMs: 60 });
    expect(await upload(claimMd, 'C-1007')).toEqual({ kind: 'unknown', reason: 'TIMED_OUT' });
    expect(vendor.books()).toMatchObject([{ times_received: 1 }]);
  });

  it(quirk.name('connection-refused'), async () => {
    const { claimMd } = await bench();
    expect(await claimMd.responses('0')).toEqual({ rows: [], cursor: '0' });
    for (const close of closers.splice(0)) await close();
    expect(await upload(claimMd, 'C-1008')).toEqual({ kind: 'not-sent', reason: 'ECONNREFUSED' });
  });

  it.each([
    ['ENOTFOUND', 'not-sent'],
    ['EAI_AGAIN', 'not-sent'],
    ['CERT_HAS_EXPIRED', 'not-sent'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'not-sent'],
    ['UND_ERR_CONNECT_TIMEOUT', 'not-sent'],
    ['ECONNRESET', 'unknown'],
    ['UND_ERR_SOCKET', 'unknown'],
    ['UND_ERR_HEADERS_TIMEOUT', 'unknown'],
    ['EPIPE', 'unknown'],
  ])('failure %s of the connection is %s', async (code, kind) => {
    const failing: Fetch = async () => {
      throw new TypeError('fetch failed', { cause: Object.assign(new Error('no names here'), { code }) });
    };
    const claimMd = createClaimMd(
      { baseUrl: 'https://svc.claim.md', account: 'test', timeoutMs: 1000 },
      { fetch: failing, budget: unlimitedBudget, secret: async (name) => name },
    );
    expect(await upload(claimMd, 'C-1009')).toEqual({ kind, reason: code });
  });

  it('two addresses tried, one refused and one reset: unknown', async () => {
    const failing: Fetch = async () => {
      const errors = ['ECONNREFUSED', 'ECONNRESET'].map((code) => Object.assign(new Error('attempt'), { code }));
      throw new TypeError('fetch failed', { cause: new AggregateError(errors) });
    };
    const claimMd = createClaimMd(
      { baseUrl: 'https://svc.claim.md', account: 'test', timeoutMs: 1000 },
      { fetch: failing, budget: unlimitedBudget, secret: async (name) => name },
    );
    expect(await upload(claimMd, 'C-1010')).toMatchObject({ kind: 'unknown' });
  });

  it(quirk.name('html-under-200'), async () => {
    const { claimMd } = await quirkyBench('html-under-200');
    expect(await upload(claimMd, 'C-1011')).toEqual({ kind: 'unknown', reason: 'UNREADABLE' });
  });

  describe(quirk.name('answer-without-our-claim'), () => {
    it.each(['another-claim', 'no-claim'] as const)('%s', async (habit) => {
      const { claimMd } = await quirkyBench(habit);
      expect(await upload(claimMd, 'C-1012')).toMatchObject({ kind: 'unknown' });
    });
  });

  it(quirk.name('r-message-on-a'), async () => {
    const { claimMd } = await bench();
    expect(await upload(claimMd, 'C-1013', { memberId: 'RMESSAGE' })).toMatchObject({
      kind: 'rejected',
      messages: [{ status: 'R', fields: ['pat_dob', 'ins_dob'] }],
    });
  });

  it(quirk.name('w-message'), async () => {
    const { claimMd } = await bench();
    expect(await upload(claimMd, 'C-1014', { memberId: 'WARNED' })).toMatchObject({
      kind: 'accepted',
      messages: [{ status: 'W' }],
    });
  });

  it(quirk.name('status-nobody-told'), async () => {
    const { claimMd } = await bench();
    expect(await upload(claimMd, 'C-1015', { memberId: 'UNHEARD' })).toEqual({
      kind: 'unknown',
      reason: 'claim answered as unknown:F',
    });
  });

  describe(quirk.name('server-errors'), () => {
    it.each([
      ['server-error', 'HTTP_500'],
      ['bad-gateway', 'HTTP_502'],
      ['unavailable', 'HTTP_503'],
    ] as const)('%s', async (habit, reason) => {
      const { claimMd, vendor } = await quirkyBench(habit);
      expect(await upload(claimMd, 'C-1016')).toEqual({ kind: 'unknown', reason });
      expect(vendor.books()).toMatchObject([{ times_received: 1 }]);
    });
  });

  it(quirk.name('reset'), async () => {
    const { claimMd, vendor } = await quirkyBench('reset');
    expect(await upload(claimMd, 'C-1020')).toEqual({ kind: 'unknown', reason: 'ECONNRESET' });
    expect(vendor.books()).toMatchObject([{ times_received: 1 }]);
  });

  it(quirk.name('cut-off'), async () => {
    const { claimMd, vendor } = await quirkyBench('cut-off');
    expect(await upload(claimMd, 'C-1021')).toMatchObject({ kind: 'unknown' });
    expect(vendor.books()).toMatchObject([{ times_received: 1 }]);
    await expect(claimMd.remittances('0')).rejects.toMatchObject({ name: 'TransientFailure' });
  });

  it(quirk.name('content-decides'), async () => {
    const { claimMd, vendor, baseUrl } = await bench();
    const content = 'a letter to nobody';
    expect(await claimMd.submit({ claimId: 'C-1022', fileName: 'C-1022-1.837', content })).toEqual({
      kind: 'not-sent',
      reason: 'Claim.MD refused the request (2)',
    });
    const body = new FormData();
    body.append('AccountKey', 'TEST-KEY');
    body.append('File', sample837({ claimId: 'C-1022' }));
    const answer = await fetch(`${baseUrl}/services/upload/`, { method: 'POST', body });
    expect(await answer.text()).toContain('error_code="2"');
    expect(vendor.books()).toEqual([]);
  });

  it(quirk.name('two-thousand-a-file'), async () => {
    const { claimMd, vendor } = await bench();
    const segments = sample837({ claimId: 'C-0' }).split('~');
    const [from, to] = [
      segments.findIndex((each) => each.startsWith('HL*2*')),
      segments.findIndex((each) => each.startsWith('SE*')),
    ];
    const claims = (count: number): string =>
      [
        ...segments.slice(0, from),
        ...Array.from({ length: count }, (_, index) =>
          segments.slice(from, to).map((segment) => segment.replace('C-0', `C-${index}`).replace(/^HL[*]2/, `HL*${index + 2}`)),
        ).flat(),
        ...segments.slice(to),
      ].join('~');
    const upload2000 = async (count: number) =>
      claimMd.submit({ claimId: 'C-0', fileName: `${count}.837`, content: claims(count) });
    expect(await upload2000(2001)).toEqual({ kind: 'not-sent', reason: 'Claim.MD refused the request (3)' });
    expect(vendor.books()).toEqual([]);
    expect(await upload2000(2000)).toMatchObject({ kind: 'accepted' });
    expect(vendor.books()).toHaveLength(2000);
  });

  it(quirk.name('page-ignored'), async () => {
    const { claimMd } = await bench({ ignoresPage: true });
    for (const id of ['C-1023', 'C-1024']) await upload(claimMd, id);
    expect(await claimMd.uploadedFiles(plainDateOf('2026-11-20'))).toEqual(['C-1023-1.837', 'C-1024-1.837']);
  });

  it(quirk.name('redirect'), async () => {
    const { claimMd } = await quirkyBench('redirect');
    expect(await upload(claimMd, 'C-1017')).toEqual({ kind: 'unknown', reason: 'HTTP_302' });
  });

  it(quirk.name('no-idempotency'), async () => {
    const { claimMd, vendor } = await bench();
    await upload(claimMd, 'C-1018');
    await upload(claimMd, 'C-1018');
    expect(vendor.books()).toMatchObject([{ claim_id: 'C-1018', times_received: 2 }]);
  });

  it(quirk.name('deny-member'), async () => {
    const { claimMd, vendor, clock } = await bench();
    expect(await upload(claimMd, 'C-1019', { memberId: 'DENY' })).toMatchObject({ kind: 'accepted' });
    clock.move(6 * HOUR);
    expect((await wholeFeed(claimMd)).rows.map((row) => row.status)).toEqual(['accepted', 'accepted']);
    const { refs } = await claimMd.remittances('0');
    expect(await claimMd.remittance(refs[0]?.remittanceId ?? '')).toContain('CLP*C-1019*4*150*0*');
    expect(vendor.books()).toMatchObject([{ state: 'denied', denied: 150 }]);
  });

  it(quirk.name('account-key-in-the-form'), async () => {
    const { baseUrl } = await bench();
    const ask = async (path: string, init: RequestInit): Promise<string> => (await fetch(`${baseUrl}${path}`, init)).text();
    const form = new URLSearchParams({ AccountKey: 'TEST-KEY', ResponseID: '0' });
    const headers = { accept: 'application/json' };
    expect(await ask('/services/response/', { method: 'POST', body: form, headers })).toBe('{"last_responseid":"0"}');
    const others: readonly (readonly [string, RequestInit])[] = [
      ['/services/response', { method: 'POST', body: form, headers }],
      ['/services/response/', { method: 'POST', body: '{"AccountKey":"TEST-KEY"}', headers }],
      ['/services/response/?AccountKey=TEST-KEY', { headers }],
      ['/services/response/', { method: 'POST', headers: { ...headers, authorization: 'Bearer TEST-KEY' } }],
    ];
    for (const [path, init] of others) expect(await ask(path, init)).toContain('error');
  });
});

describe('Claim.MD › envelope', () => {
  it(quirk.name('xml-by-default'), async () => {
    const { baseUrl } = await bench();
    const body = new URLSearchParams({ AccountKey: 'TEST-KEY', ResponseID: '0' });
    const ask = async (headers: Record<string, string>) =>
      fetch(`${baseUrl}/services/response/`, { method: 'POST', body, headers });
    const [xml, json] = [await ask({}), await ask({ accept: 'application/json' })];
    expect([xml.headers.get('content-type'), (await xml.text()).startsWith('<?xml')]).toEqual(['text/xml', true]);
    expect(json.headers.get('content-type')).toBe('application/json');
  });

  it(quirk.name('xml-all-the-same'), async () => {
    const { claimMd, clock } = await bench({ alwaysXml: true });
    expect(await upload(claimMd, 'C-2001')).toMatchObject({ kind: 'accepted' });
    expect(await upload(claimMd, 'C-2002', { memberId: 'REJECT' })).toMatchObject({
      kind: 'rejected',
      messages: [{ fields: ['ins_number'] }],
    });
    clock.move(6 * HOUR);
    expect((await wholeFeed(claimMd)).rows.map((row) => row.patientControlNumber)).toEqual(['C-2001', 'C-2002', 'C-2001']);
    const { refs } = await claimMd.remittances('0');
    expect(await claimMd.remittance(refs[0]?.remittanceId ?? '')).toContain('CLP*C-2001*1*150*');
  });

  it(quirk.name('result-object'), async () => {
    const { claimMd } = await bench({ wrapsResult: true });
    expect(await upload(claimMd, 'C-2003')).toMatchObject({ kind: 'accepted' });
  });

  it(quirk.name('single-or-list'), async () => {
    const { claimMd, clock } = await bench();
    await upload(claimMd, 'C-2004');
    clock.move(3 * 60_000);
    expect((await claimMd.responses('0')).rows).toHaveLength(1);
    clock.move(HOUR);
    expect((await claimMd.responses('0')).rows).toHaveLength(2);
  });

  it(quirk.name('result-list'), async () => {
    const { claimMd } = await quirkyBench('result-list');
    expect(await upload(claimMd, 'C-2005')).toMatchObject({ kind: 'accepted' });
  });

  describe(quirk.name('errors-under-200'), () => {
    it.each([
      ['error-object', '20'],
      ['error-list', '711'],
      ['error-text', 'unnamed'],
      ['error-in-xml', '401'],
    ] as const)('%s', async (habit, code) => {
      const { claimMd } = await quirkyBench(habit);
      await expect(claimMd.responses('0')).rejects.toMatchObject({
        name: 'TransientFailure',
        operation: `claim-md.response.refused-${code}`,
      });
      expect(await upload(claimMd, 'C-2006')).toEqual({ kind: 'not-sent', reason: `Claim.MD refused the request (${code})` });
    });
  });

  it(quirk.name('empty-error-list'), async () => {
    const { claimMd, clock } = await quirkyBench('empty-error-list');
    expect(await upload(claimMd, 'C-2007')).toMatchObject({ kind: 'accepted' });
    clock.move(HOUR);
    expect((await wholeFeed(claimMd)).rows).toHaveLength(2);
  });

  it(quirk.name('html-on-a-read'), async () => {
    const { claimMd } = await quirkyBench('html-under-200');
    await expect(claimMd.responses('0')).rejects.toMatchObject({ operation: 'claim-md.response.UNREADABLE' });
    await expect(claimMd.remittances('0')).rejects.toMatchObject({ operation: 'claim-md.eralist.UNREADABLE' });
  });

  it(quirk.name('xml-with-document-type'), async () => {
    const { claimMd } = await quirkyBench('xml-with-document-type');
    await expect(claimMd.responses('0')).rejects.toMatchObject({ operation: 'claim-md.response.UNREADABLE' });
  });
});

describe('Claim.MD › response feed', () => {
  it(quirk.name('cursor-beyond-2-53'), async () => {
    const { claimMd, clock } = await bench();
    await upload(claimMd, 'C-3001');
    await upload(claimMd, 'C-3002');
    clock.move(HOUR);
    const { rows, cursor } = await wholeFeed(claimMd);
    expect(rows.map((row) => row.responseId)).toEqual([
      '9007199254740993',
      '9007199254740994',
      '9007199254740995',
      '9007199254740996',
    ]);
    expect(cursor).toBe('9007199254740996');
  });

  it(quirk.name('ids-as-numbers'), async () => {
    const { claimMd, clock, vendor } = await bench();
    await upload(claimMd, 'C-3013');
    clock.move(6 * HOUR);
    vendor.misbehave('ids-as-numbers');
    const { rows, cursor } = await wholeFeed(claimMd);
    expect([rows.map((row) => row.responseId), cursor]).toEqual([['9007199254740993', '9007199254740994'], '9007199254740994']);
    const { refs } = await claimMd.remittances('0');
    expect(refs.map((ref) => ref.remittanceId)).toEqual(['9007199254740993']);
    expect(await claimMd.remittance('9007199254740993')).toContain('CLP*C-3013*');
  });

  it(quirk.name('clearinghouse-or-payer'), async () => {
    const { claimMd, clock } = await bench();
    await upload(claimMd, 'C-3003');
    clock.move(HOUR);
    const { rows } = await wholeFeed(claimMd);
    expect(rows.map((row) => [row.from, row.status, row.payerClaimNumber])).toEqual([
      ['clearinghouse', 'accepted', undefined],
      ['payer', 'accepted', 'COM120260000'],
    ]);
    expect(rows.map((row) => row.at)).toEqual(['2026-11-20T15:02:00.000Z', '2026-11-20T15:30:00.000Z']);
  });

  it(quirk.name('nothing-new-cursor'), async () => {
    const { claimMd, clock } = await bench();
    await upload(claimMd, 'C-3004');
    clock.move(HOUR);
    const first = await wholeFeed(claimMd);
    expect(await wholeFeed(claimMd, first.cursor)).toMatchObject({ rows: [], cursor: first.cursor, reads: 1 });
  });

  it(quirk.name('re-delivery'), async () => {
    const { claimMd, clock } = await bench();
    await upload(claimMd, 'C-3005');
    clock.move(3 * 60_000);
    const first = await claimMd.responses('0');
    clock.move(HOUR);
    const second = await claimMd.responses(first.cursor);
    expect(second.rows.map((row) => row.responseId)).toEqual([first.rows[0]?.responseId, '9007199254740994']);
  });

  it(quirk.name('late-rejection'), async () => {
    const { claimMd, clock } = await bench({ visits: [scripted('late_reject', 'none')] });
    expect(await upload(claimMd, 'C-3006')).toMatchObject({ kind: 'accepted' });
    clock.move(5 * HOUR);
    expect((await wholeFeed(claimMd)).rows.map((row) => row.status)).toEqual(['accepted', 'accepted', 'rejected']);
  });

  it(quirk.name('unknown-status'), async () => {
    const { claimMd, clock, vendor } = await bench();
    await upload(claimMd, 'C-3007');
    clock.move(HOUR);
    vendor.misbehave('unknown-status');
    expect((await wholeFeed(claimMd)).rows.map((row) => row.status)).toEqual(['unknown:4', 'unknown:4']);
  });

  it(quirk.name('no-response-id'), async () => {
    const { claimMd, clock, vendor } = await bench();
    await upload(claimMd, 'C-3008');
    clock.move(3 * 60_000);
    vendor.misbehave('no-response-ids');
    const [first, second] = [await claimMd.responses('0'), await claimMd.responses('0')];
    expect(first.rows[0]?.responseId).toMatch(/^content-[0-9a-f]{32}$/);
    expect(second.rows[0]?.responseId).toBe(first.rows[0]?.responseId);
  });

  it(quirk.name('row-in-another-shape'), async () => {
    const { claimMd, clock, vendor } = await bench();
    await upload(claimMd, 'C-3009');
    clock.move(3 * 60_000);
    vendor.misbehave('a-row-in-another-shape');
    expect((await claimMd.responses('0')).rows.map((row) => row.patientControlNumber)).toEqual(['C-3009']);
  });

  it(quirk.name('cursor-goes-back'), async () => {
    const { claimMd } = await quirkyBench('cursor-goes-back');
    expect((await claimMd.responses('9007199254740994')).cursor).toBe('9007199254740994');
  });

  it(quirk.name('cursor-does-not-grow'), async () => {
    const { claimMd, clock, vendor } = await bench();
    await upload(claimMd, 'C-3010');
    clock.move(HOUR);
    vendor.misbehave('cursor-does-not-grow');
    expect(await wholeFeed(claimMd)).toEqual({ rows: [], cursor: '0', reads: 1 });
    vendor.misbehave();
    expect((await wholeFeed(claimMd)).rows).toHaveLength(2);
  });

  it(quirk.name('no-cursor'), async () => {
    const { claimMd, clock, vendor } = await bench();
    await upload(claimMd, 'C-3011');
    clock.move(HOUR);
    vendor.misbehave('no-cursor');
    expect(await wholeFeed(claimMd)).toMatchObject({
      rows: [{ status: 'accepted' }, { status: 'accepted' }],
      cursor: '9007199254740994',
    });
  });

  it(quirk.name('twenty-thousand-rows'), async () => {
    const first = await bench();
    await upload(first.claimMd, 'C-3012');
    const state = first.vendor.state() as BooksState;
    const row = { from: 'payer', status: 'A', messageStatus: 'A', message: 'm', fields: '', at: START } as const;
    const rows = Array.from({ length: 20_050 }, (_, index) => ({
      ...row,
      patientControlNumber: 'C-3012',
      responseId: String(9_007_199_254_740_993n + BigInt(index)),
    }));
    const { claimMd } = await bench({ state: { ...state, due: [], rows } });
    const page = await claimMd.responses('0');
    expect([page.rows.length, page.cursor]).toEqual([20_000, '9007199254760992']);
    // The second page begins with the last row of the first: the vendor repeats itself.
    expect(await wholeFeed(claimMd, page.cursor)).toMatchObject({ rows: { length: 51 }, cursor: '9007199254761042', reads: 2 });
  });
});

describe('Claim.MD › remittances', () => {
  it(quirk.name('newest-first'), async () => {
    const { claimMd, clock } = await bench({ visits: [scripted('accept', 'reversed')] });
    await upload(claimMd, 'C-4001', { lines: Array.from({ length: 20 }, () => ['99213', '100'] as const) });
    clock.move(8 * HOUR);
    const { refs, cursor } = await claimMd.remittances('0');
    expect(refs.map((ref) => ref.remittanceId)).toEqual(['9007199254740993', '9007199254740994']);
    expect(cursor).toBe('9007199254740994');
    for (const ref of refs) {
      const text = await claimMd.remittance(ref.remittanceId);
      expect(text.length).toBeGreaterThan(1000);
      expect(text).toMatch(/^ISA\*.*IEA\*1\*\d{9}~$/s);
    }
    expect((await claimMd.remittances(cursor)).refs).toEqual([]);
  });

  it(quirk.name('hundred-a-page'), async () => {
    const unmatchedRemittances = Array.from({ length: 250 }, (_, index) => ({
      at: addMs(START, 60_000 * (index + 1)),
      payerId: 'COM1',
      payerName: 'COMMERCIAL ONE',
      payeeNpi: '1987654328',
      patientControlNumber: `ELSE-${index}`,
      paidCents: cents(1000 + index),
    }));
    const { claimMd, clock } = await bench({ unmatchedRemittances });
    clock.move(6 * HOUR);
    const { refs } = await claimMd.remittances('0');
    expect(refs.map((ref) => ref.paidCents)).toEqual(Array.from({ length: 250 }, (_, index) => 1000 + index));
    expect((await claimMd.remittances(refs[99]?.remittanceId ?? '')).refs).toHaveLength(150);
  });
});

describe('Claim.MD › what another downloader of the account sees', () => {
  it(quirk.name('new-only'), async () => {
    const { claimMd, clock, baseUrl } = await bench();
    await upload(claimMd, 'C-4002');
    clock.move(6 * HOUR);
    const ask = async (service: string, fields: Record<string, string>): Promise<string> => {
      const body = new URLSearchParams({ AccountKey: 'TEST-KEY', ...fields });
      return (
        await fetch(`${baseUrl}/services/${service}/`, { method: 'POST', body, headers: { accept: 'application/json' } })
      ).text();
    };
    expect(await ask('eralist', {})).toContain('"eraid":"9007199254740993"');
    await ask('era835', { eraid: '9007199254740993' });
    expect(await ask('eralist', {})).not.toContain('"eraid"');
    expect((await claimMd.remittances('0')).refs.map((ref) => ref.remittanceId)).toEqual(['9007199254740993']);
  });
});

describe('Claim.MD › account', () => {
  it(quirk.name('invalid-account-key'), async () => {
    const { claimMd, keysAsked } = await bench({
      secrets: { ClaimMdTestAccountKey: 'OLD-KEY' },
      freshSecrets: { ClaimMdTestAccountKey: 'TEST-KEY' },
    });
    expect(await upload(claimMd, 'C-5001')).toMatchObject({ kind: 'accepted' });
    expect(keysAsked.filter((key) => key.endsWith('anew'))).toEqual(['ClaimMdTestAccountKey anew']);
  });

  it(quirk.name('key-stays-invalid'), async () => {
    const { claimMd, vendor } = await bench({ secrets: { ClaimMdTestAccountKey: 'OLD-KEY' } });
    expect(await upload(claimMd, 'C-5002')).toEqual({ kind: 'not-sent', reason: 'Claim.MD refused the request (20)' });
    expect(vendor.books()).toEqual([]);
  });

  it(quirk.name('no-test-flag'), async () => {
    const { vendor, baseUrl } = await bench();
    const body = new FormData();
    for (const [name, value] of [
      ['AccountKey', 'TEST-KEY'],
      ['TestMode', 'true'],
    ] as const)
      body.append(name, value);
    body.append('File', new Blob([sample837({ claimId: 'C-5005' })]), 'C-5005.837');
    await fetch(`${baseUrl}/services/upload/`, { method: 'POST', body });
    expect(vendor.books()).toMatchObject([{ claim_id: 'C-5005', times_received: 1 }]);
  });

  it('a test account never falls back to the live key', async () => {
    const { claimMd, vendor } = await bench({ secrets: { ClaimMdAccountKey: 'TEST-KEY' } });
    expect(await claimMd.startFault()).toBe('ClaimMdTestAccountKey is missing or disabled');
    expect(await upload(claimMd, 'C-5003')).toMatchObject({ kind: 'not-sent' });
    expect(vendor.books()).toEqual([]);
  });

  it('refuses to start when the test key and the live key are the same', async () => {
    const { claimMd, vendor } = await bench({ secrets: { ClaimMdTestAccountKey: 'TEST-KEY', ClaimMdAccountKey: 'TEST-KEY' } });
    expect(await claimMd.startFault()).toBe('the test and the live account key of Claim.MD are the same');
    expect(await upload(claimMd, 'C-5004')).toMatchObject({ kind: 'not-sent' });
    expect(vendor.books()).toEqual([]);
  });

  it('two different keys are no fault', async () => {
    expect(await (await bench()).claimMd.startFault()).toBeUndefined();
  });

  it(quirk.name('hundred-a-minute'), async () => {
    const clock = movableClock(START);
    const budget = createLocalBudget(clock, [{ ms: 60_000, requests: 3 }]);
    const { claimMd, vendor } = await bench({ budget, clock: clock.now });
    for (const id of ['C-5101', 'C-5102', 'C-5103']) await upload(claimMd, id);
    expect(await upload(claimMd, 'C-5104')).toEqual({
      kind: 'not-sent',
      reason: 'the request budget is used up',
      retryAfterMs: 60_000,
    });
    await expect(claimMd.responses('0')).rejects.toMatchObject({ retryAfterMs: 60_000 });
    expect(vendor.books()).toHaveLength(3);
    clock.move(60_000);
    expect(await upload(claimMd, 'C-5104')).toMatchObject({ kind: 'accepted' });
  });

  it(quirk.name('too-many-requests'), async () => {
    const { claimMd } = await bench({ requestsPerMinute: 1 });
    await upload(claimMd, 'C-5201');
    expect(await upload(claimMd, 'C-5202')).toEqual({ kind: 'not-sent', reason: 'RATE_LIMITED', retryAfterMs: 20_000 });
  });

  it('a host that is not the vendor is refused, http and address tricks too', () => {
    for (const baseUrl of [
      'https://svc.claim.md.evil.example',
      'http://svc.claim.md',
      'https://user:pw@svc.claim.md',
      'https://169.254.169.254',
      'http://127.0.0.1',
      'not a url',
    ]) {
      expect(() =>
        createClaimMd({ baseUrl, account: 'test', timeoutMs: 1 }, { fetch, budget: unlimitedBudget, secret: async () => 'k' }),
      ).toThrow(RangeError);
    }
  });
});

describe('Claim.MD › enquiries', () => {
  const question = {
    payerId: 'COM1',
    providerNpi: '1234567893',
    providerTaxId: '123456789',
    dateOfService: plainDateOf('2026-11-20'),
    isSelf: true,
    subscriber: { lastName: 'Flumbert', firstName: 'Oswin', memberId: 'ABC123456789' },
  };

  it(quirk.name('eligibility'), async () => {
    const { claimMd } = await bench();
    expect(await claimMd.eligibility(question)).toMatchObject({ kind: 'active' });
    const other = { ...question, subscriber: { ...question.subscriber, memberId: 'REJECT' } };
    expect(await claimMd.eligibility(other)).toMatchObject({ kind: 'inactive' });
  });

  it(quirk.name('eligibility-later'), async () => {
    const { claimMd } = await bench();
    const later = { ...question, subscriber: { ...question.subscriber, memberId: 'LATER' } };
    await expect(claimMd.eligibility(later)).rejects.toMatchObject({ operation: 'claim-md.eligdata.payer-unavailable' });
  });

  it(quirk.name('eligibility-refused'), async () => {
    const { claimMd } = await bench();
    const nobody = { ...question, subscriber: { ...question.subscriber, memberId: 'NOBODY' } };
    expect(await claimMd.eligibility(nobody)).toEqual({ kind: 'refused', code: '75' });
  });

  it(quirk.name('eligibility-unclear'), async () => {
    const { claimMd } = await bench();
    const unclear = { ...question, subscriber: { ...question.subscriber, memberId: 'UNCLEAR' } };
    expect(await claimMd.eligibility(unclear)).toMatchObject({
      kind: 'unclear',
      benefits: [{ coverageCode: 'B', amount: '25' }],
    });
  });

  it(quirk.name('other-names'), async () => {
    const { claimMd } = await bench();
    expect(await claimMd.payers({ name: 'commercial' })).toEqual([{ payerId: 'COM1', name: 'Simulated Commercial' }]);
    expect(await claimMd.payers({})).toHaveLength(2);
  });

  it(quirk.name('leading-zeros'), async () => {
    const { claimMd } = await bench();
    expect(await claimMd.payers({ payerId: '00882' })).toEqual([{ payerId: '00882', name: 'Simulated Medicare' }]);
  });

  it(quirk.name('appeal-link'), async () => {
    const { claimMd } = await bench();
    expect(await claimMd.appealLink('70000001')).toBe('https://www.claim.md/appeal/70000001');
  });
});

describe('Claim.MD › restart', () => {
  it('the simulator keeps its books, its cursors and what it still has to say', async () => {
    const first = await bench({ visits: [scripted('accept', 'paid')] });
    await upload(first.claimMd, 'C-6001');
    first.clock.move(3 * 60_000);
    const { cursor } = await wholeFeed(first.claimMd);
    const state: unknown = JSON.parse(JSON.stringify(first.vendor.state()));
    const second = await bench({ visits: [scripted('accept', 'paid')], state });
    second.clock.move(6 * HOUR);
    const { rows } = await wholeFeed(second.claimMd, cursor);
    expect(rows.map((row) => row.responseId)).toEqual(['9007199254740993', '9007199254740994']);
    expect((await second.claimMd.remittances('0')).refs).toHaveLength(1);
    await upload(second.claimMd, 'C-6001');
    expect(second.vendor.books()).toMatchObject([{ claim_id: 'C-6001', times_received: 2 }]);
  });
});

describe('Claim.MD › the list of quirks', () => {
  it('tells a quirk that has no test, and which tests are of a quirk', () => {
    const some = quirkTests({ one: 'the first habit', two: 'the second habit' });
    some.name('one');
    expect([some.untested(), some.isOne('vendor › the first habit'), some.isOne('vendor › another')]).toEqual([
      ['two'],
      true,
      false,
    ]);
  });

  it('every quirk has a test of its name', () => {
    expect(quirk.untested()).toEqual([]);
  });
});
