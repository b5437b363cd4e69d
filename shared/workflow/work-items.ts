import type { Effect } from '../kernel/decision';
import { addMs, type Instant } from '../kernel/plain-date';
import type { WorkItem } from '../work-items/work-item';
import { keyOf, TABLES } from './keys';
import { TransientFailure } from './ports';
import type { World } from './world';

/** An item to open or close because of a move. */
export type ItemChange = Extract<Effect, { kind: 'open-item' | 'close-item' }> & {
  readonly about: { readonly encounterId?: string; readonly claimId?: string };
  readonly at: Instant;
  /** The revision of the life that asks: a change of an earlier one comes too late. */
  readonly order: number;
};

const ITEMS = 'item';
const OPEN = 'open';
/** A person has two days; the list is sorted by what it is about, so a late one is found by its due date. */
const DUE_MS = 2 * 86_400_000;

const idOf = (item: string, about: ItemChange['about']): string =>
  `wi-${item.replaceAll('_', '-')}-${keyOf(about.claimId ?? about.encounterId ?? 'none')}`;

/**
 * Opens an item, or opens it again with the new reasons when it was decided before this. The open list's row is written first: an
 * item that exists is always listed. The same change applied twice is one item.
 */
export async function openWorkItem(world: World, change: ItemChange & { readonly kind: 'open-item' }): Promise<void> {
  const id = idOf(change.item, change.about);
  await world.tables.write(TABLES.workItems, OPEN, [{ kind: 'insert', rowKey: id, value: { id } }]);
  const existing = await world.tables.read(TABLES.workItems, ITEMS, id);
  const item: WorkItem = {
    id,
    kind: change.item,
    about: change.about,
    reasons: change.reasons,
    openedAt: change.at,
    order: change.order,
    due: addMs(change.at, DUE_MS),
    state: 'open',
  };
  if (existing === undefined) {
    await world.tables.write(TABLES.workItems, ITEMS, [{ kind: 'insert', rowKey: id, value: item }]);
    return;
  }
  // A relayed repetition is not newer than the item, and opens nothing.
  if ((existing.value as WorkItem).order >= change.order) return;
  const replaced = await world.tables.write(TABLES.workItems, ITEMS, [
    { kind: 'replace', rowKey: id, value: item, etag: existing.etag },
  ]);
  if (replaced === 'conflict') throw new TransientFailure('work-items.open');
}

/** Closes an item that the course of things has answered. */
export async function closeWorkItem(world: World, change: ItemChange & { readonly kind: 'close-item' }): Promise<void> {
  const id = idOf(change.item, change.about);
  const existing = await world.tables.read(TABLES.workItems, ITEMS, id);
  if (existing === undefined) return;
  const item = existing.value as WorkItem;
  if (item.state === 'open' && item.order <= change.order) {
    const closed: WorkItem = { ...item, state: 'closed' };
    const written = await world.tables.write(TABLES.workItems, ITEMS, [
      { kind: 'replace', rowKey: id, value: closed, etag: existing.etag },
    ]);
    if (written === 'conflict') throw new TransientFailure('work-items.close');
  }
  await unlist(world, id);
}

async function unlist(world: World, id: string): Promise<void> {
  const listed = await world.tables.read(TABLES.workItems, OPEN, id);
  if (listed === undefined) return;
  await world.tables.write(TABLES.workItems, OPEN, [{ kind: 'delete', rowKey: id, etag: listed.etag }]);
  // Opened again in the meantime: what is open is listed.
  const now = await world.tables.read(TABLES.workItems, ITEMS, id);
  if ((now?.value as WorkItem | undefined)?.state === 'open')
    await world.tables.write(TABLES.workItems, OPEN, [{ kind: 'insert', rowKey: id, value: { id } }]);
}

export interface ListedWorkItem {
  readonly item: WorkItem;
  readonly etag: string;
}

/** A page of open items, from a cursor. Items that were answered since are left out and taken off the list. */
export async function listOpenWorkItems(
  world: World,
  options: { readonly after?: string; readonly limit?: number } = {},
): Promise<{ readonly items: readonly ListedWorkItem[]; readonly next?: string }> {
  const page = await world.tables.list(TABLES.workItems, OPEN, { limit: 50, ...options });
  const items: ListedWorkItem[] = [];
  for (const row of page.rows) {
    const found = await readWorkItem(world, row.rowKey);
    if (found?.item.state === 'open') items.push(found);
  }
  return page.next === undefined ? { items } : { items, next: page.next };
}

export async function readWorkItem(world: World, id: string): Promise<ListedWorkItem | undefined> {
  const row = await world.tables.read(TABLES.workItems, ITEMS, id);
  return row === undefined ? undefined : { item: row.value as WorkItem, etag: row.etag };
}

/** Marks an item decided; 'stale' when the etag is not the item's any more. */
export async function markDecided(
  world: World,
  listed: ListedWorkItem,
  decision: NonNullable<WorkItem['decision']>,
): Promise<'decided' | 'stale'> {
  const value: WorkItem = { ...listed.item, state: 'decided', decision };
  const written = await world.tables.write(TABLES.workItems, ITEMS, [
    { kind: 'replace', rowKey: listed.item.id, value, etag: listed.etag },
  ]);
  if (written === 'conflict') return 'stale';
  await unlist(world, listed.item.id);
  return 'decided';
}
