import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isTableGap } from '../../shared/coding/tables';
import { plainDateOf, type PlainDate } from '../../shared/kernel/plain-date';
import { loadPractice } from '../../shared/practice/load-practice';
import { loadReferenceTables } from '../../shared/reference-data/load-reference-tables';
import { referenceTables } from '../builders/reference-tables';
import { stopwatch, type BenchRow } from './bench-row';
import { benchCodingWith } from './coding.bench';
import { codeOf, FULL_SIZE_ROWS, pairOf, writeOfficialPtp } from './official-ptp';

const LOOKUPS = 2_000_000;
const WARM_UP = 100_000;
const DATES: readonly PlainDate[] = ['2026-11-20', '2025-06-01', '2019-03-04'].map(plainDateOf);

/** Full size: four official files of together 1.8 million rows, imported by the command line, loaded and asked, beside a Map of them. */
export async function benchNcci(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'vtc-bench-ncci-'));
  try {
    const files = writeOfficialPtp(folder, FULL_SIZE_ROWS);
    const dataDir = join(folder, 'data');
    return [
      ...importedByCommand(files, dataDir),
      ...(await index(dataDir)),
      ...(await engine(dataDir)),
      ...(await plainMap(files)),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function importedByCommand(files: readonly string[], dataDir: string): readonly BenchRow[] {
  const megabytes = files.reduce((sum, path) => sum + statSync(path).size, 0) / 1e6;
  const start = performance.now();
  const run = spawnSync(
    process.execPath,
    ['--import', PEAK_MEMORY, 'dist/infra/cli/vtc.js', 'data', 'import', 'ncci-ptp-practitioner', ...files, '--data', dataDir],
    { encoding: 'utf8' },
  );
  const seconds = (performance.now() - start) / 1000;
  const peak = Number(/peak (\d+)/.exec(run.stderr)?.[1]);
  if (run.status !== 0 || !run.stdout.includes(`"rows":${FULL_SIZE_ROWS}`)) throw new Error(`import failed: ${run.stderr}`);
  const what = `NCCI import: ${FULL_SIZE_ROWS.toLocaleString('en-US')} rows, ${Math.round(megabytes)} MB in ${files.length} files`;
  return [
    { what, figure: Number(seconds.toFixed(1)), unit: 's' },
    { what: 'NCCI import: most memory', figure: Math.round(peak / 1024), unit: 'MB RSS' },
  ];
}

const PEAK_MEMORY =
  "data:text/javascript,process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS+'\\n'))";

async function index(dataDir: string): Promise<readonly BenchRow[]> {
  const before = await residentMegabytes();
  const worked = stopwatch();
  const { ptp } = await loadReferenceTables({ dataDir, production: true });
  ptp.lookUp(codeOf(0), codeOf(1), DATES[0] ?? plainDateOf('2026-11-20'));
  const load = worked();
  const memory = (await residentMegabytes()) - before;
  const asked = lookUps((one, two, on) => {
    const edit = ptp.lookUp(one, two, on);
    return edit !== undefined && !isTableGap(edit);
  });
  return [
    { what: 'NCCI index: load until the first answer', figure: Math.round(load), unit: 'ms', budget: '< 300 ms' },
    { what: 'NCCI index: memory', figure: Math.round(memory), unit: 'MB', budget: '< 80 MB' },
    ...asked.map((row) => ({ ...row, what: `NCCI index: ${row.what}`, budget: '< 1,000 ns' })),
  ];
}

/** The engine and every edit with the full-size index loaded; the other tables are those of the coding benchmark. */
async function engine(dataDir: string): Promise<readonly BenchRow[]> {
  const practice = await loadPractice('sample');
  if (!practice.ok) throw new Error('the sample practice is refused');
  const { ptp } = await loadReferenceTables({ dataDir, production: true });
  return benchCodingWith(practice.value, { ...referenceTables(), ptp }, ', 1.8 million NCCI rows');
}

interface Edit {
  readonly from: string;
  readonly to: string;
  readonly modifier: string;
}

/** What anyone would write first: every pair as a key, its windows as objects. */
async function plainMap(files: readonly string[]): Promise<readonly BenchRow[]> {
  const before = await residentMegabytes();
  const worked = stopwatch();
  const edits = new Map<string, Edit | Edit[]>();
  for (const path of files)
    for (const line of readFileSync(path, 'latin1').split('\r\n')) {
      const [one = '', two = '', , from = '', to = '', modifier = ''] = line.split('\t');
      if (!/^\d{8}$/.test(from) || modifier === '9') continue;
      const key = `${one}/${two}`;
      const edit = { from: dashed(from), to: to === '*' ? '9999-12-31' : dashed(to), modifier };
      const known = edits.get(key);
      edits.set(key, known === undefined ? edit : [...(Array.isArray(known) ? known : [known]), edit]);
    }
  const load = worked();
  const memory = (await residentMegabytes()) - before;
  const asked = lookUps((one, two, on) => {
    const found = edits.get(`${one}/${two}`);
    const inForce = ({ from, to }: Edit): boolean => from <= on && on <= to;
    return found !== undefined && (Array.isArray(found) ? found.some(inForce) : inForce(found));
  });
  return [
    { what: 'Map<string, Edit>: load from the same files', figure: Math.round(load), unit: 'ms' },
    { what: 'Map<string, Edit>: memory', figure: Math.round(memory), unit: 'MB' },
    ...asked.map((row) => ({ ...row, what: `Map<string, Edit>: ${row.what}` })),
  ];
}

const dashed = (text: string): string => `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;

/** The thousand pairs that a practice asks all day, and a hundred thousand in an order that no cache likes. */
const DIFFERENT_PAIRS = [1_000, 100_000] as const;
type IsEdit = (one: string, two: string, on: PlainDate) => boolean;

const lookUps = (isEdit: IsEdit): readonly BenchRow[] => DIFFERENT_PAIRS.map((pairs) => lookUp(isEdit, pairs));

/** Pairs of the table, every third the wrong way round, on three dates. */
function lookUp(isEdit: IsEdit, pairs: number): BenchRow {
  const questions = Array.from({ length: pairs }, (_, i) => {
    const [one, two] = pairOf((i * 7919 * 31) % FULL_SIZE_ROWS);
    const on = DATES[i % DATES.length] ?? plainDateOf('2026-11-20');
    return i % 3 === 2 ? ([two, one, on] as const) : ([one, two, on] as const);
  });
  let found = 0;
  const ask = (times: number): void => {
    for (let i = 0; i < times; i++) {
      const question = questions[i % pairs];
      if (question !== undefined && isEdit(question[0], question[1], question[2])) found++;
    }
  };
  ask(WARM_UP);
  found = 0;
  const worked = stopwatch();
  ask(LOOKUPS);
  const figure = Math.round((worked() * 1e6) / LOOKUPS);
  const share = Math.round((100 * found) / LOOKUPS);
  return { what: `look-up among ${pairs.toLocaleString('en-US')} pairs (${share} % found)`, figure, unit: 'ns' };
}

/** Heap and typed arrays after a collection: what an instance has to hold. */
async function residentMegabytes(): Promise<number> {
  for (let round = 0; round < 3; round++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}
