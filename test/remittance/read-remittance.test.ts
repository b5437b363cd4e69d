import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readRemittance, readRemittanceText } from '../../shared/remittance/read-remittance';
import type { RemittanceEvent } from '../../shared/remittance/remittance-advice';

const file = readFileSync('test/fixtures/x12/835-paid-denied-reversed.edi', 'latin1');
const claimsOf = (text: string) =>
  [...readRemittanceText(text)].flatMap((event) => (event.kind === 'claim' ? [event.claim] : []));
const endOf = (text: string) => [...readRemittanceText(text)].flatMap((event) => (event.kind === 'end' ? [event] : []));
const changed = (from: string, to: string): string => {
  expect(file).toContain(from);
  return file.replace(from, to);
};

describe('readRemittance', () => {
  it('gives the payment, its claims in order, then its end', () => {
    expect([...readRemittanceText(file)].map((event) => event.kind)).toEqual([
      'payment',
      'claim',
      'claim',
      'claim',
      'claim',
      'claim',
      'end',
    ]);
  });

  it('reads who pays whom how much, how, when and under which trace', () => {
    expect([...readRemittanceText(file)][0]).toEqual({
      kind: 'payment',
      header: {
        payer: 'BRAMBLEGATE HEALTH',
        payee: 'FOXGLOVE FAMILY PRACTICE',
        method: 'ACH',
        traceNumber: 'EFT-77001',
        amountCents: 30185,
        date: '2026-11-23',
      },
    });
  });

  it('reads a claim with its lines, adjustments, remarks and control numbers', () => {
    expect(claimsOf(file)[0]).toEqual({
      patientControlNumber: 'V-1001-P',
      status: '1',
      chargeCents: 26235,
      paidCents: 18185,
      patientResponsibilityCents: 4000,
      payerClaimNumber: 'ICN-1',
      adjustments: [],
      remarks: [],
      lines: [
        {
          procedure: '99214',
          modifiers: ['25'],
          chargeCents: 21035,
          paidCents: 15035,
          units: 1,
          lineControlNumber: 'V-1001-1',
          date: '2026-10-05',
          adjustments: [
            { group: 'CO', carc: '45', amountCents: 2000 },
            { group: 'PR', carc: '2', amountCents: 4000, quantity: 1 },
          ],
          remarks: ['N362'],
        },
        {
          procedure: 'J3301',
          modifiers: [],
          chargeCents: 5200,
          paidCents: 3150,
          units: 4,
          lineControlNumber: 'V-1001-2',
          date: '2026-10-05',
          adjustments: [{ group: 'CO', carc: '45', amountCents: 2050 }],
          remarks: [],
        },
      ],
    });
  });

  it('reads claim remarks of the MOA, several reasons of one CAS, and the code that was billed when the payer changed it', () => {
    const [, denied, , , changedCode] = claimsOf(file);
    expect(denied?.remarks).toEqual(['MA01', 'N130']);
    expect(changedCode?.lines[0]).toMatchObject({ procedure: '99213', modifiers: ['GT'], submittedProcedure: '99214' });
    expect(changedCode?.lines[1]?.adjustments).toEqual([
      { group: 'PI', carc: '204', amountCents: 6000 },
      { group: 'PI', carc: '45', amountCents: 2000 },
    ]);
  });

  it('keeps the signs of a reversal and counts absent units as one', () => {
    const [, , reversal, correction] = claimsOf(file);
    expect(reversal).toMatchObject({ status: '22', chargeCents: -10000, paidCents: -8000, patientResponsibilityCents: -1000 });
    expect(reversal?.adjustments.map((adjustment) => adjustment.amountCents)).toEqual([-1000, -1000]);
    expect(correction?.lines[0]?.units).toBe(1);
  });

  it('balances lines, claims and the transaction, provider adjustments with their signs', () => {
    expect(endOf(file)).toEqual([
      {
        kind: 'end',
        providerAdjustments: [
          { code: 'L6', reference: 'INT', amountCents: -500 },
          { code: 'WO', reference: 'ICN-9', amountCents: 2000 },
        ],
        balance: { linesBad: 0, claimsBad: 0, transactionDifferenceCents: 0 },
      },
    ]);
  });

  it.each([
    ['a line off by a cent', 'CAS*CO*45*20.5', 'CAS*CO*45*20.49', { linesBad: 1, claimsBad: 1, transactionDifferenceCents: 0 }],
    [
      'a claim adjustment off by a cent',
      'CAS*CO*97*150',
      'CAS*CO*97*150.01',
      { linesBad: 0, claimsBad: 1, transactionDifferenceCents: 0 },
    ],
    ['a payment off by a cent', 'BPR*I*301.85', 'BPR*I*301.86', { linesBad: 0, claimsBad: 0, transactionDifferenceCents: 1 }],
    [
      'a provider adjustment with the wrong sign',
      'WO:ICN-9*20',
      'WO:ICN-9*-20',
      { linesBad: 0, claimsBad: 0, transactionDifferenceCents: -4000 },
    ],
    [
      'an amount that is none',
      'SVC*HC:90471*80*0',
      'SVC*HC:90471*80*O',
      { linesBad: 1, claimsBad: 1, transactionDifferenceCents: 0 },
    ],
    [
      'an adjustment that is none',
      'CAS*PI*204*60*',
      'CAS*PI*204*x*',
      { linesBad: 1, claimsBad: 1, transactionDifferenceCents: 0 },
    ],
    [
      'a claim without its charge',
      'CLP*V-1002-P*4*150*0',
      'CLP*V-1002-P*4**0',
      { linesBad: 0, claimsBad: 1, transactionDifferenceCents: 0 },
    ],
  ])('notices %s', (_, from, to, balance) => {
    expect(endOf(changed(from, to)).map((end) => end.balance)).toEqual([balance]);
  });

  it('reads payers’ oddities: no ISA, other delimiters, several transactions, a file that stops', () => {
    const st = file.slice(file.indexOf('ST*'), file.indexOf('GE*'));
    expect(claimsOf(st)).toEqual(claimsOf(file));
    const piped = file.replaceAll(':', '>').replaceAll('*', '|').replaceAll('~\n', '\n');
    expect(claimsOf(piped)).toEqual(claimsOf(file));
    const twice = file.replace('GE*1*204', `${st}GE*2*204`);
    expect([...readRemittanceText(twice)].filter((event) => event.kind === 'end')).toHaveLength(2);
    const cut = file.slice(0, file.indexOf('CLP*V-1004-P'));
    expect(claimsOf(cut)).toHaveLength(4);
    expect(endOf(cut)).toHaveLength(1);
  });

  it('passes over other transactions and over what is not X12', () => {
    expect([...readRemittanceText(file.replaceAll('ST*835', 'ST*837'))]).toEqual([]);
    expect([...readRemittanceText('Dear provider, please find attached')]).toEqual([]);
    expect([...readRemittanceText('')]).toEqual([]);
  });

  it('reads the same from chunks of any size', async () => {
    const whole = [...readRemittanceText(file)];
    const bytes = Buffer.from(file, 'latin1');
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 700 }), async (size) => {
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
        const events: RemittanceEvent[] = [];
        for await (const event of readRemittance(chunks)) events.push(event);
        expect(events).toEqual(whole);
      }),
      { numRuns: 20 },
    );
  });

  it('gives claims while the transaction is still being read: nothing waits for its end', async () => {
    const head = file.slice(0, file.indexOf('CLP*'));
    const claim = file.slice(file.indexOf('CLP*'), file.indexOf('CLP*V-1002-P'));
    let fed = 0;
    function* chunks(): Generator<Uint8Array> {
      yield Buffer.from(head, 'latin1');
      for (; fed < 2000; fed++) yield Buffer.from(claim, 'latin1');
    }
    let read = 0;
    let behind = 0;
    for await (const event of readRemittance(chunks())) {
      if (event.kind !== 'claim') continue;
      read++;
      // Before the first 64 kB the reader cannot know where X12 begins; from then on it keeps up.
      if (read > 300) behind = Math.max(behind, fed - read);
    }
    expect(read).toBe(2000);
    expect(behind).toBeLessThanOrEqual(2);
  });
});
