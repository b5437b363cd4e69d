import { easternWallClock } from '../../../shared/kernel/eastern-time';
import { cents, ZERO_CENTS, type Cents } from '../../../shared/kernel/money';
import { addMs, msOfInstant, type Instant } from '../../../shared/kernel/plain-date';
import { adjudicate } from './adjudication';
import type { ReceivedClaim } from './claims-in-837';
import { paidTotal, reversalOf, write835, type Remittance, type RemittedClaim } from './remittance-835';
import type { ClaimScript } from './scripts';

/** What the clearinghouse and the payers behind it hold of one claim. */
export interface BookedClaim {
  readonly claim: ReceivedClaim;
  readonly script: ClaimScript;
  readonly clearinghouseClaimId: string;
  readonly fileName: string;
  readonly receivedAt: Instant;
  readonly timesReceived: number;
  readonly state: 'accepted' | 'rejected' | 'paid' | 'denied' | 'reversed';
  readonly payerClaimNumber: string;
  readonly remitted?: RemittedClaim;
  readonly money: {
    readonly paid: Cents;
    readonly patientResponsibility: Cents;
    readonly writtenOff: Cents;
    readonly denied: Cents;
  };
}

/** A row of the response feed, before it has its place in it. */
export interface FeedRow {
  readonly patientControlNumber: string;
  readonly status: string;
  readonly from: 'clearinghouse' | 'payer';
  readonly messageStatus: 'A' | 'R' | 'W';
  readonly message: string;
  readonly fields: string;
}

export interface PlacedRow extends FeedRow {
  readonly responseId: string;
  readonly at: Instant;
}

export interface FiledEra {
  readonly eraId: string;
  readonly at: Instant;
  readonly payerId: string;
  readonly payerName: string;
  readonly checkNumber: string;
  readonly paidCents: Cents;
  readonly x12: string;
}

type Due = { readonly at: Instant; readonly order: number } & (
  | { readonly kind: 'row'; readonly row: FeedRow }
  | { readonly kind: 'remit' | 'reverse'; readonly patientControlNumber: string }
  | { readonly kind: 'unmatched'; readonly remittance: UnmatchedRemittance }
);

/** A payment for a claim that is not ours: someone else's patient control number. */
export interface UnmatchedRemittance {
  readonly at: Instant;
  readonly payerId: string;
  readonly payerName: string;
  readonly payeeNpi: string;
  readonly patientControlNumber: string;
  readonly paidCents: Cents;
}

/** Everything that must outlive a restart, as plain JSON. */
export interface BooksState {
  readonly claims: Record<string, BookedClaim>;
  readonly attempts: Record<string, number>;
  readonly visitOfClaim: Record<string, number>;
  readonly files: { readonly name: string; readonly at: Instant; readonly claims: number }[];
  readonly rows: PlacedRow[];
  readonly eras: FiledEra[];
  due: Due[];
  order: number;
  /** Money a payer overpaid and will keep from its next payment, by payer. */
  readonly owed: Record<string, Cents>;
  /** ERAs that somebody fetched: not new to the account any more. */
  downloaded?: readonly string[];
}

export const emptyBooks = (): BooksState => ({
  claims: {},
  attempts: {},
  visitOfClaim: {},
  files: [],
  rows: [],
  eras: [],
  due: [],
  order: 0,
  owed: {},
});

const MINUTE = 60_000;
const ACKNOWLEDGED_AFTER = 2 * MINUTE;
const PAYER_ANSWERS_AFTER = 30 * MINUTE;
const LATE_REJECTION_AFTER = 4 * 60 * MINUTE;
const PAID_AFTER = 2 * 60 * MINUTE;
const REVERSED_AFTER = 2 * 60 * MINUTE;
const SLOW_BY = 60 * MINUTE;
const HOUR = 60 * MINUTE;

/** Ids the feed gives out: whole numbers that a double can no longer tell apart. */
const FIRST_ID = 9_007_199_254_740_993n;
const nextId = (count: number): string => String(FIRST_ID + BigInt(count));

/** Takes a claim into the books for the first time and plans what will be heard of it. */
export function bookClaim(
  books: BooksState,
  claim: ReceivedClaim,
  script: ClaimScript,
  fileName: string,
  now: Instant,
): BookedClaim {
  const isRejected = script.clearinghouse === 'reject';
  const booked: BookedClaim = {
    claim,
    script,
    clearinghouseClaimId: String(70_000_001 + Object.keys(books.claims).length),
    fileName,
    receivedAt: now,
    timesReceived: 1,
    state: isRejected ? 'rejected' : 'accepted',
    payerClaimNumber: `${claim.payerId.replace(/[^A-Z0-9]/gi, '').slice(0, 4)}${20_260_000 + Object.keys(books.claims).length}`,
    money: { paid: ZERO_CENTS, patientResponsibility: ZERO_CENTS, writtenOff: ZERO_CENTS, denied: ZERO_CENTS },
  };
  books.claims[claim.patientControlNumber] = booked;
  planAnswers(books, booked, now);
  return booked;
}

