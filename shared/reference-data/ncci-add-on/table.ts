import { isTableGap, type AddOnTable } from '../../coding/tables';
import { covers } from '../../kernel/effective-dated';
import type { PlainDate } from '../../kernel/plain-date';
import { compactRows, compactTable, dateOrOpen } from '../compact-rows';
import { tableVersions, type TableFile } from '../table-file';

/** One add-on edit: the add-on code with one of its primaries; '' where the contractor defines them. */
export interface AddOnEdit {
  readonly addOn: string;
  readonly type: 1 | 2 | 3;
  readonly primary: string;
  readonly effectiveFrom: PlainDate | null;
  readonly effectiveTo: PlainDate | null;
}

/** Compact row: add-on, type, primary, first day, last day; empty dates are open. */
export const addOnBytes = (rows: readonly AddOnEdit[]): Uint8Array =>
  compactTable(rows.map((row) => [row.addOn, String(row.type), row.primary, row.effectiveFrom ?? '', row.effectiveTo ?? '']));

/** Add-on code edits; its rows carry their own dates. */
export function addOnTable(files: readonly TableFile[]): AddOnTable {
  const versions = tableVersions('ncci-add-on', files, parse);
  return {
    versionOn: (date) => versions.versionOn(date),
    lookUp: (code, on) => {
      const table = versions.on(on);
      if (isTableGap(table)) return table;
      const edits = (table.get(code) ?? []).filter((edit) => covers(edit, on));
      const [first] = edits;
      if (first === undefined) return undefined;
      return { type: first.type, primaries: edits.map((edit) => edit.primary).filter((primary) => primary !== '') };
    },
  };
}

function parse(bytes: Uint8Array): ReadonlyMap<string, readonly AddOnEdit[]> {
  const edits = new Map<string, AddOnEdit[]>();
  for (const [addOn = '', type, primary = '', from, to] of compactRows(bytes)) {
    const edit: AddOnEdit = {
      addOn,
      type: Number(type) as AddOnEdit['type'],
      primary,
      effectiveFrom: dateOrOpen(from),
      effectiveTo: dateOrOpen(to),
    };
    const same = edits.get(addOn);
    if (same === undefined) edits.set(addOn, [edit]);
    else same.push(edit);
  }
  return edits;
}
