import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerJson, readBody } from '../simulated-http';

interface SecretVersion {
  readonly version: string;
  readonly value: string;
  readonly contentType?: string;
  enabled: boolean;
  /** Seconds since 1970. */
  readonly created: number;
}

/** The secrets with all their versions, oldest first, as JSON. */
export type SavedVault = Readonly<Record<string, readonly SecretVersion[]>>;

export interface VaultServer {
  readonly url: string;
  /** Writes a new version, as an operator who rotates does. */
  put(name: string, value: string): void;
  disable(name: string): void;
  save(): SavedVault;
  close(): Promise<void>;
}

const CHALLENGE =
  'Bearer authorization="https://login.microsoftonline.com/00000000-0000-0000-0000-000000000001", resource="https://vault.azure.net"';

/** A Key Vault for the real SecretClient over plain HTTP, on the loopback address only: challenge, versions, disabled secrets. */
export async function startVault(secrets: SavedVault, port = 0): Promise<VaultServer> {
  const store = new Map<string, SecretVersion[]>(Object.entries(secrets).map(([name, versions]) => [name, [...versions]]));
  const put = (name: string, value: string, contentType?: string): SecretVersion => {
    const version: SecretVersion = {
      version: randomBytes(16).toString('hex'),
      value,
      enabled: true,
      created: Math.floor(Date.now() / 1000),
      ...(contentType === undefined ? {} : { contentType }),
    };
    store.set(name, [...(store.get(name) ?? []), version]);
    return version;
  };
  const server = createServer((request, response) => {
    void answer(request, response, store, put).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    put,
    disable: (name) => {
      const version = store.get(name)?.at(-1);
      if (version !== undefined) version.enabled = false;
    },
    save: () => Object.fromEntries(store),
    close: async () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  store: ReadonlyMap<string, readonly SecretVersion[]>,
  put: (name: string, value: string, contentType?: string) => SecretVersion,
): Promise<void> {
  const body = (await readBody(request)).toString('utf8');
  if (request.headers.authorization === undefined) {
    answerJson(response, 401, fault('Unauthorized', 'AKV10000: Request is missing a Bearer or PoP token.'), {
      'www-authenticate': CHALLENGE,
    });
    return;
  }
  const base = `http://${request.headers.host ?? 'localhost'}`;
  const path = new URL(request.url ?? '/', base).pathname;
  const [, name = '', version = ''] = /^\/secrets\/([^/]+)\/?([^/]*)$/.exec(path) ?? [];
  if (name === '') {
    answerJson(response, 404, fault('NotFound', 'There is nothing at this path.'));
    return;
  }
  if (request.method === 'PUT') {
    const { value, contentType } = JSON.parse(body) as { value: string; contentType?: string };
    answerJson(response, 200, bundleOf(base, name, put(name, value, contentType)));
    return;
  }
  give(response, base, name, version, store);
}

function give(
  response: ServerResponse,
  base: string,
  name: string,
  version: string,
  store: ReadonlyMap<string, readonly SecretVersion[]>,
): void {
  const versions = store.get(name) ?? [];
  const secret = version === '' ? versions.at(-1) : versions.find((one) => one.version === version);
  if (secret === undefined)
    answerJson(response, 404, fault('SecretNotFound', `A secret with (name/id) ${name} was not found in this key vault.`));
  else if (!secret.enabled)
    answerJson(response, 403, fault('Forbidden', 'Operation get is not allowed on a disabled secret.', 'SecretDisabled'));
  else answerJson(response, 200, bundleOf(base, name, secret));
}

const fault = (code: string, message: string, inner?: string): unknown => ({
  error: { code, message, ...(inner === undefined ? {} : { innererror: { code: inner } }) },
});

const bundleOf = (base: string, name: string, secret: SecretVersion): unknown => ({
  value: secret.value,
  id: `${base}/secrets/${name}/${secret.version}`,
  attributes: {
    enabled: secret.enabled,
    created: secret.created,
    updated: secret.created,
    recoveryLevel: 'Recoverable+Purgeable',
  },
  ...(secret.contentType === undefined ? {} : { contentType: secret.contentType }),
});
