import { moved, refused, unchanged, type Decision, type Effect, type HistoryEntry } from '../kernel/decision';
import { cents, ZERO_CENTS, type Cents } from '../kernel/money';
import type { Finding } from '../kernel/finding';
import type { Instant } from '../kernel/plain-date';

/**
 * ready: may be sent; intent: being sent, or the sender died doing it; unknown: sent, the answer lost; awaiting_person: not found
 * after the grace, a person decides; closed: given up by a person.
 */
export const CLAIM_STATES = [
  'held',
  'ready',
  'intent',
  'unknown',
  'awaiting_person',
  'submitted',
  'rejected',
  'accepted',
  'paid',
  'partially_paid',
  'denied',
  'reversed',
  'closed',
] as const;
export type ClaimState = (typeof CLAIM_STATES)[number];

/** charge = paid + patientResponsibility + writtenOff + denied once adjudicated; before that, and when reversed, the four are 0. */
export interface ClaimMoney {
  readonly chargeCents: Cents;
  readonly paidCents: Cents;
  readonly patientResponsibilityCents: Cents;
  readonly writtenOffCents: Cents;
  readonly deniedCents: Cents;
}

/** One sending of a claim: what is needed to find out later whether it arrived. */
export interface SubmissionAttempt {
  readonly number: number;
  readonly fileName: string;
  readonly payloadHash: string;
  readonly sentAt: Instant;
  /** Where the response feed stood when it was sent: "not found" is judged from here. */
  readonly feedCursor: string;
}

/** The state row of a claim. Codes, ids and money only: the claim itself stands in a row of its own. */
export interface ClaimLife {
  readonly claimId: string;
  readonly encounterId?: string;
  readonly encounterVersion?: number;
  /** The patient and day of a claim with an E/M line, as a hash: two of one day do not both go out. */
  readonly visitDay?: string;
  readonly frequency: 'original' | 'corrected' | 'void';
  readonly state: ClaimState;
  readonly reasons: readonly string[];
  readonly revision: number;
  readonly claimHash: string;
  readonly codes: readonly string[];
  /** Attempts that may have reached the clearinghouse; those that provably did not are no attempts. */
  readonly attempt?: SubmissionAttempt;
  readonly attempts: number;
  /** Sendings in a row that provably never left. */
  readonly notSent: number;
  readonly clearinghouseClaimId?: string;
  readonly payerClaimNumber?: string;
  readonly responses: readonly string[];
  readonly money: ClaimMoney;
  /** Payments applied, as (remittance, place): each is applied once. */
  readonly postings: readonly string[];
  /** What the edits found, in words: whoever asks why a claim waits is told what to do. */
  readonly findings: readonly Finding[];
  readonly history: readonly HistoryEntry[];
}

export interface RemittedMoney {
  readonly paidCents: Cents;
  readonly patientResponsibilityCents: Cents;
  readonly writtenOffCents: Cents;
  readonly deniedCents: Cents;
}

export type ClaimEvent = { readonly at: Instant } & (
  | {
      readonly kind: 'rebuilt';
      readonly claimHash: string;
      readonly codes: readonly string[];
      readonly chargeCents: Cents;
      readonly visitDay?: string;
    }
  | { readonly kind: 'held'; readonly reasons: readonly string[] }
  | { readonly kind: 'released'; readonly by: string }
  | { readonly kind: 'closed'; readonly by: string }
  | { readonly kind: 'billed_by_ehr'; readonly ehrClaimId: string }
  | { readonly kind: 'ehr_differs'; readonly findings: readonly Finding[] }
  | {
      readonly kind: 'submit_started';
      readonly fileName: string;
      readonly payloadHash: string;
      readonly feedCursor: string;
    }
  | { readonly kind: 'submit_accepted'; readonly fileName: string; readonly clearinghouseClaimId: string }
  | { readonly kind: 'submit_rejected'; readonly fileName: string; readonly reasons: readonly string[] }
  | { readonly kind: 'submit_not_sent'; readonly fileName: string; readonly reason: string }
  | { readonly kind: 'submit_unknown'; readonly fileName: string; readonly reason: string }
  | { readonly kind: 'found_uploaded'; readonly fileName: string }
  | { readonly kind: 'grace_passed'; readonly fileName: string; readonly then: 'person' | 'resend' }
  | { readonly kind: 'resend_approved'; readonly by: string }
  | {
      readonly kind: 'response';
      readonly responseId: string;
      readonly from: 'clearinghouse' | 'payer';
      readonly status: string;
      readonly reasons: readonly string[];
      readonly payerClaimNumber?: string;
      readonly clearinghouseClaimId?: string;
    }
  | {
      readonly kind: 'remitted';
      readonly postingId: string;
      readonly outcome: 'paid' | 'partially_paid' | 'denied' | 'reversed';
      readonly money: RemittedMoney;
      readonly payerClaimNumber?: string;
      readonly reasons: readonly string[];
    }
);

