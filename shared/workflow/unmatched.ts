import type { AuditEvent } from '../audit/audit-event';
import { TABLES } from './keys';
import { openWorkItem } from './work-items';
import type { World } from './world';
import type { Instant } from '../kernel/plain-date';

interface Unmatched {
  readonly id: string;
  readonly item: 'response_unmatched' | 'remittance_unmatched';
  readonly reasons: readonly string[];
  /** Codes and cents, no names. */
  readonly detail: AuditEvent['detail'];
}

/** Keeps what fits no claim of ours, for a person: a row, an audit line and a work item, each once however often it is read. */
export async function noteUnmatched(world: World, unmatched: Unmatched): Promise<void> {
  const { id, item, reasons, detail } = unmatched;
  await world.tables.write(TABLES.parked, 'unmatched', [
    { kind: 'insert', rowKey: id, value: { reasons, detail, at: world.clock.now() } },
  ]);
  const row = await world.tables.read(TABLES.parked, 'unmatched', id);
  const at = (row?.value as { at: Instant } | undefined)?.at ?? world.clock.now();
  const type = item.toUpperCase();
  await world.audit.append([
    {
      eventId: `${id}|${type}`,
      type,
      at,
      actor: { kind: 'system', id: 'workflow' },
      configurationHash: world.rules.contentHash,
      detail: { ...detail, reasons },
    },
  ]);
  await openWorkItem(world, { kind: 'open-item', item, reasons, about: { claimId: id }, at });
}
