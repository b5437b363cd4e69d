import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { PlainDate } from '../kernel/plain-date';
import builtIn from './built-in-tables.json';
import type { ReferenceSet } from './reference-set';
import type { TableFile, TableOrigin } from './table-file';

/** One entry of built-in-tables.json: a file below shared/reference-data that ships with the product. */
interface BuiltInTable {
  readonly set: string;
  readonly origin: string;
  readonly version: string;
  readonly effective_from: string | null;
  readonly effective_to: string | null;
  readonly rows: number;
  readonly source_file: string;
  readonly sha256: string;
  readonly path: string;
}

/** The public-domain tables and the training rows that ship with the product; their files are read when first asked. */
export const builtInTables = (set: ReferenceSet, origin: TableOrigin): readonly TableFile[] =>
  (builtIn as readonly BuiltInTable[]).filter((table) => table.set === set && table.origin === origin).map(tableFileOf);

const tableFileOf = (table: BuiltInTable): TableFile => ({
  set: table.set as ReferenceSet,
  origin: table.origin as TableOrigin,
  version: table.version,
  effectiveFrom: table.effective_from as PlainDate | null,
  effectiveTo: table.effective_to as PlainDate | null,
  rows: table.rows,
  sourceFile: table.source_file,
  sha256: table.sha256,
  bytes: () => {
    const bytes = readFileSync(join(dataRoot(), table.path));
    return table.path.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  },
});

let root: string | undefined;

/** shared/reference-data, found from this file upwards: it runs from the source tree, from dist/ and from the function app's package. */
function dataRoot(): string {
  for (let folder = __dirname; root === undefined; folder = dirname(folder)) {
    const here = join(folder, 'shared', 'reference-data');
    if (existsSync(join(here, 'icd-10-cm', 'data'))) root = here;
    else if (folder === dirname(folder))
      throw new Error('the built-in tables (shared/reference-data) are not beside the program');
  }
  return root;
}
