import type { CodingBasis } from '../../shared/workflow/code-visit';
import { dateInZone, instantFromMs, plainDate, type PlainDate } from '../../shared/kernel/plain-date';
import { loadPractice } from '../../shared/practice/load-practice';
import { loadReferenceTables } from '../../shared/reference-data/load-reference-tables';
import { UsageError } from './command';

/** The options that every command takes which codes or scrubs. */
export interface BasisOptions {
  readonly practice: string;
  readonly data: string;
  readonly asOf?: string;
}

/** The practice, its tables and today, from the command line's options; a UsageError says which option is wrong and why. */
export async function codingBasis(options: BasisOptions): Promise<CodingBasis> {
  const practice = await loadPractice(options.practice);
  if (!practice.ok) {
    const faults = practice.error.map((fault) => `${fault.file} ${fault.path}: ${fault.reason}`);
    throw new UsageError(`practice ${options.practice} is not usable\n  ${faults.join('\n  ')}`);
  }
  const rules = practice.value;
  const tables = await loadReferenceTables({ dataDir: options.data, training: rules.mode !== 'production' });
  return { rules, tables, asOf: asOfDate(options.asOf, rules.timeZone) };
}

function asOfDate(given: string | undefined, timeZone: string): PlainDate {
  if (given === undefined) return dateInZone(instantFromMs(Date.now()), timeZone);
  const date = plainDate(given);
  if (date === undefined) throw new UsageError('--as-of takes a date YYYY-MM-DD');
  return date;
}
