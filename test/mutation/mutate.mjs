// npm run mutate -- ROOM [FILE …]: changes the code of a room in every small way and counts the changes that its tests notice.
import { Stryker } from '@stryker-mutator/core';
import { rooms } from './rooms.mjs';

const [name, ...files] = process.argv.slice(2);
const room = rooms[name];
if (room === undefined) {
  console.error(`npm run mutate -- ROOM [FILE …], where ROOM is one of ${Object.keys(rooms).join(', ')}.`);
  process.exit(2);
}

// Properties with few runs: what they find late, a table finds at once.
process.env.PROPERTY_RUNS ??= '20';

await new Stryker({
  mutate: files.length > 0 ? files : room.mutate,
  testRunner: 'in-process',
  plugins: ['./test/mutation/in-process-runner.mjs'],
  inProcess: { folders: room.tests },
  // Types are not looked at again: the same code has passed `npm run check`.
  buildCommand: 'node test/mutation/build.mjs',
  coverageAnalysis: 'perTest',
  // A busy machine is no loop: loops are found by how often they are hit, and a mutant that is only slow must not count as found.
  timeoutMS: 120_000,
  // What runs once when a module is loaded (tables, regular expressions) costs every test a mutant: MUTATE_STATIC=no leaves it out.
  ignoreStatic: process.env.MUTATE_STATIC === 'no',
  ignorePatterns: ['dist', '.vtc', 'reports', 'infra/local', 'test/e2e'],
  concurrency: Number(process.env.MUTATE_PROCESSES ?? 2),
  reporters: ['clear-text', 'json', process.stdout.isTTY ? 'progress' : 'progress-append-only'],
  clearTextReporter: { allowColor: process.stdout.isTTY ?? false, logTests: false, reportTests: false },
  jsonReporter: { fileName: `reports/mutation/${name}.json` },
  tempDirName: '.stryker-tmp',
}).runMutationTest();
