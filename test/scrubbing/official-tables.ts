import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MpfsRow, PtpEdit, ReferenceTables, TableGap } from '../../shared/coding/tables';
import { plainDateOf, type PlainDate } from '../../shared/kernel/plain-date';

/** The tables of the golden cases, in memory, from test/golden/scrubbing: codes, values and indicators only. */
interface OfficialTables {
  readonly mpfs: Readonly<Record<string, string>>;
  readonly hcpcs: readonly string[];
  readonly hcpcs_ended: Readonly<Record<string, string>>;
  readonly hcpcs_begun: Readonly<Record<string, string>>;
  readonly icd10_not_in_force: Readonly<Record<string, readonly [string | null, string | null]>>;
  readonly icd10_headers: Readonly<Record<string, readonly string[]>>;
  readonly icd10_unknown: readonly string[];
  readonly icd10_sides: Readonly<Record<string, 'left' | 'right' | 'bilateral' | 'unspecified'>>;
  readonly icd10_unspecified: readonly string[];
  readonly places: Readonly<Record<string, boolean>>;
  readonly add_on: Readonly<
    Record<string, { readonly type: 1 | 2 | 3; readonly primaries: readonly string[]; readonly from?: string }>
  >;
  readonly articles: readonly {
    readonly article: string;
    readonly codes: readonly string[];
    readonly states: readonly string[];
    readonly covered: readonly string[];
    readonly not_covered: readonly string[];
    readonly prose?: boolean;
    readonly from?: string;
    readonly to?: string;
  }[];
}

export interface PairRow {
  readonly column1: string;
  readonly column2: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly indicator: 0 | 1 | 9;
}

export interface MueVersion {
  readonly from: string;
  readonly rows: Readonly<Record<string, readonly [units: number, mai: 1 | 2 | 3]>>;
}

const folder = join('test', 'golden', 'scrubbing');
const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));

const official = read('official-tables.json') as OfficialTables;
export const pairRows = read('ncci-pairs.json') as readonly PairRow[];
export const mueVersions = read('mue-rows.json') as readonly MueVersion[];

const covers = (from: string | null, to: string | null, on: string): boolean =>
  (from === null || from <= on) && (to === null || on <= to);

/** "status pcTc global mult bilat asst co team": the columns of the relative value file that edits read. */
function mpfsRow(code: string): MpfsRow | undefined {
  const text = official.mpfs[code];
  if (text === undefined) return undefined;
  const [
    status = '',
    pcTc = '',
    globalDays = '',
    multipleProcedure = '',
    bilateral = '',
    assistant = '',
    coSurgeon = '',
    team = '',
  ] = text.split(' ');
  return { code, modifier: '', status, pcTc, globalDays, multipleProcedure, bilateral, assistant, coSurgeon, team };
}

function edit(column1: string, column2: string, on: PlainDate): PtpEdit | undefined {
  const row = pairRows.find(
    (candidate) =>
      candidate.column1 === column1 &&
      candidate.column2 === column2 &&
      candidate.indicator !== 9 &&
      covers(candidate.from, candidate.to, on),
  );
  if (row === undefined || row.indicator === 9) return undefined;
  return { column1, column2, modifierIndicator: row.indicator, effectiveFrom: plainDateOf(row.from ?? '1996-01-01') };
}

const version = { versionOn: () => ({ name: 'test', version: 'test', effectiveFrom: null }) };

/** The tables, without those named, and within the days that others cover: else their look-ups answer with a gap. */
export function officialTables(
  without: readonly string[] = [],
  cover: Readonly<Record<string, readonly [from: string, to: string]>> = {},
): ReferenceTables {
  const asked = <T>(table: string, on: PlainDate, answer: () => T): T | TableGap => {
    if (without.includes(table)) return { kind: 'table-gap', table, reason: 'not-loaded' };
    const [from = null, to = null] = cover[table] ?? [];
    return covers(from, to, on) ? answer() : { kind: 'table-gap', table, reason: 'not-in-force' };
  };
  const hasSides = !without.includes('icd-10-cm');
  return {
    icd10Cm: {
      ...version,
      lookUp: (code, on) =>
        asked('icd-10-cm', on, () => {
          const children = official.icd10_headers[code];
          if (children !== undefined) return { status: 'header', children } as const;
          if (official.icd10_unknown.includes(code)) return { status: 'unknown' } as const;
          const [from, to] = official.icd10_not_in_force[code] ?? [null, null];
          return { status: covers(from, to, on) ? 'billable' : 'not-in-force' } as const;
        }),
      sideOf: (code) => (hasSides ? official.icd10_sides[code] : undefined),
      sidedSiblings: (code) =>
        Object.entries(official.icd10_sides)
          .filter(([other]) => other !== code && other.slice(0, -1) === code.slice(0, -1))
          .map(([sibling, side]) => ({ code: sibling, side })),
      isUnspecified: (code) => (hasSides ? official.icd10_unspecified.includes(code) : undefined),
    },
    hcpcs: {
      ...version,
      lookUp: (code, on) =>
        asked('hcpcs', on, () => {
          const begin = official.hcpcs_begun[code];
          if (begin !== undefined) return begin <= on ? 'active' : 'not-in-force';
          const end = official.hcpcs_ended[code];
          if (end !== undefined) return on <= end ? 'active' : 'not-in-force';
          return official.hcpcs.includes(code) ? 'active' : 'unknown';
        }),
    },
    mpfs: { ...version, lookUp: (code, on) => asked('mpfs', on, () => mpfsRow(code)) },
    placeOfService: {
      ...version,
      lookUp: (code, on) =>
        asked('pos', on, () => {
          const facility = official.places[code];
          return facility === undefined ? undefined : { facility };
        }),
    },
    ptp: { ...version, lookUp: (column1, column2, on) => asked('ncci-ptp-practitioner', on, () => edit(column1, column2, on)) },
    mue: {
      ...version,
      lookUp: (code, on) =>
        asked('ncci-mue-practitioner', on, () => {
          const row = mueVersions.filter(({ from }) => from <= on).at(-1)?.rows[code];
          return row === undefined ? undefined : { code, units: row[0], mai: row[1] };
        }),
    },
    addOn: {
      ...version,
      lookUp: (code, on) =>
        asked('ncci-add-on', on, () => {
          const row = official.add_on[code];
          return row !== undefined && covers(row.from ?? null, null, on) ? row : undefined;
        }),
    },
    lcdArticles: {
      ...version,
      lookUp: (code, state, on) =>
        asked('lcd-articles', on, () =>
          official.articles
            .filter(
              (article) =>
                article.codes.includes(code) &&
                article.states.includes(state) &&
                covers(article.from ?? null, article.to ?? null, on),
            )
            .map((article) => ({
              article: article.article,
              covered: new Set(article.covered),
              nonCovered: new Set(article.not_covered),
              prose: article.prose === true,
            })),
        ),
    },
  };
}
