// Every quirk of the vendors that the product has to live with, each with the name of the contract test that the simulator triggers.
// Services of theirs that we do not call (enrolment, archive, notes, the FHIR search …) have none here.

export const ATHENAHEALTH_QUIRKS = {
  // §1 the token
  'basic-header-and-scope': 'the vendor takes credentials in the header alone, and no request without a scope',
  'token-kept': 'asks once by a Basic header and keeps the token, whose life comes as text',
  'token-life-as-number': 'the life of a token as a number: kept as long',
  'token-renewed-early': 'asks anew a minute before the token ends',
  'token-refused': 'a token refused before its time is renewed once, and the request repeated',
  'secret-rotated': 'a refused secret is read anew once: rotation without a restart',
  'secret-refused': 'a secret that stays refused is a transient failure that names the token, not the secret',
  'token-limit': 'the token endpoint has a limit of its own: 429 for the rest of the minute',
  'practice-in-the-path': 'the practice is in the path: another one is not found, in a sentence',
  'not-authorised': 'a practice that did not authorise us: 403, in a sentence',
  // §2 conventions
  'form-not-json': 'bodies are forms with JSON inside a field: a JSON body misses its fields',
  'refusal-under-200': 'a second claim of one appointment is refused by the vendor, with success false under HTTP 200',
  'eastern-wall-clock': 'finds signed notes with the second of their signature, from the Eastern wall clock',
  'dates-in-iso': 'a date may come in ISO',
  'loose-types': 'ids come as text in the feed and as numbers in the chart, and one thing in an array of one',
  'not-in-an-array': 'one thing may come without its array',
  paging: 'reads every page, and a full page is not the end',
  'limit-of-its-own': 'a page shorter than asked for, with a next one behind it, is not the end',
  'error-under-200': 'an error under HTTP 200, or HTML, is malformed and names fields only',
  'request-id': 'every request carries an X-Request-Id of its own',
  'per-second': '429 says when to come again',
  'over-rate-limit-as-403': '403 Over Rate Limit is tried again, never taken for an answer',
  'over-rate-limit-at-start': '403 Over Rate Limit at start is no missing permission: in a sentence',
  'daily-quota': 'the daily quota: refused until midnight GMT, tried again after it',
  outage: 'an outage of an hour is a transient failure, and nothing is lost after it',
  // §3 A: the event platform
  'event-signature': 'an event is signed over its raw bytes: one byte changed, another secret or another prefix is refused',
  'event-bundle': 'one call may carry several events, each with an id that stays the same when it comes again',
  'event-id-only': 'an event names an encounter by identifier or by reference, and only its id counts',
  'event-of-others': 'an event of another practice or of another thing names no encounter of ours',
  // §3 B: the changed feed
  'no-subscription': 'says that nobody subscribed to the feed: it would stay empty for ever',
  'other-events-only': 'says that the subscription is of other events than check-out',
  'asking-marks': 'asking marks as processed: after a crash the window brings the same notes again',
  'feed-lag': 'a change that appears five minutes late is found, and after a crash once more',
  'check-out-unsigned': 'a check-out without a signature is pending, and open until it is signed',
  reopened: 'a reopened note is open, and signed again it is another version',
  'left-out': 'leaves out cancelled visits, visits without charges, deleted ones and appointments without an encounter',
  'left-out-when-asked': 'a visit that was cancelled, or needs no charges, is gone also when it is asked for by its id',
  'other-departments': 'departments the practice did not choose are left out, of the feed and when asked for by id',
  'touched-after-signature': 'an appointment changed after the signature is the same signature',
  // §4 one encounter
  'status-and-type': 'deleted, orders only and flow sheets are gone; in review and pending are open',
  'unknown-encounter': 'an unknown encounter is gone',
  'patient-missing': 'a visit whose patient is no longer there is gone',
  'encounter-without-id': 'an encounter without its id is malformed',
  'day-of-signature-only': 'an appointment that does not say when: the day the encounter was closed',
  'icd10-only': 'an ICD-9 code beside an ICD-10 code is left out',
  'icd9-only': 'an SNOMED diagnosis with an old ICD-9 code keeps the SNOMED code alone',
  'no-icd-codes': 'a diagnosis without codes keeps its words',
  'two-icd10-codes': 'one diagnosis with two ICD-10 codes is two, in its rank',
  'code-without-dot': 'a code given without its dot only',
  'primary-insurance': 'the secondary insurance listed first is not the one billed',
  'package-without-payer-id': 'an insurance package without a payer id is known by the practice’s own list',
  'self-pay': 'uninsured by the self-pay package; nothing on file is nothing',
  dependant: "a dependant comes with the policy holder's own data",
  'missing-data': 'missing data of the patient stays missing',
  'provider-npi': 'a provider without an NPI is malformed, never guessed',
  'place-of-service': 'the place of service is the department’s where it is not the office',
  'test-patient': 'a test patient is never billed',
  // §5 writing codes back
  'claim-of-an-appointment': 'creates the claim with all charges at once and reads the same back',
  'not-checked-in': 'no claim of a visit that was not kept',
  'four-diagnoses': 'five diagnoses on a charge are refused before anything is sent',
  'no-second-claim': 'writes no second claim: what is there is compared',
  'taken-otherwise': 'read-back: what the EHR took otherwise than it was written is a finding at once',
  'changed-by-hand': 'codes changed in the EHR after us are a finding',
  'claim-gone': 'a claim that is gone from the EHR is a finding too',
  'over-rate-limit-on-a-write': '403 Over Rate Limit on a write is no refusal: looked for and tried again',
  'answer-lost': 'an answer that cannot be read leaves the claim unknown, and it is found when it is looked for',
} as const;

