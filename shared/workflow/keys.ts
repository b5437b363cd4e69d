import { sha256Hex } from '../kernel/canonical-json';

/** Tables of the workflow. */
export const TABLES = {
  encounters: 'encounters',
  claims: 'claims',
  /** What was touched on a day, by day: read models and the sweep walk it. */
  activity: 'activity',
  outboxIndex: 'outboxindex',
  cursors: 'cursors',
  pendingVisits: 'pendingvisits',
  visitDays: 'visitdays',
  /** Claims that wait for the lane, and claims whose answer was lost. */
  lane: 'lane',
  workItems: 'workitems',
  parked: 'parked',
  idempotency: 'idempotency',
  /** Events of webhooks that were taken in: a replay is known by its id. */
  webhookEvents: 'webhookevents',
} as const;

/** Row keys within an encounter's or a claim's partition. Outbox rows sort last. */
export const ROWS = {
  state: 'a-state',
  content: 'b-content',
  ledger: 'l-',
  outbox: 'z-outbox-',
} as const;

/** An id of 1-50 printable characters as a key every store takes: letters, digits, '.', '-' and '_' stay, others become =XX. */
export function keyOf(id: string): string {
  if (/^[A-Za-z0-9._-]+$/.test(id)) return id;
  let key = '';
  for (const byte of Buffer.from(id, 'utf8')) {
    const character = String.fromCharCode(byte);
    key += /[A-Za-z0-9._-]/.test(character) ? character : `=${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return key;
}

const BASE32 = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** Our claim id: the same visit and version give the same id on every try, so that a second try meets the first. At most 20 of A-Z 0-9 '-'. */
export function claimIdOf(practice: string, encounterId: string, version: number): string {
  const digest = Buffer.from(sha256Hex(JSON.stringify([practice, encounterId])), 'hex');
  let id = '';
  for (let i = 0; i < 14; i++) id += BASE32.charAt((digest[i] ?? 0) & 31);
  return `C${id}-${version}`;
}

/** One patient's day with one provider: two E/M visits on it are not both billed (D008). A hash, so that no key names a patient. */
export const visitDayKey = (patientId: string, providerNpi: string, dateOfService: string): string =>
  sha256Hex(JSON.stringify([patientId, providerNpi, dateOfService])).slice(0, 40);