const SENT: readonly ClaimState[] = ['intent', 'unknown', 'awaiting_person', 'submitted', 'accepted'];
const ADJUDICATED: readonly ClaimState[] = ['paid', 'partially_paid', 'denied', 'reversed'];

/** Which states take an event at all; everything else is refused by name. */
export const CLAIM_MOVES: Readonly<Record<ClaimEvent['kind'], readonly ClaimState[]>> = {
  rebuilt: ['ready', 'held'],
  held: ['ready'],
  released: ['held'],
  closed: ['held', 'awaiting_person', 'rejected'],
  billed_by_ehr: ['ready'],
  ehr_differs: ['ready', 'closed'],
  submit_started: ['ready'],
  submit_accepted: ['ready', ...SENT, ...ADJUDICATED, 'rejected'],
  submit_rejected: ['ready', ...SENT, ...ADJUDICATED, 'rejected'],
  submit_not_sent: ['intent', 'unknown'],
  submit_unknown: [...SENT, ...ADJUDICATED, 'rejected', 'closed'],
  found_uploaded: [...SENT, ...ADJUDICATED, 'rejected'],
  grace_passed: ['intent', 'unknown'],
  resend_approved: ['awaiting_person'],
  response: ['held', 'ready', ...SENT, ...ADJUDICATED, 'rejected', 'closed'],
  remitted: ['held', 'ready', ...SENT, ...ADJUDICATED, 'rejected', 'closed'],
};

/** The clearinghouse's words. A claim that waits to be sent again takes them too: it did arrive, and goes out no more. */
const OF_THE_SENT: readonly ClaimEvent['kind'][] = ['submit_accepted', 'submit_rejected', 'response', 'remitted'];

/** The life of a claim: what an event makes of it. Pure; the caller swaps the row by its ETag. */
export function decideClaim(life: ClaimLife, event: ClaimEvent): Decision<ClaimLife> {
  if (!CLAIM_MOVES[event.kind].includes(life.state)) return refused(`${event.kind} while ${life.state}`);
  if (life.attempts === 0 && OF_THE_SENT.includes(event.kind) && (life.state === 'ready' || life.state === 'held'))
    return refused(`${event.kind} of what was never sent`);
  switch (event.kind) {
    case 'rebuilt':
      return rebuilt(life, event);
    case 'held':
      return moved(step(life, event, { state: 'held', reasons: event.reasons }, event.reasons.join(' ')), [
        { kind: 'open-item', item: 'claim_held', reasons: event.reasons },
        { kind: 'notify', event: 'claim-held' },
      ]);
    case 'released':
      if (life.findings.some((finding) => finding.severity === 'error')) return refused('released with an error finding');
      return moved(step(life, event, { state: 'ready', reasons: [] }, event.by), [
        { kind: 'send', type: 'claim-ready' },
        { kind: 'close-item', item: 'claim_held' },
      ]);
    case 'closed':
      return moved(step(life, event, { state: 'closed', reasons: ['CLOSED_BY_PERSON'] }, event.by), closeItems);
    case 'billed_by_ehr':
      return moved(
        step(life, event, { state: 'closed', reasons: [BILLED_BY_THE_EHR], findings: withoutDrift(life) }, event.ehrClaimId),
        [{ kind: 'notify', event: 'claim-billed-by-ehr' }],
      );
    case 'ehr_differs':
      return ehrDiffers(life, event);
    case 'submit_started':
      return submitStarted(life, event);
    case 'submit_accepted':
    case 'submit_rejected':
    case 'submit_not_sent':
    case 'submit_unknown':
    case 'found_uploaded':
    case 'grace_passed':
      return answered(life, event);
    case 'resend_approved':
      return moved(step(life, event, { state: 'ready', reasons: [] }, event.by), [
        { kind: 'send', type: 'claim-ready' },
        { kind: 'close-item', item: 'claim_unconfirmed' },
      ]);
    case 'response':
      return response(life, event);
    case 'remitted':
      return remitted(life, event);
  }
}

const BILLED_BY_THE_EHR = 'BILLED_BY_THE_EHR';
/** Codes changed in the EHR after us. */
const DRIFT = 'W001';

const withoutDrift = (life: ClaimLife): ClaimLife['findings'] => life.findings.filter((finding) => finding.id !== DRIFT);

/** What the EHR bills is not what was coded: a person compares. What a person closed stays closed. */
function ehrDiffers(life: ClaimLife, event: ClaimEvent & { kind: 'ehr_differs' }): Decision<ClaimLife> {
  if (life.state === 'closed' && !life.reasons.includes(BILLED_BY_THE_EHR)) return refused('closed by a person');
  const change: Change = { state: 'held', reasons: [DRIFT], findings: [...withoutDrift(life), ...event.findings] };
  return moved(step(life, event, change, event.findings.map((finding) => finding.message).join('; ')), [
    { kind: 'open-item', item: 'claim_held', reasons: [DRIFT] },
    { kind: 'notify', event: 'claim-held' },
  ]);
}

