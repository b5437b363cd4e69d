import type { PtpTable } from '../../shared/coding/tables';
import { plainDateOf } from '../../shared/kernel/plain-date';
import { GrowingEdits } from '../../shared/reference-data/ncci-ptp/edit-columns';
import { EditIndex, packEdits } from '../../shared/reference-data/ncci-ptp/edit-index';
import { dayNumber } from '../../shared/reference-data/ncci-ptp/day-number';
import { procedureCodeNumber } from '../../shared/reference-data/ncci-ptp/procedure-code-number';

/** As many edits as the practitioner file of a quarter holds (fact sheet ncci: 1.76 million in force since 2024). */
const EDITS = 1_800_000;
const COLUMN_2_EACH = 180;

/** Pairs of the benchmark's own visits: the look-ups must find something, too. */
const FOUND: readonly (readonly [string, string])[] = [
  ['20610', '99213'],
  ['20610', '99214'],
  ['96372', '99213'],
  ['36415', '99211'],
];

/** An NCCI index of the official size: invented pairs over all CPT numbers, and a few real ones. */
export function fullSizeNcci(): PtpTable {
  const edits = new GrowingEdits();
  const from = dayNumber(plainDateOf('2020-10-01'));
  const open = 65_535;
  for (const [column1, column2] of FOUND)
    edits.add(procedureCodeNumber(column1) ?? 0, procedureCodeNumber(column2) ?? 0, from, open, 1);
  const codes = EDITS / COLUMN_2_EACH;
  for (let row = 0; row < EDITS - FOUND.length; row++) {
    const column1 = 10_000 + (row % codes) * 8;
    const column2 = 10_001 + ((row * 37) % 11_000) * 8;
    edits.add(
      procedureCodeNumber(String(column1)) ?? 0,
      procedureCodeNumber(String(column2)) ?? 0,
      from,
      open,
      row % 2 === 0 ? 0 : 1,
    );
  }
  const index = new EditIndex(packEdits(edits.done()));
  return {
    versionOn: () => ({ name: 'ncci-ptp-practitioner', version: 'full size', effectiveFrom: null }),
    lookUp: (column1, column2, on) => index.find(column1, column2, on),
  };
}
