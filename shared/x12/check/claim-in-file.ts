import type { Segment } from '../core/segment';
import type { Loop } from './loop';
import type { Say } from './rules';

export type ClaimKind = 'professional' | 'dental';

/** A claim of an 837 with what it stands under, as the rules look at it. */
export interface ClaimInFile {
  readonly kind: ClaimKind;
  readonly claim: Loop;
  readonly clm: Segment;
  readonly lines: readonly Loop[];
  readonly billing: Loop | undefined;
  readonly subscriber: Loop | undefined;
  /** 2000C; undefined when the patient is the subscriber. */
  readonly dependent: Loop | undefined;
  /** CCYYMMDD of BHT04, '' when absent. */
  readonly sent: string;
  /** BHT06: CH charged, RP only reported. */
  readonly purpose: string;
}

/** One rule, or several that belong together, over one claim. */
export type ClaimRule = (claim: ClaimInFile, say: Say) => void;
