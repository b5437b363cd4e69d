import { z } from 'zod';

// What the HTTP API answers of claims and visits: the types of the read models, and the schemas of the OpenAPI document.

const text = z.string();
/** Money as JSON carries it: dollars with cents. */
export const Dollars = z.number().multipleOf(0.01);
export const listOf = <T extends z.ZodType>(item: T) => z.array(item).readonly();

/** The words of contracts' summary and of HTTP. */
export const VisitState = z.enum([
  'paid',
  'partially_paid',
  'denied',
  'reversed',
  'accepted',
  'rejected',
  'submitted',
  'held',
  'awaiting_reconciliation',
  'not_billable',
]);
export type VisitState = z.output<typeof VisitState>;

export const FindingAnswer = z
  .object({
    id: text,
    severity: z.enum(['error', 'hold', 'warn', 'info']),
    lines: listOf(z.int()),
    message: text,
    fix: text,
    source: text,
  })
  .readonly();

export const HistoryEntryAnswer = z.object({ at: text, event: text, detail: text.exactOptional() }).readonly();

export const MoneyAnswer = z
  .object({ charge: Dollars, paid: Dollars, patient_responsibility: Dollars, written_off: Dollars, denied: Dollars })
  .readonly();
export type MoneyAnswer = z.output<typeof MoneyAnswer>;

/** GET /api/claims/{id} */
export const ClaimAnswer = z
  .object({
    claim_id: text,
    encounter_id: text.exactOptional(),
    version: z.int(),
    state: VisitState,
    reason: text.exactOptional(),
    history: listOf(HistoryEntryAnswer),
    findings: listOf(FindingAnswer),
    payer_claim_number: text.exactOptional(),
    money: MoneyAnswer,
  })
  .readonly();
export type ClaimAnswer = z.output<typeof ClaimAnswer>;

/** GET /api/encounters/{id} */
export const EncounterAnswer = z
  .object({
    encounter_id: text,
    version: z.int(),
    state: VisitState,
    reason: text.exactOptional(),
    history: listOf(HistoryEntryAnswer),
    claim_ids: listOf(text),
  })
  .readonly();
export type EncounterAnswer = z.output<typeof EncounterAnswer>;