const closeItems: readonly Effect[] = ['claim_held', 'claim_unconfirmed', 'claim_rejected'].map((item) => ({
  kind: 'close-item',
  item,
}));

/** Content may change only while no sending can have carried it (reliability §5: an unknown claim cannot be edited). */
function rebuilt(life: ClaimLife, event: ClaimEvent & { kind: 'rebuilt' }): Decision<ClaimLife> {
  if (life.attempts > 0) return refused('rebuilt after it was sent');
  const { claimHash, codes, chargeCents, visitDay } = event;
  const change: Change = { claimHash, codes, visitDay, money: { ...life.money, chargeCents }, state: 'ready', reasons: [] };
  return moved(step(life, event, change), life.state === 'held' ? [{ kind: 'close-item', item: 'claim_held' }] : []);
}

/**
 * The number of the next sending. One that provably never left keeps its number: were it given again, what is said late of the one
 * would be taken for the other.
 */
export const nextSending = (life: ClaimLife): number => life.attempts + life.notSent + 1;

function submitStarted(life: ClaimLife, event: ClaimEvent & { kind: 'submit_started' }): Decision<ClaimLife> {
  const number = nextSending(life);
  const { fileName, payloadHash, feedCursor } = event;
  return moved(
    step(life, event, {
      state: 'intent',
      attempts: life.attempts + 1,
      attempt: { number, fileName, payloadHash, feedCursor, sentAt: event.at },
    }),
  );
}

type Answer = Extract<ClaimEvent, { fileName: string }> & { kind: Exclude<ClaimEvent['kind'], 'submit_started'> };

/** The answer to one sending. An answer to an earlier sending than the current one says nothing of the current one. */
function answered(life: ClaimLife, event: Answer): Decision<ClaimLife> {
  if (life.attempt?.fileName !== event.fileName) return unchanged('an answer to another sending');
  const waiting = ['intent', 'unknown', 'awaiting_person', 'ready'].includes(life.state);
  switch (event.kind) {
    case 'submit_accepted':
      if (!waiting) return unchanged('known already');
      return moved(
        step(life, event, { state: 'submitted', reasons: [], notSent: 0, clearinghouseClaimId: event.clearinghouseClaimId }),
        resolved(life),
      );
    case 'submit_rejected':
      return waiting ? rejected(life, event, event.reasons) : unchanged('known already');
    case 'submit_not_sent':
      return moved(
        step(
          life,
          event,
          { state: 'ready', attempts: life.attempts - 1, attempt: undefined, notSent: life.notSent + 1 },
          event.reason,
        ),
      );
    case 'submit_unknown':
      if (life.state !== 'intent') return unchanged('known already');
      return moved(step(life, event, { state: 'unknown', reasons: ['ANSWER_LOST'] }, event.reason));
    case 'found_uploaded':
      if (!waiting) return unchanged('known already');
      return moved(step(life, event, { state: 'submitted', reasons: [], notSent: 0 }, event.fileName), resolved(life));
    case 'grace_passed':
      return gracePassed(life, event);
  }
}

/** Provably past the grace and found nowhere: a person, or, where the clearinghouse gives a bound, one more sending of the same id. */
function gracePassed(life: ClaimLife, event: ClaimEvent & { kind: 'grace_passed' }): Decision<ClaimLife> {
  if (event.then === 'resend')
    return moved(step(life, event, { state: 'ready', reasons: [] }, 'send again'), [{ kind: 'send', type: 'claim-ready' }]);
  const reasons = ['NOT_FOUND_AFTER_GRACE'];
  return moved(step(life, event, { state: 'awaiting_person', reasons }, 'not found'), [
    { kind: 'open-item', item: 'claim_unconfirmed', reasons: [...reasons, event.fileName] },
    { kind: 'notify', event: 'claim-awaiting-reconciliation' },
  ]);
}

const resolved = (life: ClaimLife): Effect[] => [...answersItem(life), { kind: 'notify', event: 'claim-submitted' }];

/** The question to a person that the clearinghouse's word answers. */
function answersItem(life: ClaimLife): Effect[] {
  if (life.state === 'awaiting_person') return [{ kind: 'close-item', item: 'claim_unconfirmed' }];
  return life.state === 'held' ? [{ kind: 'close-item', item: 'claim_held' }] : [];
}

