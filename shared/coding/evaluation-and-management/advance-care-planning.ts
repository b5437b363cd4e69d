import { factMissing } from '../coding-findings';
import type { CodingContext } from '../coding-context';
import type { DraftLine } from '../draft-line';

const PLANNING = new Set(['99497', '99498']);
/** The yearly wellness visits, of which planning is an optional part. */
const YEARLY_WELLNESS = new Set(['G0438', 'G0439']);
const PREVENTIVE_SERVICE = '33';

/**
 * Advance care planning is coded by its minutes: without any it is held (F006). With a yearly wellness visit at Medicare it carries 33, so
 * that the patient shares no cost. Sources: CPT 99497-99498; CMS MLN advance care planning; fact sheet em-coding §4.
 */
export function withPlanningRules(context: CodingContext, lines: readonly DraftLine[]): readonly DraftLine[] {
  const planning = lines.filter((line) => PLANNING.has(line.code));
  const [first] = planning;
  if (first === undefined) return lines;
  if (planning.every((line) => line.facts.minutes === undefined))
    context.notes.find(
      factMissing(
        'procedures.minutes',
        `${first.code} is coded by its minutes`,
        'Provider: how many minutes of advance care planning, face to face?',
        'CPT 99497-99498: from 16 and from 46 minutes',
      ),
      ...planning.map((line) => line.key),
    );
  const wellness = lines.find((line) => YEARLY_WELLNESS.has(line.code));
  if (!context.payer.followsMedicare || wellness === undefined) return lines;
  return lines.map((line) => {
    if (!PLANNING.has(line.code) || line.modifiers.includes(PREVENTIVE_SERVICE)) return line;
    context.notes.because({ kind: 'planning-with-wellness', code: line.code, with: wellness.code, modifier: PREVENTIVE_SERVICE });
    return { ...line, modifiers: [...line.modifiers, PREVENTIVE_SERVICE] };
  });
}
