import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  answerOf835,
  answersOf999,
  answersOfStatuses,
  answersOfTa1,
  ANSWER_STAGES,
  currentAnswer,
  inOrderOfWeight,
  knownPayerClaimNumber,
  type ClaimAnswer,
} from '../../shared/claim/acknowledgement';
import { plainDateOf } from '../../shared/kernel/plain-date';
import { readStatuses } from '../../shared/x12/277CA/reader';
import { read999 } from '../../shared/x12/999/reader';
import { readTa1 } from '../../shared/x12/TA1/reader';
import { element, type Segment } from '../../shared/x12/core/segment';
import { readSegments } from '../../shared/x12/core/segment-reader';

const segmentsOf = (body: string): readonly Segment[] =>
  [...readSegments(Buffer.from(`ST*999*0001~${body.trim().replaceAll(/\s*\n\s*/g, '')}SE*1*0001~`))].filter(
    (segment) => segment.id !== 'ST' && segment.id !== 'SE' && segment.id !== '',
  );

const sent = [
  {
    interchangeControlNumber: '000000204',
    groupControlNumber: '204',
    transactionControlNumber: '0001',
    reference: '204-0001',
    claimIds: ['V-1', 'V-2'],
  },
  {
    interchangeControlNumber: '000000204',
    groupControlNumber: '204',
    transactionControlNumber: '0002',
    reference: '204-0002',
    claimIds: ['V-3'],
  },
];
const received = { on: plainDateOf('2026-11-21'), sequence: 1 };
const said = (answers: readonly ClaimAnswer[]) =>
  answers.map(({ claimId, stage, from, outcome, reasons }) => [claimId, stage, from, outcome, ...reasons].join(' '));

const answer = (text: string, sequence: number): ClaimAnswer => {
  const [stage, from, outcome, on = '2026-11-01', payerClaimNumber] = text.split(' ');
  return {
    claimId: 'V-1',
    stage: stage as ClaimAnswer['stage'],
    from: from as ClaimAnswer['from'],
    outcome: outcome as ClaimAnswer['outcome'],
    on: plainDateOf(on),
    sequence,
    reasons: [],
    ...(payerClaimNumber === undefined ? {} : { payerClaimNumber }),
  };
};

describe('currentAnswer', () => {
  it.each([
    ['nothing yet', [], undefined],
    ['a 999 after the TA1', ['TA1 clearinghouse received', '999 clearinghouse received'], 1],
    ['the 277CA, whichever came in first', ['277CA clearinghouse accepted', '999 clearinghouse received'], 0],
    ['the payer over a later clearinghouse', ['277CA payer accepted 2026-11-02', '277CA clearinghouse rejected 2026-11-03'], 0],
    ['a payer who rejects after accepting', ['277CA payer accepted 2026-11-02', '277CA payer rejected 2026-11-05'], 1],
    ['a payer who accepts after rejecting', ['277CA payer rejected 2026-11-02', '277CA payer accepted 2026-11-05'], 1],
    ['an older answer received late', ['277CA payer accepted 2026-11-05', '277CA payer rejected 2026-11-02'], 0],
    ['a status over the acknowledgement of its day', ['277 payer pending', '277CA payer accepted'], 0],
    ['money over every status', ['835 payer adjudicated 2026-11-10', '277 payer pending 2026-11-12'], 0],
    ['the later money', ['835 payer adjudicated 2026-11-10', '835 payer adjudicated 2026-11-20'], 1],
    ['the one received last of two alike', ['277CA payer accepted', '277CA payer rejected'], 1],
  ])('is %s', (_, texts, index) => {
    const answers = texts.map(answer);
    expect(currentAnswer(answers)).toEqual(index === undefined ? undefined : answers[index]);
  });

  it('does not depend on the order in which answers are listed', () => {
    const one = fc.record({
      stage: fc.constantFrom(...ANSWER_STAGES),
      from: fc.constantFrom('payer', 'clearinghouse'),
      outcome: fc.constantFrom('accepted', 'rejected'),
      on: fc.constantFrom('2026-11-01', '2026-11-02'),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1 }), (list) => {
        const answers = list.map((item, index) => answer(`${item.stage} ${item.from} ${item.outcome} ${item.on}`, index));
        expect(inOrderOfWeight([...answers].reverse())).toEqual(inOrderOfWeight(answers));
      }),
    );
  });

  it('knows the payer’s number from the latest answer that names one', () => {
    const answers = [
      '277CA payer accepted 2026-11-02 ICN-1',
      '277 payer pending 2026-11-05',
      '835 payer adjudicated 2026-11-10 ICN-2',
    ].map(answer);
    expect(knownPayerClaimNumber(answers)).toBe('ICN-2');
    expect(knownPayerClaimNumber(answers.slice(0, 2))).toBe('ICN-1');
    expect(knownPayerClaimNumber([])).toBeUndefined();
  });
});

