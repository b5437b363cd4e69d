import type { PracticeFiles } from '../practice-files';
import { SHEETS } from './sheets';
import { tablesOf } from './tables';

/** What changes from one state of the practice's lists to another, a sentence each, in the order of the sheets. */
export function differences(before: PracticeFiles, after: PracticeFiles): readonly string[] {
  const [old, now] = [tablesOf(before), tablesOf(after)];
  return SHEETS.flatMap((sheet, i) => {
    const columns = sheet.columns.map((column) => column.name);
    const byKey = (rows: readonly (readonly string[])[]): Map<string, readonly string[]> =>
      new Map(rows.slice(1).map((row) => [sheet.key.map((name) => row[columns.indexOf(name)] ?? '').join(' '), row]));
    const [oldRows, newRows] = [byKey(old[i]?.rows ?? []), byKey(now[i]?.rows ?? [])];
    return [
      ...[...oldRows.keys()].filter((key) => !newRows.has(key)).map((key) => `${sheet.name}: ${key} is removed`),
      ...[...newRows].flatMap(([key, row]) => {
        const was = oldRows.get(key);
        if (was === undefined) return [`${sheet.name}: ${key} is added (${said(columns, row)})`];
        return columns.flatMap((column, c) =>
          was[c] === row[c]
            ? []
            : [`${sheet.name}: ${key}: ${column} changes from ${was[c] || 'nothing'} to ${row[c] || 'nothing'}`],
        );
      }),
    ];
  });
}

const said = (columns: readonly string[], row: readonly string[]): string =>
  columns.flatMap((column, i) => (row[i] === '' ? [] : [`${column} ${row[i] ?? ''}`])).join(', ');
