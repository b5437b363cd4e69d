type Json = Record<string, unknown>;

/** An answer as it leaves the vendor. */
export interface RawAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** The connection ends before the answer, or in the middle of it. */
  readonly ends?: 'before' | 'within';
}

const asJson = (json: unknown): RawAnswer => ({ status: 200, contentType: 'application/json', body: JSON.stringify(json) });

/** Every claim of an answer, changed; whether it is one object or a list stays as it was. */
const eachClaim = (json: Json, change: (claim: Json) => Json): RawAnswer => {
  const { claim } = json;
  if (Array.isArray(claim)) return asJson({ ...json, claim: claim.map((each) => change(each as Json)) });
  return asJson(claim === undefined ? json : { ...json, claim: change(claim as Json) });
};

/** Bad habits of the vendor that no visit's script brings about, each by its name in the fact sheet. */
const QUIRKS = {
  'html-under-200': () => ({ status: 200, contentType: 'text/html', body: '<html><body>Sign in</body></html>' }),
  'server-error': () => ({ status: 500, contentType: 'text/plain', body: 'oops' }),
  'bad-gateway': () => ({ status: 502, contentType: 'text/html', body: '<html>Bad Gateway</html>' }),
  unavailable: () => ({ status: 503, contentType: 'text/plain', body: '' }),
  redirect: () => ({ status: 302, contentType: 'text/plain', body: '' }),
  'error-object': () => asJson({ error: { error_code: '20', error_mesg: 'Invalid AccountKey' } }),
  'error-list': () => asJson({ error: [{ error_code: '711', error_message: 'no claims found' }] }),
  'error-text': () => asJson({ error: 'something' }),
  'error-in-xml': () => ({
    status: 200,
    contentType: 'text/xml',
    body: '<?xml version="1.0"?><result><error error_code="401" error_mesg="x"/></result>',
  }),
  'xml-with-document-type': () => ({
    status: 200,
    contentType: 'text/xml',
    body: '<!DOCTYPE r [<!ENTITY a "b">]><result claim="&a;"/>',
  }),
  'empty-error-list': (json: Json) => asJson({ ...json, error: [] }),
  'result-list': (json: Json) => asJson({ result: [json] }),
  'another-claim': (json: Json) => eachClaim(json, (claim) => ({ ...claim, pcn: 'OTHER', remote_claimid: 'OTHER' })),
  'no-claim': ({ claim: _claim, ...json }: Json) => asJson(json),
  'unknown-status': (json: Json) => eachClaim(json, (claim) => ({ ...claim, status: '4' })),
  'no-response-ids': (json: Json) =>
    eachClaim(json, (claim) => ({ ...claim, messages: { status: 'A', message: 'm' }, response_time: 'soon' })),
  'a-row-in-another-shape': (json: Json) => {
    const claims = Array.isArray(json['claim']) ? (json['claim'] as Json[]) : [json['claim']];
    return asJson({ ...json, claim: [{ claimmd_id: { odd: true } }, ...claims] });
  },
  'cursor-goes-back': (json: Json) => asJson({ ...json, last_responseid: '9007199254740993' }),
  'cursor-does-not-grow': (json: Json) => asJson({ ...json, last_responseid: '0' }),
  'no-cursor': ({ last_responseid: _cursor, ...json }: Json) => asJson(json),
  'ids-as-numbers': (json: Json) => {
    const { status, contentType, body } = asJson(json);
    return { status, contentType, body: body.replace(/"(last_responseid|responseid|last_eraid|eraid)":"(\d+)"/g, '"$1":$2') };
  },
  reset: (json: Json) => ({ ...asJson(json), ends: 'before' }),
  'cut-off': (json: Json) => ({ ...asJson(json), ends: 'within' }),
} as const satisfies Readonly<Record<string, (json: Json) => RawAnswer>>;

export type ClaimMdQuirk = keyof typeof QUIRKS;

/** The same answer, with the bad habit. */
export const quirky = (quirk: ClaimMdQuirk, json: Json): RawAnswer => QUIRKS[quirk](json);
