import type { AuditEvent } from '../audit/audit-event';
import { addMs } from '../kernel/plain-date';
import type { Message } from '../messages/message';
import { forEach } from './for-each';
import { ROWS, TABLES } from './keys';
import { ANY_VERSION, type Row } from './ports';
import { closeWorkItem, openWorkItem, type ItemChange } from './work-items';
import type { World } from './world';

/** The consequences of one move, waiting in the partition of the row that moved. */
export interface OutboxRow {
  readonly messages: readonly Message[];
  readonly audit: readonly AuditEvent[];
  readonly items: readonly ItemChange[];
}

/** Where an index row points. */
export interface OutboxMarker {
  readonly table: string;
  readonly partition: string;
  readonly rowKey: string;
}

export const NOTIFICATIONS_TOPIC = 'notifications';
const PAGE = 100;
/** All rows need the log and the bus: so many that fail one after another say that one of these is away. */
const AWAY_AFTER = 25;

/**
 * Publishes what commits left behind: a crash between the move and its messages, or a bus that was away. Every row goes out at
 * least once; those who receive it know it by its id. Gives how many it published and how many are still in the way.
 */
export async function relayOutbox(world: World): Promise<{ published: number; waiting: number }> {
  let published = 0;
  let waiting = 0;
  const markers: Row[] = [];
  let after: string | undefined;
  do {
    const page = await world.tables.list(TABLES.outboxIndex, 'pending', {
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    markers.push(...page.rows);
    after = page.next;
  } while (after !== undefined);
  await forEach(
    markers,
    async (marker) => {
      if (await publishMarked(world, marker)) published += 1;
      else waiting += 1;
    },
    { awayAfter: AWAY_AFTER },
  );
  return { published, waiting };
}

/** Publishes one outbox row, which nothing ever replaces, and takes it and its index row away. */
export async function publishOutboxRow(
  world: World,
  markerKey: string,
  { table, partition, rowKey }: OutboxMarker,
  outbox: OutboxRow,
): Promise<void> {
  await publish(world, outbox);
  await forget(world, table, partition, rowKey);
  await forget(world, TABLES.outboxIndex, 'pending', markerKey);
}

async function publishMarked(world: World, marker: Row): Promise<boolean> {
  const at = marker.value as OutboxMarker;
  const row = await world.tables.read(at.table, at.partition, at.rowKey);
  if (row === undefined) {
    // The move may still be under way (the index row comes first); a conflict or a crash before it leaves none at all.
    const startedAt = marker.rowKey.split('_')[0] ?? '';
    if (startedAt <= addMs(world.clock.now(), -world.settings.outboxMarkerAgeMs))
      await forget(world, TABLES.outboxIndex, 'pending', marker.rowKey);
    return false;
  }
  await publishOutboxRow(world, marker.rowKey, at, row.value as OutboxRow);
  return true;
}

const forget = (world: World, table: string, partition: string, rowKey: string): Promise<unknown> =>
  world.tables.write(table, partition, [{ kind: 'delete', rowKey, etag: ANY_VERSION }]);

/** The audit log first: what it does not hold does not go out (fail closed). */
async function publish(world: World, outbox: OutboxRow): Promise<void> {
  if (outbox.audit.length > 0) await world.audit.append(outbox.audit);
  for (const item of outbox.items) {
    if (item.kind === 'open-item') await openWorkItem(world, item);
    else await closeWorkItem(world, item);
  }
  for (const message of outbox.messages) {
    if (message.type === 'notification') await world.bus.publish(NOTIFICATIONS_TOPIC, message);
    else await world.bus.send(message.type, message);
  }
}

/**
 * The repair behind the index: walks a partition of the activity (what began, or moved, on a day) and publishes outbox rows whose index row is gone (a writer that
 * stood still for longer than the index row's age). Cheap enough for once a day.
 */
export async function sweepOutbox(world: World, partition: string): Promise<{ found: number }> {
  let found = 0;
  let after: string | undefined;
  do {
    const page = await world.tables.list(TABLES.activity, partition, { limit: PAGE, ...(after === undefined ? {} : { after }) });
    await forEach(page.rows, async (row) => {
      const touched = row.value as { table: string; partition: string };
      const left = await world.tables.list(touched.table, touched.partition, { after: ROWS.outbox });
      for (const outbox of left.rows) {
        await publish(world, outbox.value as OutboxRow);
        await forget(world, touched.table, touched.partition, outbox.rowKey);
        found += 1;
      }
    });
    after = page.next;
  } while (after !== undefined);
  return { found };
}
