import { instantFromMs, msOfInstant, type Instant } from '../../../shared/kernel/plain-date';
import type { FetchVisitOutcome, VisitPage } from '../../../shared/workflow/ports';
import type { VisitParties } from '../../../shared/encounter/visit-parties';

/** One signature of a note. */
export interface Signature {
  readonly version: string;
  readonly at: number;
  readonly encounter: Readonly<Record<string, unknown>>;
  readonly parties: VisitParties;
}

/** A visit as the simulated EHR lives it: checked out, perhaps open for a while, signed, perhaps reopened and signed again. */
export interface SimulatedVisit {
  readonly encounterId: string;
  readonly plan: string;
  readonly signatures: readonly Signature[];
  /** Checked out here and not signed: shows in the feed as pending; the signature then changes no feed. */
  readonly pendingFrom?: number;
  readonly reopened?: { readonly from: number; readonly to: number };
}

interface Change {
  readonly at: number;
  readonly visibleAt: number;
  readonly visit: SimulatedVisit;
  readonly signature?: Signature;
}

const PAGE = 40;

/** The EHR's changed feed and its visits. A change shows in the feed up to `visibilityDelayMs` after it happened. */
export class SimulatedEhr {
  private readonly changes: Change[] = [];
  readonly visits = new Map<string, SimulatedVisit>();

  add(visit: SimulatedVisit, visibilityDelay: () => number): void {
    this.visits.set(visit.encounterId, visit);
    if (visit.pendingFrom !== undefined)
      this.changes.push({ at: visit.pendingFrom, visibleAt: visit.pendingFrom + visibilityDelay(), visit });
    for (const signature of visit.signatures) {
      const silent = visit.pendingFrom !== undefined && signature === visit.signatures[0];
      if (!silent) this.changes.push({ at: signature.at, visibleAt: signature.at + visibilityDelay(), visit, signature });
    }
  }

  /** First signatures that show in the feed, in order of time: what the listener must not pass over. */
  firstSignatures: readonly { readonly encounterId: string; readonly at: number }[] = [];

  begin(): void {
    this.changes.sort((a, b) => a.at - b.at);
    this.firstSignatures = this.changes.flatMap(({ visit, signature, at }) =>
      signature !== undefined && signature === visit.signatures[0] ? [{ encounterId: visit.encounterId, at }] : [],
    );
  }

  changed(from: Instant, to: Instant, page: string | undefined, nowMs: number): VisitPage {
    const [fromMs, toMs] = [msOfInstant(from), msOfInstant(to)];
    let index = firstAt(this.changes, fromMs);
    const seen: Change[] = [];
    for (let change = this.changes[index]; change !== undefined && change.at < toMs; change = this.changes[++index])
      if (change.visibleAt <= nowMs) seen.push(change);
    const start = Number(page ?? '0');
    const rows = seen.slice(start, start + PAGE);
    const signed = rows.flatMap(({ visit, signature }) =>
      signature === undefined
        ? []
        : [{ encounterId: visit.encounterId, signedVersion: signature.version, signedAt: instantFromMs(signature.at) }],
    );
    const pending = rows.flatMap(({ visit, signature, at }) =>
      signature === undefined ? [{ encounterId: visit.encounterId, changedAt: instantFromMs(at) }] : [],
    );
    return start + PAGE < seen.length ? { signed, pending, next: String(start + PAGE) } : { signed, pending };
  }

  fetch(encounterId: string, nowMs: number): FetchVisitOutcome {
    const visit = this.visits.get(encounterId);
    if (visit === undefined) return { kind: 'gone' };
    if (visit.reopened !== undefined && visit.reopened.from <= nowMs && nowMs < visit.reopened.to) return { kind: 'open' };
    const signature = visit.signatures.findLast((candidate) => candidate.at <= nowMs);
    if (signature === undefined) return { kind: 'open' };
    const ref = { encounterId, signedVersion: signature.version, signedAt: instantFromMs(signature.at) };
    return { kind: 'signed', visit: { ref, encounter: signature.encounter, parties: signature.parties } };
  }
}

function firstAt(changes: readonly Change[], ms: number): number {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((changes[middle]?.at ?? 0) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
