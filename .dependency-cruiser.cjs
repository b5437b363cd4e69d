// The import table of the design, one row a folder. A broken rule fails the build with a sentence that teaches.
const PURE = ['kernel', 'encounter', 'coding', 'scrubbing', 'claim', 'x12', 'remittance', 'denials', 'work-items', 'audit'];

/** folder of shared/ → the other folders of shared/ it may import, and why nothing else. */
const ROWS = {
  kernel: { may: [], because: 'the kernel is what everything stands on: it imports nothing of ours' },
  encounter: { may: ['kernel'], because: 'the signed visit comes first: it knows neither codes nor claims' },
  coding: {
    may: ['kernel', 'encounter'],
    because: 'coding reads the encounter and writes lines; claims and edits come after it',
  },
  x12: { may: ['kernel'], because: 'x12 knows X12, not claims: the mapping lives in shared/claim and shared/remittance' },
  claim: {
    may: ['kernel', 'encounter', 'coding', 'x12'],
    because: 'a claim is made of the coding result and written as X12; edits and money come after it',
  },
  scrubbing: {
    may: ['kernel', 'encounter', 'coding', 'claim'],
    because: 'edits read the claim and the tables given as arguments',
  },
  remittance: { may: ['kernel', 'claim', 'x12'], because: 'a remittance is read from an 835 and matched to claims' },
  denials: { may: ['kernel', 'claim', 'x12', 'remittance'], because: 'a denial is read off a remittance' },
  'work-items': { may: ['kernel'], because: 'a work item names what is wrong by id; it does not know how it was found' },
  audit: { may: ['kernel'], because: 'the audit chain knows records, not the business that wrote them' },
  'reference-data': {
    may: ['kernel', 'encounter', 'coding', 'scrubbing', 'claim'],
    because: 'tables are described by the pure types they serve',
  },
  practice: {
    may: ['kernel', 'encounter', 'coding', 'scrubbing', 'claim', 'reference-data'],
    because: 'configuration is described by the pure types it serves',
  },
  messages: { may: [...PURE], because: 'a message describes pure types; it knows no vendor and no workflow' },
  workflow: {
    may: [...PURE, 'reference-data', 'practice', 'messages'],
    because: 'the world (bus, tables, vendors, clock) comes into the workflow as arguments: use its ports',
  },
  ehr: {
    may: [...PURE, 'messages', 'workflow'],
    because: "an EHR adapter knows the workflow's ports and its own vendor, never another adapter",
  },
  clearinghouse: {
    may: [...PURE, 'messages', 'workflow'],
    because: "a clearinghouse adapter knows the workflow's ports and its own vendor, never another adapter",
  },
  notifications: {
    may: [...PURE, 'messages', 'workflow'],
    because: "notifications know the workflow's ports, never another adapter",
  },
  azure: {
    may: [...PURE, 'messages', 'workflow'],
    because: "only shared/azure knows Azure, and it knows nothing but the workflow's ports",
  },
};

const sharedRows = Object.entries(ROWS).map(([folder, { may, because }]) => ({
  name: `${folder}-imports`,
  severity: 'error',
  comment: `shared/${folder} may import ${may.length ? may.map((m) => `shared/${m}`).join(', ') : 'nothing of ours'}: ${because}.`,
  from: { path: `^shared/${folder}/` },
  to: { path: '^(shared|functions|infra|test)/', pathNot: `^shared/(${[folder, ...may].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...sharedRows,
    {
      name: 'pure-folders-know-no-package',
      severity: 'error',
      comment: 'A pure folder may import zod and canonicalize and no other package: take what you need as an argument.',
      from: { path: `^shared/(${PURE.join('|')})/` },
      to: { path: 'node_modules', pathNot: 'node_modules/(zod|canonicalize)/' },
    },
    {
      name: 'pure-folders-know-no-node-module',
      severity: 'error',
      comment:
        'A pure folder has no clock, chance, environment or I/O; of the node: modules only node:crypto, for a hash, in shared/kernel and shared/audit.',
      from: { path: `^shared/(${PURE.join('|')})/` },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
    },
    {
      name: 'only-azure-imports-azure',
      severity: 'error',
      comment: 'Only shared/azure imports Azure SDKs (@azure/functions belongs to functions/): everything else takes a port.',
      from: { path: '^shared/', pathNot: '^shared/azure/' },
      to: { path: 'node_modules/@azure/' },
    },
    {
      name: 'functions-import-shared',
      severity: 'error',
      comment:
        'A function takes its parts as arguments: only functions/main.ts puts parts together, and infra never stands below a function.',
      from: { path: '^functions/', pathNot: '^functions/main\\.ts$' },
      to: { path: '^(infra|test)/|^shared/(azure|ehr|clearinghouse|notifications)/' },
    },
    {
      name: 'main-knows-no-infra',
      severity: 'error',
      comment: 'The product never depends on the local stack or the command line.',
      from: { path: '^functions/main\\.ts$' },
      to: { path: '^(infra|test)/' },
    },
    {
      name: 'infra-knows-no-test',
      severity: 'error',
      comment: 'infra ships; tests do not.',
      from: { path: '^infra/' },
      to: { path: '^test/' },
    },
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'Two files that need each other are one idea, or two that want a third.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'not-to-unresolvable',
      severity: 'error',
      comment: 'This import leads nowhere.',
      from: {},
      to: { couldNotResolve: true, pathNot: '^@azure/functions-core$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['node', 'require', 'import', 'default', 'types'] },
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
