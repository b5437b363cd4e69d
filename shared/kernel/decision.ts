import type { Instant } from './plain-date';

/** What a move asks of the world, as data: the workflow carries it out after the state is durable. */
export type Effect =
  | { readonly kind: 'send'; readonly type: 'encounter-finalized' | 'claim-ready' }
  | { readonly kind: 'notify'; readonly event: string }
  | { readonly kind: 'open-item'; readonly item: string; readonly reasons: readonly string[] }
  | { readonly kind: 'close-item'; readonly item: string };

/** What a life says to an event: it moves, it already knows, or it refuses and says why. */
export type Decision<State> =
  | { readonly outcome: 'moved'; readonly next: State; readonly effects: readonly Effect[] }
  /** The event changes nothing: it was applied before, or something later has. */
  | { readonly outcome: 'unchanged'; readonly reason: string }
  | { readonly outcome: 'refused'; readonly reason: string };

export const moved = <State>(next: State, effects: readonly Effect[] = []): Decision<State> => ({
  outcome: 'moved',
  next,
  effects,
});
export const unchanged = (reason: string): Decision<never> => ({ outcome: 'unchanged', reason });
export const refused = (reason: string): Decision<never> => ({ outcome: 'refused', reason });

/** One line of a life's history, as GET /api/claims/{id} shows it. */
export interface HistoryEntry {
  readonly at: Instant;
  readonly event: string;
  readonly detail?: string;
}
