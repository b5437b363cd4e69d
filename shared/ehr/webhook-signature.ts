import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { sha256Hex } from '../kernel/canonical-json';
import { instant, instantFromMs, msOfInstant, type Instant } from '../kernel/plain-date';
import { err, ok, type Result } from '../kernel/result';

/** A signed call that says "this changed": ids to remember against replay, and encounters to fetch anew. Nothing in it is billed. */
export interface WebhookEvent {
  /** Delivered at least once and in any order: the same id again has no effect. */
  readonly eventId: string;
  /** Absent where the event is not about an encounter of this practice. */
  readonly encounterId?: string;
}

export type WebhookRefusal = 'no-signature' | 'bad-signature' | 'stale' | 'not-readable';

/** Header names in lower case. */
export type WebhookHeaders = Readonly<Record<string, string | undefined>>;

/** How far a timestamp may be from our clock, either way (SEC-21). */
export const TIMESTAMP_WINDOW_MS = 300_000;

/**
 * A call of athenahealth's event platform: `X-Hub-Signature: sha256=<hex>` is the HMAC-SHA-256 of the raw body with the
 * subscription's secret. Several secrets may be in force while one is rotated. The scheme has no timestamp: replay is caught by
 * the event ids.
 */
export function readAthenahealthWebhook(
  rawBody: Uint8Array,
  headers: WebhookHeaders,
  secrets: readonly string[],
  practiceId: string,
): Result<readonly WebhookEvent[], WebhookRefusal> {
  const signature = headers['x-hub-signature'];
  if (signature === undefined) return err('no-signature');
  if (!isSignedBy(rawBody, signature.startsWith('sha256=') ? signature.slice(7) : '', secrets)) return err('bad-signature');
  const bundle = Bundle.safeParse(parsed(rawBody));
  if (!bundle.success) return err('not-readable');
  const events = bundle.data.entry.flatMap(({ resource }) =>
    resource.notificationEvent.map(({ id, focus }) => {
      const encounterId = encounterOf(focus, practiceId);
      return { eventId: id, ...(encounterId === undefined ? {} : { encounterId }) };
    }),
  );
  return ok(events);
}

/**
 * A call of any other source: `X-Timestamp` (ISO 8601, or Unix seconds or milliseconds) and `X-Signature`, the hex HMAC-SHA-256 of
 * timestamp + "." + raw body. Refuses a timestamp further than five minutes from `now`. The body is
 * `{ event_id?, encounter_id }` or `{ events: [..] }`; without an id of its own a call is named by its content.
 */
export function readGenericWebhook(
  rawBody: Uint8Array,
  headers: WebhookHeaders,
  secrets: readonly string[],
  now: Instant,
): Result<readonly WebhookEvent[], WebhookRefusal> {
  const [timestamp, signature] = [headers['x-timestamp'], headers['x-signature']];
  if (timestamp === undefined || signature === undefined) return err('no-signature');
  const signed = Buffer.concat([Buffer.from(`${timestamp}.`), rawBody]);
  if (!isSignedBy(signed, signature.replace(/^sha256=/, ''), secrets)) return err('bad-signature');
  const at = timestampInstant(timestamp);
  if (at === undefined || Math.abs(msOfInstant(at) - msOfInstant(now)) > TIMESTAMP_WINDOW_MS) return err('stale');
  const body = GenericBody.safeParse(parsed(rawBody));
  if (!body.success) return err('not-readable');
  const content = sha256Hex(signed).slice(0, 32);
  return ok(
    body.data.map(({ event_id: eventId, encounter_id: encounterId }, index) => ({
      eventId: eventId ?? `content-${content}-${index}`,
      encounterId,
    })),
  );
}

const NotificationEvent = z.looseObject({
  id: z.string().min(1).max(200),
  focus: z
    .looseObject({
      reference: z.string().optional(),
      identifier: z.looseObject({ system: z.string().optional(), value: z.string().max(50) }).optional(),
    })
    .optional(),
});
type Focus = z.output<typeof NotificationEvent>['focus'];

const Bundle = z.looseObject({
  resourceType: z.literal('Bundle'),
  entry: z
    .array(z.looseObject({ resource: z.looseObject({ notificationEvent: z.array(NotificationEvent).max(1000).default([]) }) }))
    .max(2000),
});

const GenericEvent = z.looseObject({ event_id: z.string().min(1).max(200).optional(), encounter_id: z.string().min(1).max(50) });
const GenericBody = z.union([
  z.looseObject({ events: z.array(GenericEvent).min(1).max(1000) }).transform((body) => body.events),
  GenericEvent.transform((event) => [event]),
]);

/** The identifier's value, else the id behind `encounter-` in the reference; only when it names our practice. */
function encounterOf(focus: Focus, practiceId: string): string | undefined {
  if (focus?.identifier !== undefined) {
    const { system, value } = focus.identifier;
    return system === `urn:athenahealth:athenanet:encounter:${practiceId}` ? value : undefined;
  }
  const prefix = `Encounter/a-${practiceId}.encounter-`;
  return focus?.reference?.startsWith(prefix) === true ? focus.reference.slice(prefix.length) : undefined;
}

/** Constant in time for each secret; a signature of another length is no signature. */
function isSignedBy(bytes: Uint8Array, hexSignature: string, secrets: readonly string[]): boolean {
  if (!/^[0-9a-f]{64}$/i.test(hexSignature)) return false;
  const given = Buffer.from(hexSignature, 'hex');
  let isSigned = false;
  for (const secret of secrets) {
    const expected = createHmac('sha256', secret).update(bytes).digest();
    if (secret !== '' && timingSafeEqual(expected, given)) isSigned = true;
  }
  return isSigned;
}

function timestampInstant(text: string): Instant | undefined {
  if (/^\d{10}$/.test(text)) return instantFromMs(Number(text) * 1000);
  if (/^\d{13}$/.test(text)) return instantFromMs(Number(text));
  return instant(text);
}

function parsed(rawBody: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(rawBody).toString('utf8'));
  } catch {
    return undefined;
  }
}
