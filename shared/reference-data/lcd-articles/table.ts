import { isTableGap, type LcdArticleTable } from '../../coding/tables';
import { covers } from '../../kernel/effective-dated';
import type { PlainDate } from '../../kernel/plain-date';
import { compactRows, compactTable, dateOrOpen } from '../compact-rows';
import { once, tableVersions, type TableFile } from '../table-file';

/** A billing and coding article: for which codes, in which states, which diagnoses (with the dot) support them. */
export interface BillingArticle {
  /** As CMS displays it: A59001. */
  readonly article: string;
  readonly effectiveFrom: PlainDate | null;
  readonly effectiveTo: PlainDate | null;
  /** USPS abbreviations of the contractors' jurisdictions. */
  readonly states: readonly string[];
  readonly codes: readonly string[];
  readonly covered: readonly string[];
  readonly nonCovered: readonly string[];
  /** Conditions stand in prose (group paragraphs, asterisks, placeholder codes): a person must read them. */
  readonly prose: boolean;
}

/** Compact row: article, first day, last day, prose (1 or 0), then states, codes, covered, non-covered, each parted by blanks. */
export const lcdArticleBytes = (articles: readonly BillingArticle[]): Uint8Array =>
  compactTable(
    articles.map((article) => [
      article.article,
      article.effectiveFrom ?? '',
      article.effectiveTo ?? '',
      article.prose ? '1' : '0',
      ...[article.states, article.codes, article.covered, article.nonCovered].map((list) => list.join(' ')),
    ]),
  );

interface ArticleOnFile {
  readonly article: string;
  readonly effectiveFrom: PlainDate | null;
  readonly effectiveTo: PlainDate | null;
  readonly states: ReadonlySet<string>;
  /** Made when a claim first needs the article: most of the diagnoses of a full file are never asked. */
  readonly answer: () => {
    readonly article: string;
    readonly covered: ReadonlySet<string>;
    readonly nonCovered: ReadonlySet<string>;
    readonly prose: boolean;
  };
}

/** Billing and coding articles by code and the state of the practice. */
export function lcdArticleTable(files: readonly TableFile[]): LcdArticleTable {
  const versions = tableVersions('lcd-articles', files, parse);
  return {
    versionOn: (date) => versions.versionOn(date),
    lookUp: (code, state, on) => {
      const table = versions.on(on);
      if (isTableGap(table)) return table;
      return (table.get(code) ?? []).flatMap((article) =>
        article.states.has(state) && covers(article, on) ? [article.answer()] : [],
      );
    },
  };
}

const listOf = (text: string | undefined): readonly string[] => (text === undefined || text === '' ? [] : text.split(' '));

function parse(bytes: Uint8Array): ReadonlyMap<string, readonly ArticleOnFile[]> {
  const byCode = new Map<string, ArticleOnFile[]>();
  for (const [article = '', from, to, prose, states, codes, covered, nonCovered] of compactRows(bytes)) {
    const onFile: ArticleOnFile = {
      article,
      effectiveFrom: dateOrOpen(from),
      effectiveTo: dateOrOpen(to),
      states: new Set(listOf(states)),
      answer: once(() => ({
        article,
        covered: new Set(listOf(covered)),
        nonCovered: new Set(listOf(nonCovered)),
        prose: prose === '1',
      })),
    };
    for (const code of listOf(codes)) {
      const same = byCode.get(code);
      if (same === undefined) byCode.set(code, [onFile]);
      else same.push(onFile);
    }
  }
  return byCode;
}
