import { moved, refused, unchanged, type Decision, type Effect, type HistoryEntry } from '../kernel/decision';
import type { Instant } from '../kernel/plain-date';

/**
 * detected: signed, not coded yet; open: reopened before it was coded; coded: its claim has its own life; held: a person decides;
 * not_billable: nothing goes to a payer.
 */
export const ENCOUNTER_STATES = ['detected', 'open', 'coded', 'held', 'not_billable'] as const;
export type EncounterState = (typeof ENCOUNTER_STATES)[number];

/** The state row of an encounter. Codes and ids only: the visit itself stands in a row of its own. */
export interface EncounterLife {
  readonly encounterId: string;
  readonly state: EncounterState;
  /** 1 for the first signed content; a signed change makes the next. */
  readonly version: number;
  /** How often this row moved: part of every event id. */
  readonly revision: number;
  /** Every signature of the note that was seen; each is handled once. */
  readonly signedVersions: readonly string[];
  readonly signedAt: Instant;
  /** The signature (or a person's release) that still has to be coded. */
  readonly due?: string;
  /**
   * A person's answer that has to be coded, from the visit as it is stored: approved passes over holds (errors never), corrected
   * meets every edit again.
   */
  readonly released?: 'approved' | 'corrected';
  /** Hash of the visit as it was last coded. */
  readonly contentHash?: string;
  /** Finding ids or reason words; why it is held or not billable. */
  readonly reasons: readonly string[];
  readonly codes: readonly string[];
  /** Claims of all versions, oldest first. */
  readonly claimIds: readonly string[];
  readonly history: readonly HistoryEntry[];
}

/** What coding says of one signature (or release): the one that was due when it looked. Another that came meanwhile is not answered by it. */
interface Answer {
  readonly at: Instant;
  readonly due: string;
}

export type EncounterEvent =
  | {
      readonly kind: 'signed';
      readonly at: Instant;
      readonly encounterId: string;
      readonly signedVersion: string;
      readonly signedAt: Instant;
    }
  | (Answer & { readonly kind: 'found_open' })
  | (Answer & { readonly kind: 'gone' })
  | (Answer & { readonly kind: 'malformed'; readonly faults: readonly string[] })
  | (Answer & { readonly kind: 'same_content' })
  | (Answer & {
      readonly kind: 'changed_content';
      readonly contentHash: string;
      readonly codes: readonly string[];
    })
  | (Answer & {
      readonly kind: 'coded';
      readonly outcome: 'coded' | 'held' | 'not_billable';
      readonly contentHash: string;
      readonly codes: readonly string[];
      readonly reasons: readonly string[];
      readonly claimId?: string;
    })
  | { readonly kind: 'held_later'; readonly at: Instant; readonly reasons: readonly string[] }
  | { readonly kind: 'released'; readonly at: Instant; readonly by: string; readonly how: 'approved' | 'corrected' }
  | { readonly kind: 'closed'; readonly at: Instant; readonly by: string };

/** Which states take an event at all; everything else is refused by name. `signed` also begins a life. */
export const ENCOUNTER_MOVES: Readonly<Record<EncounterEvent['kind'], readonly EncounterState[]>> = {
  signed: ENCOUNTER_STATES,
  found_open: ENCOUNTER_STATES,
  gone: ENCOUNTER_STATES,
  malformed: ENCOUNTER_STATES,
  same_content: ENCOUNTER_STATES,
  changed_content: ['detected', 'coded', 'held', 'not_billable'],
  coded: ['detected', 'open'],
  held_later: ['coded'],
  released: ['held'],
  closed: ['held'],
};

/** The life of an encounter: what an event makes of it. Pure; the caller swaps the row by its ETag. */
export function decideEncounter(life: EncounterLife | undefined, event: EncounterEvent): Decision<EncounterLife> {
  if (life === undefined) return event.kind === 'signed' ? begin(event) : refused(`${event.kind} of an encounter never seen`);
  if ('due' in event && life.due === undefined) return unchanged('nothing was due');
  if ('due' in event && life.due !== event.due) return refused(`${event.kind} of another signature than the one that is due`);
  if (!ENCOUNTER_MOVES[event.kind].includes(life.state)) return refused(`${event.kind} while ${life.state}`);
  switch (event.kind) {
    case 'signed':
      return signedAgain(life, event);
    case 'found_open':
      return foundOpen(life, event);
    case 'gone':
      return notReadable(life, event, ['EHR_GONE']);
    case 'malformed':
      return notReadable(life, event, ['EHR_MALFORMED']);
    case 'same_content':
      return moved(step(life, event, { due: undefined }, 'signed again, same content'));
    case 'changed_content':
      return changedContent(life, event);
    case 'coded':
      return coded(life, event);
    case 'held_later':
      return moved(step(life, event, { state: 'held', reasons: event.reasons }, event.reasons.join(' ')), held(event.reasons));
    case 'released':
      return moved(step(life, event, { state: 'detected', due: `released-${life.revision}`, released: event.how }, event.by), [
        { kind: 'send', type: 'encounter-finalized' },
        { kind: 'close-item', item: 'encounter_held' },
      ]);
    case 'closed':
      return moved(step(life, event, { state: 'not_billable', due: undefined, reasons: ['CLOSED_BY_PERSON'] }, event.by), [
        { kind: 'close-item', item: 'encounter_held' },
        { kind: 'notify', event: 'encounter-closed' },
      ]);
  }
}

