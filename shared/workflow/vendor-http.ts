/**
 * One HTTP call to a vendor. The question every caller must be able to answer afterwards is not "did it work" but
 * "can it have arrived": a submission whose connection was refused may be sent again, one that timed out never blindly.
 */
export type Fetch = typeof globalThis.fetch;

/** Reads a secret by name; `refresh` asks past the cache (once, after the vendor refused the cached one). Undefined: missing or disabled. */
export type SecretReader = (name: string, options?: { readonly refresh?: boolean }) => Promise<string | undefined>;

export interface VendorRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | FormData;
  readonly timeoutMs: number;
  /** Larger answers are cut off as unreadable. */
  readonly maxBytes?: number;
}

export type VendorAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly contentType: string;
      readonly retryAfterMs?: number;
      readonly text: string;
    }
  /** Provably no byte of the request reached the vendor. */
  | { readonly kind: 'not-sent'; readonly reason: string }
  /** It may have arrived. */
  | { readonly kind: 'unknown'; readonly reason: string };

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;

/** Failures of looking up, connecting or agreeing on TLS: they come before the first byte of a request (Node and undici error codes). */
const BEFORE_SENDING = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_GET_ISSUER_CERT',
]);

const isBeforeSending = (code: string): boolean =>
  BEFORE_SENDING.has(code) || code.startsWith('ERR_TLS_') || code.startsWith('ERR_SSL_');

/**
 * Makes one call, never follows a redirect, never reads more than `maxBytes`, and says of every failure whether the request can have
 * arrived. Never throws; reasons are error codes, never data.
 */
export async function callVendor(fetch: Fetch, request: VendorRequest): Promise<VendorAnswer> {
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      redirect: 'manual',
      signal: AbortSignal.timeout(request.timeoutMs),
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    const text = await readCapped(response, request.maxBytes ?? DEFAULT_MAX_BYTES);
    if (text === undefined) return { kind: 'unknown', reason: 'ANSWER_TOO_LARGE' };
    const retryAfterMs = retryAfter(response.headers.get('retry-after'));
    return {
      kind: 'answered',
      status: response.status,
      contentType: response.headers.get('content-type') ?? '',
      text,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
  } catch (error) {
    const code = errorCode(error);
    return { kind: isBeforeSending(code) ? 'not-sent' : 'unknown', reason: code };
  }
}

/** The codes of all attempts behind one failure must say "before sending": with two addresses, one may have got through. */
function errorCode(error: unknown): string {
  const failure = failureIn(error);
  const cause = failure.cause === undefined ? failure : failureIn(failure.cause);
  const codes = (cause.errors ?? [cause]).map((each) => ownCode(failureIn(each)));
  return codes.find((code) => !isBeforeSending(code)) ?? codes[0] ?? 'UNKNOWN';
}

/** What we look at of whatever was thrown; by shape, because it may come from another realm than ours. */
interface Failure {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly cause?: unknown;
  readonly errors?: readonly unknown[];
}

const failureIn = (error: unknown): Failure => (typeof error === 'object' && error !== null ? error : {});

const ownCode = (failure: Failure): string => {
  if (typeof failure.code === 'string') return failure.code;
  return failure.name === 'TimeoutError' ? 'TIMED_OUT' : 'UNKNOWN';
};

/** Seconds, as vendors send it; dates are not used by either vendor. */
const retryAfter = (header: string | null): number | undefined =>
  header !== null && /^\d{1,6}$/.test(header) ? Number(header) * 1000 : undefined;

async function readCapped(response: Response, maxBytes: number): Promise<string | undefined> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let size = 0;
  let text = '';
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > maxBytes) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/**
 * Refuses an address our product may not call: anything but https to a host of the list. Loopback by plain http is for the local
 * stack alone and must be asked for (SEC-25).
 */
export function refusedAddress(baseUrl: string, allowedHosts: readonly string[], allowLoopback: boolean): string | undefined {
  const url = URL.parse(baseUrl);
  if (url === null) return 'the address is not a URL';
  if (url.username !== '' || url.password !== '') return 'the address must not carry credentials';
  if (allowLoopback && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)) return undefined;
  if (url.protocol !== 'https:') return 'the address must begin with https';
  return allowedHosts.includes(url.hostname) ? undefined : 'the host is not one of the vendor';
}
