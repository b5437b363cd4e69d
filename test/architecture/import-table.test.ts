import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = resolve(__dirname, '../..');

/** A deliberate wrong import for each row of the design's import table, and the rule that must refuse it. */
const WRONG_IMPORTS: readonly (readonly [file: string, imports: string, rule: string])[] = [
  ['shared/kernel/wrong.ts', '../encounter/right', 'kernel-imports'],
  ['shared/encounter/wrong.ts', '../coding/right', 'encounter-imports'],
  ['shared/coding/wrong.ts', '../claim/right', 'coding-imports'],
  ['shared/x12/wrong.ts', '../claim/right', 'x12-imports'],
  ['shared/claim/wrong.ts', '../scrubbing/right', 'claim-imports'],
  ['shared/scrubbing/wrong.ts', '../remittance/right', 'scrubbing-imports'],
  ['shared/remittance/wrong.ts', '../denials/right', 'remittance-imports'],
  ['shared/denials/wrong.ts', '../workflow/right', 'denials-imports'],
  ['shared/work-items/wrong.ts', '../workflow/right', 'work-items-imports'],
  ['shared/audit/wrong.ts', '../workflow/right', 'audit-imports'],
  ['shared/reference-data/wrong.ts', '../workflow/right', 'reference-data-imports'],
  ['shared/practice/wrong.ts', '../workflow/right', 'practice-imports'],
  ['shared/messages/wrong.ts', '../workflow/right', 'messages-imports'],
  ['shared/workflow/wrong.ts', '../azure/right', 'workflow-imports'],
  ['shared/ehr/wrong.ts', '../clearinghouse/right', 'ehr-imports'],
  ['shared/clearinghouse/wrong.ts', '../ehr/right', 'clearinghouse-imports'],
  ['shared/notifications/wrong.ts', '../azure/right', 'notifications-imports'],
  ['shared/azure/wrong.ts', '../ehr/right', 'azure-imports'],
  ['shared/coding/wrong-package.ts', 'ajv', 'pure-folders-know-no-package'],
  ['shared/scrubbing/wrong-node.ts', 'node:fs', 'pure-folders-know-no-node-module'],
  ['shared/workflow/wrong-azure.ts', '@azure/storage-blob', 'only-azure-imports-azure'],
  ['functions/listener/wrong.ts', '../../shared/azure/right', 'functions-import-shared'],
  ['functions/main.ts', '../infra/right', 'main-knows-no-infra'],
  ['infra/wrong.ts', '../test/right', 'infra-knows-no-test'],
];

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

describe('the import table refuses a wrong import in each of its rows', () => {
  let tree: string;
  let violations: readonly Violation[];

  beforeAll(() => {
    tree = mkdtempSync(join(tmpdir(), 'import-table-'));
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) cpSync(join(root, file), join(tree, file));
    symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
    for (const [file, imports] of WRONG_IMPORTS) {
      write(file, `import '${imports}';\n`);
      if (imports.startsWith('.')) write(join(dirname(file), `${imports}.ts`), 'export {};\n');
    }
    violations = cruise();
  });
  afterAll(() => {
    rmSync(tree, { recursive: true });
  });

  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(tree, file)), { recursive: true });
    writeFileSync(join(tree, file), text);
  };

  const cruise = (): readonly Violation[] => {
    const args = [
      join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs'),
      '--config',
      '.dependency-cruiser.cjs',
    ];
    // With JSON as its output the tool exits 0 and leaves the verdict to the reader.
    const json = execFileSync(process.execPath, [...args, '--output-type', 'json', 'functions', 'shared', 'infra'], {
      cwd: tree,
      maxBuffer: 64 * 1024 * 1024,
    });
    return (JSON.parse(json.toString('utf8')) as { summary: { violations: readonly Violation[] } }).summary.violations;
  };

  it.each(WRONG_IMPORTS)('%s may not import %s (%s)', (file, _imports, rule) => {
    expect(violations.filter((violation) => violation.from === file).map((violation) => violation.rule.name)).toContain(rule);
  });

  it('npm run check refuses them all, each with the sentence of its row', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> };
    expect(scripts['check']).toContain('npm run --silent layers');
    const [tool, ...args] = (scripts['layers'] ?? '').split(' ');
    expect(tool).toBe('depcruise');
    const bin = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
    const { status, stdout } = spawnSync(process.execPath, [bin, ...args], { cwd: tree, encoding: 'utf8' });
    expect(status).not.toBe(0);
    const config = execFileSync(process.execPath, ['-p', 'JSON.stringify(require("./.dependency-cruiser.cjs"))'], { cwd: tree });
    const { forbidden } = JSON.parse(config.toString('utf8')) as { forbidden: { name: string; comment: string }[] };
    const said = stdout.replace(/\s+/g, ' ');
    const broken = forbidden.filter(({ name }) => WRONG_IMPORTS.some(([, , rule]) => rule === name));
    expect(broken.length).toBeGreaterThan(20);
    expect(broken.filter(({ comment }) => !said.includes(comment)).map(({ name }) => name)).toEqual([]);
  });

  it('has a row for every folder of shared/', () => {
    const folders = readdirSync(join(root, 'shared'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    const covered = new Set(WRONG_IMPORTS.map(([file]) => file.split('/')[1]));
    expect(folders.filter((folder) => !covered.has(folder))).toEqual([]);
  });
});

describe('the functions', () => {
  it('have a README each', () => {
    const folders = readdirSync(join(root, 'functions'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.length).toBeGreaterThanOrEqual(4);
    expect(folders.filter(({ name }) => !existsSync(join(root, 'functions', name, 'README.md'))).map(({ name }) => name)).toEqual(
      [],
    );
  });

  it('find their triggers under the real host: its extension bundle, and the bundle of the build', () => {
    const json = (name: string): unknown => JSON.parse(readFileSync(join(root, name), 'utf8'));
    expect(json('host.json')).toMatchObject({
      extensionBundle: { id: 'Microsoft.Azure.Functions.ExtensionBundle', version: '[4.0.0, 5.0.0)' },
      extensions: { http: { routePrefix: 'api' } },
    });
    expect(json('package.json')).toMatchObject({ main: 'dist/functions/main.js' });
  });
});