function planAnswers(books: BooksState, booked: BookedClaim, now: Instant): void {
  const { patientControlNumber } = booked.claim;
  const { clearinghouse, remittance } = booked.script;
  const late = clearinghouse === 'slow' ? SLOW_BY : 0;
  const plan = (
    afterMs: number,
    entry: { kind: 'row'; row: FeedRow } | { kind: 'remit' | 'reverse'; patientControlNumber: string },
  ) => {
    books.due.push({ at: addMs(now, afterMs + late), order: books.order++, ...entry });
  };
  const row = (from: FeedRow['from'], status: string, messageStatus: FeedRow['messageStatus'], message: string, fields = '') =>
    ({ kind: 'row', row: { patientControlNumber, from, status, messageStatus, message, fields } }) as const;

  if (clearinghouse === 'reject') {
    plan(ACKNOWLEDGED_AFTER, row('clearinghouse', 'R', 'R', REJECTION, 'ins_number'));
    return;
  }
  plan(ACKNOWLEDGED_AFTER, row('clearinghouse', 'A', 'W', 'Claim forwarded to payer; secondary data is advisory', 'ins_phone'));
  plan(PAYER_ANSWERS_AFTER, row('payer', 'A', 'A', 'Code 20 - accepted for processing'));
  if (clearinghouse === 'late_reject') {
    // An R message on an A row: the status alone would hide it.
    plan(LATE_REJECTION_AFTER, row('payer', 'A', 'R', 'Code 21 - subscriber not found', 'ins_number'));
    return;
  }
  if (remittance === 'none') return;
  // Payers pay on the hour, several claims in one remittance.
  const paidAt = PAID_AFTER + HOUR - ((msOfInstant(now) + PAID_AFTER + late) % HOUR);
  plan(paidAt, { kind: 'remit', patientControlNumber });
  if (remittance === 'reversed') plan(paidAt + REVERSED_AFTER, { kind: 'reverse', patientControlNumber });
}

export const REJECTION = 'Subscriber id is not valid for this payer';

/** Lets everything happen that is due by now, in order of time: rows get their place in the feed, payments their remittance. */
export function advance(books: BooksState, now: Instant): void {
  const due = books.due
    .filter((entry) => entry.at <= now)
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.order - b.order));
  if (due.length === 0) return;
  books.due = books.due.filter((entry) => entry.at > now);
  const payments = new Map<string, { at: Instant; pays: { booked: BookedClaim; isReversal: boolean }[] }>();
  for (const entry of due) {
    if (entry.kind === 'row') books.rows.push({ ...entry.row, at: entry.at, responseId: nextId(books.rows.length) });
    else if (entry.kind === 'unmatched') fileEra(books, unmatchedRemittance(books, entry.remittance), entry.at);
    else {
      const booked = books.claims[entry.patientControlNumber];
      if (booked === undefined) continue;
      const key = `${entry.at}|${booked.claim.payerId}|${booked.claim.billingNpi}|${entry.kind}`;
      const payment = payments.get(key) ?? { at: entry.at, pays: [] };
      payment.pays.push({ booked, isReversal: entry.kind === 'reverse' });
      payments.set(key, payment);
    }
  }
  for (const { at, pays } of payments.values()) pay(books, pays, at);
}

function pay(books: BooksState, pays: readonly { booked: BookedClaim; isReversal: boolean }[], at: Instant): void {
  const [first] = pays;
  if (first === undefined) return;
  const claims = pays.map(({ booked, isReversal }) => (isReversal ? takeBack(books, booked) : decide(books, booked)));
  const { payerId, payerName, billingNpi } = first.booked.claim;
  const base = {
    controlNumber: books.eras.length + 1,
    payerId,
    payerName,
    payeeNpi: billingNpi,
    paidOn: easternWallClock(at).date,
    claims,
  };
  fileEra(books, { ...base, providerAdjustments: providerAdjustments(books, base) }, at);
}

