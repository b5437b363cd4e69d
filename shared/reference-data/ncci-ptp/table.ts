import { isTableGap, type PtpTable } from '../../coding/tables';
import type { ReferenceSet } from '../reference-set';
import { tableVersions, type TableFile } from '../table-file';
import { EditIndex } from './edit-index';
import { editsOfText } from './edit-text';

/**
 * NCCI procedure-to-procedure edits. Imported files lie as an index; the sample's few training rows as text, packed when first asked.
 * The rows carry their own dates: a version covers what its rows cover.
 */
export function ptpTable(set: ReferenceSet, files: readonly TableFile[]): PtpTable {
  const training = files.some((file) => file.origin === 'training');
  const versions = tableVersions(set, files, (bytes) => new EditIndex(training ? editsOfText(bytes) : bytes));
  return {
    versionOn: (date) => versions.versionOn(date),
    lookUp: (column1, column2, on) => {
      const index = versions.on(on);
      return isTableGap(index) ? index : index.find(column1, column2, on);
    },
  };
}
