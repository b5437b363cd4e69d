import type { Instant } from '../kernel/plain-date';

/** One thing that happened, as the audit log keeps it. Ids and codes only; the patient stands as a keyed pseudonym (design C-07). */
export interface AuditEvent {
  /** encounter or claim ‖ state version ‖ type: the same event relayed twice is the same line. */
  readonly eventId: string;
  /** ENCOUNTER_CODED, CLAIM_SUBMIT_INTENT, CLAIM_SUBMIT_OUTCOME, PAYMENT_POSTED … */
  readonly type: string;
  readonly at: Instant;
  readonly actor: { readonly kind: 'system' | 'person' | 'flow'; readonly id: string };
  readonly encounterRef?: string;
  readonly claimRef?: string;
  readonly patientRef?: string;
  readonly npi?: string;
  readonly inputHash?: string;
  readonly resultHash?: string;
  readonly configurationHash?: string;
  readonly detail: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}
