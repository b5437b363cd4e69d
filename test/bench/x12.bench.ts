import { createReadStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { X12Parser } from 'node-x12';
import { X12parser } from 'x12-parser';
import { checkByteStream } from '../../shared/x12/check/x12-check';
import { USUAL_DELIMITERS } from '../../shared/x12/core/delimiters';
import { writeInterchange } from '../../shared/x12/core/interchange-writer';
import { streamSegments } from '../../shared/x12/core/segment-reader';
import type { SegmentValues } from '../../shared/x12/core/segment-writer';
import type { BenchRow } from './bench-row';

const CLAIMS = 60_000;

/** Cuts and checks one 835 of 60,000 claims, beside two npm parsers on the same file in the same run. */
export async function benchX12Core(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'x12-bench-'));
  try {
    const file = join(folder, 'remittance.835');
    writeFileSync(file, remittance());
    const size = statSync(file).size / 1e6;
    const runs = {
      'cut into segments': await measure(() => cut(file)),
      'cut, check and balance': await measure(() => check(file)),
      'x12-parser cuts': await measure(() => parseWithX12Parser(file)),
      'node-x12 cuts': await measure(() => parseWithNodeX12(file)),
    };
    const label = `835 of ${size.toFixed(0)} MB`;
    const [own, , x12parser, nodeX12] = Object.values(runs).map((seconds) => size / seconds);
    const peer = `x12-parser ${x12parser?.toFixed(1) ?? ''} MB/s, node-x12 ${nodeX12?.toFixed(1) ?? ''} MB/s`;
    return Object.entries(runs).map(([what, seconds]): BenchRow => ({
      what: `x12: ${label}, ${what}`,
      figure: Number((size / seconds).toFixed(1)),
      unit: 'MB/s',
      ...(own === size / seconds ? { peer } : {}),
    }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function cut(file: string): Promise<number> {
  let count = 0;
  for await (const segment of streamSegments(createReadStream(file))) if (segment.index > 0) count++;
  return count;
}

async function check(file: string): Promise<number> {
  const { verdict } = await checkByteStream(createReadStream(file));
  if (verdict !== 'ok') throw new Error('the file of the benchmark has a finding');
  return CLAIMS * 8;
}

const parseWithX12Parser = (file: string): Promise<number> => drain(file, new X12parser());
const parseWithNodeX12 = (file: string): Promise<number> => drain(file, new X12Parser());

async function drain(file: string, parser: NodeJS.ReadWriteStream): Promise<number> {
  let count = 0;
  const sink = new Writable({
    objectMode: true,
    write: (_segment, _encoding, done) => {
      count++;
      done();
    },
  });
  await pipeline(createReadStream(file), parser, sink);
  return count;
}

/** Seconds of a run; all must see every segment. */
async function measure(run: () => Promise<number>): Promise<number> {
  globalThis.gc?.();
  const start = performance.now();
  const count = await run();
  if (count < CLAIMS * 8) throw new Error('a parser of the benchmark left segments out');
  return (performance.now() - start) / 1000;
}

function remittance(): string {
  const body: SegmentValues[] = [
    [
      'BPR',
      'I',
      String(CLAIMS * 100),
      'C',
      'ACH',
      'CCP',
      '01',
      '011000015',
      'DA',
      '1',
      '1999999999',
      '',
      '01',
      '011000015',
      'DA',
      '2',
      '20261105',
    ],
    ['TRN', '1', 'EFT1', '1999999999'],
    ['N1', 'PR', 'COASTLINE MUTUAL'],
    ['N3', '1 MUTUAL PLAZA'],
    ['N4', 'BANGOR', 'ME', '044011111'],
    ['PER', 'BL', 'EDI SUPPORT', 'TE', '8005550133'],
    ['N1', 'PE', 'HARBORVIEW CLINIC', 'XX', '1987654328'],
    ['LX', '1'],
  ];
  for (let claim = 0; claim < CLAIMS; claim++)
    body.push(
      ['CLP', `V-${claim}`, '1', '150', '100', '20', '12', `CM${claim}`, '11', '1'],
      ['NM1', 'QC', '1', 'ALDERWICK', 'THEODORA', '', '', '', 'MI', `M${claim}`],
      ['DTM', '232', '20261021'],
      ['SVC', ['HC', '99213', '25'], '150', '100', '', '1'],
      ['DTM', '472', '20261021'],
      ['CAS', 'CO', '45', '30'],
      ['CAS', 'PR', '3', '20'],
      ['REF', '6R', `V${claim}L1`],
    );
  const transaction = { type: '835', controlNumber: '0001', body };
  const group = { functionalId: 'HP', senderCode: 'A', receiverCode: 'B', date: '20261105', time: '0600', controlNumber: 1 };
  const header = { senderQualifier: 'ZZ', senderId: 'A', receiverQualifier: 'ZZ', receiverId: 'B', date: '261105', time: '0600' };
  return writeInterchange(
    { ...header, controlNumber: 1, usage: 'T' },
    [{ ...group, senderCode: 'AA', receiverCode: 'BB', guide: '005010X221A1', transactions: [transaction] }],
    USUAL_DELIMITERS,
  );
}
