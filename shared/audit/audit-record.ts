import { canonicalJson, sha256Hex } from '../kernel/canonical-json';
import type { AuditEvent } from './audit-event';

/** The line before the first of a chain. */
export const CHAIN_START = '0'.repeat(64);

/** Where a record stands: the writer (one process instance, one blob, one chain), its number in the chain, the hash of the one before. */
export interface ChainPosition {
  readonly writer: string;
  readonly seq: number;
  readonly prev: string;
}

/** An event sealed into its chain: one line of canonical JSON without its newline, and the hash the next one will name. */
export interface SealedRecord {
  readonly line: string;
  readonly hash: string;
}

const HASH_DOMAIN = 'bill-audit/v1\n';
const HASH_MEMBER = ',"hash":"';
/** Member names of the record that the verifier looks for in its text: no detail may carry them. */
const RESERVED = ['eventId', 'hash', 'prev', 'seq', 'writer'];

/** Seals an event; refuses (RangeError) a detail named like a member of the chain. hash = SHA-256("bill-audit/v1\n" ‖ canonical JSON without the hash member). */
export function sealRecord(event: AuditEvent, position: ChainPosition): SealedRecord {
  if (RESERVED.some((name) => name in event.detail)) throw new RangeError('a detail is named like a member of the chain');
  const hash = sha256Hex(HASH_DOMAIN + canonicalJson({ ...event, ...position, v: 1 }));
  return { hash, line: canonicalJson({ ...event, ...position, v: 1, hash }) };
}

/** A line's own hash and the hash its text has; undefined when it is no record line. The last such member is the record's own. */
export function hashesOfLine(line: string): { readonly stated: string; readonly computed: string } | undefined {
  const at = line.lastIndexOf(HASH_MEMBER);
  const end = at + HASH_MEMBER.length + 64;
  const stated = line.slice(at + HASH_MEMBER.length, end);
  if (at === -1 || !/^[0-9a-f]{64}$/.test(stated) || line.charAt(end) !== '"') return undefined;
  const without = line.slice(0, at) + line.slice(end + 1);
  return { stated, computed: sha256Hex(HASH_DOMAIN + without) };
}
