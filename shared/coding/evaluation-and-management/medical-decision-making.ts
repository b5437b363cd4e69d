import type { MdmLevel } from '../../encounter/encounter';
import { levelsDisagree } from '../coding-findings';
import type { CodingContext } from '../coding-context';
import { mdmOfElements } from './em-level';

/**
 * The level of MDM: as stated, or two of the three elements. When both are given and disagree the visit is held (F004) at the level that
 * both support, the lower one.
 */
export function mdmOf({ encounter, notes }: CodingContext): MdmLevel | undefined {
  const { mdm, mdmLevel } = encounter;
  if (mdm === undefined) {
    if (mdmLevel !== undefined) notes.because({ kind: 'mdm', level: mdmLevel, stated: true });
    return mdmLevel;
  }
  const level = mdmOfElements(mdm);
  notes.because({ kind: 'mdm', problems: mdm.problems, data: mdm.data, risk: mdm.risk, level });
  if (mdmLevel === undefined || mdmLevel === level) return level;
  notes.find(levelsDisagree(mdmLevel, level));
  return ORDER.find((candidate) => candidate === mdmLevel || candidate === level);
}

const ORDER: readonly MdmLevel[] = ['straightforward', 'low', 'moderate', 'high'];
