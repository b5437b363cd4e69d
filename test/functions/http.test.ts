import { describe, expect, it } from '@jest/globals';
import { jsonBodyOf } from '../../functions/http';
import { aContext, aJsonRequest, aRequest } from './recorded-app';

const refusalOf = async (body: string, contentType = 'application/json'): Promise<{ status: unknown; text: string }> => {
  const read = await jsonBodyOf(aJsonRequest(body, { headers: { 'content-type': contentType } }), aContext());
  if (read.ok) throw new Error('was taken');
  return { status: read.response.status, text: JSON.stringify(read.response) };
};

describe('a body that comes in', () => {
  it.each(['application/json', 'application/json; charset=utf-8', 'application/fhir+json'])('is read as %s', async (type) => {
    const read = await jsonBodyOf(aJsonRequest('{"a":[1,"]}{"]}', { headers: { 'content-type': type } }), aContext());
    expect(read).toMatchObject({ ok: true, value: { a: [1, ']}{'] } });
  });

  it.each([
    ['text instead of JSON', 'Vexamwick, Hulbertina', 'application/json', 400],
    ['an empty body', '', 'application/json', 400],
    ['another type', '{}', 'text/plain', 415],
    ['65 levels', '['.repeat(65) + ']'.repeat(65), 'application/json', 400],
    ['10,000 levels', '{"a":'.repeat(10_000) + '1' + '}'.repeat(10_000), 'application/json', 400],
    ['5 MB', `{"name":"${'x'.repeat(5_000_000)}"}`, 'application/json', 413],
  ])('is refused: %s', async (_what, body, type, status) => {
    expect((await refusalOf(body, type)).status).toBe(status);
  });

  it('takes 64 levels', async () => {
    expect((await jsonBodyOf(aJsonRequest('['.repeat(64) + ']'.repeat(64)), aContext())).ok).toBe(true);
  });

  it('never says what stood in it', async () => {
    expect((await refusalOf('{"name": Vexamwick}')).text).not.toContain('Vexamwick');
  });

  it('needs a content type', async () => {
    const read = await jsonBodyOf(aRequest({ body: { string: '{}' } }), aContext());
    expect(read.ok ? undefined : read.response.status).toBe(415);
  });
});
