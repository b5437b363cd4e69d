import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { addMs, type Instant } from '../../shared/kernel/plain-date';
import { readAthenahealthWebhook, readGenericWebhook, TIMESTAMP_WINDOW_MS } from '../../shared/ehr/webhook-signature';

const NOW = '2026-11-20T15:00:00.000Z' as Instant;
const PRACTICE = '195900';
const hmac = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex');

const bundle = (events: readonly object[]): string =>
  JSON.stringify({
    resourceType: 'Bundle',
    type: 'history',
    entry: [
      { resource: { resourceType: 'SubscriptionStatus', notificationEvent: events } },
      { resource: { resourceType: 'AuditEvent', id: 'ev-1' } },
    ],
  });
const signOff = (id: string, encounterId: string, practice = PRACTICE) => ({
  eventNumber: '1',
  id,
  focus: { identifier: { system: `urn:athenahealth:athenanet:encounter:${practice}`, value: encounterId } },
});

const athena = (body: string, signature: string, secrets: readonly string[] = ['key']) =>
  readAthenahealthWebhook(Buffer.from(body), { 'x-hub-signature': signature }, secrets, PRACTICE);

describe('webhook › athenahealth', () => {
  const body = bundle([signOff('ev-1', '36256'), signOff('ev-2', '36257')]);

  it('gives event ids and encounter ids, several in one call', () => {
    expect(athena(body, `sha256=${hmac('key', body)}`)).toEqual({
      ok: true,
      value: [
        { eventId: 'ev-1', encounterId: '36256' },
        { eventId: 'ev-2', encounterId: '36257' },
      ],
    });
  });

  it('known vector of the signature', () => {
    // HMAC-SHA-256 of {"resourceType":"Bundle","entry":[]} with the key `key`, as `openssl dgst -sha256 -hmac key` gives it.
    const vector = 'cc4b2c6396c849b08164dcebdd7f0a6b713b58924a724d914f2a03c3f07dabba';
    expect(athena('{"resourceType":"Bundle","entry":[]}', `sha256=${vector}`)).toEqual({ ok: true, value: [] });
  });

  it('one flipped bit of the body or the signature fails', () => {
    const signature = hmac('key', body);
    expect(athena(body.replace('36256', '36266'), `sha256=${signature}`)).toEqual({ ok: false, error: 'bad-signature' });
    const flipped = (signature.startsWith('0') ? '1' : '0') + signature.slice(1);
    expect(athena(body, `sha256=${flipped}`)).toEqual({ ok: false, error: 'bad-signature' });
  });

  it.each([
    ['no method', hmac('key', bundle([]))],
    ['another method', `sha1=${hmac('key', bundle([]))}`],
    ['too short', 'sha256=abcd'],
    ['no hex', `sha256=${'z'.repeat(64)}`],
  ])('%s is a bad signature', (_, signature) => {
    expect(athena(bundle([]), signature)).toEqual({ ok: false, error: 'bad-signature' });
  });

  it('without a signature it is refused before the body is read', () => {
    expect(readAthenahealthWebhook(Buffer.from('x'), {}, ['key'], PRACTICE)).toEqual({ ok: false, error: 'no-signature' });
  });

  it('two secrets are in force while one is rotated; an empty one never is', () => {
    expect(athena(body, `sha256=${hmac('new', body)}`, ['old', 'new']).ok).toBe(true);
    expect(athena(body, `sha256=${hmac('', body)}`, ['']).ok).toBe(false);
    expect(athena(body, `sha256=${hmac('key', body)}`, []).ok).toBe(false);
  });

  it("another practice's encounter is an event without an encounter", () => {
    const other = bundle([signOff('ev-3', '36258', '1')]);
    expect(athena(other, `sha256=${hmac('key', other)}`)).toEqual({ ok: true, value: [{ eventId: 'ev-3' }] });
  });

  it('a reference alone names the encounter too', () => {
    const reference = bundle([{ id: 'ev-4', focus: { reference: `Encounter/a-${PRACTICE}.encounter-77` } }]);
    expect(athena(reference, `sha256=${hmac('key', reference)}`)).toMatchObject({ value: [{ encounterId: '77' }] });
  });

  it.each(['not json', '{}', '{"resourceType":"Bundle"}', '[]', 'null'])(
    'a signed body that is no event is not readable: %s',
    (text) => {
      expect(athena(text, `sha256=${hmac('key', text)}`)).toEqual({ ok: false, error: 'not-readable' });
    },
  );
});

