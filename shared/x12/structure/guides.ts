import p837 from '../837P/structure.json';
import d837 from '../837D/structure.json';
import r835 from '../835/structure.json';
import ca277 from '../277CA/structure.json';
import s276 from '../276/structure.json';
import s277 from '../277/structure.json';
import a999 from '../999/structure.json';
import ta1 from '../TA1/structure.json';
import e270 from '../270/structure.json';
import e271 from '../271/structure.json';
import { guideOf } from './guide-structure';
import type { Guide, GuideData } from './guide-structure';

const DATA: readonly GuideData[] = [p837, d837, r835, ca277, s276, s277, a999, ta1, e270, e271];
const read = new Map<string, Guide>();

/** The structure of a transaction by type ('837P', '277CA' …); undefined for one we hold no structure of. */
export function guideFor(type: string): Guide | undefined {
  const known = read.get(type);
  if (known !== undefined) return known;
  const data = DATA.find((entry) => entry.type === type);
  if (data === undefined) return undefined;
  const guide = guideOf(data);
  read.set(type, guide);
  return guide;
}

export const guideTypes: readonly string[] = DATA.map((entry) => entry.type);

// How a guide id (GS08, ST03) and ST01 name the transaction; the first row that fits wins.
const TYPES: readonly (readonly [transaction: string, guide: RegExp, type: string])[] = [
  ['837', /X222|X098/, '837P'],
  ['837', /X224|X097/, '837D'],
  ['837', /X223|X096/, '837I'],
  ['277', /X214|X167/, '277CA'],
];

/** The type the reports name: 837P, 837D, 837I, 277CA, else ST01. */
export const transactionType = (transaction: string, guide: string): string =>
  TYPES.find(([id, pattern]) => id === transaction && pattern.test(guide))?.[2] ?? transaction;

/** The functional group a transaction belongs in (GS01). */
export const FUNCTIONAL_IDS: ReadonlyMap<string, string> = new Map([
  ['837', 'HC'],
  ['835', 'HP'],
  ['999', 'FA'],
  ['997', 'FA'],
  ['277', 'HN'],
  ['276', 'HR'],
  ['270', 'HS'],
  ['271', 'HB'],
]);
