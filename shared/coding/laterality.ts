import { bilateralNotAllowed, contradiction, factMissing } from './coding-findings';
import { mpfsRow, type CodingContext } from './coding-context';
import type { DraftLine } from './draft-line';

const SIDE_MODIFIER = { left: 'LT', right: 'RT', bilateral: '50' } as const;
/** Finger, toe, eyelid and coronary modifiers say the side too. */
const ANATOMIC = /^(F[A1-9]|T[A1-9]|E[1-4]|L[CDM]|R[CI]|LT|RT|50)$/;

/**
 * LT, RT or 50 by the bilateral indicator of the fee schedule: 1 and 3 take a side or 50 (one unit), 0, 2 and 9 none. A code that takes a side
 * and has none is held (F006); a side against a stated modifier is F010; both sides where the indicator allows no 50 is D014.
 */
export function withSide(context: CodingContext, line: DraftLine): DraftLine {
  if (line.role !== 'procedure') return line;
  const { laterality } = line;
  const stated = line.modifiers.filter((modifier) => ANATOMIC.test(modifier));
  const row = mpfsRow(context, line.code);
  const takesSide = row?.bilateral === '1' || row?.bilateral === '3';
  if (laterality === undefined) {
    if (row?.bilateral === '1' && stated.length === 0)
      context.notes.find(
        factMissing(
          'laterality',
          `${line.code} is paid by side`,
          'Provider: was it the left side, the right side or both?',
          'MPFS bilateral surgery indicator 1',
        ),
        line.key,
      );
    return line;
  }
  const modifier = SIDE_MODIFIER[laterality];
  if (contradicts(modifier, stated)) {
    context.notes.find(
      contradiction(
        `${line.code} is ${laterality} and carries ${stated.join(' ')}`,
        'Provider: which side was treated?',
        'CPT and HCPCS modifiers LT, RT, 50',
      ),
      line.key,
    );
    return line;
  }
  if (stated.length > 0) return line;
  if (!takesSide) {
    if (laterality === 'bilateral' && row !== undefined && row.bilateral === '0')
      context.notes.find(bilateralNotAllowed(line.code, row.bilateral), line.key);
    return line;
  }
  context.notes.because({ kind: 'side', code: line.code, laterality, modifier, bilateral_indicator: row.bilateral });
  return { ...line, modifiers: [...line.modifiers, modifier] };
}

const SIDES = new Set(['LT', 'RT', '50']);

const contradicts = (modifier: string, stated: readonly string[]): boolean =>
  stated.some((other) => SIDES.has(other) && other !== modifier);