const generic = (body: string, timestamp: string, secret = 'key', now: Instant = NOW) =>
  readGenericWebhook(
    Buffer.from(body),
    { 'x-timestamp': timestamp, 'x-signature': hmac(secret, `${timestamp}.${body}`) },
    ['key'],
    now,
  );

describe('webhook › generic', () => {
  const body = '{"event_id":"e1","encounter_id":"E-1"}';

  it.each([NOW, String(Date.parse(NOW) / 1000), String(Date.parse(NOW)), '2026-11-20T10:00:00-05:00'])(
    'takes the timestamp %s',
    (timestamp) => {
      expect(generic(body, timestamp)).toEqual({ ok: true, value: [{ eventId: 'e1', encounterId: 'E-1' }] });
    },
  );

  it('the window is five minutes either way, to the millisecond', () => {
    for (const sign of [1, -1]) {
      const edge = addMs(NOW, sign * TIMESTAMP_WINDOW_MS);
      expect(generic(body, edge).ok).toBe(true);
      expect(generic(body, addMs(edge, sign))).toEqual({ ok: false, error: 'stale' });
    }
  });

  it('a timestamp that is none is stale, and it is signed too', () => {
    expect(generic(body, 'yesterday')).toEqual({ ok: false, error: 'stale' });
    const signature = hmac('key', `${NOW}.${body}`);
    const headers = { 'x-timestamp': addMs(NOW, 1), 'x-signature': signature };
    expect(readGenericWebhook(Buffer.from(body), headers, ['key'], NOW)).toEqual({ ok: false, error: 'bad-signature' });
  });

  it('another secret, or a missing header, is refused', () => {
    expect(generic(body, NOW, 'other')).toEqual({ ok: false, error: 'bad-signature' });
    expect(readGenericWebhook(Buffer.from(body), { 'x-timestamp': NOW }, ['key'], NOW)).toEqual({
      ok: false,
      error: 'no-signature',
    });
    expect(readGenericWebhook(Buffer.from(body), { 'x-signature': 'a' }, ['key'], NOW)).toEqual({
      ok: false,
      error: 'no-signature',
    });
  });

  it('several events in one call', () => {
    const several = '{"events":[{"event_id":"a","encounter_id":"1"},{"event_id":"b","encounter_id":"2"}]}';
    expect(generic(several, NOW)).toEqual({
      ok: true,
      value: [
        { eventId: 'a', encounterId: '1' },
        { eventId: 'b', encounterId: '2' },
      ],
    });
  });

  it('a call without an id of its own is named by its content: the same call has the same name', () => {
    const nameless = '{"encounter_id":"E-1"}';
    const [first, second, later] = [generic(nameless, NOW), generic(nameless, NOW), generic(nameless, addMs(NOW, 1000))];
    if (!first.ok || !second.ok || !later.ok) throw new Error('refused');
    expect(first.value[0]?.eventId).toMatch(/^content-[0-9a-f]{32}-0$/);
    expect(second.value).toEqual(first.value);
    expect(later.value[0]?.eventId).not.toBe(first.value[0]?.eventId);
  });

  it.each(['', '{}', '{"encounter_id":7}', '{"events":[]}', '{"encounter_id":""}'])('not readable: %s', (text) => {
    expect(generic(text, NOW)).toEqual({ ok: false, error: 'not-readable' });
  });
});
