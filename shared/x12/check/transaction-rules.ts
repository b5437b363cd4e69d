import { acknowledgementRules } from './acknowledgement-rules';
import { claimRules } from './claim-rules';
import { inquiryRules } from './inquiry-rules';
import { remittanceRules } from './remittance-rules';
import { statusRules } from './status-rules';
import type { Say, TransactionRules } from './rules';

const RULES = new Map<string, (say: Say) => TransactionRules>(
  Object.entries({
    '837P': (say: Say) => claimRules(say, 'professional'),
    '837D': (say: Say) => claimRules(say, 'dental'),
    '835': remittanceRules,
    '277CA': statusRules,
    '999': acknowledgementRules,
    '270': inquiryRules,
  }),
);

/** The rules of a transaction type; none for a type whose structure is all we hold. */
export const rulesFor = (type: string, say: Say): TransactionRules => RULES.get(type)?.(say) ?? {};