function rejected(life: ClaimLife, event: ClaimEvent, reasons: readonly string[], more: Change = {}): Decision<ClaimLife> {
  return moved(step(life, event, { ...more, state: 'rejected', reasons, notSent: 0 }, reasons.join(' ')), [
    ...answersItem(life),
    { kind: 'open-item', item: 'claim_rejected', reasons },
    { kind: 'notify', event: 'claim-rejected' },
  ]);
}

/** One row of the response feed. Accepted is never paid; a rejection after an acceptance counts; after a remittance nothing does. */
function response(life: ClaimLife, event: ClaimEvent & { kind: 'response' }): Decision<ClaimLife> {
  if (life.responses.includes(event.responseId)) return unchanged('this response was applied');
  const more: Change = {
    responses: [...life.responses, event.responseId],
    ...(event.payerClaimNumber === undefined ? {} : { payerClaimNumber: event.payerClaimNumber }),
    ...(event.clearinghouseClaimId === undefined ? {} : { clearinghouseClaimId: event.clearinghouseClaimId }),
  };
  const detail = `${event.from} ${event.status}`;
  const settled = ADJUDICATED.includes(life.state) || life.state === 'rejected' || life.state === 'closed';
  if (!settled && event.status === 'rejected') return rejected(life, event, event.reasons, more);
  if (!settled && event.status === 'accepted' && life.state !== 'accepted')
    return moved(step(life, event, { ...more, state: 'accepted', reasons: [], notSent: 0 }, detail), [
      ...answersItem(life),
      { kind: 'notify', event: 'claim-accepted' },
    ]);
  return moved(step(life, event, more, detail));
}

/** One payment of one remittance, applied once. A second payment on a paid claim is a person's question, never added up. */
function remitted(life: ClaimLife, event: ClaimEvent & { kind: 'remitted' }): Decision<ClaimLife> {
  if (life.postings.includes(event.postingId)) return unchanged('this payment was applied');
  const paidBefore = life.state === 'paid' || life.state === 'partially_paid';
  if (event.outcome === 'reversed' && !paidBefore && life.state !== 'denied') return refused('a reversal of what was not paid');
  if (event.outcome !== 'reversed' && paidBefore) return refused('a second payment without a reversal');
  const amounts =
    event.outcome === 'reversed'
      ? { paidCents: ZERO_CENTS, patientResponsibilityCents: ZERO_CENTS, writtenOffCents: ZERO_CENTS, deniedCents: ZERO_CENTS }
      : event.money;
  if (event.outcome !== 'reversed' && sum(amounts) !== life.money.chargeCents)
    return refused('the payment does not add up to the charge');
  const next = step(
    life,
    event,
    {
      state: event.outcome,
      reasons: event.outcome === 'paid' ? [] : event.reasons,
      postings: [...life.postings, event.postingId],
      money: { chargeCents: life.money.chargeCents, ...amounts },
      notSent: 0,
      ...(event.payerClaimNumber === undefined ? {} : { payerClaimNumber: event.payerClaimNumber }),
    },
    event.outcome,
  );
  const items: Effect[] =
    event.outcome === 'paid' ? [] : [{ kind: 'open-item', item: `claim_${event.outcome}`, reasons: event.reasons }];
  return moved(next, [...items, ...answersItem(life), { kind: 'notify', event: `claim-${event.outcome.replace('_', '-')}` }]);
}

const sum = (amounts: RemittedMoney): Cents =>
  cents(amounts.paidCents + amounts.patientResponsibilityCents + amounts.writtenOffCents + amounts.deniedCents);

type Change = { readonly [K in keyof ClaimLife]?: ClaimLife[K] | undefined };

function step(life: ClaimLife, event: ClaimEvent, change: Change, detail?: string): ClaimLife {
  const entry = { at: event.at, event: event.kind, ...(detail === undefined || detail === '' ? {} : { detail }) };
  const next: Record<string, unknown> = { ...life, ...change, revision: life.revision + 1, history: [...life.history, entry] };
  for (const [name, value] of Object.entries(change)) if (value === undefined) Reflect.deleteProperty(next, name);
  return next as unknown as ClaimLife;
}

/** Which claim may follow another for the same service: a correction or a void needs the payer's number and a settled outcome (X12 837 REF*F8). */
export function mayFollow(
  original: ClaimLife,
  frequency: 'corrected' | 'void',
): { readonly ok: true; readonly payerClaimNumber: string } | { readonly ok: false; readonly reason: string } {
  if (original.frequency === 'void') return { ok: false, reason: 'the claim before is itself a void' };
  if (!(['accepted', 'paid', 'partially_paid', 'denied'] as readonly ClaimState[]).includes(original.state))
    return { ok: false, reason: `no ${frequency} claim while the one before is ${original.state}` };
  if (original.payerClaimNumber === undefined) return { ok: false, reason: "the payer's claim number is not known yet" };
  return { ok: true, payerClaimNumber: original.payerClaimNumber };
}
