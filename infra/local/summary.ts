import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyAuditLog } from '../../shared/audit/verify-audit-log';
import { createBlobStore } from '../../shared/azure/blob-store';
import { createTableStore } from '../../shared/azure/table-store';
import { addDays } from '../../shared/kernel/plain-date';
import { readVisitsOfDay, type VisitView } from '../../shared/workflow/read-models';
import type { World } from '../../shared/workflow/world';
import { auditFilesIn, exportAuditLog } from '../cli/audit-files';
import { canariesOf } from './day-visits';
import { reasonInWords } from './reasons-in-words';
import type { LocalDay, ServicesStatus } from './services-protocol';

export interface Summary {
  readonly day: string;
  readonly seed: number;
  readonly visits: readonly (Omit<VisitView, 'version'> & { readonly source: string })[];
  readonly clearinghouse: { readonly claims: readonly { readonly claim_id: string; readonly times_received: number }[] };
  readonly audit: { readonly records: number; readonly writers: number; readonly ok: boolean };
  readonly urls: Readonly<Record<string, string>>;
  readonly function_key: string;
  readonly webhook: WebhookToTry;
  readonly athenahealth_webhook: WebhookToTry;
  readonly canaries: readonly string[];
}

interface WebhookToTry {
  readonly source: string;
  readonly scheme: string;
  readonly secret: string;
}

export interface SummaryParts {
  readonly lived: LocalDay;
  readonly storage: string;
  readonly status: ServicesStatus;
  readonly dataFolder: string;
  readonly traceFolder?: string;
  readonly apiUrl: string;
  readonly functionKey: string;
}

/** Reads the day off our own state, exports and verifies the audit log, and says what does not agree; no fault means exit 0. */
export async function summarise(parts: SummaryParts): Promise<{ readonly summary: Summary; readonly faults: readonly string[] }> {
  const connection = { connectionString: parts.storage };
  const visits = await visitsOf(parts, connection);
  const folder = join(parts.dataFolder, 'audit-export');
  rmSync(folder, { recursive: true, force: true });
  await exportAuditLog(createBlobStore(connection, 'audit'), folder);
  const files = auditFilesIn(folder);
  const verdict = verifyAuditLog(files);
  if (parts.traceFolder !== undefined) {
    mkdirSync(parts.traceFolder, { recursive: true });
    const lines = files.blobs.map((name) => readFileSync(join(folder, name), 'utf8')).join('');
    writeFileSync(join(parts.traceFolder, 'audit.ndjson'), lines);
  }
  const summary: Summary = {
    day: parts.lived.day,
    seed: parts.lived.seed,
    visits: visits.map(({ version: _version, ...visit }) => ({ source: 'athenahealth', ...visit })),
    clearinghouse: {
      claims: parts.status.books.map(({ claim_id, times_received }) => ({ claim_id, times_received })),
    },
    audit: { records: verdict.records, writers: verdict.writers, ok: verdict.ok },
    urls: {
      api: `${parts.apiUrl}/api`,
      health: `${parts.apiUrl}/api/health`,
      openapi: `${parts.apiUrl}/api/openapi.json`,
    },
    function_key: parts.functionKey,
    webhook: { source: 'generic', scheme: 'X-Timestamp and X-Signature', secret: parts.status.webhookSecret },
    athenahealth_webhook: { source: 'athenahealth', scheme: 'X-Hub-Signature', secret: parts.status.athenahealthWebhookSecret },
    canaries: canariesOf(parts.lived.visits, parts.lived.day),
  };
  const audit = verdict.firstFault === undefined ? [] : [`the audit log is not as it was written: ${verdict.firstFault.kind}`];
  return { summary, faults: [...missingVisits(parts.lived, visits), ...differences(visits, parts.status), ...audit] };
}

async function visitsOf(parts: SummaryParts, connection: { connectionString: string }): Promise<readonly VisitView[]> {
  // The read models look into tables alone.
  const world = { tables: createTableStore(connection) } as unknown as World;
  const found = new Map<string, VisitView>();
  for (let offset = -1; offset <= 3; offset++)
    for (const visit of await readVisitsOfDay(world, addDays(parts.lived.day, offset))) found.set(visit.encounter_id, visit);
  return [...found.values()].sort((a, b) => (a.encounter_id < b.encounter_id ? -1 : 1));
}

function missingVisits(lived: LocalDay, visits: readonly VisitView[]): readonly string[] {
  const seen = new Set(visits.map((visit) => visit.encounter_id));
  const missing = [...new Set(lived.visits.map(({ encounter }) => encounter.encounter_id))].filter((id) => !seen.has(id));
  return missing.length === 0 ? [] : [`${missing.length} visits were signed and never seen: ${missing.join(', ')}`];
}

const NEVER_RECEIVED = new Set(['held', 'not_billable', 'awaiting_reconciliation']);

/** Our books against the clearinghouse's: each claim there once, and the same money. */
function differences(visits: readonly VisitView[], status: ServicesStatus): readonly string[] {
  const faults: string[] = [];
  const books = new Map(status.books.map((book) => [book.claim_id, book]));
  for (const book of status.books)
    if (book.times_received !== 1) faults.push(`${book.claim_id} was received ${book.times_received} times`);
  for (const visit of visits)
    for (const [index, claim] of visit.claims.entries()) {
      const book = books.get(claim.claim_id);
      const isNewest = index === visit.claims.length - 1;
      if (book === undefined) {
        if (isNewest && !NEVER_RECEIVED.has(visit.state))
          faults.push(`${claim.claim_id} is ${visit.state} here and unknown there`);
        continue;
      }
      const names = ['charge', 'paid', 'patient_responsibility', 'written_off', 'denied'] as const;
      const wrong = names.filter((name) => book[name] !== claim[name]);
      if (wrong.length > 0) faults.push(`${claim.claim_id} differs from the clearinghouse's books in ${wrong.join(', ')}`);
    }
  return faults;
}

/** The day as a biller reads it: visit, codes, state, money, and why. */
export function tableOf(summary: Summary): string {
  const rows = summary.visits.map((visit) => [
    visit.encounter_id,
    visit.codes.join(' '),
    visit.state,
    ...(['charge', 'paid', 'patient_responsibility', 'written_off', 'denied'] as const).map((name) =>
      visit.claims.reduce((sum, claim) => sum + claim[name], 0).toFixed(2),
    ),
    visit.reason === undefined ? '' : reasonInWords(visit.state, visit.reason),
  ]);
  const head = ['visit', 'codes', 'state', 'charge', 'paid', 'patient', 'written off', 'denied', 'why'];
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (column >= 3 && column <= 7 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd();
  return [line(head), ...rows.map(line)].join('\n');
}

/** The day in one line: how many visits ended how, and the money. */
export function totalsOf({ visits }: Summary): string {
  const count = new Map<string, number>();
  for (const { state } of visits) count.set(state, (count.get(state) ?? 0) + 1);
  const states = [...count].sort(([, a], [, b]) => b - a).map(([state, visitsSo]) => `${visitsSo} ${state}`);
  const sum = (name: 'charge' | 'paid'): string =>
    visits
      .flatMap(({ claims }) => claims)
      .reduce((total, claim) => total + claim[name], 0)
      .toFixed(2);
  return `${visits.length} visits: ${states.join(', ')}; charged ${sum('charge')}, paid ${sum('paid')}.`;
}
