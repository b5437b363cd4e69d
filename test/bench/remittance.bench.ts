import { spawnSync } from 'node:child_process';
import { createReadStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { X12Parser } from 'node-x12';
import { X12parser as StreamParser } from 'x12-parser';
import { readWithProgress } from '../../infra/cli/file-progress';
import { readRemittance } from '../../shared/remittance/read-remittance';
import type { BenchRow } from './bench-row';
import { writeLarge835 } from './large-835';

const MB = 1_000_000;
const SIZE = 20 * MB;
/** Linear: ten times the bytes, ten times the time; memory does not grow. */
const LARGE = 200 * MB;

/** 835: our typed and balanced stream beside the npm parsers' untyped segments on the same file, then 200 MB through `vtc x12 read`. */
export async function benchRemittance(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'remittance-bench-'));
  try {
    const file = join(folder, 'one-st.835');
    const claims = writeLarge835(file, SIZE);
    await readOurs(file, claims);
    const ours = await megabytesASecond(file, () => readOurs(file, claims));
    const stream = await megabytesASecond(file, () => readWithX12Parser(file));
    const whole = await megabytesASecond(file, () => readWithNodeX12(file));
    const fastest = Math.max(stream, whole);
    const large = join(folder, 'large.835');
    const largeClaims = writeLarge835(large, LARGE);
    const largeSpeed = await megabytesASecond(large, () => readOurs(large, largeClaims));
    return [
      row('835: typed and balanced stream', ours, 'MB/s', `>= ${round(2 * fastest)} MB/s (2x the fastest peer)`),
      row('835: x12-parser, untyped segments', stream, 'MB/s'),
      row('835: node-x12, untyped segments, whole file', whole, 'MB/s'),
      row('835: typed stream of 200 MB in one ST', largeSpeed, 'MB/s', 'as the 20 MB file (linear)'),
      row('835: peak memory of vtc x12 read, 20 MB', peakMemory(vtcReads(file)), 'MB', '< 120 MB'),
      row('835: peak memory of vtc x12 read, 200 MB', peakMemory(vtcReads(large)), 'MB', '< 120 MB'),
      row('835: peak memory of x12-parser, 20 MB', peakMemory(x12ParserReads(file)), 'MB'),
      row('835: peak memory of node-x12, 20 MB', peakMemory(nodeX12Reads(file)), 'MB'),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const round = (value: number): number => Number(value.toFixed(1));

const row = (what: string, figure: number, unit: string, budget?: string): BenchRow => ({
  what,
  figure: round(figure),
  unit,
  ...(budget === undefined ? { peer: 'same file, same run' } : { budget }),
});

async function megabytesASecond(file: string, read: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await read();
  return statSync(file).size / MB / ((performance.now() - start) / 1000);
}

async function readOurs(file: string, claims: number): Promise<void> {
  let read = 0;
  for await (const event of readRemittance(readWithProgress(file))) {
    if (event.kind === 'claim') read++;
    if (event.kind === 'end' && (event.balance.claimsBad > 0 || event.balance.transactionDifferenceCents !== 0))
      throw new Error('the file of the benchmark does not balance');
  }
  if (read !== claims) throw new Error('the benchmark lost claims');
}

const readWithX12Parser = (file: string): Promise<void> =>
  new Promise((done, fail) => {
    let segments = 0;
    createReadStream(file, { highWaterMark: 256 * 1024 })
      .pipe(new StreamParser())
      .on('data', () => segments++)
      .on('error', fail)
      .on('end', () => {
        if (segments === 0) fail(new Error('x12-parser read nothing'));
        else done();
      });
  });

function readWithNodeX12(file: string): Promise<void> {
  const interchange = new X12Parser(true).parse(readFileSync(file, 'latin1'));
  if (!('functionalGroups' in interchange)) throw new Error('node-x12 read nothing');
  return Promise.resolve();
}

const vtcReads = (file: string): string =>
  `process.argv = [process.execPath, 'vtc', 'x12', 'read', ${JSON.stringify(file)}]; require(${JSON.stringify(resolve('dist/infra/cli/vtc.js'))});`;

const x12ParserReads = (file: string): string =>
  `require('node:fs').createReadStream(${JSON.stringify(file)}, { highWaterMark: 262144 }).pipe(new (require('x12-parser').X12parser)()).resume();`;

const nodeX12Reads = (file: string): string =>
  `new (require('node-x12').X12Parser)(true).parse(require('node:fs').readFileSync(${JSON.stringify(file)}, 'latin1'));`;

/** Peak resident memory of a program in a process of its own, in MB. */
function peakMemory(program: string): number {
  const tells = `process.on('exit', () => process.stderr.write('|' + process.resourceUsage().maxRSS));`;
  const { stderr, status } = spawnSync(process.execPath, ['-e', tells + program], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`a reader of the benchmark failed: ${stderr}`);
  return (Number(stderr.split('|').at(-1)) * 1024) / MB;
}
