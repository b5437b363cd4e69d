import { factMissing } from '../coding-findings';
import type { CodingContext } from '../coding-context';
import type { VisitService } from './visit-service';

/** Medicare's own wellness services: the welcome visit and the yearly ones. Source: 42 CFR 410.15, 410.16; fact sheet em-coding §4. */
const WELLNESS_CODES = {
  welcome_to_medicare: 'G0402',
  annual_wellness_initial: 'G0438',
  annual_wellness_subsequent: 'G0439',
} as const;

/** The welcome visit and the first yearly one depend on when Part B began: without that date they are held (F006). */
export function wellnessVisit(context: CodingContext, visitType: keyof typeof WELLNESS_CODES): readonly VisitService[] {
  const code = WELLNESS_CODES[visitType];
  if (visitType !== 'annual_wellness_subsequent' && context.encounter.partBEffectiveDate === undefined)
    context.notes.find(
      factMissing(
        'part_b_effective_date',
        `${code} depends on the first twelve months of Part B`,
        'Front desk: on which date did Part B begin (Medicare card or eligibility answer)?',
        '42 CFR 410.15, 410.16',
      ),
    );
  context.notes.because({ kind: 'wellness-visit', code, part_b_from: context.encounter.partBEffectiveDate ?? null });
  return [{ code, units: 1, purpose: 'wellness' }];
}
