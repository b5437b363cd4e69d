import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { claims, GOLDEN, lineOf, merged, type GoldenCase } from './golden';

// The audit of the rules: for every id of the catalogue a case that is hit, cases that differ from it in one fact, the days on which its
// window opens and closes, and what comes out when the fact it needs is missing. test/golden/scrubbing/audit, one file a family.

type Json = Readonly<Record<string, unknown>>;
/** What changes, by path: of the case where it has the field ("as_of", "payer_row.timelyFilingDays"), else of the claim; null takes away. */
type Changes = Readonly<Record<string, unknown>>;

interface Variant {
  readonly name: string;
  /** One change against the hit. */
  readonly but: Changes;
  readonly expect: readonly string[];
}

/** A window: the date that moves, and on its edges what comes out on the day inside and on the day outside. */
interface Window {
  readonly of: string;
  /** What differs from the hit before the date moves. */
  readonly with?: Changes;
  readonly moves: string;
  readonly days: Readonly<Record<string, readonly string[]>>;
}

/** Why there is no case of a kind. */
interface None {
  readonly none: string;
}

export interface RuleAudit {
  readonly hit: { readonly name: string; readonly base: string; readonly with: Changes; readonly expect: readonly string[] };
  readonly misses: readonly Variant[];
  readonly missing: readonly Variant[] | None;
  readonly windows: readonly Window[] | None;
  /** Only where no window opens, or none closes: why. */
  readonly one_edge?: string;
  /** Further cases of the rule, each one change away from the hit, flagged or not. */
  readonly also?: readonly Variant[];
}

export const AUDIT = join(GOLDEN, 'audit');
export const audit: Readonly<Record<string, RuleAudit>> = Object.assign(
  {},
  ...readdirSync(AUDIT)
    .sort()
    .map((name) => JSON.parse(readFileSync(join(AUDIT, name), 'utf8')) as Record<string, RuleAudit>),
) as Record<string, RuleAudit>;

export const isNone = (kind: readonly unknown[] | None): kind is None => 'none' in kind;

const OF_CASE = new Set([
  'as_of', 'without_tables', 'tables_cover', 'claim_ids_of_file', 'payer_row', 'payer_dates', 'practice_edits', 'fees', 'fee_dates', 'visit',
]); // prettier-ignore

/** A case written out: the whole claim, and what stands beside it. */
type WrittenOut = Readonly<Record<string, unknown>> & { readonly claim: Json };

/** The hit's case written out, then each change in its turn. */
export function writtenOut({ base, with: changes }: RuleAudit['hit'], ...further: readonly Changes[]): WrittenOut {
  const start: Record<string, unknown> = { base, claim: claims[base] };
  return [changes, ...further].flatMap((step) => Object.entries(step)).reduce(changed, start) as WrittenOut;
}

function changed(golden: Record<string, unknown>, [path, value]: readonly [string, unknown]): Record<string, unknown> {
  const [head = '', ...rest] = path.split('.');
  const place = OF_CASE.has(head) ? [head, ...rest] : ['claim', ...(head === 'lines' ? ['service_lines'] : [head]), ...rest];
  return put(golden, place, head === 'lines' ? linesOf(value) : value) as Record<string, unknown>;
}

const linesOf = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(linesOf);
  return typeof value === 'string' ? lineOf(value) : merged(value as Json);
};

function put(whole: unknown, [key = '', ...rest]: readonly string[], value: unknown): unknown {
  if (Array.isArray(whole)) {
    const items: unknown[] = [...(whole as unknown[])];
    const at = Number(key);
    if (rest.length === 0 && value === null) items.splice(at, 1);
    else items[at] = rest.length === 0 ? value : put(items[at], rest, value);
    return items;
  }
  const { [key]: before, ...others } = (whole ?? {}) as Record<string, unknown>;
  if (rest.length === 0 && value === null) return others;
  return {
    ...(whole as object),
    [key]: rest.length === 0 ? value : put(before ?? (/^\d+$/.test(rest[0] ?? '') ? [] : {}), rest, value),
  };
}

/** The case that the golden runner takes; what was taken from the base is said with null. */
export function goldenOf(name: string, { claim, ...beside }: WrittenOut, expect: readonly string[]): GoldenCase {
  const base = claims[String(beside['base'])] ?? {};
  const taken = Object.fromEntries(Object.keys(base).map((key) => [key, null]));
  return { ...beside, name, claim: { ...taken, ...claim }, expect } as unknown as GoldenCase;
}

/** The leaves in which two written-out cases differ. A field that one lacks is one leaf; the system of a code follows from the code. */
export function differences(one: unknown, other: unknown, path = ''): readonly string[] {
  if (Object.is(one, other) || path.endsWith('code_system')) return [];
  if (!isContainer(one) || !isContainer(other) || Array.isArray(one) !== Array.isArray(other)) return [path];
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return keys.flatMap((key) => differences(one[key], other[key], path === '' ? key : `${path}.${key}`));
}

const isContainer = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
