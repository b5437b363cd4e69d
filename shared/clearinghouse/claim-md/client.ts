import { takeOrWait, type RequestBudget } from '../../workflow/request-budget';
import { callVendor, refusedAddress, type Fetch, type SecretReader, type VendorAnswer } from '../../workflow/vendor-http';
import { readEnvelope } from './wire';

const CLAIM_MD_HOSTS = ['svc.claim.md'] as const;

export interface ClaimMdSettings {
  readonly baseUrl: string;
  /** test: the separate test account's key and no other; live: real claims. The vendor has no test flag. */
  readonly account: 'test' | 'live';
  readonly timeoutMs: number;
  /** For the local stack's simulator alone. */
  readonly allowLoopback?: boolean;
}

export interface ClaimMdWorld {
  readonly fetch: Fetch;
  readonly secret: SecretReader;
  /** 100 requests a minute and account, shared by all instances. */
  readonly budget: RequestBudget;
}

/** Names of the two secrets; which one is used is decided by `account` alone. */
export const ACCOUNT_KEY_SECRETS = { live: 'ClaimMdAccountKey', test: 'ClaimMdTestAccountKey' } as const;

export type CallOutcome =
  | { readonly kind: 'answered'; readonly body: unknown }
  /** The vendor said no, in its own code, and did nothing. */
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'not-sent'; readonly reason: string; readonly retryAfterMs?: number }
  | { readonly kind: 'unknown'; readonly reason: string; readonly retryAfterMs?: number };

export interface ClaimMdClient {
  /** One POST to /services/<service>/. Throws TransientFailure only when the budget is used up. */
  call(service: string, fields: Readonly<Record<string, string>>, file?: UploadedFile): Promise<CallOutcome>;
  accountKeyFault(): Promise<string | undefined>;
}

export interface UploadedFile {
  readonly name: string;
  readonly content: string;
}

const INVALID_ACCOUNT_KEY = '20';

export function createClaimMdClient(settings: ClaimMdSettings, world: ClaimMdWorld): ClaimMdClient {
  const refused = refusedAddress(settings.baseUrl, CLAIM_MD_HOSTS, settings.allowLoopback ?? false);
  if (refused !== undefined) throw new RangeError(`Claim.MD base URL: ${refused}`);

  const post = async (
    service: string,
    fields: Readonly<Record<string, string>>,
    file: UploadedFile | undefined,
    refresh: boolean,
  ) => {
    const key = await accountKey(settings.account, world.secret, refresh);
    if (!key.ok) return { kind: 'not-sent', reason: key.reason } as const;
    await takeOrWait(world.budget, 'claim-md.budget');
    const answer = await callVendor(world.fetch, {
      method: 'POST',
      url: `${settings.baseUrl}/services/${service}/`,
      headers: {
        accept: 'application/json',
        ...(file === undefined ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
      },
      body: bodyOf({ AccountKey: key.value, ...fields }, file),
      timeoutMs: settings.timeoutMs,
    });
    return outcomeOf(answer);
  };

  return {
    call: async (service, fields, file) => {
      const first = await post(service, fields, file, false);
      // A refused key did nothing at the vendor: one more try with the key read anew, in case it was rotated.
      return first.kind === 'refused' && first.code === INVALID_ACCOUNT_KEY ? post(service, fields, file, true) : first;
    },
    accountKeyFault: async () => {
      const key = await accountKey(settings.account, world.secret, false);
      return key.ok ? undefined : key.reason;
    },
  };
}

/** Form fields, or the same fields as parts with the file as a part of its own name. */
function bodyOf(fields: Readonly<Record<string, string>>, file: UploadedFile | undefined): string | FormData {
  if (file === undefined) return new URLSearchParams(fields).toString();
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('File', new Blob([file.content], { type: 'application/octet-stream' }), file.name);
  return form;
}

/** Under 200 an error may hide; above it, what happened is unknown unless the vendor says it turned the request away unread. */
function outcomeOf(answer: VendorAnswer): CallOutcome {
  if (answer.kind !== 'answered') return answer;
  const retry = answer.retryAfterMs === undefined ? {} : { retryAfterMs: answer.retryAfterMs };
  if (answer.status === 429) return { kind: 'not-sent', reason: 'RATE_LIMITED', ...retry };
  if (answer.status !== 200) return { kind: 'unknown', reason: `HTTP_${answer.status}`, ...retry };
  const envelope = readEnvelope(answer.text);
  if (envelope.ok) return { kind: 'answered', body: envelope.value };
  return envelope.error === 'unreadable'
    ? { kind: 'unknown', reason: 'UNREADABLE' }
    : { kind: 'refused', code: envelope.error.code };
}

type AccountKey = { readonly ok: true; readonly value: string } | { readonly ok: false; readonly reason: string };

/**
 * The key of the account that is meant, and no other: a missing test key never falls back to the live one, and two equal keys are
 * refused, because then "test" would bill real payers.
 */
async function accountKey(account: 'test' | 'live', secret: SecretReader, refresh: boolean): Promise<AccountKey> {
  const value = await secret(ACCOUNT_KEY_SECRETS[account], { refresh });
  if (value === undefined || value === '') return { ok: false, reason: `${ACCOUNT_KEY_SECRETS[account]} is missing or disabled` };
  const other = await secret(ACCOUNT_KEY_SECRETS[account === 'test' ? 'live' : 'test'], { refresh: false });
  if (other === value) return { ok: false, reason: 'the test and the live account key of Claim.MD are the same' };
  return { ok: true, value };
}
