import { ERROR_CODES } from '../../../functions/error-codes';

/** The error codes of the HTTP API, with what to do. */
export function errorsPage(): string {
  const rows = Object.entries(ERROR_CODES).sort(([a], [b]) => (a < b ? -1 : 1));
  return [
    '<!-- Made by `npm run docs:generate` from functions/error-codes.ts: change it there. -->',
    '# Errors of the HTTP API',
    '',
    'Every refusal is `{ error: { code, message, correlationId, details? } }`; `details` names every fault by its path, and never repeats a value.',
    '',
    '| code | status | what to do |',
    '|---|---|---|',
    ...rows.map(([code, [status, whatToDo]]) => `| ${code} | ${status} | ${whatToDo} |`),
    '',
  ].join('\n');
}
