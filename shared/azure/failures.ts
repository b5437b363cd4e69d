import { TransientFailure } from '../workflow/ports';

/** The HTTP status an Azure SDK error carries; undefined when no answer came. */
export function statusOf(error: unknown): number | undefined {
  const status = (error as { statusCode?: unknown }).statusCode;
  return typeof status === 'number' ? status : undefined;
}

/** The service's own error code, from the place where the SDK puts it. */
export function codeOf(error: unknown): string | undefined {
  const { code, details } = error as { code?: unknown; details?: { errorCode?: unknown; odataError?: { code?: unknown } } };
  for (const candidate of [details?.errorCode, details?.odataError?.code, code])
    if (typeof candidate === 'string') return candidate;
  return undefined;
}

/** Statuses after which the same request may be sent again. */
const TRANSIENT_STATUSES = new Set([408, 429, 500, 502, 503, 504]);

/**
 * Throws what an SDK error means: TransientFailure for throttling, server errors and a lost network; anything else as it is, because
 * trying again would not help (403: a role is missing; 400: a bug).
 */
export function rethrow(error: unknown, operation: string): never {
  const status = statusOf(error);
  // RestError is the SDK's word for a request that got no answer, too; anything else without a status is a bug of ours.
  if (status === undefined && (error as { name?: unknown }).name !== 'RestError') throw error;
  if (status === undefined || TRANSIENT_STATUSES.has(status)) throw new TransientFailure(operation, retryAfterOf(error));
  throw new Error(`${operation} was refused: ${status} ${codeOf(error) ?? ''}`.trim());
}

function retryAfterOf(error: unknown): number | undefined {
  const header = (error as { response?: { headers?: { get?: (name: string) => string | undefined } } }).response?.headers?.get?.(
    'retry-after',
  );
  return header === undefined || !/^\d+$/.test(header) ? undefined : Number(header) * 1000;
}
