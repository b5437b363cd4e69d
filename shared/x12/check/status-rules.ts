import { component, element } from '../core/segment';
import type { Say, TransactionRules } from './rules';

const ACCEPTED = new Set(['A0', 'A1', 'A2', 'A5']);
const REJECTED = new Set(['A3', 'A4', 'A6', 'A7', 'A8']);

/** 277CA: STC03 must say of the claim what the status category says. */
export function statusRules(say: Say): TransactionRules {
  return {
    segment(segment) {
      if (segment.id !== 'STC') return;
      const [category, action] = [component(segment, 1, 1), element(segment, 3)];
      if ((action === 'WQ' && REJECTED.has(category)) || (action === 'U' && ACCEPTED.has(category)))
        say(segment, 'status-action', 'STC03 accepts what the status category rejects, or the other way round.', 'STC03', 'warn');
    },
  };
}