describe('a TA1', () => {
  it.each([
    ['A*000', ['V-1 TA1 clearinghouse received', 'V-2 TA1 clearinghouse received', 'V-3 TA1 clearinghouse received']],
    [
      'R*023',
      [
        'V-1 TA1 clearinghouse rejected TA1 023',
        'V-2 TA1 clearinghouse rejected TA1 023',
        'V-3 TA1 clearinghouse rejected TA1 023',
      ],
    ],
  ])('%s answers every claim of the interchange', (codes, expected) => {
    const [ta1] = segmentsOf(`TA1*000000204*261121*0930*${codes}~`).map(readTa1);
    expect(ta1 && said(answersOfTa1(ta1, sent, received))).toEqual(expected);
    expect(ta1 && answersOfTa1({ ...ta1, interchangeControlNumber: '000000205' }, sent, received)).toEqual([]);
  });
});

describe('a 999', () => {
  const items = read999(
    segmentsOf(
      `AK1*HC*204~AK2*837*0001~IK5*A~AK2*837*0002~IK3*NM1*12*2010*8~CTX*CLM01:V-3~IK4*9:1*67*7*BAD~IK5*R*5~AK9*P*2*2*1~`,
    ),
  );

  it('accepts one transaction and rejects another, claim by claim', () => {
    expect(said(answersOf999(items, '204', sent, received))).toEqual([
      'V-1 999 clearinghouse received',
      'V-2 999 clearinghouse received',
      'V-3 999 clearinghouse rejected 999 R 999 IK5 5',
    ]);
  });

  it('says which segment and element were wrong, and in which claim', () => {
    expect(items[1]).toEqual({
      kind: 'transaction',
      transactionType: '837',
      controlNumber: '0002',
      outcome: 'rejected',
      codes: ['5'],
      errors: [
        {
          segment: 'NM1',
          position: 12,
          loop: '2010',
          code: '8',
          contexts: [{ name: 'CLM01', value: 'V-3' }],
          elements: [{ position: '9', component: '1', reference: '67', code: '7', value: 'BAD' }],
        },
      ],
    });
    expect(items[2]).toEqual({
      kind: 'group',
      functionalId: 'HC',
      controlNumber: '204',
      outcome: 'partially_accepted',
      included: 2,
      received: 2,
      accepted: 1,
      codes: [],
    });
  });

  it('that rejects the group without naming transactions rejects all', () => {
    const group = read999(segmentsOf('AK1*HC*204~AK9*R*2*2*0~'));
    expect(answersOf999(group, '204', sent, received).map((item) => item.outcome)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(answersOf999(group, '205', sent, received)).toEqual([]);
  });
});

const acknowledgement = (source: string, receiver: string, claims: string): readonly ClaimAnswer[] => {
  const segments = segmentsOf(
    `HL*1**20*1~NM1*${source}*2*SOURCE*****46*X~TRN*1*T~HL*2*1*21*1~NM1*41*2*US*****46*Y~TRN*2*204-0001~${receiver}HL*3*2*19*1~NM1*85*2*P*****XX*1987654328~HL*4*3*PT~NM1*QC*1*A*B****MI*M1~${claims}`,
  );
  expect(segments.every((segment) => element(segment, 0) !== '')).toBe(true);
  return answersOfStatuses('277CA', readStatuses(segments), sent, received);
};

describe('a 277CA', () => {
  it.each([
    [
      'accepted by the payer',
      'PR',
      'TRN*2*V-1~STC*A2:20:PR*20261122*WQ*150~REF*1K*ICN-1~',
      ['V-1 277CA payer accepted A2:20:PR'],
    ],
    [
      'received by the clearinghouse',
      'AY',
      'TRN*2*V-1~STC*A1:19:AY*20261122*WQ*150~',
      ['V-1 277CA clearinghouse received A1:19:AY'],
    ],
    ['invalid information', 'PR', 'TRN*2*V-1~STC*A7:562:85*20261122*U*150~', ['V-1 277CA payer rejected A7:562:85']],
    [
      'one rejection among acceptances',
      'PR',
      'TRN*2*V-1~STC*A2:20*20261122*WQ*150~STC*A3:21*20261122*U*150~',
      ['V-1 277CA payer rejected A2:20 A3:21'],
    ],
    [
      'three statuses of one STC',
      'PR',
      'TRN*2*V-1~STC*A8:496:85*20261122*U*150******A8:128:85*A8:562:85~',
      ['V-1 277CA payer rejected A8:496:85 A8:128:85 A8:562:85'],
    ],
    [
      'two claims of one patient',
      'PR',
      'TRN*2*V-1~STC*A2:20*20261122*WQ*150~TRN*2*V-2~STC*A3:21*20261122*U*150~',
      ['V-1 277CA payer accepted A2:20', 'V-2 277CA payer rejected A3:21'],
    ],
    [
      'a rejected line',
      'PR',
      'TRN*2*V-1~STC*A3:21*20261122*U*150~SVC*HC:99213*150~STC*A7:454*20261122*U~REF*FJ*V-1-1~',
      ['V-1 277CA payer rejected A3:21 A7:454'],
    ],
  ])('%s', (_, source, claims, expected) => {
    expect(said(acknowledgement(source, '', claims))).toEqual(expected);
  });

  it('takes the day and the payer’s number of the answer', () => {
    expect(acknowledgement('PR', '', 'TRN*2*V-1~STC*A2:20*20261122*WQ*150~REF*1K*ICN-1~')).toMatchObject([
      { on: '2026-11-22', payerClaimNumber: 'ICN-1' },
    ]);
  });

  it('that rejects at the receiver rejects every claim of the transmission it does not answer itself', () => {
    const answers = acknowledgement('AY', 'STC*A8:24:41*20261122*U*300~', 'TRN*2*V-2~STC*A2:20*20261122*WQ*150~');
    expect(said(answers)).toEqual(['V-1 277CA clearinghouse rejected A8:24:41', 'V-2 277CA clearinghouse accepted A2:20']);
  });
});

describe('a 277 and an 835', () => {
  it.each([
    ['P1:20', 'pending'],
    ['R1:297', 'pending'],
    ['D0:35', 'pending'],
    ['E1:484', 'pending'],
    ['F1:65', 'adjudicated'],
    ['F2:585', 'adjudicated'],
    ['A4:35', 'rejected'],
  ])('the status %s is %s', (status, outcome) => {
    const items = readStatuses(
      segmentsOf(`HL*1**20*1~NM1*PR*2*S*****PI*X~HL*2*1*22*0~TRN*2*V-1~STC*${status}*20261122**150*120*20261120***CHK-1~`),
    );
    expect(answersOfStatuses('277', items, sent, received).map((item) => item.outcome)).toEqual([outcome]);
    expect(items[0]?.statuses[0]).toMatchObject({
      amountCents: 15000,
      paidCents: 12000,
      paidOn: '2026-11-20',
      checkNumber: 'CHK-1',
    });
  });

  it('an 835 is money: adjudicated, with the payer’s number', () => {
    expect(answerOf835({ patientControlNumber: 'V-1', status: '22', payerClaimNumber: 'ICN-1' }, received)).toEqual({
      claimId: 'V-1',
      stage: '835',
      from: 'payer',
      outcome: 'adjudicated',
      on: '2026-11-21',
      sequence: 1,
      reasons: ['CLP02 22'],
      payerClaimNumber: 'ICN-1',
    });
  });
});
