import type { Command } from 'commander';

/** The options of the basis, the same on every command that codes. */
export const withBasisOptions = (command: Command): Command =>
  command
    .option('--practice <name-or-folder>', 'the practice', 'sample')
    .option('--data <folder>', 'where the official tables were imported to', '.vtc/data')
    .option('--as-of <date>', 'the date that counts as today (YYYY-MM-DD)');
