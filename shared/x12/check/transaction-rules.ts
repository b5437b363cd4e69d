import { acknowledgementRules } from './acknowledgement-rules';
import { claimRules } from './claim-rules';
import { remittanceRules } from './remittance-rules';
import type { Say, TransactionRules } from './rules';

const RULES: Readonly<Record<string, (say: Say) => TransactionRules>> = {
  '837P': (say) => claimRules(say, 'professional'),
  '837D': (say) => claimRules(say, 'dental'),
  '835': remittanceRules,
  '999': acknowledgementRules,
};

/** The rules of a transaction type; none for a type whose structure is all we hold. */
export const rulesFor = (type: string, say: Say): TransactionRules => RULES[type]?.(say) ?? {};
