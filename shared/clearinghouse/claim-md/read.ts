import type { z } from 'zod';
import { TransientFailure } from '../../workflow/ports';
import type { ClaimMdClient } from './client';

/** A read: anything but a clear answer is tried again later. */
export async function read<T extends z.ZodType>(
  client: ClaimMdClient,
  service: string,
  fields: Readonly<Record<string, string>>,
  schema: T,
): Promise<z.output<T>> {
  const outcome = await client.call(service, fields);
  if (outcome.kind === 'refused') throw new TransientFailure(`claim-md.${service}.refused-${outcome.code}`);
  if (outcome.kind !== 'answered') throw new TransientFailure(`claim-md.${service}.${outcome.reason}`, outcome.retryAfterMs);
  const body = schema.safeParse(outcome.body);
  if (!body.success) throw new TransientFailure(`claim-md.${service}.unreadable`);
  return body.data;
}
