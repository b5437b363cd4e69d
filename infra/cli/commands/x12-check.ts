import type { Command } from 'commander';
import { checkByteStream } from '../../../shared/x12/check/x12-check';
import type { X12Report } from '../../../shared/x12/check/x12-check';
import { readWithProgress } from '../file-progress';

/** Adds `vtc x12 check FILE`: the report of contracts.md on stdout; exit 1 when the file has an error. */
export function registerX12Check(x12: Command): void {
  x12
    .command('check')
    .argument('<file>')
    .description('check an X12 file: envelope, structure, codes, situational rules, balances')
    .option('--pretty', 'indent the answer')
    .action(async (file: string, options: { pretty?: boolean }) => {
      const report = await checkX12File(file);
      process.stdout.write(`${JSON.stringify({ file, ...report }, null, options.pretty === true ? 2 : undefined)}\n`);
      if (report.verdict === 'errors') process.exitCode = 1;
    });
}

/** Checks one file as a stream, in constant memory. A file that cannot be opened is a UsageError. */
export const checkX12File = (path: string): Promise<X12Report> => checkByteStream(readWithProgress(path));
