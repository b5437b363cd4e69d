import { benchAudit } from './audit.bench';
import type { BenchRow } from './bench-row';
import { benchCoding } from './coding.bench';
import { benchHttp } from './http.bench';
import { benchNcci } from './ncci.bench';
import { benchRemittance } from './remittance.bench';
import { benchScrubbing } from './scrubbing.bench';
import { benchWrite837 } from './write-837.bench';
import { benchX12Core } from './x12.bench';

/** What is measured, in order; a name on the command line measures only those that contain it. */
const BENCHES: Readonly<Record<string, () => Promise<BenchRow[]>>> = {
  audit: benchAudit,
  coding: benchCoding,
  scrubbing: benchScrubbing,
  ncci: benchNcci,
  'x12 core': benchX12Core,
  remittance: benchRemittance,
  'write 837': benchWrite837,
  http: benchHttp,
};

async function main(only: string | undefined): Promise<void> {
  const asked = Object.entries(BENCHES).filter(([name]) => only === undefined || name.includes(only));
  if (asked.length === 0) {
    process.stderr.write(`npm run bench -- NAME, where NAME is part of one of ${Object.keys(BENCHES).join(', ')}.\n`);
    process.exitCode = 2;
    return;
  }
  process.stdout.write(`node ${process.version}, ${process.arch}\n`);
  for (const [name, bench] of asked) {
    process.stderr.write(`… ${name}\n`);
    for (const row of await bench()) process.stdout.write(`${lineOf(row)}\n`);
  }
}

const lineOf = ({ what, figure, unit, budget, peer }: BenchRow): string =>
  [
    what.padEnd(70),
    `${figure.toLocaleString('en-US')} ${unit}`.padStart(24),
    budget === undefined ? '' : `budget ${budget}`,
    peer === undefined ? '' : `beside ${peer}`,
  ]
    .join('  ')
    .trimEnd();

void main(process.argv[2]);
