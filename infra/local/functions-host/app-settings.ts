import { readFileSync } from 'node:fs';
import { err, ok, type Result } from '../../../shared/kernel/result';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Replaces each %NAME% by the setting of that name; throws when there is no such setting. */
export function resolveSettings(text: string, environment: Environment): string {
  return text.replace(/%([^%]+)%/g, (_match, name: string) => {
    const value = environment[name];
    if (value === undefined || value === '') throw new RangeError(`the setting ${name} is missing`);
    return value;
  });
}

/** The values of a local.settings.json; undefined when there is no such file, an error in one sentence when it cannot be used. */
export function readLocalSettings(path: string): Result<Readonly<Record<string, string>> | undefined, string> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return (error as { code?: unknown }).code === 'ENOENT' ? ok(undefined) : err(`${path} cannot be read`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return err(`${path} is not JSON: mend it or remove it, the local stack needs none`);
  }
  const { IsEncrypted: isEncrypted, Values: values } = (typeof json === 'object' && json !== null ? json : {}) as {
    IsEncrypted?: unknown;
    Values?: unknown;
  };
  if (isEncrypted === true) return err(`${path} is encrypted: the local stack reads plain settings only`);
  if (typeof values !== 'object' || values === null || Array.isArray(values)) return err(`${path} has no "Values" object`);
  const wrong = Object.entries(values).find(([, value]) => typeof value !== 'string');
  if (wrong !== undefined) return err(`${path}: the value of ${wrong[0]} is no text`);
  return ok(values as Readonly<Record<string, string>>);
}
