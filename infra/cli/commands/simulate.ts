import type { Command } from 'commander';
import { UsageError, type RegisterCommand } from '../command';
import { ProgressLine } from '../progress';
import { FAULT_PROFILES, type FaultLevel } from '../simulation/faults';
import { INVARIANTS } from '../simulation/safety-checks';
import { simulate } from '../simulation/simulate';

interface Options {
  readonly seeds: string;
  readonly claims: string;
  readonly faults: string;
  readonly pretty?: boolean;
}

/** `vtc simulate`: lives days of visits on the real workflow under seeded faults, and compares all books. */
export const registerSimulate: RegisterCommand = (program: Command): void => {
  program
    .command('simulate')
    .description('live seeded days under faults and prove that no claim goes out twice and none is lost')
    .option('--seeds <A..B>', 'seeds to live', '1..10')
    .option('--claims <N>', 'claims a seed', '1000')
    .option('--faults <level>', 'none, default or storm', 'default')
    .option('--pretty', 'indented JSON')
    .action(async (options: Options) => {
      const [from, to] = seedsOf(options.seeds);
      const claims = wholeNumber(options.claims, '--claims');
      const faults = levelOf(options.faults);
      const line = new ProgressLine();
      const report = await simulate({ from, to, claims, faults }, processorMs, ({ seed, failures }) => {
        line.say(`seed ${seed} of ${from}..${to} is lived`);
        if (failures.length > 0) line.end();
        for (const { invariant, detail } of failures)
          process.stderr.write(`seed ${seed}: ${invariant} (${INVARIANTS[invariant]}): ${detail}\n`);
        if (failures.length > 0)
          process.stderr.write(`again: npx vtc simulate --seeds ${seed}..${seed} --claims ${claims} --faults ${faults}\n`);
      });
      line.end();
      process.stdout.write(`${JSON.stringify(report, null, options.pretty === true ? 2 : undefined)}\n`);
      if (report.duplicates > 0 || report.lost > 0 || report.invariant_failures.length > 0) process.exitCode = 1;
    });
};

/** Claims per second are per second of one core: what else the machine does is not ours to count. */
function processorMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function seedsOf(text: string): [number, number] {
  const match = /^(\d{1,9})\.\.(\d{1,9})$/.exec(text);
  const [from, to] = [Number(match?.[1]), Number(match?.[2])];
  if (match === null || from > to) throw new UsageError('--seeds takes A..B, two whole numbers with A not above B');
  return [from, to];
}

function wholeNumber(text: string, option: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1 || value > 1_000_000)
    throw new UsageError(`${option} takes a whole number from 1 to 1000000`);
  return value;
}

const isLevel = (text: string): text is FaultLevel => Object.hasOwn(FAULT_PROFILES, text);

function levelOf(text: string): FaultLevel {
  if (!isLevel(text)) throw new UsageError('--faults takes none, default or storm');
  return text;
}
