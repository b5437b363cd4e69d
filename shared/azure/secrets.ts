import { SecretClient } from '@azure/keyvault-secrets';
import type { TokenCredential } from '@azure/identity';
import { TransientFailure } from '../workflow/ports';
import { isLoopback } from './credential';
import { codeOf, statusOf } from './failures';

/** A secret that is not there for us: said plainly, because only a person can mend it. */
export class SecretUnavailable extends Error {
  constructor(
    readonly secretName: string,
    readonly reason: 'missing' | 'disabled' | 'forbidden' | 'empty',
  ) {
    super(`the secret ${secretName} ${SENTENCES[reason]}`);
    this.name = 'SecretUnavailable';
  }
}

const SENTENCES = {
  missing: 'is not in the key vault',
  disabled: 'is disabled in the key vault',
  forbidden: 'may not be read by this app: it lacks the role Key Vault Secrets User',
  empty: 'has no value in the key vault',
} as const;

export interface Secrets {
  /** The newest value, from the cache while it is fresh. */
  get(name: string): Promise<string>;
  /** The newest value from the vault itself: after a vendor refused the one we had. */
  refresh(name: string): Promise<string>;
  /** As the adapters want it: undefined for a secret that is missing, disabled or not ours to read, which is said to `onUnavailable`. */
  read(name: string, options?: { readonly refresh?: boolean }): Promise<string | undefined>;
}

export interface SecretsOptions {
  readonly vaultUrl: string;
  readonly credential: TokenCredential;
  /** Told in one sentence, without a value, when a secret cannot be had. */
  readonly onUnavailable?: (sentence: string) => void;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** 0 to 1, for the jitter that keeps instances from asking together. */
  readonly random?: () => number;
  readonly freshMs?: number;
  /** How long a value may be used while the vault does not answer. */
  readonly staleMs?: number;
}

interface Cached {
  readonly value: string;
  readonly freshUntil: number;
  readonly usableUntil: number;
}

const FRESH_MS = 10 * 60_000;
const STALE_MS = 60 * 60_000;
const JITTER = 0.2;
const RETRY = { maxRetries: 2, retryDelayInMs: 200 };

/**
 * Secrets of a Key Vault: cached with jitter, asked for once at a time, used a while longer when the vault does not answer, and
 * renewed without a restart. Throws SecretUnavailable for what a person must mend, TransientFailure when the vault is away.
 */
export function createSecrets(options: SecretsOptions): Secrets {
  const { vaultUrl, credential } = options;
  const now = options.now ?? Date.now;
  const random = options.random ?? Math.random;
  const client = new SecretClient(vaultUrl, credential, { ...clientOptionsFor(vaultUrl), retryOptions: RETRY });
  const cache = new Map<string, Cached>();
  const pending = new Map<string, Promise<string>>();

  const fetchNow = async (name: string): Promise<string> => {
    const value = await fetchSecret(client, name);
    const freshMs = (options.freshMs ?? FRESH_MS) * (1 + JITTER * (2 * random() - 1));
    cache.set(name, { value, freshUntil: now() + freshMs, usableUntil: now() + (options.staleMs ?? STALE_MS) });
    return value;
  };
  const refresh = async (name: string): Promise<string> => {
    const known = pending.get(name);
    if (known !== undefined) return known;
    const fetching = fetchNow(name).finally(() => pending.delete(name));
    pending.set(name, fetching);
    return fetching;
  };
  const get = async (name: string): Promise<string> => {
    const cached = cache.get(name);
    if (cached !== undefined && now() < cached.freshUntil) return cached.value;
    try {
      return await refresh(name);
    } catch (error) {
      if (error instanceof TransientFailure && cached !== undefined && now() < cached.usableUntil) return cached.value;
      throw error;
    }
  };
  return {
    get,
    refresh,
    read: async (name, { refresh: isForced = false } = {}) => {
      try {
        return await (isForced ? refresh(name) : get(name));
      } catch (error) {
        if (!(error instanceof SecretUnavailable)) throw error;
        options.onUnavailable?.(error.message);
        return undefined;
      }
    },
  };
}

/** Plain HTTP and the unchecked challenge are for a vault on this machine, never for another. */
export const clientOptionsFor = (
  vaultUrl: string,
): { readonly allowInsecureConnection?: true; readonly disableChallengeResourceVerification?: true } =>
  isLoopback(vaultUrl) ? { allowInsecureConnection: true, disableChallengeResourceVerification: true } : {};

async function fetchSecret(client: SecretClient, name: string): Promise<string> {
  try {
    const { value } = await client.getSecret(name);
    if (value === undefined || value === '') throw new SecretUnavailable(name, 'empty');
    return value;
  } catch (error) {
    if (error instanceof SecretUnavailable) throw error;
    const status = statusOf(error);
    if (status === 404) throw new SecretUnavailable(name, 'missing');
    if (status === 403) throw new SecretUnavailable(name, isDisabled(error) ? 'disabled' : 'forbidden');
    if (status === 401) throw new SecretUnavailable(name, 'forbidden');
    throw new TransientFailure('vault.read');
  }
}

const isDisabled = (error: unknown): boolean =>
  codeOf(error) === 'SecretDisabled' || /disabled/i.test(error instanceof Error ? error.message : '');