function decide(books: BooksState, booked: BookedClaim): RemittedClaim {
  const { claim, script, payerClaimNumber } = booked;
  const decision = adjudicate(claim, {
    remittance: script.remittance === 'none' ? 'paid' : script.remittance,
    carc: script.carc,
  });
  const remitted: RemittedClaim = {
    patientControlNumber: claim.patientControlNumber,
    payerClaimNumber,
    patientLastName: claim.patientLastName,
    patientFirstName: claim.patientFirstName,
    memberId: claim.memberId,
    filingIndicator: claim.filingIndicator,
    placeOfService: claim.placeOfService,
    frequency: claim.frequency,
    dateOfService: claim.dateOfService,
    status: decision.status,
    chargeCents: claim.chargeCents,
    paidCents: decision.paidCents,
    patientResponsibilityCents: decision.patientResponsibilityCents,
    lines: decision.lines,
  };
  books.claims[claim.patientControlNumber] = {
    ...booked,
    remitted,
    state: decision.status === '4' ? 'denied' : 'paid',
    money: {
      paid: decision.paidCents,
      patientResponsibility: decision.patientResponsibilityCents,
      writtenOff: decision.writtenOffCents,
      denied: decision.deniedCents,
    },
  };
  return remitted;
}

function takeBack(books: BooksState, booked: BookedClaim): RemittedClaim {
  const current = books.claims[booked.claim.patientControlNumber] ?? booked;
  const paid = current.remitted ?? decide(books, current);
  books.claims[booked.claim.patientControlNumber] = {
    ...current,
    state: 'reversed',
    money: { paid: ZERO_CENTS, patientResponsibility: ZERO_CENTS, writtenOff: ZERO_CENTS, denied: ZERO_CENTS },
  };
  return reversalOf(paid);
}

const EVERY_THIRD = 3;
const INTEREST = cents(-37);

/**
 * A payment below nothing is carried to the next one (PLB FB, both ways); every third payment brings a little interest (PLB L6,
 * negative: money added).
 */
function providerAdjustments(
  books: BooksState,
  remittance: Omit<Remittance, 'providerAdjustments'>,
): Remittance['providerAdjustments'] {
  const total = paidTotal({ ...remittance, providerAdjustments: [] });
  const reference = `FB${String(remittance.controlNumber).padStart(6, '0')}`;
  const owed = books.owed[remittance.payerId] ?? ZERO_CENTS;
  if (total < 0) {
    books.owed[remittance.payerId] = cents(owed - total);
    return [{ code: 'FB', reference, amountCents: total }];
  }
  const kept = cents(Math.min(owed, total));
  books.owed[remittance.payerId] = cents(owed - kept);
  const carried = kept === 0 ? [] : [{ code: 'FB', reference, amountCents: kept }];
  const hasInterest = total > 0 && remittance.controlNumber % EVERY_THIRD === 0;
  return hasInterest ? [...carried, { code: 'L6', reference: 'INTEREST', amountCents: INTEREST }] : carried;
}

function fileEra(books: BooksState, remittance: Remittance, at: Instant): void {
  books.eras.push({
    eraId: nextId(books.eras.length),
    at,
    payerId: remittance.payerId,
    payerName: remittance.payerName,
    checkNumber: `EFT${String(remittance.controlNumber).padStart(9, '0')}`,
    paidCents: paidTotal(remittance),
    x12: write835(remittance),
  });
}

function unmatchedRemittance(books: BooksState, unmatched: UnmatchedRemittance): Remittance {
  const { paidCents, payerId, payerName, payeeNpi, patientControlNumber } = unmatched;
  const line = { qualifier: 'HC', code: '99213', modifiers: [], chargeCents: paidCents, units: '1' };
  return {
    controlNumber: books.eras.length + 1,
    payerId,
    payerName,
    payeeNpi,
    paidOn: easternWallClock(unmatched.at).date,
    providerAdjustments: [],
    claims: [
      {
        patientControlNumber,
        payerClaimNumber: 'ELSEWHERE1',
        patientLastName: 'SOMEBODY',
        patientFirstName: 'ELSE',
        memberId: 'UNKNOWN000',
        filingIndicator: 'CI',
        placeOfService: '11',
        frequency: '1',
        dateOfService: easternWallClock(unmatched.at).date.replaceAll('-', ''),
        status: '1',
        chargeCents: paidCents,
        paidCents,
        patientResponsibilityCents: ZERO_CENTS,
        lines: [{ line, paidCents, adjustments: [] }],
      },
    ],
  };
}

/** The rows, or remittances, after a cursor; '0' begins. */
export const afterCursor = <T>(list: readonly T[], idOf: (item: T) => string, cursor: string): readonly T[] => {
  const from = /^\d{1,40}$/.test(cursor) ? BigInt(cursor) : 0n;
  return list.filter((item) => BigInt(idOf(item)) > from);
};
