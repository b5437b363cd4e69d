import { UsageError, type RegisterCommand } from '../command';
import { SCHEMAS } from '../schemas';

/** `vtc schema NAME`: the JSON Schema of an input, generated from the types that check it. */
export const registerSchema: RegisterCommand = (program) => {
  const names = Object.keys(SCHEMAS).join(', ');
  program
    .command('schema')
    .argument('<name>', names)
    .option('--pretty', 'indent the JSON')
    .description('the JSON Schema of an input')
    .action((name: string, options: { pretty?: true }) => {
      const schema = SCHEMAS[name];
      if (schema === undefined) throw new UsageError(`no schema of that name; there are ${names}`);
      process.stdout.write(`${JSON.stringify(schema(), null, options.pretty ? 2 : undefined)}\n`);
    });
};
