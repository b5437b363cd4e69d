import { z } from 'zod';

/** What travels over Service Bus: ids only, never patient data (claim check): the receiver re-reads state. */
export const Message = z.strictObject({
  /** Never a bare number: the Functions library parses numeric strings. */
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]*-[A-Za-z0-9-]+$/)
    .max(128),
  type: z.enum(['encounter-finalized', 'claim-ready', 'claim-submitted', 'notification']),
  schemaVersion: z.literal(1),
  correlationId: z.string().min(1).max(128),
  occurredAt: z.iso.datetime(),
  data: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});
export type Message = z.infer<typeof Message>;
