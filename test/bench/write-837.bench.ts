import { readFileSync } from 'node:fs';
import { X12Parser } from 'node-x12';
import type { Claim } from '../../shared/claim/claim';
import { readClaims } from '../../shared/claim/read-837/read-claims';
import { writeClaims } from '../../shared/claim/write-837/write-claims';
import { readSegments } from '../../shared/x12/core/segment-reader';
import type { BenchRow } from './bench-row';

const CLAIMS = 20_000;
/** What a clearinghouse takes in one file. */
const CLAIMS_A_FILE = 2000;
const ENVELOPE = {
  usage: 'T',
  senderId: '1987654328',
  receiverId: 'CLAIMMD',
  receiverName: 'CLAIM.MD',
  submitterName: 'Foxglove Family Practice',
  submitterPhone: '6145550100',
  controlNumber: 204,
  at: '2026-11-21T09:30',
} as const;

/** 837P: claims checked and written in files of 2,000, of the office visits that our own fixture holds. */
export function benchWrite837(): Promise<BenchRow[]> {
  const [visit] = readClaims(readSegments(readFileSync('test/fixtures/x12/837-mixed-types-and-patients.edi')));
  if (visit === undefined) throw new Error('the fixture of the benchmark holds no claim');
  const claims = Array.from({ length: CLAIMS }, (_, index): Claim => named(visit, index));
  const x12 = write(claims.slice(0, CLAIMS_A_FILE));
  const start = performance.now();
  for (let from = 0; from < CLAIMS; from += CLAIMS_A_FILE) write(claims.slice(from, from + CLAIMS_A_FILE));
  const perSecond = CLAIMS / ((performance.now() - start) / 1000);
  // The peers have no claims and no checks: what node-x12 can do is to turn its own parsed segments into text again.
  const parsed = new X12Parser(true).parse(x12);
  const peerStart = performance.now();
  parsed.toString();
  const peer = CLAIMS_A_FILE / ((performance.now() - peerStart) / 1000);
  return Promise.resolve([
    { what: '837P: write with checks', figure: Math.round(perSecond), unit: 'claims/s', budget: '>= 20000 claims/s' },
    {
      what: '837P: node-x12, segments to text without checks',
      figure: Math.round(peer),
      unit: 'claims/s',
      peer: 'same claims, same run',
    },
  ]);
}

/** Every claim has its own number, line number and patient: nothing is shared that a day's claims do not share. */
function named(visit: Claim, index: number): Claim {
  const number = String(index).padStart(6, '0');
  return {
    ...visit,
    claimId: `V-${number}`,
    subscriber: { ...visit.subscriber, memberId: `ABC${number}`, lastName: `Wexcombe-${number}` },
    serviceLines: visit.serviceLines.map((line) => ({ ...line, lineId: `V-${number}-1` })),
  };
}

function write(claims: readonly Claim[]): string {
  const written = writeClaims(claims, ENVELOPE);
  if (!written.ok) throw new Error(`the claims of the benchmark are refused: ${written.error[0]?.path ?? ''}`);
  return written.value;
}
