import { ManagedIdentityCredential, type TokenCredential } from '@azure/identity';

/** The app's identity in Azure: its managed identity, user-assigned when a client id is given. */
export const createCredential = (clientId?: string): TokenCredential =>
  clientId === undefined || clientId === '' ? new ManagedIdentityCredential() : new ManagedIdentityCredential({ clientId });

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Is the address on this machine? Only then may a connection do without TLS and without a real identity. */
export const isLoopback = (url: string): boolean => URL.canParse(url) && LOOPBACK.has(new URL(url).hostname);

/** A credential that opens nothing but the emulators of this machine; refuses to be made for any other address. */
export function loopbackCredential(url: string): TokenCredential {
  if (!isLoopback(url)) throw new RangeError('the local credential is for addresses of this machine only');
  return {
    getToken: async () => ({ token: 'local', expiresOnTimestamp: Date.now() + 3_600_000 }),
  };
}

/** Plain HTTP is for the emulators of this machine: every endpoint of the connection string must be on it. */
export function insecureOnLoopback(connectionString: string): { readonly allowInsecureConnection: boolean } {
  const endpoints = connectionString.split(';').flatMap((part) => /^\w*Endpoint=(.+)$/.exec(part)?.[1] ?? []);
  return { allowInsecureConnection: endpoints.length > 0 && endpoints.every(isLoopback) };
}
