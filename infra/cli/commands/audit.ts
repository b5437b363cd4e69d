import type { RegisterCommand } from '../command';
import { verifyAuditLog } from '../../../shared/audit/verify-audit-log';
import { auditFilesIn, copyAuditExport, exportAuditLog } from '../audit-files';
import { UsageError } from '../command';

/** `vtc audit export DIR` and `vtc audit verify DIR`: the log copied, and a copy checked offline: chains, checkpoints, signatures. */
export const registerAudit: RegisterCommand = (program) => {
  const audit = program.command('audit').description('the audit log');
  audit
    .command('verify')
    .argument('<folder>', 'an exported audit log')
    .option('--keys <file>', 'public keys that you kept apart from the log; those in the folder are then not believed')
    .option('--pretty', 'indent the JSON')
    .description('check every chain, checkpoint and signature, without a network')
    .action((folder: string, options: { keys?: string; pretty?: true }) => {
      const verdict = verifyAuditLog(auditFilesIn(folder, options.keys));
      const fault = verdict.firstFault;
      const body = {
        records: verdict.records,
        writers: verdict.writers,
        checkpoints: verdict.checkpoints,
        ok: verdict.ok,
        ...(fault === undefined ? {} : { first_fault: fault }),
      };
      process.stdout.write(`${JSON.stringify(body, null, options.pretty ? 2 : undefined)}\n`);
      if (verdict.checkpoints === 0)
        process.stderr.write('No checkpoint: nothing but the chains themselves vouches for this log.\n');
      if (fault !== undefined) {
        process.stderr.write(`The log is not as it was written: ${fault.kind} in ${fault.file}, line ${fault.line}.\n`);
        process.exitCode = 1;
      }
    });
  audit
    .command('export')
    .argument('<folder>', 'where the copy goes')
    .option('--data <dir>', "a local day's data folder, whose log is copied when no store is named by the settings", '.vtc/local')
    .description('copy the log, its checkpoints and public keys (the store: StorageConnection, or Storage__blobServiceUri)')
    .action(async (folder: string, options: { data: string }) => {
      const files = await exportTo(folder, options.data);
      process.stdout.write(`${JSON.stringify({ folder, files })}\n`);
    });
};

/** From the store that the app's own settings name; without them from what a local day left in its data folder. */
async function exportTo(folder: string, dataFolder: string): Promise<number> {
  const connectionString = process.env['StorageConnection'];
  const url = process.env['Storage__blobServiceUri'];
  if (connectionString === undefined && url === undefined) return copyAuditExport(dataFolder, folder);
  // Only here: the SDK costs every other command half a second.
  const { createBlobStore } = await import('../../../shared/azure/blob-store');
  const { createCredential } = await import('../../../shared/azure/credential');
  const connection =
    connectionString === undefined
      ? { url: url ?? '', credential: createCredential(process.env['AZURE_CLIENT_ID']) }
      : { connectionString };
  try {
    return await exportAuditLog(createBlobStore(connection, 'audit'), folder);
  } catch {
    throw new UsageError('the store that the settings name does not answer, or refuses');
  }
}
