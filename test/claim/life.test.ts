import { describe, expect, it } from '@jest/globals';
import {
  CLAIM_MOVES,
  CLAIM_STATES,
  decideClaim,
  mayFollow,
  nextSending,
  type ClaimEvent,
  type ClaimLife,
  type ClaimState,
} from '../../shared/claim/life';
import { cents, ZERO_CENTS } from '../../shared/kernel/money';
import { instantFromMs } from '../../shared/kernel/plain-date';

const at = instantFromMs(1_000_000);
const FILE = 'CABC-1-1.837';
const money = {
  chargeCents: cents(15_000),
  paidCents: ZERO_CENTS,
  patientResponsibilityCents: ZERO_CENTS,
  writtenOffCents: ZERO_CENTS,
  deniedCents: ZERO_CENTS,
};

const lifeIn = (state: ClaimState, change: Partial<ClaimLife> = {}): ClaimLife => ({
  claimId: 'CABC-1',
  frequency: 'original',
  state,
  reasons: [],
  revision: 3,
  claimHash: 'h',
  codes: ['99213'],
  ...(state === 'ready' || state === 'held'
    ? { attempts: 0 }
    : { attempts: 1, attempt: { number: 1, fileName: FILE, payloadHash: 'p', sentAt: at, feedCursor: '0' } }),
  notSent: 0,
  responses: [],
  money,
  postings: [],
  findings: [],
  history: [],
  ...change,
});

const paid = {
  paidCents: cents(12_000),
  patientResponsibilityCents: cents(2_000),
  writtenOffCents: cents(1_000),
  deniedCents: ZERO_CENTS,
};
const nothing = {
  paidCents: ZERO_CENTS,
  patientResponsibilityCents: ZERO_CENTS,
  writtenOffCents: ZERO_CENTS,
  deniedCents: ZERO_CENTS,
};

const EVENTS: readonly ClaimEvent[] = [
  { kind: 'rebuilt', at, claimHash: 'h2', codes: ['99214'], chargeCents: cents(20_000) },
  { kind: 'held', at, reasons: ['D008'] },
  { kind: 'released', at, by: 'biller' },
  { kind: 'closed', at, by: 'biller' },
  { kind: 'billed_by_ehr', at, ehrClaimId: '5500' },
  { kind: 'ehr_differs', at, findings: [{ id: 'W001', severity: 'hold', lines: [1], message: 'm', fix: 'f', source: 's' }] },
  { kind: 'submit_started', at, fileName: FILE, payloadHash: 'p', feedCursor: '7' },
  { kind: 'submit_accepted', at, fileName: FILE, clearinghouseClaimId: 'cm1' },
  { kind: 'submit_rejected', at, fileName: FILE, reasons: ['M1'] },
  { kind: 'submit_not_sent', at, fileName: FILE, reason: 'ECONNREFUSED' },
  { kind: 'submit_unknown', at, fileName: FILE, reason: 'TIMEOUT' },
  { kind: 'found_uploaded', at, fileName: FILE },
  { kind: 'grace_passed', at, fileName: FILE, then: 'person' },
  { kind: 'resend_approved', at, by: 'biller' },
  { kind: 'response', at, responseId: 'r1', from: 'payer', status: 'accepted', reasons: [], payerClaimNumber: 'P1' },
  { kind: 'remitted', at, postingId: 'e-0', outcome: 'paid', money: paid, reasons: [] },
];

/** What each event makes of each state: the next state, '=' for nothing, '' for refused. Columns in the order of CLAIM_STATES. */
const TABLE: Readonly<Record<ClaimEvent['kind'], string>> = {
  //                held  ready  intent          unknown         awaiting_person submitted rejected accepted paid partially_paid denied reversed closed
  rebuilt: 'ready ready - - - - - - - - - - -',
  held: '- held - - - - - - - - - - -',
  released: 'ready - - - - - - - - - - - -',
  closed: 'closed - - - closed - closed - - - - - -',
  billed_by_ehr: '- closed - - - - - - - - - - -',
  ehr_differs: '- held - - - - - - - - - - -',
  submit_started: '- intent - - - - - - - - - - -',
  submit_accepted: '- - submitted submitted submitted = = = = = = = -',
  submit_rejected: '- - rejected rejected rejected = = = = = = = -',
  submit_not_sent: '- - ready ready - - - - - - - - -',
  submit_unknown: '- - unknown = = = = = = = = = =',
  found_uploaded: '- - submitted submitted submitted = = = = = = = -',
  grace_passed: '- - awaiting_person awaiting_person - - - - - - - - -',
  resend_approved: '- - - - ready - - - - - - - -',
  response: '- - accepted accepted accepted accepted rejected accepted paid partially_paid denied reversed closed',
  remitted: '- - paid paid paid paid paid paid - - paid paid paid',
};

