import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditFilesIn } from '../../infra/cli/audit-files';
import type { AuditEvent } from '../../shared/audit/audit-event';
import { CHAIN_START, sealRecord } from '../../shared/audit/audit-record';
import { verifyAuditLog } from '../../shared/audit/verify-audit-log';
import type { Instant } from '../../shared/kernel/plain-date';
import type { BenchRow } from './bench-row';

const RECORDS = 1_000_000;
const WRITERS = 50;

/** Verifies a log of a million records in fifty writers' chains, read from disk. */
export function benchAudit(): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'audit-bench-'));
  try {
    for (let writer = 0; writer < WRITERS; writer++) writeBlob(folder, `bench-${String(writer).padStart(2, '0')}`);
    const files = auditFilesIn(folder);
    const start = performance.now();
    const verdict = verifyAuditLog(files);
    const seconds = (performance.now() - start) / 1000;
    if (!verdict.ok || verdict.records !== RECORDS) throw new Error('the log of the benchmark does not verify');
    return Promise.resolve([
      { what: 'audit: verify 1 M records', figure: Number(seconds.toFixed(2)), unit: 's', budget: '< 10 s' },
    ]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function writeBlob(folder: string, writer: string): void {
  mkdirSync(join(folder, 'audit/2026/11/20'), { recursive: true });
  const lines: string[] = [];
  let prev = CHAIN_START;
  for (let seq = 0; seq < RECORDS / WRITERS; seq++) {
    const event: AuditEvent = {
      eventId: `enc-${writer}-${seq}|3|ENCOUNTER_CODED`,
      type: 'ENCOUNTER_CODED',
      at: '2026-11-20T15:00:00.000Z' as Instant,
      actor: { kind: 'system', id: 'workflow' },
      encounterRef: `enc-${writer}-${seq}`,
      patientRef: '0123456789abcdef0123456789abcdef',
      detail: { codes: ['99213', '20610'], version: 1 },
    };
    const sealed = sealRecord(event, { writer, seq, prev });
    prev = sealed.hash;
    lines.push(sealed.line);
  }
  writeFileSync(join(folder, `audit/2026/11/20/${writer}.ndjson`), `${lines.join('\n')}\n`);
}
