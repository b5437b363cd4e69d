import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PayerPolicy, PracticeRules } from '../../shared/coding/practice-rules';
import type { Claim } from '../../shared/claim/claim';
import { plainDateOf } from '../../shared/kernel/plain-date';
import { parseClaimBody } from '../../shared/messages/claim-body';
import { runEdits } from '../../shared/scrubbing/scrub';
import { subjectOfClaim, type ScrubLine, type ScrubSubject } from '../../shared/scrubbing/subject';
import type { Finding } from '../../shared/kernel/finding';
import { PAYERS, practiceRules } from '../builders/practice-rules';
import { officialTables } from './official-tables';

// From the project's root: the benchmarks are bundled elsewhere.
export const GOLDEN = join('test', 'golden', 'scrubbing');
export const AS_OF = plainDateOf('2026-11-21');

type Json = Readonly<Record<string, unknown>>;

/** One case: a base claim, what differs from it, and every finding that comes out ("D014 error 1,2"). */
export interface GoldenCase {
  readonly name: string;
  /** Which of claims.json it starts from. */
  readonly base: string;
  /** Top-level fields that replace the base's; null takes one away. */
  readonly claim?: Json;
  /** Short lines: "99213-25 x1 $150 @1,2", or whole JSON lines. */
  readonly lines?: readonly (string | Json)[];
  readonly as_of?: string;
  /** Tables that are missing, by set. */
  readonly without_tables?: readonly string[];
  /** First and last day of a table that is loaded, by set. */
  readonly tables_cover?: Readonly<Record<string, readonly [from: string, to: string]>>;
  /** Numbers of original claims that stand before it in the file. */
  readonly claim_ids_of_file?: readonly string[];
  /** Fields of the payer's row that differ. */
  readonly payer_row?: Json;
  /** First and last day of the payer's row. */
  readonly payer_dates?: readonly [from: string, to: string];
  readonly practice_edits?: PracticeRules['edits'];
  /** The practice's fees in cents. */
  readonly fees?: Readonly<Record<string, number>>;
  /** First and last day of those fees. */
  readonly fee_dates?: readonly [from: string, to: string];
  /** Facts that only a visit states: then the case runs as a visit that was just coded. `line_facts` adds to the lines in their order. */
  readonly visit?: Partial<ScrubSubject> & { readonly line_facts?: readonly Partial<ScrubLine>[] };
  readonly expect: readonly string[];
}

export interface GoldenFile {
  readonly family: string;
  readonly source: string;
  readonly cases: readonly GoldenCase[];
}

const readJson = (name: string): unknown => JSON.parse(readFileSync(join(GOLDEN, name), 'utf8'));

export const claims = readJson('claims.json') as Readonly<Record<string, Json>>;
const NO_CASES = new Set(['claims.json', 'official-tables.json', 'ncci-pairs.json', 'mue-rows.json', 'words.json']);

export const goldenFiles: readonly GoldenFile[] = readdirSync(GOLDEN)
  .filter((name) => name.endsWith('.json') && !NO_CASES.has(name))
  .sort()
  .map((name) => readJson(name) as GoldenFile);

const CODE_SYSTEM = (code: string): string => (/^D\d{4}$/.test(code) ? 'CDT' : /^[A-Z]/.test(code) ? 'HCPCS' : 'CPT');

/** "20610-RT-59 x2 $150 @1" → a service line's JSON. */
export function lineOf(text: string): Json {
  const match = /^([0-9A-Z]+)((?:-[0-9A-Z]+)*)(?: x(-?[0-9.]+))?(?: \$(-?[0-9.]+))?(?: @([0-9,]*))?$/.exec(text);
  if (match === null) throw new Error(`not a short line: ${text}`);
  const [, code = '', modifiers = '', units = '1', charge = '150', pointers = '1'] = match;
  return {
    code,
    code_system: CODE_SYSTEM(code),
    modifiers: modifiers.split('-').filter((modifier) => modifier !== ''),
    charge_amount: Number(charge),
    units: Number(units),
    diagnosis_pointers: pointers === '' ? [] : pointers.split(',').map(Number),
  };
}

export function claimOf(golden: Pick<GoldenCase, 'base' | 'claim' | 'lines'>): Claim {
  const base = claims[golden.base];
  if (base === undefined) throw new Error(`no base claim ${golden.base}`);
  const lines = golden.lines?.map((line) => (typeof line === 'string' ? lineOf(line) : merged(line)));
  const parsed = parseClaimBody({ ...base, ...golden.claim, ...(lines === undefined ? {} : { service_lines: lines }) });
  if (!parsed.ok) throw new Error(`the case's claim is refused: ${JSON.stringify(parsed.error)}`);
  return parsed.value;
}

// A JSON line may start from a short one: { "line": "97110-GP", "minutes": 22 }.
export function merged({ line, ...fields }: Json): Json {
  return typeof line === 'string' ? { ...lineOf(line), ...fields } : fields;
}

const within = (dates: readonly [from: string, to: string] | undefined, on: string): boolean =>
  dates === undefined || (dates[0] <= on && on <= dates[1]);

export function rulesOf(golden: GoldenCase, payerId: string | undefined): PracticeRules {
  const { payer_row, practice_edits, fees, payer_dates, fee_dates } = golden;
  const row = PAYERS[payerId ?? ''];
  const payers =
    row === undefined || payer_row === undefined
      ? PAYERS
      : { ...PAYERS, [row.payerId]: { ...row, ...(payer_row as Partial<PayerPolicy>) } };
  const rules = practiceRules(practice_edits === undefined ? {} : { edits: practice_edits }, payers, fees);
  return {
    ...rules,
    payer: (id, on) => (within(payer_dates, on) ? rules.payer(id, on) : undefined),
    fees: {
      ...rules.fees,
      fee: (code, modifiers, on) => (within(fee_dates, on) ? rules.fees.fee(code, modifiers, on) : undefined),
    },
  };
}

/** "D014 error 1,2", as a case's file writes a finding. */
export const shortOf = ({ id, severity, lines }: Finding): string => `${id} ${severity} ${lines.join(',')}`.trim();

/** The findings of a case: of its claim, or of the visit it states. */
export function findingsOf(golden: GoldenCase): readonly Finding[] {
  const claim = claimOf(golden);
  const asOf = golden.as_of === undefined ? AS_OF : plainDateOf(golden.as_of);
  const { claim: own, ...subject } = subjectOfClaim(
    claim,
    rulesOf(golden, claim.payer?.payerId),
    asOf,
    new Set(golden.claim_ids_of_file),
  );
  const tables = officialTables(golden.without_tables, golden.tables_cover);
  if (golden.visit === undefined) return runEdits({ ...subject, ...(own === undefined ? {} : { claim: own }) }, tables);
  const { line_facts = [], ...facts } = golden.visit;
  const lines = subject.lines.map((line, index) => ({ ...line, ...line_facts[index] }));
  return runEdits({ ...subject, ...facts, context: 'coding', lines }, tables);
}
