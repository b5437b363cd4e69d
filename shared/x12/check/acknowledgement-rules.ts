import { element } from '../core/segment';
import type { Say } from './rules';
import type { TransactionRules } from './rules';

/** 999: what AK9 counts must fit what was answered. */
export function acknowledgementRules(say: Say): TransactionRules {
  let answered = 0;
  let accepted = 0;
  return {
    segment(segment) {
      if (segment.id === 'AK2') answered++;
      if (segment.id === 'IK5' && /^[AE]$/.test(element(segment, 1))) accepted++;
      if (segment.id !== 'AK9') return;
      const [included, received, taken] = [2, 3, 4].map((position) => Number(element(segment, position)));
      if (included === undefined || received === undefined || taken === undefined) return;
      if (taken > received) say(segment, 'ack-counts', 'AK904 accepts more transactions than AK903 received.', 'AK904');
      else if (answered === received && taken !== accepted)
        say(
          segment,
          'ack-counts',
          `AK904 counts ${taken} accepted transactions, but ${accepted} are answered so.`,
          'AK904',
          'warn',
        );
      if (received > included)
        say(segment, 'ack-counts', 'AK903 received more than AK902 says were in the group.', 'AK903', 'warn');
    },
  };
}
