import { existsSync, readFileSync } from 'node:fs';
import Module from 'node:module';
import { join } from 'node:path';
import * as functionsCore from './functions-core';

/** An app that cannot be loaded, in one sentence. */
export class AppLoadError extends Error {}

interface RequirePrototype {
  require: (this: unknown, id: string) => unknown;
}

/** Loads the bundle that package.json names as `main`, with '@azure/functions-core' supplied by this host as the real one does. */
export function loadApp(appFolder: string): void {
  const manifest = JSON.parse(readFileSync(join(appFolder, 'package.json'), 'utf8')) as { main?: unknown };
  if (typeof manifest.main !== 'string') throw new AppLoadError('package.json names no main');
  const main = join(appFolder, manifest.main);
  if (!existsSync(main)) throw new AppLoadError(`${manifest.main} is not there: run npm run build`);
  const prototype = Module.prototype as unknown as RequirePrototype;
  const original = prototype.require;
  prototype.require = function (id: string): unknown {
    return id === '@azure/functions-core' ? functionsCore : original.call(this, id);
  };
  // The library asks for the core when the first function is registered, and may ask later: the replacement stays.
  Module.createRequire(main)(main);
}

export interface HostFile {
  readonly routePrefix: string;
  readonly autoCompleteMessages: boolean;
  readonly maxConcurrentCalls: number;
}

/** What this host honours of host.json, with the real host's defaults. */
export function readHostFile(appFolder: string): HostFile {
  const path = join(appFolder, 'host.json');
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new AppLoadError('host.json is missing or is not JSON');
  }
  const extensions = (json as { extensions?: Readonly<Record<string, Readonly<Record<string, unknown>>>> }).extensions;
  const { routePrefix } = extensions?.['http'] ?? {};
  const { autoCompleteMessages, maxConcurrentCalls } = extensions?.['serviceBus'] ?? {};
  return {
    routePrefix: typeof routePrefix === 'string' ? routePrefix : 'api',
    autoCompleteMessages: typeof autoCompleteMessages === 'boolean' ? autoCompleteMessages : true,
    maxConcurrentCalls: typeof maxConcurrentCalls === 'number' ? maxConcurrentCalls : 16,
  };
}
