// The pure rooms whose tests are measured: what is changed in them, and which tests must notice.
export const rooms = {
  coding: { mutate: ['shared/coding/**/*.ts'], tests: ['test/coding'] },
  scrubbing: { mutate: ['shared/scrubbing/**/*.ts'], tests: ['test/scrubbing'] },
  // Without the fuzzing and the large files: they take seconds a mutant and find little that the tables do not.
  x12: {
    mutate: ['shared/x12/**/*.ts'],
    tests: ['test/x12/check', 'test/x12/core', 'test/x12/structure', 'test/x12/transactions', 'test/remittance'],
  },
  claim: { mutate: ['shared/claim/**/*.ts'], tests: ['test/claim'] },
  remittance: { mutate: ['shared/remittance/**/*.ts'], tests: ['test/remittance'] },
  encounter: { mutate: ['shared/encounter/**/*.ts'], tests: ['test/encounter'] },
  audit: { mutate: ['shared/audit/**/*.ts'], tests: ['test/audit'] },
  kernel: { mutate: ['shared/kernel/**/*.ts'], tests: ['test/kernel'] },
};
