import type { MdmLevel } from '../../encounter/encounter';
import { daysBetween, type PlainDate } from '../../kernel/plain-date';
import { contradiction, factMissing, noBasisForLevel } from '../coding-findings';
import type { CodingContext } from '../coding-context';
import { addBusinessDays } from './business-days';
import { mdmOf } from './medical-decision-making';
import type { VisitService } from './visit-service';

const SOURCE = 'CPT 99495-99496; CMS MLN TCM booklet';
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
  context.notes.because({ kind: 'transitional-care', code, days_since_discharge: days, level: mdm });
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
  const need = (fact: string, date: PlainDate | undefined, question: string): void => {
    if (date === undefined) notes.find(factMissing(fact, 'transitional care is counted from it', question, SOURCE));
  };
  const { dischargeDate, contactDate, medicationReconciliationDate } = care;
  need('transitional_care.discharge_date', dischargeDate, 'Front desk: on which date was the patient discharged?');
  need('transitional_care.contact_date', contactDate, 'Care team: on which date was the patient first reached after discharge?');
  need(
    'transitional_care.medication_reconciliation_date',
    medicationReconciliationDate,
    'Provider: on which date were the medications reconciled?',
  );
  if (dischargeDate === undefined || contactDate === undefined || medicationReconciliationDate === undefined) return undefined;
  return { discharge: dischargeDate, contact: contactDate, reconciliation: medicationReconciliationDate };
}

function requirementsHold(context: CodingContext, dates: CareDates): boolean {
  const { on, notes } = context;
  const days = daysBetween(dates.discharge, on);
  const contactBy = addBusinessDays(dates.discharge, CONTACT_WITHIN_BUSINESS_DAYS);
  const faults: string[] = [];
  if (days < 0) faults.push('the discharge is after the visit');
  else if (days > VISIT_WITHIN_DAYS)
    faults.push(`the visit is ${days} days after discharge, transitional care allows ${VISIT_WITHIN_DAYS}`);
  if (dates.contact < dates.discharge) faults.push('the contact is before the discharge');
  else if (dates.contact > contactBy) faults.push(`the contact is later than two business days after discharge (${contactBy})`);
  if (dates.reconciliation > on) faults.push('the medications were reconciled after the visit');
  else if (days >= 0 && dates.reconciliation < dates.discharge)
    faults.push('the medications were reconciled before the discharge');
  for (const fault of faults)
    notes.find(
      contradiction(
        `visit_type transitional_care, and ${fault}`,
        'Coder: code the visit as an office visit, or correct the dates.',
        SOURCE,
      ),
    );
  return faults.length === 0;
}
