import { dateInZone, instantFromMs, plainDateOf, type PlainDate } from '../../../shared/kernel/plain-date';
import { cents } from '../../../shared/kernel/money';
import type { ClearinghouseResponse, RemittanceRef, SubmitOutcome } from '../../../shared/workflow/ports';
import type { Chance } from './chance';
import type { VirtualTime } from './virtual-time';

/** What happens to a submission, in probabilities; what is left over is answered in good order. */
export interface ClearinghouseFaults {
  /** Connection refused: provably not sent. */
  readonly refused: number;
  /** Taken in, the answer lost. */
  readonly answerLost: number;
  /** The client gives up; the request lands up to maxInFlightMs later. */
  readonly landsLate: number;
  /** The client gives up; the request never lands. */
  readonly neverLands: number;
}

export const MAX_IN_FLIGHT_MS = 30 * 60_000;
export const MAX_FEED_LAG_MS = 10 * 60_000;
const REMITTANCE_EVERY_MS = 60 * 60_000;
/** Cursors are strings beyond 2^53. */
const FIRST_ID = 9_007_199_254_740_993n;

export interface Receipt {
  readonly claimId: string;
  readonly fileName: string;
  readonly at: number;
  readonly clearinghouseClaimId: string;
}

export interface RemittedClaim {
  readonly claimId: string;
  readonly outcome: 'paid' | 'partially_paid' | 'denied' | 'reversed';
  readonly chargeCents: number;
}

interface FeedRow {
  readonly id: bigint;
  readonly visibleAt: number;
  readonly row: ClearinghouseResponse;
}

interface Remittance {
  readonly id: bigint;
  readonly visibleAt: number;
  readonly claims: readonly RemittedClaim[];
}

/** How a payer treats a claim, by its charge's plan; told by the run. */
export type Adjudicate = (claimId: string) => {
  readonly rejectedBy?: 'clearinghouse' | 'payer';
  readonly remitted: readonly RemittedClaim['outcome'][];
  readonly chargeCents: number;
};

/** The clearinghouse's books: what it received, whatever it answered. It does not know our claim ids from each other: a second copy is a second claim. */
export class SimulatedClearinghouse {
  readonly receipts = new Map<string, Receipt[]>();
  readonly remittances: Remittance[] = [];
  private readonly files = new Map<PlainDate, Set<string>>();
  private readonly feed: FeedRow[] = [];
  private nextId = FIRST_ID;
  private planned: { claim: RemittedClaim; at: number }[] = [];

  constructor(
    private readonly time: VirtualTime,
    private readonly chance: Chance,
    public faults: ClearinghouseFaults,
    private readonly adjudicate: Adjudicate,
    private readonly onReceipt: (receipt: Receipt) => void,
  ) {
    this.time.after(REMITTANCE_EVERY_MS, () => {
      this.writeRemittance();
    });
  }

  submit(claimId: string, fileName: string): SubmitOutcome {
    const { refused, answerLost, landsLate, neverLands } = this.faults;
    const roll = this.chance.next();
    if (roll < refused) return { kind: 'not-sent', reason: 'ECONNREFUSED' };
    if (roll < refused + neverLands) return { kind: 'unknown', reason: 'TIMEOUT' };
    if (roll < refused + neverLands + landsLate) {
      this.time.after(this.chance.between(1, MAX_IN_FLIGHT_MS), () => {
        this.take(claimId, fileName);
      });
      return { kind: 'unknown', reason: 'TIMEOUT' };
    }
    const receipt = this.take(claimId, fileName);
    if (roll < refused + neverLands + landsLate + answerLost) return { kind: 'unknown', reason: 'ECONNRESET' };
    const { clearinghouseClaimId } = receipt;
    if (this.adjudicate(claimId).rejectedBy === 'clearinghouse')
      return {
        kind: 'rejected',
        clearinghouseClaimId,
        messages: [{ messageId: 'M1', status: 'R', fields: ['ins_number'], text: '' }],
      };
    return { kind: 'accepted', clearinghouseClaimId, messages: [] };
  }