describe('decideClaim, the whole table', () => {
  const cells = EVENTS.flatMap((event) =>
    CLAIM_STATES.map((state, column) => ({ event, state, expected: TABLE[event.kind].split(' ')[column] ?? 'missing' })),
  );

  it.each(cells)('$event.kind while $state: $expected', ({ event, state, expected }) => {
    const decision = decideClaim(lifeIn(state), event);
    if (expected === '-')
      expect(decision).toMatchObject({
        outcome: 'refused',
        reason: expect.stringMatching(`^(${event.kind} |a second payment|closed by a person)`),
      });
    else if (expected === '=') expect(decision.outcome).toBe('unchanged');
    else
      expect(decision).toMatchObject({
        outcome: 'moved',
        next: { state: expected, revision: 4, history: [{ at, event: event.kind }] },
      });
  });

  it('has an event for every row and a cell for every state', () => {
    expect(EVENTS.map((event) => event.kind).sort()).toEqual(Object.keys(CLAIM_MOVES).sort());
    for (const row of Object.values(TABLE)) expect(row.split(' ')).toHaveLength(CLAIM_STATES.length);
  });
});

describe('decideClaim', () => {
  it('says nothing to an answer of another sending', () => {
    const late: ClaimEvent = { kind: 'submit_accepted', at, fileName: 'CABC-1-0.837', clearinghouseClaimId: 'cm0' };
    expect(decideClaim(lifeIn('unknown'), late)).toEqual({ outcome: 'unchanged', reason: 'an answer to another sending' });
  });

  it('takes a sending that never left out of the count, and keeps that it was tried', () => {
    const decision = decideClaim(lifeIn('intent'), { kind: 'submit_not_sent', at, fileName: FILE, reason: 'ECONNREFUSED' });
    expect(decision).toMatchObject({ next: { state: 'ready', attempts: 0, notSent: 1 }, effects: [] });
    expect(decision.outcome === 'moved' && 'attempt' in decision.next).toBe(false);
  });

  it('resends under the same claim id where the clearinghouse gives a bound', () => {
    const decision = decideClaim(lifeIn('unknown'), { kind: 'grace_passed', at, fileName: FILE, then: 'resend' });
    expect(decision).toMatchObject({ next: { state: 'ready', attempts: 1 }, effects: [{ kind: 'send', type: 'claim-ready' }] });
  });

  it('opens a work item for a person after the grace, and closes it when an answer turns up', () => {
    const asked = decideClaim(lifeIn('unknown'), { kind: 'grace_passed', at, fileName: FILE, then: 'person' });
    expect(asked).toMatchObject({ effects: [{ kind: 'open-item', item: 'claim_unconfirmed' }, { kind: 'notify' }] });
    const found = decideClaim(lifeIn('awaiting_person'), { kind: 'found_uploaded', at, fileName: FILE });
    expect(found).toMatchObject({ effects: [{ kind: 'close-item', item: 'claim_unconfirmed' }, { kind: 'notify' }] });
  });

  it('applies a response and a payment once', () => {
    const response = EVENTS.find((event) => event.kind === 'response');
    const remitted = EVENTS.find((event) => event.kind === 'remitted');
    if (response === undefined || remitted === undefined) throw new Error('the events are listed above');
    expect(decideClaim(lifeIn('submitted', { responses: ['r1'] }), response).outcome).toBe('unchanged');
    expect(decideClaim(lifeIn('paid', { postings: ['e-0'] }), remitted).outcome).toBe('unchanged');
  });

  it('rejects an accepted claim when the payer does', () => {
    const event: ClaimEvent = {
      kind: 'response',
      at,
      responseId: 'r2',
      from: 'payer',
      status: 'rejected',
      reasons: ['M2 pat_dob'],
    };
    expect(decideClaim(lifeIn('accepted'), event)).toMatchObject({ next: { state: 'rejected', reasons: ['M2 pat_dob'] } });
  });

  it('keeps an unknown word of the clearinghouse in the history and moves nothing', () => {
    const event: ClaimEvent = { kind: 'response', at, responseId: 'r3', from: 'payer', status: 'unknown:P', reasons: [] };
    expect(decideClaim(lifeIn('submitted'), event)).toMatchObject({
      next: { state: 'submitted', history: [{ detail: 'payer unknown:P' }] },
    });
  });

  it('asks a person when the EHR bills otherwise than it was told, and leaves alone what a person closed', () => {
    const event = EVENTS.find(({ kind }) => kind === 'ehr_differs');
    if (event === undefined) throw new Error('the events are listed above');
    expect(decideClaim(lifeIn('closed', { reasons: ['BILLED_BY_THE_EHR'] }), event)).toMatchObject({
      next: { state: 'held', reasons: ['W001'], findings: [{ id: 'W001', lines: [1] }] },
      effects: [{ kind: 'open-item', item: 'claim_held', reasons: ['W001'] }, { kind: 'notify' }],
    });
    expect(decideClaim(lifeIn('closed', { reasons: ['CLOSED_BY_PERSON'] }), event).outcome).toBe('refused');
  });

  it('refuses a payment that does not add up to the charge, a second payment, and a reversal of nothing', () => {
    const short: ClaimEvent = {
      kind: 'remitted',
      at,
      postingId: 'e-1',
      outcome: 'paid',
      money: { ...paid, paidCents: cents(1) },
      reasons: [],
    };
    const full: ClaimEvent = { kind: 'remitted', at, postingId: 'e-2', outcome: 'paid', money: paid, reasons: [] };
    const back: ClaimEvent = { kind: 'remitted', at, postingId: 'e-3', outcome: 'reversed', money: nothing, reasons: ['CO-129'] };
    expect(decideClaim(lifeIn('accepted'), short)).toEqual({
      outcome: 'refused',
      reason: 'the payment does not add up to the charge',
    });
    expect(decideClaim(lifeIn('paid'), full)).toEqual({ outcome: 'refused', reason: 'a second payment without a reversal' });
    expect(decideClaim(lifeIn('accepted'), back)).toEqual({ outcome: 'refused', reason: 'a reversal of what was not paid' });
  });

  it('takes a payment back whole: the four amounts are 0', () => {
    const back: ClaimEvent = { kind: 'remitted', at, postingId: 'e-3', outcome: 'reversed', money: paid, reasons: ['CO-129'] };
    const decision = decideClaim(lifeIn('paid', { money: { ...money, ...paid } }), back);
    expect(decision).toMatchObject({ next: { state: 'reversed', reasons: ['CO-129'], money } });
  });

  it('never changes the content of a claim that was sent, and never releases one with an error', () => {
    const rebuilt: ClaimEvent = { kind: 'rebuilt', at, claimHash: 'x', codes: [], chargeCents: cents(1) };
    expect(decideClaim(lifeIn('ready', { attempts: 1 }), rebuilt)).toEqual({
      outcome: 'refused',
      reason: 'rebuilt after it was sent',
    });
    const withError = lifeIn('held', {
      findings: [{ id: 'B001', severity: 'error', lines: [], message: 'm', fix: 'f', source: 's' }],
    });
    expect(decideClaim(withError, { kind: 'released', at, by: 'biller' }).outcome).toBe('refused');
  });
});

