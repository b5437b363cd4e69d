import { factMissing } from '../coding-findings';
import type { CodingContext } from '../coding-context';
import type { DraftLine } from '../draft-line';
import { substituted } from '../procedures';

const FIRST = '99497';
const FURTHER = '99498';
/** Past the midpoint of the second half hour, and of each one after it. Source: CPT time rules for 99497 and 99498. */
const FURTHER_FROM_MINUTES = 46;
const FURTHER_EACH_MINUTES = 30;
/** The yearly wellness visits, of which planning is an optional part. */
const YEARLY_WELLNESS = new Set(['G0438', 'G0439']);
const PREVENTIVE_SERVICE = '33';

const isPlanning = (line: DraftLine): boolean => line.code === FIRST || line.code === FURTHER;

/**
 * Advance care planning is coded by its minutes: without any it is held (F006), and from 46 on the further half hours are added. With a
 * yearly wellness visit at Medicare it carries 33, so that the patient shares no cost. Sources: CPT 99497-99498; CMS MLN advance care
 * planning; fact sheet em-coding §4.
 */
export function withPlanningRules(
  context: CodingContext,
  lines: readonly DraftLine[],
  nextKey: () => number,
): readonly DraftLine[] {
  const planning = lines.filter(isPlanning);
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
  return withPreventiveModifier(context, withFurtherHalfHours(context, lines, planning, nextKey));
}

/** The half hours after the first that the minutes reach, where the note orders the first alone. */
function withFurtherHalfHours(
  context: CodingContext,
  lines: readonly DraftLine[],
  planning: readonly DraftLine[],
  nextKey: () => number,
): readonly DraftLine[] {
  const [first, ...others] = planning;
  const minutes = first?.facts.minutes;
  if (first?.code !== FIRST || others.length > 0 || minutes === undefined || minutes < FURTHER_FROM_MINUTES) return lines;
  const units = Math.floor((minutes - FURTHER_FROM_MINUTES) / FURTHER_EACH_MINUTES) + 1;
  const code = substituted(context, FURTHER);
  context.notes.because({ kind: 'planning-by-minutes', code, beside: first.code, minutes, units });
  const further: DraftLine = { ...first, key: nextKey(), code, units, role: 'companion', companionOf: first.key, facts: {} };
  const at = lines.indexOf(first) + 1;
  return [...lines.slice(0, at), further, ...lines.slice(at)];
}

function withPreventiveModifier(context: CodingContext, lines: readonly DraftLine[]): readonly DraftLine[] {
  const wellness = lines.find((line) => YEARLY_WELLNESS.has(line.code));
  if (!context.payer.followsMedicare || wellness === undefined) return lines;
  return lines.map((line) => {
    if (!isPlanning(line) || line.modifiers.includes(PREVENTIVE_SERVICE)) return line;
    context.notes.because({ kind: 'planning-with-wellness', code: line.code, with: wellness.code, modifier: PREVENTIVE_SERVICE });
    return { ...line, modifiers: [...line.modifiers, PREVENTIVE_SERVICE] };
  });
}
