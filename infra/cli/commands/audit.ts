import type { RegisterCommand } from '../command';
import { verifyAuditLog } from '../../../shared/audit/verify-audit-log';
import { auditFilesIn } from '../audit-files';

/** `vtc audit verify DIR`: an exported log, checked offline: chains, checkpoints, signatures. */
export const registerAudit: RegisterCommand = (program) => {
  const audit = program.command('audit').description('the audit log');
  audit
    .command('verify')
    .argument('<folder>', 'an exported audit log')
    .option('--pretty', 'indent the JSON')
    .description('check every chain, checkpoint and signature, without a network')
    .action((folder: string, options: { pretty?: true }) => {
      const verdict = verifyAuditLog(auditFilesIn(folder));
      const fault = verdict.firstFault;
      const body = {
        records: verdict.records,
        writers: verdict.writers,
        checkpoints: verdict.checkpoints,
        ok: verdict.ok,
        ...(fault === undefined ? {} : { first_fault: fault }),
      };
      process.stdout.write(`${JSON.stringify(body, null, options.pretty ? 2 : undefined)}\n`);
      if (fault !== undefined) {
        process.stderr.write(`The log is not as it was written: ${fault.kind} in ${fault.file}, line ${fault.line}.\n`);
        process.exitCode = 1;
      }
    });
};
