import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Summary } from '../../infra/local/summary';
import { soakVisits } from '../soak/soak-visits';
import type { BenchRow } from './bench-row';

const WARM_UP = 500;
const REQUESTS = 5_000;
const STARTS = 5;
const UP_MS = 120_000;

const DAY = '2026-11-20';
const VISIT = {
  encounter_id: 'BENCH-1',
  patient_id: 'BENCH-P1',
  provider_npi: '1234567893',
  date_of_service: DAY,
  visit_type: 'office_visit_established',
  mdm_level: 'moderate',
  payer_id: 'COM1',
  diagnoses: [{ icd10_code: 'I10' }, { icd10_code: 'E11.9' }],
  separately_identifiable: true,
  procedures: [{ procedure_code: '20610', laterality: 'right' }],
};

/** POST code-encounter over the whole local stack, one call after another; and the cold start of the app's bundle. */
export async function benchHttp(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vtc-bench-'));
  const stack = await startedStack(folder);
  try {
    const post = poster(stack.summary);
    for (let i = 0; i < WARM_UP; i++) await post();
    const times: number[] = [];
    for (let i = 0; i < REQUESTS; i++) {
      const start = performance.now();
      await post();
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    const percentile = (share: number): number => Number((times[Math.floor(times.length * share)] ?? 0).toFixed(2));
    const starts = Array.from({ length: STARTS }, coldStart);
    return [
      { what: 'HTTP: POST code-encounter, warm, p50', figure: percentile(0.5), unit: 'ms' },
      { what: 'HTTP: POST code-encounter, warm, p99', figure: percentile(0.99), unit: 'ms', budget: '< 25 ms' },
      {
        what: 'cold start: node, bundle and tables, processor time',
        figure: median(starts.map(({ cpuMs }) => cpuMs)),
        unit: 'ms',
        budget: '< 600 ms',
      },
      { what: 'cold start: the same by the clock', figure: median(starts.map(({ wallMs }) => wallMs)), unit: 'ms' },
    ];
  } finally {
    const ended = new Promise((done) => stack.child.once('close', done));
    stack.child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startedStack(folder: string): Promise<{ readonly child: ChildProcess; readonly summary: Summary }> {
  const file = (name: string): string => join(folder, name);
  writeFileSync(file('visits.ndjson'), soakVisits(1, DAY));
  const child = spawn(
    process.execPath,
    [
      ...['dist/infra/local/start.js', '--day', DAY, '--port', '0', '--visits', file('visits.ndjson')],
      ...['--data', file('data'), '--summary', file('summary.json'), '--pid-file', file('pids.json')],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await new Promise<void>((done, reject) => {
    let said = '';
    const late = setTimeout(() => {
      reject(new Error('the local stack does not come up'));
    }, UP_MS);
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (!said.includes('The stack stays up')) return;
      clearTimeout(late);
      done();
    });
    child.once('close', () => {
      reject(new Error('the local stack ended'));
    });
  });
  return { child, summary: JSON.parse(readFileSync(file('summary.json'), 'utf8')) as Summary };
}

function poster({ urls, function_key: key }: Summary): () => Promise<void> {
  const body = JSON.stringify(VISIT);
  const headers = { 'content-type': 'application/json', 'x-functions-key': key };
  return async () => {
    const response = await fetch(`${urls['api'] ?? ''}/code-encounter`, { method: 'POST', headers, body });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`code-encounter answered ${response.status}`);
  };
}

/** The app's settings with nothing behind them: composing its parts is not part of the cold start that is budgeted. */
const SETTINGS = {
  ServiceBusConnection: 'Endpoint=sb://localhost;SharedAccessKeyName=a;SharedAccessKey=a;UseDevelopmentEmulator=true;',
  StorageConnection: 'UseDevelopmentStorage=true',
  KeyVaultUri: 'http://127.0.0.1:1',
  EncounterFinalizedQueue: 'encounter-finalized',
  ClaimReadyQueue: 'claim-ready',
  NotificationsTopic: 'notifications',
  ListenerSchedule: '0 */5 * * * *',
  EraMonitorSchedule: '0 */30 * * * *',
  PracticeFolder: 'sample',
  ATHENAHEALTH_BASE_URL: 'http://127.0.0.1:1',
  ATHENAHEALTH_PRACTICE_ID: '1',
  CLAIM_MD_BASE_URL: 'http://127.0.0.1:1',
};

interface ColdStart {
  readonly cpuMs: number;
  readonly wallMs: number;
}

const coldStart = (): ColdStart =>
  JSON.parse(
    execFileSync(process.execPath, ['dist/test/bench/cold-start.js'], {
      env: { ...process.env, ...SETTINGS },
      encoding: 'utf8',
    }),
  ) as ColdStart;

const median = (figures: readonly number[]): number =>
  Math.round([...figures].sort((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0);
