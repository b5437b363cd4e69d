import { acknowledgementRules } from './acknowledgement-rules';
import { claimRules } from './claim-rules';
import { remittanceRules } from './remittance-rules';
import type { Say, TransactionRules } from './rules';

const RULES = new Map<string, (say: Say) => TransactionRules>(
  Object.entries({
    '837P': (say: Say) => claimRules(say, 'professional'),
    '837D': (say: Say) => claimRules(say, 'dental'),
    '835': remittanceRules,
    '999': acknowledgementRules,
  }),
);

/** The rules of a transaction type; none for a type whose structure is all we hold. */
export const rulesFor = (type: string, say: Say): TransactionRules => RULES.get(type)?.(say) ?? {};
