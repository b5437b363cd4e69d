/** Every error code of the HTTP API: its status and what the caller does about it. docs/errors.md is made from this. */
export const ERROR_CODES = {
  'answer-invalid': [400, 'The answer to a work item lacks a field or has a wrong one: correct the fields named.'],
  'answer-refused': [400, 'The work item does not take this answer, or what it is about has moved on: read it again.'],
  'bad-idempotency-key': [400, 'Send an Idempotency-Key of 1 to 64 printable characters.'],
  'bad-query': [400, 'A query parameter has a value it cannot have.'],
  'claim-id-taken': [409, 'The claim id stands for other content: send this claim under a new one.'],
  'claim-invalid': [400, 'The claim has fields that are wrong or unknown: correct those named.'],
  'claim-unknown': [404, 'No claim of this id was seen.'],
  'encounter-invalid': [400, 'The encounter has fields that are missing, wrong or unknown: correct those named.'],
  'encounter-unknown': [404, 'No encounter of this id was seen.'],
  'idempotency-key-reused': [409, 'The key was used with another body: use a new key for a new request.'],
  'nested-too-deep': [400, 'The body is nested deeper than 64 levels: it is nothing this API takes.'],
  'not-json': [400, 'Send JSON, as application/json (415 for another content type).'],
  'not-readable': [400, 'The signed body is no event of this source.'],
  'parked-no-message': [409, 'What is parked is no message of ours: settle it by hand.'],
  'parked-unknown': [404, 'Nothing of this id is parked.'],
  'source-unknown': [404, 'There is no webhook of this name.'],
  'too-large': [413, 'The body is over 1 MB: send fewer claims at once.'],
  'no-signature': [401, 'The webhook call carries no signature.'],
  'bad-signature': [401, 'The signature does not hold: compare the shared secret.'],
  stale: [401, 'The timestamp is more than five minutes off: compare the clocks.'],
  'work-item-changed': [409, 'The work item changed since it was read: read it again, then answer.'],
  'work-item-unknown': [404, 'There is no work item of this id.'],
} as const satisfies Readonly<Record<string, readonly [status: number, whatToDo: string]>>;

export type ErrorCode = keyof typeof ERROR_CODES;
