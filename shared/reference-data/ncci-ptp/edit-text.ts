import { compactRows } from '../compact-rows';
import { dayNumber, OPEN } from './day-number';
import { GrowingEdits } from './edit-columns';
import { packEdits } from './edit-index';
import { procedureCodeNumber } from './procedure-code-number';

/** The index of edits written as text: column 1, column 2, indicator, first day, last day (empty is open). */
export function editsOfText(bytes: Uint8Array): Uint8Array {
  const edits = new GrowingEdits();
  for (const [column1 = '', column2 = '', indicator, from = '', to = ''] of compactRows(bytes)) {
    const first = procedureCodeNumber(column1);
    const second = procedureCodeNumber(column2);
    if (first === undefined || second === undefined) throw new RangeError('a training edit names no procedure code');
    edits.add(first, second, dayNumber(from), to === '' ? OPEN : dayNumber(to), indicator === '0' ? 0 : 1);
  }
  return packEdits(edits.done());
}
