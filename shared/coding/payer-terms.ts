import type { Encounter, PayerType } from '../encounter/encounter';
import type { CodingNotes } from './coding-notes';
import { contradiction, payerMissing, payerUnknown } from './coding-findings';
import type { PayerPolicy, PracticeRules } from './practice-rules';

/** What of a payer's row decides codes and modifiers. */
export type CodingPolicy = Pick<
  PayerPolicy,
  'telehealth' | 'prolonged' | 'takesG2211' | 'vaccineAdministration' | 'requiredModifiers' | 'substitutions'
>;

/** Who pays, as far as coding must know. */
export interface PayerTerms {
  readonly payerId?: string;
  readonly payerType?: PayerType;
  /** Original Medicare, and the plans that follow its coding. */
  readonly followsMedicare: boolean;
  readonly policy: CodingPolicy;
}

// Without a payer's row nothing but CPT itself speaks: no technology modifier, CPT's own prolonged and vaccine codes.
const CPT_ALONE: CodingPolicy = {
  telehealth: { audioVideoModifier: null, audioOnlyModifier: null, takesCpt98000: false },
  prolonged: 'CPT',
  takesG2211: false,
  vaccineAdministration: 'CPT',
  requiredModifiers: [],
  substitutions: [],
};
const AS_MEDICARE: CodingPolicy = {
  ...CPT_ALONE,
  telehealth: { audioVideoModifier: null, audioOnlyModifier: '93', takesCpt98000: false },
  prolonged: 'MEDICARE',
  takesG2211: true,
  vaccineAdministration: 'MEDICARE',
};

const isMedicare = (type: PayerType | undefined): boolean => type === 'medicare' || type === 'medicare_advantage';

/**
 * The payer's row in force on the date of service. Holds by F008 when there is none (self-pay needs none) and by F010 when the
 * encounter's payer type is another one than the row's.
 */
export function payerTermsOf(encounter: Encounter, rules: PracticeRules, notes: CodingNotes): PayerTerms {
  const { payerId, payerType } = encounter;
  const row = payerId === undefined ? undefined : rules.payer(payerId, encounter.dateOfService);
  if (row === undefined) {
    if (payerId !== undefined) notes.find(payerUnknown());
    else if (payerType !== 'self_pay') notes.find(payerMissing());
    notes.because({ kind: 'payer', payer: null, type: payerType ?? null });
    const followsMedicare = isMedicare(payerType);
    return {
      ...(payerType === undefined ? {} : { payerType }),
      followsMedicare,
      policy: followsMedicare ? AS_MEDICARE : CPT_ALONE,
    };
  }
  if (payerType !== undefined && payerType !== row.payerType)
    notes.find(
      contradiction(
        `payer_type says ${payerType}, the payer's row says ${row.payerType}`,
        'Front desk: correct the payer or its type on the visit.',
      ),
    );
  notes.because({ kind: 'payer', payer: row.payerId, type: row.payerType });
  return { payerId: row.payerId, payerType: row.payerType, followsMedicare: isMedicare(row.payerType), policy: row };
}
