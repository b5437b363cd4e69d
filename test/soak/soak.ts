import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Summary } from '../../infra/local/summary';
import { soakVisits } from './soak-visits';

// `npm run soak`: many visits through the whole local stack, once; nothing lost, nothing twice. Figures in docs/soak.md.

const VISITS = Number(process.argv[2] ?? 5000);
const DAY = '2026-11-20';
const LOOK_MS = 1000;

type Role = 'supervisor' | 'services' | 'app';

async function main(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'vtc-soak-'));
  const file = (name: string): string => join(folder, name);
  writeFileSync(file('visits.ndjson'), soakVisits(VISITS, DAY));
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [
      ...['dist/infra/local/start.js', '--once', '--day', DAY, '--port', '0', '--visits', file('visits.ndjson')],
      ...['--data', file('data'), '--summary', file('summary.json'), '--pid-file', file('pids.json')],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const said: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString().split('\n')) {
      if (/^ {2}\d{4}-|^Not right|^Audit log/.test(line)) said.push(line);
      if (/^ {2}\d{4}-/.test(line)) process.stderr.write(`${line}\n`);
    }
  });
  const most = new Map<Role, number>();
  const look = setInterval(() => {
    noteMemory(file('pids.json'), most);
  }, LOOK_MS);
  const code = await new Promise<number | null>((done) => child.once('close', done));
  clearInterval(look);
  const seconds = (performance.now() - started) / 1000;
  const faults = [
    ...said.filter((line) => line.startsWith('Not right')),
    ...(code === 0 ? [] : [`the day ended with ${String(code)}`]),
  ];
  if (existsSync(file('summary.json'))) {
    const summary = JSON.parse(readFileSync(file('summary.json'), 'utf8')) as Summary;
    faults.push(...judge(summary));
    print(summary, seconds, most);
  }
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  process.stdout.write(faults.length === 0 ? 'Nothing lost, nothing twice.\n' : `Data kept in ${folder}\n`);
  if (faults.length === 0) rmSync(folder, { recursive: true, force: true });
  return faults.length === 0 ? 0 : 1;
}

/** The resident set of each process as the system tells it; Windows has no ps, and then nothing is noted. */
function noteMemory(pidFile: string, most: Map<Role, number>): void {
  try {
    const pids = JSON.parse(readFileSync(pidFile, 'utf8')) as Record<Role, number>;
    for (const role of ['supervisor', 'services', 'app'] as const) {
      const kilobytes = Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pids[role])], { encoding: 'utf8' }).trim());
      most.set(role, Math.max(most.get(role) ?? 0, Math.round(kilobytes / 1024)));
    }
  } catch {
    // Not there yet, or not any more.
  }
}

/** What was lost, and what went out twice, by the summary alone; whether the books agree the day itself has said. */
function judge({ visits, clearinghouse, audit }: Summary): readonly string[] {
  const ids = new Set(visits.map((visit) => visit.encounter_id));
  const faults: string[] = [];
  if (ids.size !== VISITS || visits.length !== VISITS) faults.push(`${VISITS - ids.size} of ${VISITS} visits are lost`);
  const twice = clearinghouse.claims.filter((claim) => claim.times_received !== 1);
  if (twice.length > 0) faults.push(`${twice.length} claims were received more than once`);
  const unsettled = visits.filter((visit) => ['submitted', 'accepted', 'awaiting_reconciliation'].includes(visit.state));
  if (unsettled.length > 0) faults.push(`${unsettled.length} visits never came to an end`);
  if (!audit.ok) faults.push('the audit log is not verified');
  return faults;
}

function print({ visits, clearinghouse, audit }: Summary, seconds: number, most: ReadonlyMap<Role, number>): void {
  const states = new Map<string, number>();
  for (const { state } of visits) states.set(state, (states.get(state) ?? 0) + 1);
  const rows: readonly (readonly [string, string])[] = [
    ['node', process.version],
    ['visits', `${visits.length} of ${VISITS}`],
    ['states', [...states].map(([state, count]) => `${state} ${count}`).join(', ')],
    ['claims at the clearinghouse', String(clearinghouse.claims.length)],
    ['audit records', String(audit.records)],
    ['seconds, start and end of the stack included', seconds.toFixed(1)],
    ['visits a second', (visits.length / seconds).toFixed(1)],
    ['most memory, MB', [...most].map(([role, megabytes]) => `${role} ${megabytes}`).join(', ')],
  ];
  for (const [what, figure] of rows) process.stdout.write(`${what.padEnd(46)} ${figure}\n`);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : 'The soak could not run.'}\n`);
    process.exitCode = 1;
  },
);
