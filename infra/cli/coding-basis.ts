import type { CodingBasis } from '../../shared/workflow/code-visit';
import { dateInZone, instantFromMs, plainDate, type PlainDate } from '../../shared/kernel/plain-date';
import { loadPractice, loadPracticeFiles } from '../../shared/practice/load-practice';
import { loadReferenceTables } from '../../shared/reference-data/load-reference-tables';
import { UsageError } from './command';

/** The options that every command takes which codes or scrubs. */
export interface BasisOptions {
  readonly practice: string;
  readonly data: string;
  readonly asOf?: string;
}

/** The practice, its tables and today, from the command line's options; a UsageError says which option is wrong and why, all faults at once. */
export async function codingBasis(options: BasisOptions): Promise<CodingBasis> {
  const files = await loadPracticeFiles(options.practice);
  const practice = files.ok ? files.value.practice : undefined;
  const tables = await loadReferenceTables({ dataDir: options.data, production: practice?.mode === 'production' });
  const asOf = asOfDate(options.asOf, practice?.time_zone ?? 'UTC');
  const rules = await loadPractice(options.practice, { tables, on: asOf });
  if (!rules.ok) {
    const faults = rules.error.map((fault) => `${fault.file} ${fault.path}: ${fault.reason}`);
    throw new UsageError(`practice ${options.practice} is not usable\n  ${faults.join('\n  ')}`);
  }
  return { rules: rules.value, tables, asOf };
}

/** --as-of, else today where the practice is; a UsageError when it is no date. */
export function asOfDate(given: string | undefined, timeZone: string): PlainDate {
  if (given === undefined) return dateInZone(instantFromMs(Date.now()), timeZone);
  const date = plainDate(given);
  if (date === undefined) throw new UsageError('--as-of takes a date YYYY-MM-DD');
  return date;
}
