import { TABLES } from './keys';
import type { World } from './world';

export type Feed = 'responses' | 'remittances';

/** Where we stand in a feed of the clearinghouse; '0' before the first row. Ids are compared as integers of any size. */
export async function readFeedCursor(world: World, feed: Feed): Promise<string> {
  const row = await world.tables.read(TABLES.cursors, 'clearinghouse', feed);
  return row === undefined ? '0' : (row.value as { cursor: string }).cursor;
}

/** Moves a cursor on, after everything before it is durable; never back, whoever else moves it. */
export async function advanceFeedCursor(world: World, feed: Feed, cursor: string): Promise<void> {
  const row = await world.tables.read(TABLES.cursors, 'clearinghouse', feed);
  const stored = row === undefined ? '0' : (row.value as { cursor: string }).cursor;
  if (!isAfter(cursor, stored)) return;
  await world.tables.write(TABLES.cursors, 'clearinghouse', [
    row === undefined
      ? { kind: 'insert', rowKey: feed, value: { cursor } }
      : { kind: 'replace', rowKey: feed, value: { cursor }, etag: row.etag },
  ]);
}

/** Claim.MD's ids exceed 2^53; text that is no integer is never after anything. */
export function isAfter(a: string, b: string): boolean {
  if (!/^\d+$/.test(a)) return false;
  return !/^\d+$/.test(b) || BigInt(a) > BigInt(b);
}
