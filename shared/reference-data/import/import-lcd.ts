import { plainDate, type PlainDate } from '../../kernel/plain-date';
import { err, ok } from '../../kernel/result';
import { lcdArticleBytes, type BillingArticle } from '../lcd-articles/table';
import type { ImportFault } from './import-fault';
import type { OfficialFile } from './official-file';
import { looksLike, type SetImporter } from './set-importer';
import { sheetRowsOf } from './sheet-rows';

type Row = Readonly<Record<string, string>>;

const CODE = /^[A-Z0-9.]{3,8}$/i;
const NUMBER = /^\d+$/;
/** The tables, with the columns that the join reads and what must stand in each row of them. */
const NEEDED = {
  article: { article_id: NUMBER, article_version: NUMBER, date_retired: /(?:)/ },
  article_x_hcpc_code: { article_id: NUMBER, article_version: NUMBER, hcpc_code_id: CODE },
  article_x_icd10_covered: { article_id: NUMBER, article_version: NUMBER, icd10_code_id: CODE },
  article_x_icd10_noncovered: { article_id: NUMBER, article_version: NUMBER, icd10_code_id: CODE },
  article_x_contractor: { article_id: NUMBER, article_version: NUMBER, contractor_id: NUMBER, contractor_type_id: NUMBER },
  contractor_jurisdiction: { contractor_id: NUMBER, contractor_type_id: NUMBER, state_id: NUMBER, term_date: /(?:)/ },
  state_lookup: { state_id: NUMBER, state_abbrev: /^[A-Z]{2}$/ },
} as const satisfies Readonly<Record<string, Readonly<Record<string, RegExp>>>>;
type TableName = keyof typeof NEEDED;
const TABLE_NAMES = Object.keys(NEEDED) as TableName[];
/** At most so many faults are said of one table. */
const MOST_FAULTS = 20;

/** The Medicare coverage database splits some states; their parts are the state (facts scrubbing, LCD data). */
const STATE_OF_PART: Readonly<Record<string, string>> = { NF: 'CA', SF: 'CA', DN: 'NY', QN: 'NY', UN: 'NY', EM: 'MO', WM: 'MO' };
/** A code that stands for a paragraph a person must read. */
const PLACEHOLDER = /^XX/;

/** Billing and coding articles of the Medicare coverage database: the CSV tables (zip in zip as published), joined to what an edit asks. */
export const importLcdArticles: SetImporter = async (files) => {
  const tables = new Map<TableName, readonly Row[]>();
  const faults: ImportFault[] = [];
  for (const name of TABLE_NAMES) {
    const file = files.find((one) => one.name.toLowerCase() === `${name}.csv`);
    const rows = file === undefined ? undefined : await rowsOf(file, NEEDED[name], faults);
    if (rows === undefined)
      faults.push({
        file: `${name}.csv`,
        reason: `is missing or unreadable${files[0] === undefined ? '' : `; ${files[0].name} looks like ${looksLike(files[0])}`}`,
      });
    else tables.set(name, rows);
  }
  if (faults.length > 0) return err(faults);
  const articles = articlesOf((name) => tables.get(name) ?? []);
  return articles.length === 0
    ? err([{ file: 'article.csv', reason: 'holds no active article with codes' }])
    : ok({ bytes: lcdArticleBytes(articles), rows: articles.length });
};

async function rowsOf(
  file: OfficialFile,
  columns: Readonly<Record<string, RegExp>>,
  faults: ImportFault[],
): Promise<readonly Row[] | undefined> {
  const [header, ...rows] = (await sheetRowsOf(file)) ?? [];
  if (header === undefined) return undefined;
  const names = header.cells.map((cell) => cell.toLowerCase());
  const say = (fault: Omit<ImportFault, 'file'>): void => {
    if (faults.length < MOST_FAULTS) faults.push({ file: file.name, ...fault });
  };
  for (const column of Object.keys(columns))
    if (!names.includes(column)) say({ field: column, reason: 'this column is missing' });
  return rows.flatMap(({ row, cells }) => {
    if (cells.length < names.length && cells.every((cell) => cell === '')) return [];
    if (cells.length !== names.length) {
      say({ row, reason: `has ${cells.length} fields, not ${names.length}` });
      return [];
    }
    const read: Row = Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
    for (const [column, shape] of Object.entries(columns))
      if (names.includes(column) && !shape.test(read[column] ?? ''))
        say({ row, field: column, reason: 'has not the form it must have' });
    return [read];
  });
}

const keyOf = (row: Row): string => `${row['article_id'] ?? ''} ${row['article_version'] ?? ''}`;

function articlesOf(table: (name: TableName) => readonly Row[]): BillingArticle[] {
  const codes = byArticle(table('article_x_hcpc_code'), 'hcpc_code_id');
  const covered = byArticle(table('article_x_icd10_covered'), 'icd10_code_id');
  const nonCovered = byArticle(table('article_x_icd10_noncovered'), 'icd10_code_id');
  const starred = new Set(table('article_x_icd10_covered').flatMap((row) => (row['asterisk'] === '' ? [] : [keyOf(row)])));
  const states = statesByArticle(table);
  return table('article').flatMap((row) => {
    const key = keyOf(row);
    const listed = codes.get(key) ?? [];
    if ((row['date_retired'] ?? '') !== '' || listed.length === 0) return [];
    const diagnoses = covered.get(key) ?? [];
    return [
      {
        article: row['display_id'] === undefined || row['display_id'] === '' ? `A${row['article_id'] ?? ''}` : row['display_id'],
        effectiveFrom: dateOf(row['article_eff_date']),
        effectiveTo: dateOf(row['article_end_date']),
        states: states.get(key) ?? [],
        codes: listed,
        covered: diagnoses.filter((code) => !PLACEHOLDER.test(code)),
        nonCovered: (nonCovered.get(key) ?? []).filter((code) => !PLACEHOLDER.test(code)),
        prose: starred.has(key) || diagnoses.some((code) => PLACEHOLDER.test(code)),
      },
    ];
  });
}

function byArticle(rows: readonly Row[], column: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, Set<string>>();
  for (const row of rows) {
    const code = row[column] ?? '';
    if (code === '') continue;
    const same = found.get(keyOf(row));
    if (same === undefined) found.set(keyOf(row), new Set([code]));
    else same.add(code);
  }
  return new Map([...found].map(([key, codes]) => [key, [...codes]]));
}

function statesByArticle(table: (name: TableName) => readonly Row[]): ReadonlyMap<string, readonly string[]> {
  const abbreviation = new Map(table('state_lookup').map((row) => [row['state_id'] ?? '', row['state_abbrev'] ?? '']));
  const contractor = (row: Row): string => `${row['contractor_id'] ?? ''} ${row['contractor_type_id'] ?? ''}`;
  const statesOf = new Map<string, string[]>();
  for (const row of table('contractor_jurisdiction')) {
    const state = abbreviation.get(row['state_id'] ?? '');
    if ((row['term_date'] ?? '') !== '' || state === undefined) continue;
    statesOf.set(contractor(row), [...(statesOf.get(contractor(row)) ?? []), STATE_OF_PART[state] ?? state]);
  }
  const found = new Map<string, Set<string>>();
  for (const row of table('article_x_contractor')) {
    const states = found.get(keyOf(row)) ?? new Set<string>();
    for (const state of statesOf.get(contractor(row)) ?? []) states.add(state);
    found.set(keyOf(row), states);
  }
  return new Map([...found].map(([key, states]) => [key, [...states].sort()]));
}

const dateOf = (text: string | undefined): PlainDate | null => plainDate((text ?? '').slice(0, 10)) ?? null;
