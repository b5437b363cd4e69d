import type { Instant } from '../kernel/plain-date';

/** Something a person decides. Ids and codes only. */
export interface WorkItem {
  readonly id: string;
  /** encounter_held, claim_held, claim_rejected, claim_unconfirmed, claim_denied, claim_partially_paid, remittance_unmatched, message_parked … */
  readonly kind: string;
  readonly about: { readonly encounterId?: string; readonly claimId?: string };
  readonly reasons: readonly string[];
  readonly openedAt: Instant;
  /** Which of several openings this is: the revision of the life that asked. Clocks of two instances do not say what came first. */
  readonly order: number;
  readonly due?: Instant;
  readonly state: 'open' | 'decided' | 'closed';
  readonly decision?: { readonly action: WorkItemAction; readonly by: string; readonly at: Instant; readonly note?: string };
}

export type WorkItemAction = 'approve' | 'reject' | 'correct';

/** What each kind's answers mean; an answer that is not named here is refused. */
export const WORK_ITEM_ANSWERS: Readonly<Record<string, Readonly<Partial<Record<WorkItemAction, string>>>>> = {
  encounter_held: {
    approve: 'code it again and pass over holds (errors never)',
    reject: 'do not bill it',
    correct: 'change named facts of the visit and code it again',
  },
  claim_held: { approve: 'send it as it is (errors never)', reject: 'do not send it' },
  claim_rejected: { reject: 'give it up' },
  claim_unconfirmed: { approve: 'it did not arrive: send it again under the same claim id', reject: 'give it up' },
  claim_denied: { reject: 'leave it as it is' },
  claim_partially_paid: { reject: 'leave it as it is' },
  claim_reversed: { reject: 'leave it as it is' },
  remittance_unmatched: { reject: 'settled by hand' },
  remittance_unreadable: { reject: 'settled by hand' },
  message_parked: { reject: 'settled by hand' },
  visit_unsigned: { reject: 'settled by hand' },
  tables_to_load: { reject: 'settled by hand' },
};
