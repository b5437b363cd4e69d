import type { LevelBasis } from './em-level';

/** A service of the visit itself, before fees and modifiers. */
export interface VisitService {
  readonly code: string;
  readonly units: number;
  /** problem: at a level; preventive and wellness: beside which a problem-oriented visit takes 25; added: prolonged care. */
  readonly purpose: 'problem' | 'preventive' | 'wellness' | 'other' | 'added';
  readonly basis?: LevelBasis;
  /** Countable minutes of the date, where they set the level or could have. */
  readonly minutes?: number;
}
