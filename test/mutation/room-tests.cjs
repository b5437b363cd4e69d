// Collects the tests of a room without jest, whose sandbox costs a second a mutant: the modules are loaded into this process
// and, where a mutant stands in what runs on loading, loaded again. jest's own expect and jest-each serve the same test files.
const { globSync } = require('node:fs');
const { join, resolve, sep } = require('node:path');
const { expect } = require('expect');
const { bind } = require('jest-each');

const OWN = process.cwd() + sep;
const INSTALLED = `${sep}node_modules${sep}`;

/** Forgets every module of the project, but no data file and nothing installed: a mutant changes neither. */
const forgetModules = () => {
  for (const file of Object.keys(require.cache)) {
    const own = file.startsWith(OWN) && !file.includes(INSTALLED);
    if (own && !file.endsWith('.json') && file !== __filename) delete require.cache[file];
  }
  // This module would hold on to all that it ever loaded.
  module.children.length = 0;
};

/**
 * Loads the tests of some folders, modules under test and all.
 * @param {readonly string[]} folders paths from the project's root
 * @returns {Promise<readonly { name: string, body: () => unknown, before: readonly (() => unknown)[], after: … }[]>}
 * the tests in the order of their files, with the hooks of each that run before and after it; `beforeAll` has run.
 * @throws what a module or a `beforeAll` throws: with a mutant at work, that is how it is noticed.
 */
const loadTests = async (folders) => {
  forgetModules();
  const tests = [];
  const once = [];
  let around = { titles: [], before: [], after: [] };
  const describe = (title, body) => {
    const outside = around;
    around = { titles: [...outside.titles, title], before: [...outside.before], after: [...outside.after] };
    body();
    around = outside;
  };
  const it = (title, body) => {
    tests.push({ name: [...around.titles, title].join(' › '), body, before: around.before, after: around.after });
  };
  const withEach = (block) => Object.assign(block, { each: bind(block, false) });
  require.cache[require.resolve('@jest/globals')] = {
    exports: {
      expect,
      describe: withEach(describe),
      it: withEach(it),
      beforeAll: (hook) => once.push(hook),
      // Left to the end of the process: the next mutant needs the same files again.
      afterAll: () => undefined,
      beforeEach: (hook) => around.before.push(hook),
      afterEach: (hook) => around.after.push(hook),
    },
  };
  require(resolve('test/fast-check-seed.js'));
  for (const folder of folders) for (const file of globSync(join(folder, '**/*.test.js'))) require(resolve(file));
  for (const hook of once) await hook();
  return tests;
};

module.exports = { loadTests };
