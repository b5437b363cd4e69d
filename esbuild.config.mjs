// Bundles the entry points into dist/. The function app is one file with its packages inside (what a deployment ships);
// the local stack and the command line leave packages in node_modules.
import { existsSync } from 'node:fs';
import { build } from 'esbuild';

const quiet = process.argv.includes('--quiet');
const common = {
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  sourcemap: 'linked',
  outbase: '.',
  outdir: 'dist',
  logLevel: quiet ? 'error' : 'info',
};
const present = (paths) => paths.filter((path) => existsSync(path));

await Promise.all([
  // The Functions host supplies @azure/functions-core at run time; it is on no registry.
  build({ ...common, entryPoints: present(['functions/main.ts']), external: ['@azure/functions-core'] }),
  build({
    ...common,
    entryPoints: present([
      'infra/cli/vtc.ts',
      'infra/cli/docs.ts',
      'infra/cli/samples.ts',
      'infra/local/start.ts',
      'infra/local/services.ts',
      'infra/local/app.ts',
      'test/bench/bench.ts',
      'test/bench/cold-start.ts',
      'test/soak/soak.ts',
    ]),
    packages: 'external',
  }),
]);
