import { describe, expect, it } from '@jest/globals';
import {
  decideEncounter,
  ENCOUNTER_MOVES,
  ENCOUNTER_STATES,
  type EncounterEvent,
  type EncounterLife,
  type EncounterState,
} from '../../shared/encounter/life';
import { instantFromMs } from '../../shared/kernel/plain-date';

const at = instantFromMs(1_000_000);

const lifeIn = (state: EncounterState, change: Partial<EncounterLife> = {}): EncounterLife => ({
  encounterId: 'E-1',
  state,
  version: 1,
  revision: 2,
  signedVersions: ['v1'],
  signedAt: at,
  due: 'v1',
  ...(state === 'coded' || state === 'held' || state === 'not_billable' ? { contentHash: 'old' } : {}),
  reasons: [],
  codes: [],
  claimIds: [],
  history: [],
  ...change,
});

const EVENTS: readonly EncounterEvent[] = [
  { kind: 'signed', at, encounterId: 'E-1', signedVersion: 'v2', signedAt: at },
  { kind: 'found_open', at, due: 'v1' },
  { kind: 'gone', at, due: 'v1' },
  { kind: 'malformed', at, due: 'v1', faults: ['diagnosiscode'] },
  { kind: 'same_content', at, due: 'v1' },
  { kind: 'changed_content', at, due: 'v1', contentHash: 'new', codes: ['99214'] },
  { kind: 'coded', at, due: 'v1', outcome: 'coded', contentHash: 'new', codes: ['99213'], reasons: [], claimId: 'C1-1' },
  { kind: 'held_later', at, reasons: ['D008'] },
  { kind: 'released', at, by: 'biller', how: 'approved' },
  { kind: 'closed', at, by: 'biller' },
];

/** What each event makes of each state; '-' is refused. Columns: detected, open, coded, held, not_billable. */
const TABLE: Readonly<Record<EncounterEvent['kind'], string>> = {
  signed: 'detected detected coded held not_billable',
  found_open: 'open open coded held not_billable',
  gone: 'held held coded held not_billable',
  malformed: 'held held coded held not_billable',
  same_content: 'detected open coded held not_billable',
  changed_content: '- - held held held',
  coded: 'coded coded - - -',
  held_later: '- - held - -',
  released: '- - - detected -',
  closed: '- - - not_billable -',
};

describe('decideEncounter, the whole table', () => {
  const cells = EVENTS.flatMap((event) =>
    ENCOUNTER_STATES.map((state, column) => ({ event, state, expected: TABLE[event.kind].split(' ')[column] ?? 'missing' })),
  );

  it.each(cells)('$event.kind while $state: $expected', ({ event, state, expected }) => {
    const decision = decideEncounter(lifeIn(state), event);
    if (expected === '-')
      expect(decision).toMatchObject({ outcome: 'refused', reason: expect.stringContaining(`${event.kind} `) });
    else expect(decision).toMatchObject({ outcome: 'moved', next: { state: expected, revision: 3 } });
  });

  it('has an event for every row', () => {
    expect(EVENTS.map((event) => event.kind).sort()).toEqual(Object.keys(ENCOUNTER_MOVES).sort());
  });

  it.each(EVENTS.filter((event) => event.kind !== 'signed'))('refuses $kind of an encounter never seen', (event) => {
    expect(decideEncounter(undefined, event).outcome).toBe('refused');
  });

  it.each(EVENTS.filter((event) => ['found_open', 'gone', 'malformed', 'same_content'].includes(event.kind)))(
    'leaves all as it is when nothing is due: $kind',
    (event) => {
      const { due: _, ...settled } = lifeIn('coded');
      expect(decideEncounter(settled, event).outcome).toBe('unchanged');
    },
  );
});

