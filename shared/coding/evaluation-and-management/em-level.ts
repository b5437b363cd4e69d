import { MDM_LEVELS, type MdmLevel } from '../../encounter/encounter';
import type { LadderStep } from './level-ladders';

export type LevelBasis = 'mdm' | 'time' | 'both';

export interface EmLevel {
  readonly code: string;
  readonly level: MdmLevel;
  readonly basis: LevelBasis;
}

const rankOf = (level: MdmLevel): number => MDM_LEVELS.indexOf(level);

/** Two of three elements must meet or exceed the level: the second highest of the three (CPT E/M guidelines). */
export function mdmOfElements(elements: {
  readonly problems: MdmLevel;
  readonly data: MdmLevel;
  readonly risk: MdmLevel;
}): MdmLevel {
  const ranks = [rankOf(elements.problems), rankOf(elements.data), rankOf(elements.risk)].sort((a, b) => a - b);
  return MDM_LEVELS[ranks[1] ?? 0] ?? 'straightforward';
}

/**
 * The higher supported step of MDM and of countable minutes, compared as steps of one ladder, never as codes; 'both' when they meet.
 * Undefined when neither reaches the first step.
 */
export function levelOn(
  ladder: readonly LadderStep[],
  mdm: MdmLevel | undefined,
  minutes: number | undefined,
): EmLevel | undefined {
  const byMdm = mdm === undefined ? -1 : ladder.findLastIndex((step) => rankOf(step.from) <= rankOf(mdm));
  const byTime = minutes === undefined ? -1 : ladder.findLastIndex((step) => step.minutes !== null && step.minutes <= minutes);
  const step = ladder[Math.max(byMdm, byTime)];
  if (step === undefined) return undefined;
  if (mdm === undefined || byTime > byMdm) return { code: step.code, level: step.level, basis: 'time' };
  return { code: step.code, level: mdm, basis: byMdm === byTime ? 'both' : 'mdm' };
}
