import type { AuditEvent } from '../../../shared/audit/audit-event';
import { canonicalJson } from '../../../shared/kernel/canonical-json';

/** The audit log of long runs: which events are durable, and whether one id was ever given two bodies. */
export class SimulatedEventLog {
  private readonly events = new Map<string, AuditEvent>();
  readonly contradictions: string[] = [];
  /** Files whose sending was announced. */
  readonly intents = new Set<string>();

  add(events: readonly AuditEvent[]): void {
    for (const event of events) {
      if (event.type === 'CLAIM_SUBMIT_INTENT') this.intents.add(String(event.detail['file']));
      const known = this.events.get(event.eventId);
      if (known === undefined) this.events.set(event.eventId, event);
      else if (known !== event && canonicalJson(known) !== canonicalJson(event)) this.contradictions.push(event.eventId);
    }
  }

  has(eventId: string): boolean {
    return this.events.has(eventId);
  }

  get size(): number {
    return this.events.size;
  }

  *all(): Iterable<AuditEvent> {
    yield* this.events.values();
  }
}