export const CLAIM_MD_QUIRKS = {
  // §1 ground rules
  'account-key-in-the-form':
    'no JSON body and no header key: the account key is a form field, and only a POST with a trailing slash is served',
  'no-test-flag':
    'there is no test flag: what is uploaded with TestMode is a claim like any other, only the account makes it a test',
  'reject-member': 'member id REJECT provokes a rejection on a test account',
  'deny-member': 'member id DENY: accepted at first, the denial comes with the remittance only',
  'no-idempotency': 'the same claim uploaded once more is taken once more: the vendor has no idempotency key, so we must not',
  'hundred-a-minute': '100 requests a minute: the next waits without being sent',
  'too-many-requests': '429 with Retry-After: not sent, to be tried when the vendor says',
  'two-thousand-a-file': 'at most 2,000 claims a file: a larger one is refused whole',
  'twenty-thousand-rows': '20,000 rows a call: the next are asked for at once',
  // §2 the envelope
  'xml-by-default': 'XML to whoever does not ask for JSON',
  'xml-all-the-same': 'XML when it comes',
  'result-object': 'a result object around the answer',
  'result-list': 'a result list around the answer',
  'single-or-list': 'a single object where a list is meant, and a list',
  'cursor-beyond-2-53': 'cursors above 2^53 stay exact',
  'ids-as-numbers': 'ids and cursors above 2^53 that come as numbers stay exact too',
  'errors-under-200': 'errors under HTTP 200',
  'invalid-account-key': 'an invalid account key: the secret is read anew once, and the request repeated',
  'key-stays-invalid': 'a key that stays invalid: not sent, and nothing is tried a third time',
  'empty-error-list': 'an empty error list beside data is no error',
  'html-under-200': 'HTML under HTTP 200 is a failure, never accepted',
  'html-on-a-read': 'HTML under HTTP 200 on a read is tried again, never taken for an empty feed',
  'xml-with-document-type': 'XML with a document type is not read',
  // §3 upload
  'multipart-upload': 'uploads X12 as a multipart file under our file name, and the claim comes back by REF*D9',
  'content-decides':
    'the content of a file decides its format: what is none is refused, and a part without a file name is no file',
  'r-status': 'says rejected, with fields and text, when the clearinghouse rejects',
  'r-message-on-a': 'an R message on an A claim is a rejection',
  'w-message': 'a W message does not stop a claim',
  'status-nobody-told': 'a status nobody told us is unknown',
  'answer-without-our-claim': 'an answer without our claim is unknown, never accepted',
  'server-errors': 'a server error after an upload is unknown, and the claim stands in the vendor books',
  redirect: 'a redirect is not followed',
  // §3 uploaded files
  'page-ignored': 'the list of uploaded files: a vendor that ignores the page gives every name once',
  // §3 response feed
  'clearinghouse-or-payer': 'tells the clearinghouse from the payer, whose claim number comes along',
  'nothing-new-cursor': 'the cursor that comes back although nothing is new ends the loop',
  're-delivery': 're-delivery of old rows brings the same response ids',
  'late-rejection': 'a late rejection comes as an R message on an A row',
  'unknown-status': 'unknown statuses are kept verbatim',
  'no-response-id': 'a message without a response id is named by its content, the same each time',
  'row-in-another-shape': 'one row in another shape does not hide the others',
  'cursor-goes-back': 'a cursor never goes back',
  'cursor-does-not-grow': 'last_responseid that does not grow ends the loop, whatever rows come with it',
  'no-cursor': 'rows without last_responseid are heard all the same: the furthest row is the cursor',
  // §3 remittances
  'newest-first':
    'lists ERAs oldest first although the vendor lists the newest first, and gives the 835 as one text or in pieces',
  'hundred-a-page': 'reads all pages before the cursor moves: 250 ERAs, a hundred a page, newest first',
  'new-only': 'NewOnly=0: an ERA somebody else fetched is still listed for us',
  // §3 enquiries
  eligibility: 'eligibility: active and inactive by EB01',
  'eligibility-later': 'eligibility error 42 inside elig: the payer cannot answer now, ask later',
  'eligibility-refused': 'another error inside elig is an answer: the payer does not know the person',
  'eligibility-unclear': 'benefits that say neither active nor inactive are unclear, never active',
  'leading-zeros': 'payer list: leading zeros of an id stay',
  'other-names': 'payer list: found by a part of a name, its other names let through',
  'appeal-link': 'appeal: the link is given, never followed',
  // §5 and §6 the connection
  'connection-refused': 'a refused connection: provably not sent',
  'dropped-after': 'dropped connection after the upload was stored: unknown, and the claim stands in the vendor books once',
  'dropped-before': 'dropped connection before the upload was stored: unknown too, and the second attempt is taken',
  reset: 'a reset after the upload was stored: unknown',
  'cut-off': 'an answer cut off in the middle: unknown, and a read is tried again',
  slow: 'a slow answer within the time-out is an answer',
  'too-slow': 'an answer later than our time-out: unknown, because the claim may have arrived',
} as const;

/** Names the tests of a vendor's quirks, and knows which quirk has none. */
export function quirkTests<Id extends string>(
  quirks: Readonly<Record<Id, string>>,
): {
  readonly name: (id: Id) => string;
  readonly untested: () => readonly string[];
  readonly isOne: (testName: string | undefined) => boolean;
} {
  const untested = new Set(Object.keys(quirks));
  const names: readonly string[] = Object.values(quirks);
  return {
    name: (id) => {
      untested.delete(id);
      return quirks[id];
    },
    untested: () => [...untested],
    isOne: (testName) => names.some((name) => testName?.includes(name) === true),
  };
}