const begin = (event: EncounterEvent & { kind: 'signed' }): Decision<EncounterLife> =>
  moved(
    {
      encounterId: event.encounterId,
      state: 'detected',
      version: 1,
      revision: 1,
      signedVersions: [event.signedVersion],
      signedAt: event.signedAt,
      due: event.signedVersion,
      reasons: [],
      codes: [],
      claimIds: [],
      history: [{ at: event.at, event: 'signed' }],
    },
    [{ kind: 'send', type: 'encounter-finalized' }],
  );

function signedAgain(life: EncounterLife, event: EncounterEvent & { kind: 'signed' }): Decision<EncounterLife> {
  if (life.signedVersions.includes(event.signedVersion)) return unchanged('this signature was seen');
  // Held because it could not be read: nothing of it was ever coded, and this signature is as good as the first.
  const neverCoded = life.state === 'held' && life.contentHash === undefined;
  const change = {
    signedVersions: [...life.signedVersions, event.signedVersion],
    signedAt: life.state === 'open' ? event.signedAt : life.signedAt,
    due: event.signedVersion,
    state: life.state === 'open' || neverCoded ? ('detected' as const) : life.state,
  };
  return moved(step(life, event, change), [{ kind: 'send', type: 'encounter-finalized' }]);
}

function foundOpen(life: EncounterLife, event: EncounterEvent & { kind: 'found_open' }): Decision<EncounterLife> {
  return moved(step(life, event, { due: undefined, state: life.state === 'detected' ? 'open' : life.state }, 'reopened'));
}

/** What was coded stands; a visit that cannot be read now is a person's question either way. */
function notReadable(life: EncounterLife, event: EncounterEvent, reasons: readonly string[]): Decision<EncounterLife> {
  const detail = event.kind === 'malformed' ? event.faults.join(' ') : undefined;
  const waits = life.state === 'detected' || life.state === 'open';
  return moved(
    step(life, event, { due: undefined, released: undefined, ...(waits ? { state: 'held', reasons } : {}) }, detail),
    held([...reasons, ...(event.kind === 'malformed' ? event.faults : [])]),
  );
}

/** A signed change after coding is never billed by itself (reliability §3): version 2, held, and a person decides. */
function changedContent(life: EncounterLife, event: EncounterEvent & { kind: 'changed_content' }): Decision<EncounterLife> {
  if (life.state === 'detected' && life.contentHash === undefined) return refused('changed_content of what was never coded');
  if (life.contentHash === event.contentHash) return refused('changed_content with the content it has');
  const reasons = ['RESIGNED'];
  return moved(
    step(life, event, {
      state: 'held',
      version: life.version + 1,
      contentHash: event.contentHash,
      codes: event.codes,
      reasons,
      due: undefined,
      released: undefined,
    }),
    held(reasons),
  );
}

function coded(life: EncounterLife, event: EncounterEvent & { kind: 'coded' }): Decision<EncounterLife> {
  const named = event.claimId === undefined || life.claimIds.includes(event.claimId);
  const claimIds = named ? life.claimIds : [...life.claimIds, event.claimId];
  const next = step(
    life,
    event,
    {
      state: event.outcome,
      due: undefined,
      released: undefined,
      contentHash: event.contentHash,
      codes: event.codes,
      reasons: event.reasons,
      claimIds,
    },
    event.reasons.join(' '),
  );
  switch (event.outcome) {
    case 'coded':
      if (event.claimId === undefined) return refused('coded without a claim');
      return moved(next, [
        { kind: 'send', type: 'claim-ready' },
        { kind: 'notify', event: 'encounter-coded' },
      ]);
    case 'held':
      return moved(next, held(event.reasons));
    case 'not_billable':
      return moved(next, [{ kind: 'notify', event: 'encounter-not-billable' }]);
  }
}

const held = (reasons: readonly string[]): Effect[] => [
  { kind: 'open-item', item: 'encounter_held', reasons },
  { kind: 'notify', event: 'encounter-held' },
];

type Change = { readonly [K in keyof EncounterLife]?: EncounterLife[K] | undefined };

function step(life: EncounterLife, event: EncounterEvent, change: Change, detail?: string): EncounterLife {
  const entry = { at: event.at, event: event.kind, ...(detail === undefined || detail === '' ? {} : { detail }) };
  const next: Record<string, unknown> = { ...life, ...change, revision: life.revision + 1, history: [...life.history, entry] };
  for (const [name, value] of Object.entries(change)) if (value === undefined) Reflect.deleteProperty(next, name);
  return next as unknown as EncounterLife;
}
