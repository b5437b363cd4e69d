import { err, ok, type Result } from '../../kernel/result';
import type { CellKind } from './sheets';

/** A field's value → the cell's text. */
export function cellOf(kind: CellKind, value: unknown): string {
  switch (kind) {
    case 'text':
    case 'nullable-text':
    case 'optional-text':
    case 'number':
    case 'optional-number':
      return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    case 'boolean':
      return value === true ? 'yes' : 'no';
    case 'list':
    case 'optional-list':
      return ((value ?? []) as readonly string[]).join(' ');
    case 'code-modifier-pairs':
      return (value as readonly { code: string; modifier: string }[]).map((pair) => `${pair.code}:${pair.modifier}`).join(' ');
    case 'substitutions':
      return (value as readonly { from: string; to: string }[]).map((pair) => `${pair.from}:${pair.to}`).join(' ');
    case 'settings':
    case 'surface-count':
      return Object.entries((value ?? {}) as Record<string, string>)
        .map(([key, setting]) => `${key}=${setting}`)
        .join(' ');
    case 'prior-authorization':
      return (value as readonly { code: string; places_of_service?: readonly string[] }[])
        .map((rule) => (rule.places_of_service === undefined ? rule.code : `${rule.code}@${rule.places_of_service.join(',')}`))
        .join(' ');
  }
}

/** A cell's text → the field's value (undefined: the field is absent), or why the cell cannot be read. */
export function valueOfCell(kind: CellKind, cell: string): Result<unknown, string> {
  const text = cell.trim();
  const words = text === '' ? [] : text.split(/\s+/);
  switch (kind) {
    case 'text':
      return text === '' ? err('must not be empty') : ok(text);
    case 'nullable-text':
      return ok(text === '' ? null : text);
    case 'optional-text':
      return ok(text === '' ? undefined : text);
    case 'number':
      return numberOf(text);
    case 'optional-number':
      return text === '' ? ok(undefined) : numberOf(text);
    case 'boolean':
      return booleanOf(text);
    case 'list':
      return ok(words);
    case 'optional-list':
      return ok(words.length === 0 ? undefined : words);
    case 'code-modifier-pairs':
      return every(words, /^([^:]+):([^:]+)$/, 'pairs like 20610:59', (code, modifier) => ({ code, modifier }));
    case 'substitutions':
      return every(words, /^([^:]+):([^:]+)$/, 'pairs like 90471:G0008', (from, to) => ({ from, to }));
    case 'settings':
      return settingsOf(words, 'settings like D002=off', {});
    case 'surface-count':
      return settingsOf(words, 'codes like 1=D2140', undefined);
    case 'prior-authorization':
      return every(words, /^([^@]+)(?:@(.+))?$/, 'codes like 27447 or 27447@21,22', (code, places) =>
        places === '' ? { code } : { code, places_of_service: places.split(',') },
      );
  }
}

const numberOf = (text: string): Result<unknown, string> =>
  /^-?\d+(\.\d+)?$/.test(text) ? ok(Number(text)) : err('must be a number');

function booleanOf(text: string): Result<unknown, string> {
  if (/^(yes|true|1)$/i.test(text)) return ok(true);
  return /^(no|false|0)$/i.test(text) ? ok(false) : err('must be yes or no');
}

function every(
  words: readonly string[],
  form: RegExp,
  hint: string,
  make: (first: string, second: string) => unknown,
): Result<unknown, string> {
  const values: unknown[] = [];
  for (const word of words) {
    const match = form.exec(word);
    if (match === null) return err(`must hold ${hint}, separated by blanks`);
    values.push(make(match[1] ?? '', match[2] ?? ''));
  }
  return ok(values);
}

function settingsOf(words: readonly string[], hint: string, empty: unknown): Result<unknown, string> {
  if (words.length === 0) return ok(empty);
  const entries: [string, string][] = [];
  for (const word of words) {
    const match = /^([^=]+)=([^=]+)$/.exec(word);
    if (match === null) return err(`must hold ${hint}, separated by blanks`);
    entries.push([match[1] ?? '', match[2] ?? '']);
  }
  return ok(Object.fromEntries(entries));
}