  private take(claimId: string, fileName: string): Receipt {
    const at = this.time.ms;
    const clearinghouseClaimId = `cm-${++this.nextId}`;
    const receipt = { claimId, fileName, at, clearinghouseClaimId };
    const earlier = this.receipts.get(claimId);
    if (earlier === undefined) this.receipts.set(claimId, [receipt]);
    else earlier.push(receipt);
    this.list(fileName, at);
    this.onReceipt(receipt);
    const plan = this.adjudicate(claimId);
    const lag = this.chance.between(1, MAX_FEED_LAG_MS);
    this.answer(receipt, 'clearinghouse', plan.rejectedBy === 'clearinghouse' ? 'rejected' : 'accepted', lag);
    if (plan.rejectedBy === 'clearinghouse') return receipt;
    this.answer(receipt, 'payer', plan.rejectedBy === 'payer' ? 'rejected' : 'accepted', lag + this.chance.between(1, 3_600_000));
    let at2 = at + lag;
    if (plan.rejectedBy === undefined)
      for (const outcome of plan.remitted) {
        at2 += this.chance.between(600_000, 7_200_000);
        this.planned.push({ claim: { claimId, outcome, chargeCents: plan.chargeCents }, at: at2 });
      }
    return receipt;
  }

  private list(fileName: string, at: number): void {
    const day = dateInZone(instantFromMs(at), 'America/New_York');
    const files = this.files.get(day) ?? new Set<string>();
    files.add(fileName);
    this.files.set(day, files);
  }

  /** Ids grow in the order rows appear, so that a cursor passes nothing over. */
  private answer(receipt: Receipt, from: 'clearinghouse' | 'payer', status: 'accepted' | 'rejected', delay: number): void {
    this.time.after(delay, () => {
      const id = ++this.nextId;
      const row: ClearinghouseResponse = {
        responseId: String(id),
        patientControlNumber: receipt.claimId,
        clearinghouseClaimId: receipt.clearinghouseClaimId,
        from,
        status,
        ...(from === 'payer' ? { payerClaimNumber: `P${String(id).slice(-9)}` } : {}),
        messages: status === 'rejected' ? [{ messageId: 'M2', status: 'R', fields: ['pat_dob'], text: '' }] : [],
        at: this.time.now(),
      };
      this.feed.push({ id, visibleAt: this.time.ms, row });
      return false;
    });
  }

  private writeRemittance(): void {
    const due = this.planned.filter((entry) => entry.at <= this.time.ms).sort((a, b) => a.at - b.at);
    if (due.length > 0) {
      this.planned = this.planned.filter((entry) => entry.at > this.time.ms);
      // A reversal and what it takes back never share a remittance here: the payer needs another day for it.
      const claims: RemittedClaim[] = [];
      for (const entry of due) {
        if (claims.some((claim) => claim.claimId === entry.claim.claimId)) this.planned.push(entry);
        else claims.push(entry.claim);
      }
      this.remittances.push({ id: ++this.nextId, visibleAt: this.time.ms, claims });
    }
    this.time.after(REMITTANCE_EVERY_MS, () => {
      this.writeRemittance();
      return false;
    });
  }

  get remittancesPlanned(): number {
    return this.planned.length;
  }

  /** Some rows come again although the cursor is past them, as real feeds do. */
  responses(cursor: string, redelivers: boolean): { rows: readonly ClearinghouseResponse[]; cursor: string } {
    const after = BigInt(cursor);
    let index = firstAfter(this.feed, after);
    if (redelivers) index = Math.max(0, index - 3);
    const rows = this.feed.slice(index, index + 500);
    const last = rows.at(-1)?.id ?? after;
    return { rows: rows.map((entry) => entry.row), cursor: String(last > after ? last : after) };
  }

  uploadedFiles(on: PlainDate): readonly string[] {
    return [...(this.files.get(plainDateOf(on)) ?? [])];
  }

  remittanceRefs(cursor: string): { refs: readonly RemittanceRef[]; cursor: string } {
    const after = BigInt(cursor);
    const refs = this.remittances.filter((remittance) => remittance.id > after);
    const last = refs.at(-1)?.id ?? after;
    const receivedOn = dateInZone(this.time.now(), 'America/New_York');
    return {
      // Newest first, as the vendor may give them.
      refs: refs.map((remittance) => ({ remittanceId: String(remittance.id), receivedOn, paidCents: cents(0) })).reverse(),
      cursor: String(last),
    };
  }

  /** The remittance as text; the scripted engine reads it, an 835 reader has its own tests. */
  remittance(id: string): string {
    return JSON.stringify(this.remittances.find((remittance) => String(remittance.id) === id)?.claims ?? []);
  }
}

function firstAfter(feed: readonly FeedRow[], id: bigint): number {
  let low = 0;
  let high = feed.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((feed[middle]?.id ?? 0n) <= id) low = middle + 1;
    else high = middle;
  }
  return low;
}
