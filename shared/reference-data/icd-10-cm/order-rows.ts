import type { Icd10CmRow } from './codes';
import { lateralityOf } from './laterality';

/** One line of the official order file, its fields cut out (facts icd10-hcpcs §1.1). */
export interface OrderRow {
  readonly code: string;
  readonly billable: boolean;
  readonly description: string;
}

/** The table rows of a whole order file: the side and the word "unspecified" are read off the descriptions, which go no further. */
export function icd10CmRows(rows: readonly OrderRow[]): readonly Icd10CmRow[] {
  const sided = lateralityOf(rows);
  return rows.map(({ code, billable, description }) => ({
    code,
    billable,
    unspecified: /\bunspecified\b/i.test(description),
    side: sided.get(code)?.side,
    group: sided.get(code)?.group ?? 0,
  }));
}
