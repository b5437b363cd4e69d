// The tests are written for jest, whose sandbox costs a second a mutant. For the mutation run mocha keeps the modules loaded
// between mutants; jest's own expect and jest-each make the same test files run on it.
const { expect } = require('expect');
const { bind } = require('jest-each');

const withEach = (block) => Object.assign((title, body) => block(title, body), { each: bind(block, false) });

require.cache[require.resolve('@jest/globals')] = {
  exports: {
    expect,
    get describe() {
      return withEach(globalThis.describe);
    },
    get it() {
      return withEach(globalThis.it);
    },
    get beforeAll() {
      return globalThis.before;
    },
    get afterAll() {
      return globalThis.after;
    },
    get beforeEach() {
      return globalThis.beforeEach;
    },
    get afterEach() {
      return globalThis.afterEach;
    },
  },
};
