import { createHmac } from 'node:crypto';
import type { Instant } from '../../../shared/kernel/plain-date';

export interface EventCallOptions {
  readonly practiceId: string;
  /** The subscription's `X-Hub-Secret`. */
  readonly secret: string;
  readonly encounterIds: readonly string[];
  readonly at: Instant;
  /** How an event names what it is about; the vendor does either. */
  readonly names?: 'identifier' | 'reference';
  readonly about?: 'encounter' | 'patient';
}

/** A call of the vendor's event platform: a history bundle of ids only, signed over its raw bytes. */
export function eventCall(options: EventCallOptions): {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
} {
  const notificationEvent = options.encounterIds.map((id, index) => ({
    eventNumber: String(index + 1),
    id: `signoff-${options.practiceId}-${id}-${options.at}`,
    timestamp: options.at,
    focus: focusOf(options, id),
  }));
  const status = { resourceType: 'SubscriptionStatus', type: 'event-notification', notificationEvent };
  const audits = options.encounterIds.map(() => ({ resource: { resourceType: 'AuditEvent', recorded: options.at } }));
  const body = JSON.stringify({ resourceType: 'Bundle', type: 'history', entry: [{ resource: status }, ...audits] });
  const signature = createHmac('sha256', options.secret).update(body).digest('hex');
  return { body, headers: { 'content-type': 'application/fhir+json', 'x-hub-signature': `sha256=${signature}` } };
}

function focusOf({ practiceId, names = 'identifier', about = 'encounter' }: EventCallOptions, id: string): object {
  if (names === 'reference')
    return { reference: `${about === 'encounter' ? 'Encounter' : 'Patient'}/a-${practiceId}.${about}-${id}` };
  return { identifier: { system: `urn:athenahealth:athenanet:${about}:${practiceId}`, value: id } };
}
