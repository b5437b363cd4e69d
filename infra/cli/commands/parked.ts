import type { Command } from 'commander';
import { UsageError, type RegisterCommand } from '../command';

interface Options {
  readonly api: string;
  readonly key?: string;
  readonly pretty?: boolean;
}

/** `vtc parked`: what the workflow refused for good and what the bus gave up on, over the API of a running app. */
export const registerParked: RegisterCommand = (program: Command): void => {
  const parked = program.command('parked').description('list, show and redrive parked and dead-lettered messages');
  add(parked, 'list', '', 'everything that is parked, without bodies', () => ['GET', 'parked']);
  add(parked, 'show', ' <id>', 'one of them with its body (the look is audited)', (id) => [
    'GET',
    `parked/${encodeURIComponent(id)}`,
  ]);
  add(parked, 'redrive', ' <id>', 'send a parked message again under a new id (audited)', (id) => [
    'POST',
    `parked/${encodeURIComponent(id)}/redrive`,
  ]);
};

type RequestOf = (id: string) => readonly [method: 'GET' | 'POST', path: string];

function add(parent: Command, name: string, argument: string, description: string, requestOf: RequestOf): void {
  const command = parent
    .command(`${name}${argument}`)
    .description(description)
    .option('--api <url>', 'the running app', 'http://localhost:7071/api')
    .option('--key <key>', 'its function key (default: the setting VTC_FUNCTION_KEY)')
    .option('--pretty', 'indented JSON');
  if (argument === '') command.action(async (options: Options) => ask(requestOf(''), options));
  else command.action(async (id: string, options: Options) => ask(requestOf(id), options));
}

async function ask([method, path]: ReturnType<RequestOf>, options: Options): Promise<void> {
  const key = options.key ?? process.env['VTC_FUNCTION_KEY'];
  if (key === undefined) throw new UsageError('vtc parked needs --key, or the setting VTC_FUNCTION_KEY');
  let response: Response;
  try {
    response = await fetch(`${options.api.replace(/\/$/, '')}/${path}`, { method, headers: { 'x-functions-key': key } });
  } catch {
    throw new UsageError(`no app answers at ${options.api}: is it running?`);
  }
  if (response.status === 401) throw new UsageError('the app refuses this key');
  const answer: unknown = await response.json();
  process.stdout.write(`${JSON.stringify(answer, null, options.pretty === true ? 2 : undefined)}\n`);
  if (!response.ok) process.exitCode = 1;
}
