import type { MdmLevel } from '../../encounter/encounter';
import { daysBetween, type PlainDate } from '../../kernel/plain-date';
import { factMissing, noBasisForLevel, TRANSITIONAL_CARE, transitionalCareUnmet } from '../coding-findings';
import type { CodingContext } from '../coding-context';
import { addBusinessDays } from './business-days';
import { mdmOf } from './medical-decision-making';
import type { VisitService } from './visit-service';

const CONTACT_WITHIN_BUSINESS_DAYS = 2;
const VISIT_WITHIN_DAYS = 14;
const EARLY_VISIT_WITHIN_DAYS = 7;

/**
 * Transitional care after a discharge: contact within two business days, a visit within 14 days at moderate MDM or more (99495), within 7 at
 * high MDM (99496), medication reconciled by the visit. Missing facts are F006, unmet ones F010 or F003; then there is no code.
 */
export function transitionalCare(context: CodingContext): readonly VisitService[] {
  const dates = statedDates(context);
  const mdm = mdmOf(context);
  if (mdm === undefined)
    context.notes.find(
      noBasisForLevel(
        'No MDM is stated, and transitional care goes by MDM alone.',
        'Provider: what was the level of medical decision making?',
      ),
    );
  if (dates === undefined || mdm === undefined || !requirementsHold(context, dates)) return [];
  const days = daysBetween(dates.discharge, context.on);
  const code = codeFor(mdm, days);
  if (code === undefined) {
    context.notes.find(
      noBasisForLevel(
        `MDM ${mdm} does not reach transitional care, which needs moderate.`,
        'Coder: code the visit as an office visit.',
      ),
    );
    return [];
  }
  context.notes.because({
    kind: 'transitional-care',
    code,
    days_since_discharge: days,
    level: mdm,
    contact_date: dates.contact,
    contact_by: contactBy(dates),
    reconciled_on: dates.reconciliation,
  });
  return [{ code, units: 1, purpose: 'other' }];
}

const codeFor = (mdm: MdmLevel, days: number): string | undefined =>
  mdm === 'high' ? (days <= EARLY_VISIT_WITHIN_DAYS ? '99496' : '99495') : mdm === 'moderate' ? '99495' : undefined;

interface CareDates {
  readonly discharge: PlainDate;
  readonly contact: PlainDate;
  readonly reconciliation: PlainDate;
}

function statedDates({ encounter, notes }: CodingContext): CareDates | undefined {
  const care = encounter.transitionalCare ?? {};
  const why = 'transitional care is counted from it';
  const { dischargeDate, contactDate, medicationReconciliationDate } = care;
  if (dischargeDate === undefined)
    notes.find(
      factMissing(
        'transitional_care.discharge_date',
        why,
        'Front desk: on which date was the patient discharged?',
        TRANSITIONAL_CARE,
      ),
    );
  if (contactDate === undefined)
    notes.find(
      factMissing(
        'transitional_care.contact_date',
        why,
        'Care team: on which date was the patient first reached after discharge?',
        TRANSITIONAL_CARE,
      ),
    );
  if (medicationReconciliationDate === undefined)
    notes.find(
      factMissing(
        'transitional_care.medication_reconciliation_date',
        why,
        'Provider: on which date were the medications reconciled?',
        TRANSITIONAL_CARE,
      ),
    );
  if (dischargeDate === undefined || contactDate === undefined || medicationReconciliationDate === undefined) return undefined;
  return { discharge: dischargeDate, contact: contactDate, reconciliation: medicationReconciliationDate };
}

/** The last day on which the patient may be reached. */
const contactBy = (dates: CareDates): PlainDate => addBusinessDays(dates.discharge, CONTACT_WITHIN_BUSINESS_DAYS);

function requirementsHold(context: CodingContext, dates: CareDates): boolean {
  const { on, notes } = context;
  const days = daysBetween(dates.discharge, on);
  const unmet = [
    ...(days < 0 ? [transitionalCareUnmet('the discharge is after the visit')] : []),
    ...(days > VISIT_WITHIN_DAYS
      ? [transitionalCareUnmet(`the visit is ${days} days after discharge, and transitional care allows ${VISIT_WITHIN_DAYS}`)]
      : []),
    ...(dates.contact < dates.discharge ? [transitionalCareUnmet('the contact is before the discharge')] : []),
    ...(dates.contact > contactBy(dates)
      ? [transitionalCareUnmet(`the contact is later than two business days after discharge (${contactBy(dates)})`)]
      : []),
    ...(dates.reconciliation > on ? [transitionalCareUnmet('the medications were reconciled after the visit')] : []),
    ...(dates.reconciliation < dates.discharge && days >= 0
      ? [transitionalCareUnmet('the medications were reconciled before the discharge')]
      : []),
  ];
  for (const finding of unmet) notes.find(finding);
  return unmet.length === 0;
}
