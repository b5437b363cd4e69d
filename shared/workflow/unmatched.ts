import type { AuditEvent } from '../audit/audit-event';
import { TABLES } from './keys';
import { TransientFailure } from './ports';
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
  const { id, item } = unmatched;
  await world.tables.write(TABLES.parked, 'unmatched', [
    { kind: 'insert', rowKey: id, value: { reasons: unmatched.reasons, detail: unmatched.detail, at: world.clock.now() } },
  ]);
  // What the first to meet it wrote is what the log says every time: one event id never has two bodies.
  const row = await world.tables.read(TABLES.parked, 'unmatched', id);
  if (row === undefined) throw new TransientFailure('unmatched.note');
  const { at, reasons, detail } = row.value as Pick<Unmatched, 'reasons' | 'detail'> & { readonly at: Instant };
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
  await openWorkItem(world, { kind: 'open-item', item, reasons, about: { claimId: id }, at, order: 1 });
}
