import type { Command } from 'commander';
import { withBasisOptions } from '../basis-options';
import type { WriteOptions } from '../write-x12-file';

/** Adds `vtc x12 write FILE`: all claims of the file as one interchange on stdout, or every fault and exit 1. */
export function registerX12Write(x12: Command): void {
  withBasisOptions(x12.command('write').argument('<file>', 'claims: one, an array, or NDJSON'))
    .option('--usage <T|P>', 'test or production (default: as the practice’s mode)')
    .option('--sender <id>', 'who sends (default: the practice’s NPI)')
    .option('--receiver <id>', 'who receives')
    .option('--control-number <n>', 'number of the interchange, 1 to 999999999')
    .option('--at <time>', 'date and time in the envelope, like 2026-11-21T09:30')
    .option('--unchecked', 'write in spite of A and B findings')
    .description('write claims as X12 837P and 837D')
    .action(async (file: string, options: WriteOptions) => {
      // The coder and the edits are loaded here and not with every x12 command.
      const { writeX12File } = await import('../write-x12-file');
      const answer = await writeX12File(file, options);
      if (typeof answer === 'string') process.stdout.write(answer);
      else {
        process.stdout.write(`${JSON.stringify(answer)}\n`);
        process.exitCode = 1;
      }
    });
}
