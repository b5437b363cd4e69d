import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';

/** A command registers itself on the program: one file each in commands/, listed in commands/index.ts. */
export type RegisterCommand = (program: Command) => void;

/** Wrong usage, or a file that cannot be read: said in one sentence, exit code 2. */
export class UsageError extends Error {}

/** A file's text, or a UsageError that names the file and why. */
export async function readTextFile(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${path}: ${reasonOf(error)}`);
  }
}

export function reasonOf(error: unknown): string {
  const code = (error as { code?: unknown }).code;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES') return 'no permission';
  return typeof code === 'string' ? code : 'it cannot be opened';
}

/** What a file of records holds: one object, an array, or NDJSON; the answer is given in the same kind. */
export type RecordFile =
  | { readonly kind: 'one' | 'array' | 'ndjson'; readonly records: readonly unknown[] }
  | { readonly kind: 'not-json'; readonly line: number };

export function parseRecords(text: string): RecordFile {
  const whole = tryJson(text);
  if (whole.ok)
    return Array.isArray(whole.value) ? { kind: 'array', records: whole.value } : { kind: 'one', records: [whole.value] };
  const records: unknown[] = [];
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const parsed = tryJson(line);
    if (!parsed.ok) return { kind: 'not-json', line: index + 1 };
    records.push(parsed.value);
  }
  return records.length === 0 ? { kind: 'not-json', line: 1 } : { kind: 'ndjson', records };
}

// JSON.parse errors quote their input, which may hold patient data: they go no further than this.
function tryJson(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text.replace(/^\uFEFF/, '')) as unknown };
  } catch {
    return { ok: false };
  }
}

/** Writes answers in the kind the records came in: one object, an array, or NDJSON; each document ends with one newline. */
export function writeAnswers(kind: 'one' | 'array' | 'ndjson', answers: readonly unknown[], pretty: boolean): void {
  const text = (value: unknown): string => JSON.stringify(value, null, pretty ? 2 : undefined);
  if (kind === 'one') process.stdout.write(`${text(answers[0])}\n`);
  else if (kind === 'array') process.stdout.write(`${text(answers)}\n`);
  else for (const answer of answers) process.stdout.write(`${JSON.stringify(answer)}\n`);
}
