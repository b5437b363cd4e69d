import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../infra/local/azurite';
import type { Summary } from '../../infra/local/summary';

export const root = join(__dirname, '../..');

/** Bundles the stack once for a test file. */
export const buildStack = (): void => {
  execFileSync(process.execPath, ['esbuild.config.mjs', '--quiet'], { cwd: root });
};

export const newFolder = (): string => mkdtempSync(join(tmpdir(), 'vtc-e2e-'));

export interface Run {
  readonly child: ChildProcess;
  readonly folder: string;
  output(): string;
  readonly exit: Promise<number | null>;
  summary(): Summary;
  pids(): { supervisor: number; services: number; app: number } | undefined;
}

/**
 * Starts the stack with its data, summary, trace and pid file in a folder. In a group of its own, as a terminal gives it, a signal can
 * reach every process of it.
 */
export async function startStack(
  folder: string,
  args: readonly string[],
  cwd = root,
  environment: Readonly<Record<string, string>> = {},
  ownGroup = false,
): Promise<Run> {
  const all = args.includes('--port') ? args : ['--port', String(await freePort()), ...args];
  const child = spawn(
    process.execPath,
    [
      join(root, 'dist/infra/local/start.js'),
      ...['--data', join(folder, 'data'), '--summary', join(folder, 'summary.json')],
      ...['--trace', join(folder, 'trace'), '--pid-file', join(folder, 'pids.json')],
      ...all,
    ],
    { cwd, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'], detached: ownGroup },
  );
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const pidFile = join(folder, 'pids.json');
  return {
    child,
    folder,
    output: () => output,
    exit: new Promise((resolve) => child.once('close', resolve)),
    summary: () => JSON.parse(readFileSync(join(folder, 'summary.json'), 'utf8')) as Summary,
    pids: () => (existsSync(pidFile) ? (JSON.parse(readFileSync(pidFile, 'utf8')) as ReturnType<Run['pids']>) : undefined),
  };
}

export const pause = async (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const person = (n: number) => ({
  last_name: `Quillfeather${n}`,
  first_name: `Zebulonia${n}`,
  birth_date: '1971-03-0' + String(n),
  sex: 'F',
  address: { line1: `${n} Wobblestone Way`, city: 'Plinkwater', state: 'OH', zip: '43004' },
});

/** A small day as `--visits` takes it: paid, denied, rejected, held, and an answer that is lost. */
export const smallDay = (day: string): string =>
  [
    {},
    { remittance: 'denied', carc: '50' },
    { clearinghouse: 'reject' },
    { encounter: { diagnoses: [{ description: 'something nobody mapped' }] } },
    { clearinghouse: 'timeout_after_accept' },
  ]
    .map((variant, index) => {
      const n = index + 1;
      const { encounter = {}, ...script } = variant as { encounter?: object };
      return JSON.stringify({
        encounter: {
          encounter_id: `E2E-${n}`,
          patient_id: `P-${n}`,
          provider_npi: '1234567893',
          date_of_service: day,
          visit_type: 'office_visit_established',
          diagnoses: [{ icd10_code: 'I10' }],
          payer_id: 'COM1',
          mdm_level: 'low',
          ...encounter,
        },
        patient: person(n),
        insurance: { payer_id: 'COM1', member_id: `ZQX12345678${n}`, relationship: 'self' },
        ...script,
      });
    })
    .join('\n');
