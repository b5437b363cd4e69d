import { z } from 'zod';
import { ClaimBody } from '../../shared/messages/claim-body-schema';
import { EncounterBody } from '../../shared/messages/encounter-body-schema';
import { Message } from '../../shared/messages/message';
import { practiceSchema } from '../../shared/practice/check-practice';

/** A body as its sender writes it: null and "" in optional fields are taken, and say absent. */
const sent = (schema: z.ZodType, title: string): object => ({
  title,
  ...z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }),
});

const MESSAGE_TYPES = Message.shape.type.options;

/** Every input's published JSON Schema, by the name `vtc schema` knows it by: one line an input. */
export const SCHEMAS: Readonly<Record<string, () => object>> = {
  encounter: () => sent(EncounterBody, 'Encounter'),
  claim: () => sent(ClaimBody, 'Claim'),
  practice: () => practiceSchema('practice.json'),
  'rule-pack': () => practiceSchema('rule-pack.json'),
  'fee-schedule': () => practiceSchema('fee-schedule.json'),
  ...Object.fromEntries(
    MESSAGE_TYPES.map((type) => [
      `message:${type}`,
      () => sent(Message.extend({ type: z.literal(type) }), `Message ${type}, schema version 1`),
    ]),
  ),
};
