import type { PlainDate } from '../kernel/plain-date';

// The compact form of the smaller tables: one row a line, fields parted by tabs, ASCII, lines starting with # are comment.

const decoder = new TextDecoder('latin1');

/** The rows of a compact table. */
export function compactRows(bytes: Uint8Array): string[][] {
  const rows: string[][] = [];
  for (const line of decoder.decode(bytes).split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    rows.push(line.split('\t'));
  }
  return rows;
}

/** The compact table of these rows; no field may hold a tab or a line break. */
export const compactTable = (rows: readonly (readonly string[])[]): Uint8Array =>
  Buffer.from(rows.map((row) => `${row.join('\t')}\n`).join(''), 'latin1');

/** A date of a compact row; empty is open. */
export const dateOrOpen = (text: string | undefined): PlainDate | null =>
  text === undefined || text === '' ? null : (text as PlainDate);
