import { contradiction } from '../coding-findings';
import type { CodingContext } from '../coding-context';

/**
 * Minutes of the practitioner on the date of the encounter, without those of separately billed services; staff time never counts.
 * Undefined when no total is stated, or when more was billed apart than there was (F010). Source: CPT E/M guidelines, total time.
 */
export function countableMinutes({ encounter, notes }: CodingContext): number | undefined {
  const { totalTimeMinutes: total, separatelyBilledMinutes: apart = 0 } = encounter;
  if (total === undefined) return undefined;
  if (apart > total) {
    notes.find(
      contradiction(
        `${apart} separately billed minutes of ${total} in all`,
        'Provider: correct the total time or the minutes of the separately billed services.',
      ),
    );
    return undefined;
  }
  notes.because({ kind: 'countable-time', total, separately_billed: apart, minutes: total - apart });
  return total - apart;
}
