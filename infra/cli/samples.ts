import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { X12Report } from '../../shared/x12/check/x12-check';
import type { X12Finding } from '../../shared/x12/check/x12-finding';
import { reasonOf, UsageError } from './command';
import { checkX12File } from './commands/x12-check';

/** One sample's verdict with the codes that explain it. */
interface SampleVerdict {
  readonly file: string;
  readonly types: string;
  readonly verdict: string;
  readonly reasons: string;
}

/** `npm run samples -- DIR`: reads and checks every file of a folder and prints verdicts, reasons and counts. */
async function main(folder: string | undefined): Promise<void> {
  if (folder === undefined) throw new UsageError('name the folder with the samples: npm run samples -- DIR');
  const verdicts: SampleVerdict[] = [];
  for (const file of await filesIn(folder)) verdicts.push(verdictOn(relative(folder, file), await checkX12File(file)));
  for (const { file, types, verdict, reasons } of verdicts)
    process.stdout.write(`${file.padEnd(58)} ${types.padEnd(6)} ${verdict.padEnd(9)} ${reasons}\n`);
  const count = (verdict: string): number => verdicts.filter((sample) => sample.verdict === verdict).length;
  process.stdout.write(
    `${verdicts.length} files: ${count('ok')} ok, ${count('warnings')} with warnings, ${count('errors')} with errors\n`,
  );
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile() && !/^INDEX|\.md$/i.test(entry.name));
    return files.map((entry) => join(entry.parentPath, entry.name)).sort();
  } catch (error) {
    throw new UsageError(`cannot read ${folder}: ${reasonOf(error)}`);
  }
}

function verdictOn(file: string, report: X12Report): SampleVerdict {
  const groups = report.interchanges.flatMap((interchange) => interchange.groups);
  const transactions = groups.flatMap((group) => group.transactions);
  const findings = [report, ...report.interchanges, ...groups, ...transactions].flatMap((level) => level.findings);
  const types = [...new Set(transactions.map(({ type }) => type))].join(',');
  return { file, types, verdict: report.verdict, reasons: reasonsOf(findings) };
}

/** The codes found, errors first, each with its element and how often. */
function reasonsOf(findings: readonly X12Finding[]): string {
  const counts = new Map<string, number>();
  for (const severity of ['error', 'warn', 'info'])
    for (const { code, element, segment } of findings.filter((finding) => finding.severity === severity)) {
      const reason = `${severity === 'error' ? '' : `(${severity}) `}${code}${code === 'segment-indented' ? '' : ` ${element ?? segment}`}`;
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
    }
  return [...counts].map(([reason, count]) => (count === 1 ? reason : `${reason} ×${count}`)).join(', ');
}

main(process.argv[2]).catch((error: unknown) => {
  process.stderr.write(`samples: ${error instanceof UsageError ? error.message : 'internal fault'}\n`);
  process.exitCode = 2;
});
