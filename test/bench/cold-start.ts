import { loadApp } from '../../infra/local/functions-host/load-app';
import { plainDateOf } from '../../shared/kernel/plain-date';
import { loadReferenceTables } from '../../shared/reference-data/load-reference-tables';

// A process of its own for the cold start: imports the deployed bundle as the Functions host does, loads the tables, and tells what
// it took, the start of node included: in processor time, because a busy machine waits.

async function main(): Promise<void> {
  loadApp(process.cwd());
  const imported = process.uptime();
  const tables = await loadReferenceTables({ production: false });
  const found = tables.icd10Cm.lookUp('I10', plainDateOf('2026-11-20'));
  if (!('status' in found) || found.status !== 'billable') throw new Error('the tables do not hold I10');
  const { user, system } = process.cpuUsage();
  process.stdout.write(
    JSON.stringify({ cpuMs: (user + system) / 1000, wallMs: process.uptime() * 1000, importedMs: imported * 1000 }),
  );
  process.exit(0);
}

void main();
