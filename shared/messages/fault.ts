import type { z } from 'zod';

/** One thing wrong in a body: where (dotted, 0-based), a stable code, and a sentence. Values are never repeated: they may name people. */
export interface Fault {
  readonly path: string;
  readonly code: 'required' | 'type' | 'value' | 'unknown_field';
  readonly message: string;
}

type Issue = z.core.$ZodIssue;

/** All faults zod found, in the order of the fields. Messages say what is expected and never what was there. */
export const faultsOf = (error: z.ZodError): readonly Fault[] => error.issues.flatMap((issue) => faultsOfIssue(issue, []));

function faultsOfIssue(issue: Issue, before: readonly PropertyKey[]): readonly Fault[] {
  const path = [...before, ...issue.path];
  const at = path.map(String).join('.');
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => fault([...path, key].map(String).join('.'), 'unknown_field', 'is no field of this body'));
  // An optional field is "the value, or null, or empty text": what the value itself lacked is the fault.
  if (issue.code === 'invalid_union') return (issue.errors[0] ?? []).flatMap((inner) => faultsOfIssue(inner, path));
  if (issue.code === 'invalid_type')
    return issue.input === undefined && issue.message.endsWith('undefined')
      ? [fault(at, 'required', 'is required')]
      : [fault(at, 'type', `must be ${nounOf(issue.expected)}`)];
  if (issue.code === 'invalid_value') return [fault(at, 'value', `must be one of: ${issue.values.map(String).join(', ')}`)];
  return [fault(at, 'value', sentenceOf(issue))];
}

const fault = (path: string, code: Fault['code'], message: string): Fault => ({ path, code, message });

const NOUNS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};
const nounOf = (expected: string): string => NOUNS[expected] ?? 'of another type';

// The rest are checks of a value: their own words, which we wrote, or the bound, which is ours.
function sentenceOf(issue: Issue): string {
  if (issue.code === 'custom') return issue.message;
  if (issue.code === 'too_big')
    return `must be at most ${String(issue.maximum)}${issue.origin === 'string' ? ' characters' : ''}`;
  if (issue.code === 'too_small')
    return `must be at least ${String(issue.minimum)}${issue.origin === 'string' ? ' characters' : ''}`;
  if (issue.code === 'invalid_format')
    return issue.format === 'date' ? 'must be a date YYYY-MM-DD' : 'has not the form it must have';
  return 'is not allowed here';
}