describe('a signature that comes while another is being coded', () => {
  it.each(EVENTS.filter((event) => 'due' in event))('is not answered by what the earlier one gives: $kind', (event) => {
    const decision = decideEncounter(lifeIn('detected', { due: 'v2', signedVersions: ['v1', 'v2'] }), event);
    expect(decision).toEqual({
      outcome: 'refused',
      reason: `${event.kind} of another signature than the one that is due`,
    });
  });

  it('makes a visit that could not be read begin anew', () => {
    const { contentHash: _, due: __, ...unread } = lifeIn('held', { reasons: ['EHR_MALFORMED'] });
    const event: EncounterEvent = { kind: 'signed', at, encounterId: 'E-1', signedVersion: 'v2', signedAt: at };
    expect(decideEncounter(unread, event)).toMatchObject({ next: { state: 'detected', due: 'v2', version: 1 } });
  });

  it('takes a release back when the note cannot be read any more', () => {
    const decision = decideEncounter(lifeIn('detected', { released: 'approved' }), { kind: 'gone', at, due: 'v1' });
    expect(decision.outcome === 'moved' && ['released' in decision.next, decision.next.state]).toEqual([false, 'held']);
  });

  it('is version 2 when it says something else than the visit a person has just released', () => {
    const released = lifeIn('detected', { released: 'approved', contentHash: 'old', due: 'v2', signedVersions: ['v1', 'v2'] });
    const event: EncounterEvent = { kind: 'changed_content', at, due: 'v2', contentHash: 'new', codes: [] };
    const decision = decideEncounter(released, event);
    expect(decision).toMatchObject({ next: { state: 'held', version: 2, reasons: ['RESIGNED'] } });
    expect(decision.outcome === 'moved' && 'released' in decision.next).toBe(false);
  });

  it('names a claim once, however often it is coded to it', () => {
    const coded = EVENTS.find((event) => event.kind === 'coded');
    if (coded === undefined) throw new Error('listed above');
    expect(decideEncounter(lifeIn('detected', { claimIds: ['C1-1'] }), coded)).toMatchObject({ next: { claimIds: ['C1-1'] } });
  });
});

describe('decideEncounter', () => {
  it('begins with the first signature, and handles each signature once', () => {
    const [signed] = EVENTS;
    if (signed === undefined) throw new Error('listed above');
    const first = decideEncounter(undefined, signed);
    expect(first).toMatchObject({ next: { state: 'detected', version: 1, due: 'v2' }, effects: [{ kind: 'send' }] });
    if (first.outcome !== 'moved') throw new Error('it moved');
    expect(decideEncounter(first.next, signed)).toEqual({ outcome: 'unchanged', reason: 'this signature was seen' });
  });

  it('makes version 2 of a signed change, holds it, and sends nothing', () => {
    const decision = decideEncounter(lifeIn('coded', { claimIds: ['C1-1'] }), {
      kind: 'changed_content',
      at,
      due: 'v1',
      contentHash: 'new',
      codes: ['99214'],
    });
    expect(decision).toMatchObject({
      next: { state: 'held', version: 2, reasons: ['RESIGNED'], claimIds: ['C1-1'], codes: ['99214'] },
    });
    expect(decision.outcome === 'moved' && decision.effects.some((effect) => effect.kind === 'send')).toBe(false);
  });

  it('refuses to be coded without a claim', () => {
    const event: EncounterEvent = { kind: 'coded', at, due: 'v1', outcome: 'coded', contentHash: 'n', codes: [], reasons: [] };
    expect(decideEncounter(lifeIn('detected'), event)).toEqual({ outcome: 'refused', reason: 'coded without a claim' });
  });

  it.each(['held', 'not_billable'] as const)('ends as %s with its reasons', (outcome) => {
    const event: EncounterEvent = { kind: 'coded', at, due: 'v1', outcome, contentHash: 'n', codes: [], reasons: ['F003'] };
    const decision = decideEncounter(lifeIn('detected'), event);
    expect(decision).toMatchObject({ next: { state: outcome, reasons: ['F003'] } });
    expect(decision.outcome === 'moved' && 'due' in decision.next).toBe(false);
  });
});
