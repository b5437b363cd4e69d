import { segmentLabel } from '../structure/labels';
import { children } from './loop-view';
import type { Loop } from './loop';
import type { Say, TransactionRules } from './rules';

// The level of the person asked about, the loop of the name, the loop of the questions.
const PERSONS = [
  ['2000D', '2100D', '2110D'],
  ['2000C', '2100C', '2110C'],
] as const;

/** 270: a person is asked about something, the subscriber unless a dependent stands below. */
export function inquiryRules(say: Say): TransactionRules {
  let dependents = 0;
  return {
    loopEnd(loop) {
      const levels = PERSONS.find(([level]) => level === loop.id);
      if (levels === undefined) return;
      const [level, name, question] = levels;
      const asked = children(loop, name).some((person: Loop) => children(person, question).length > 0);
      if (!asked && (level === '2000D' || dependents === 0))
        say(loop.first, 'loop-missing', `${segmentLabel('EQ')} is missing: nothing is asked about this person.`);
      dependents = level === '2000D' ? dependents + 1 : 0;
    },
  };
}
