// Run by Stryker in its copy of the project: makes a .js beside every .ts, so that mocha loads the changed code as it is.
import { globSync } from 'node:fs';
import { build } from 'esbuild';

await build({
  entryPoints: globSync(['shared/**/*.ts', 'infra/**/*.ts', 'functions/**/*.ts', 'test/**/*.ts']),
  platform: 'node',
  format: 'cjs',
  target: 'node24',
  outdir: '.',
  outbase: '.',
  logLevel: 'error',
});
