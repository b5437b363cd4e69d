/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: { '^.+\\.ts$': ['ts-jest', { diagnostics: false }] },
  // The Functions host replaces require() for this module; inside jest's sandbox a mapping does it.
  moduleNameMapper: { '^@azure/functions-core$': '<rootDir>/infra/local/functions-host/functions-core.ts' },
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.vtc/', '<rootDir>/.stryker-tmp/'],
  globalSetup: '<rootDir>/test/temporary-folder/setup.ts',
  globalTeardown: '<rootDir>/test/temporary-folder/teardown.ts',
  setupFiles: ['<rootDir>/test/fast-check-seed.ts'],
  testTimeout: 60000,
  maxWorkers: 2,
};
