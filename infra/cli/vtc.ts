#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { commandsFor } from './commands';
import { UsageError } from './command';

/** `vtc`: JSON on stdout, words for people on stderr. Exit 0 fine, 1 a refusal or a failed verification, 2 wrong usage or an unreadable file. */
async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('vtc').description('From a signed visit note to a paid claim').exitOverride();
  program.configureHelp({ sortSubcommands: true });
  for (const register of await commandsFor(argv[2])) register(program);
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    if (error instanceof UsageError) {
      process.stderr.write(`vtc: ${error.message}\n`);
      process.exitCode = 2;
      return;
    }
    // The message of an unforeseen error may quote its input: only its kind and place are said.
    const where = error instanceof Error ? (error.stack ?? '').split('\n').slice(1, 3).join('\n') : '';
    process.stderr.write(`vtc: internal fault (${error instanceof Error ? error.name : 'unknown'})\n${where}\n`);
    process.exitCode = 2;
  }
}

// Who reads our output may have enough before its end (`| head`): that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

void main(process.argv);
