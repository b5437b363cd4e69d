import type { AuditEvent } from '../../../shared/audit/audit-event';
import { canonicalJson } from '../../../shared/kernel/canonical-json';

/** The audit log of long runs: which events are durable, and whether one id was ever given two bodies. */
export class SimulatedEventLog {
  private readonly events = new Map<string, AuditEvent | undefined>();
  readonly contradictions: string[] = [];
  /** Files whose sending was announced. */
  readonly intents = new Set<string>();

  /** Bodies are kept only in runs small enough for the memory they take. */
  constructor(private readonly keepsBodies: boolean) {}

  add(events: readonly AuditEvent[]): void {
    for (const event of events) {
      if (event.type === 'CLAIM_SUBMIT_INTENT') this.intents.add(String(event.detail['file']));
      const known = this.events.get(event.eventId);
      if (known === undefined) this.events.set(event.eventId, this.keepsBodies ? event : undefined);
      else if (known !== event && canonicalJson(known) !== canonicalJson(event)) this.contradictions.push(event.eventId);
    }
  }

  has(eventId: string): boolean {
    return this.events.has(eventId);
  }

  get size(): number {
    return this.events.size;
  }

  ids(): Iterable<string> {
    return this.events.keys();
  }

  *bodies(): Iterable<AuditEvent> {
    for (const event of this.events.values()) if (event !== undefined) yield event;
  }
}
