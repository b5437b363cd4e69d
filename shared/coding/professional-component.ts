import { mpfsRow, withoutGap, type CodingContext } from './coding-context';
import type { DraftLine } from './draft-line';

/** Telehealth elsewhere counts as a facility for the fee, but no machine of a hospital was used. */
const TELEHEALTH_ELSEWHERE = '02';

/** In a facility the physician bills the professional component of a splittable service (PC/TC indicator 1). Source: MPFS, PCTC IND. */
export function withProfessionalComponent(context: CodingContext, line: DraftLine): DraftLine {
  if (line.modifiers.includes('26') || line.modifiers.includes('TC')) return line;
  const place = context.placeOfService;
  if (place === '' || place === TELEHEALTH_ELSEWHERE) return line;
  if (withoutGap(context, context.tables.placeOfService.lookUp(place, context.on))?.facility !== true) return line;
  if (mpfsRow(context, line.code)?.pcTc !== '1') return line;
  context.notes.because({ kind: 'professional-component', code: line.code, place, modifier: '26' });
  return { ...line, modifiers: [...line.modifiers, '26'] };
}