describe('a claim that waits to be sent again', () => {
  const again = (state: 'ready' | 'held', event: ClaimEvent) =>
    decideClaim(
      lifeIn(state, { attempts: 1, attempt: { number: 1, fileName: FILE, payloadHash: 'p', sentAt: at, feedCursor: '0' } }),
      event,
    );
  const event = (kind: ClaimEvent['kind']): ClaimEvent => {
    const found = EVENTS.find((each) => each.kind === kind);
    if (found === undefined) throw new Error('listed above');
    return found;
  };

  it.each([
    ['ready', 'response', 'accepted'],
    ['held', 'response', 'accepted'],
    ['ready', 'remitted', 'paid'],
    ['held', 'remitted', 'paid'],
    ['ready', 'submit_accepted', 'submitted'],
    ['ready', 'submit_rejected', 'rejected'],
  ] as const)('goes out no more when the first sending turns out to have arrived: %s, %s', (state, kind, next) => {
    expect(again(state, event(kind))).toMatchObject({ outcome: 'moved', next: { state: next } });
  });

  it('closes the question of a held one', () => {
    expect(again('held', event('response'))).toMatchObject({ effects: [{ kind: 'close-item', item: 'claim_held' }, {}] });
  });

  it('never gives the number of a sending twice, so that late word of the one is not taken for the other', () => {
    const names: string[] = [];
    let life = lifeIn('ready');
    const go = (next: ClaimEvent): void => {
      const decision = decideClaim(life, next);
      if (decision.outcome !== 'moved') throw new Error(decision.reason);
      life = decision.next;
    };
    for (const ending of ['submit_not_sent', 'submit_not_sent', 'grace_passed', 'submit_not_sent'] as const) {
      const fileName = `F-${nextSending(life)}`;
      names.push(fileName);
      go({ kind: 'submit_started', at, fileName, payloadHash: 'p', feedCursor: '0' });
      if (ending === 'submit_not_sent') go({ kind: ending, at, fileName, reason: 'ECONNREFUSED' });
      else go({ kind: ending, at, fileName, then: 'resend' });
    }
    expect(new Set(names).size).toBe(names.length);
    expect(life).toMatchObject({ state: 'ready', attempts: 1, notSent: 3 });
  });
});

describe('mayFollow', () => {
  it.each(CLAIM_STATES)('a corrected claim after one that is %s', (state) => {
    const allowed = ['accepted', 'paid', 'partially_paid', 'denied'].includes(state);
    expect(mayFollow(lifeIn(state, { payerClaimNumber: 'P1' }), 'corrected').ok).toBe(allowed);
  });

  it("needs the payer's number, and follows no void", () => {
    expect(mayFollow(lifeIn('paid'), 'void')).toEqual({ ok: false, reason: "the payer's claim number is not known yet" });
    expect(mayFollow(lifeIn('paid', { frequency: 'void', payerClaimNumber: 'P1' }), 'corrected').ok).toBe(false);
  });
});
