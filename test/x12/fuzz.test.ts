import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { X12_FINDINGS } from '../../shared/x12/check/finding-catalogue';
import { readClaims } from '../../shared/claim/read-837/read-claims';
import { claimBody } from '../../shared/messages/claim-body-writer';
import { RemittanceReader } from '../../shared/remittance/read-remittance';
import { read271 } from '../../shared/x12/271/reader';
import { readStatuses } from '../../shared/x12/277CA/reader';
import { read999 } from '../../shared/x12/999/reader';
import { readTa1 } from '../../shared/x12/TA1/reader';
import { cutTransactions } from '../../shared/x12/cut-transactions';
import type { Segment } from '../../shared/x12/core/segment';
import { checkSegments } from '../../shared/x12/check/x12-check';
import { USUAL_DELIMITERS } from '../../shared/x12/core/delimiters';
import { readSegments } from '../../shared/x12/core/segment-reader';
import { writeOriginal, writeSegment } from '../../shared/x12/core/segment-writer';
import { fixture } from './check/faults';

/** Inputs in all; `npm run fuzz` asks for 100,000. */
const INPUTS = Number(process.env['VTC_FUZZ_INPUTS'] ?? 2000);
const runs = (share: number): { numRuns: number } => ({ numRuns: Math.ceil(INPUTS * share) });
const SLOW_MS = 2000;
const TIMEOUT_MS = 30 * 60_000;

const OWN = ['837P', '837D', '835', '277CA', '999', 'TA1', '270', '271', '276', '277'].map((type) =>
  Buffer.from(fixture(`${type}-clean.edi`), 'latin1'),
);

/** All that is read of a file, by every reader there is: its payments, its claims, its answers. */
function readAll(segments: readonly Segment[]): unknown[] {
  const remittance = new RemittanceReader();
  const payments = [...segments.flatMap((segment) => remittance.take(segment)), ...remittance.end()];
  const claims = [...readClaims(segments)].map((claim) => claimBody(claim));
  const answers = [...cutTransactions(segments)].map(({ segments: own }) => [
    read999(own),
    readStatuses(own),
    read271(own),
    own.map(readTa1),
  ]);
  return [payments, claims, answers];
}

/** Reads, checks and writes back: whatever the bytes, no throw, no long wait, the same bytes, known codes, a bounded report, no NaN. */
function expectSurvives(bytes: Uint8Array): void {
  const start = performance.now();
  const segments = [...readSegments(bytes)];
  const report = checkSegments(segments);
  const back = writeOriginal(segments);
  JSON.stringify(readAll(segments), (name, value: unknown) => {
    if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(`${name} is no number`);
    return value;
  });
  const text = JSON.stringify(report);
  expect(performance.now() - start).toBeLessThan(SLOW_MS);
  expect(Buffer.compare(back, bytes)).toBe(0);
  for (const [, code = ''] of text.matchAll(/"code":"([^"]*)"/g)) expect(X12_FINDINGS).toHaveProperty([code]);
  expect(text.length).toBeLessThan(2000 + 400 * 400);
}

type Change = {
  readonly at: number;
  readonly kind: 'replace' | 'insert' | 'delete' | 'copy';
  readonly text: string;
  readonly length: number;
};
const change: fc.Arbitrary<Change> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  kind: fc.constantFrom('replace' as const, 'insert' as const, 'delete' as const, 'copy' as const),
  text: fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom('~', '*', ':', '^', '\n', '\u0000', 'ISA*', 'ST*837*1~', 'SE*1*1~', 'HL*1**20*1~', '\u00ff'),
  ),
  length: fc.nat({ max: 200 }),
});

function changed(original: Uint8Array, changes: readonly Change[]): Uint8Array {
  let bytes = Buffer.from(original);
  for (const { at, kind, text, length } of changes) {
    const from = Math.floor(at * bytes.length);
    const insert = kind === 'copy' ? bytes.subarray(from, from + length) : Buffer.from(kind === 'delete' ? '' : text, 'latin1');
    const removed = kind === 'delete' ? length : kind === 'replace' ? insert.length : 0;
    bytes = Buffer.concat([bytes.subarray(0, from), insert, bytes.subarray(from + removed)]);
  }
  return bytes;
}

describe('whatever the bytes', () => {
  it(
    'own files with a few changes are read, checked and written back',
    () => {
      fc.assert(
        fc.property(fc.constantFrom(...OWN), fc.array(change, { minLength: 1, maxLength: 6 }), (original, changes) => {
          expectSurvives(changed(original, changes));
        }),
        runs(0.7),
      );
    },
    TIMEOUT_MS,
  );

  it(
    'segments in any order are read, checked and written back',
    () => {
      const segments = OWN.flatMap((bytes) => bytes.toString('latin1').split('~\n'));
      const file = fc.array(fc.constantFrom(...segments), { maxLength: 60 }).map((all) => Buffer.from(all.join('~\n'), 'latin1'));
      fc.assert(fc.property(file, expectSurvives), runs(0.15));
    },
    TIMEOUT_MS,
  );

  it(
    'bytes of chance are read, checked and written back',
    () => {
      fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), expectSurvives), runs(0.1));
    },
    TIMEOUT_MS,
  );

  it(
    'the cut into chunks does not matter',
    () => {
      const cuts = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 });
      fc.assert(
        fc.property(fc.constantFrom(...OWN), cuts, (bytes, places) => {
          const at = [0, ...places.map((place) => Math.floor(place * bytes.length)).sort((a, b) => a - b), bytes.length];
          const chunks = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
          expect([...readSegments(chunks)]).toEqual([...readSegments(bytes)]);
        }),
        runs(0.025),
      );
    },
    TIMEOUT_MS,
  );
});

describe('what is written is read back', () => {
  const ISA = fixture('837P-clean.edi').slice(0, 106);
  const text = fc.stringMatching(/^[A-Z0-9 .'-]{0,12}$/);
  const value = fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 4 }));
  const id = fc.stringMatching(/^[A-Z][A-Z0-9]{1,2}$/).filter((name) => name !== 'ISA');

  it('segments of any values', () => {
    fc.assert(
      fc.property(id, fc.array(value, { maxLength: 8 }), (name, values) => {
        const written = writeSegment([name, ...values], USUAL_DELIMITERS);
        const [, segment] = [...readSegments(Buffer.from(ISA + written, 'latin1'))];
        expect(segment?.elements).toEqual(
          trimmed([name, ...values.map((part) => (typeof part === 'string' ? part : trimmed(part).join(':')))]),
        );
        expect(writeSegment([name, ...(segment?.elements.slice(1) ?? [])], USUAL_DELIMITERS)).toBe(written);
      }),
      runs(0.025),
    );
  });
});

function trimmed(values: readonly string[]): string[] {
  return values.slice(0, values.findLastIndex((part) => part !== '') + 1);
}
