import { addDays, daysBetween } from '../kernel/plain-date';
import { codeSet, isTransitionalCare } from './code-families';
import { CLAIM_AND_CODING, type Flag, type ScrubRule } from './rule';
import { datedLines, isSameProvider, type DatedLine, type ScrubSubject } from './subject';

/** Care management families of one calendar month (ccm-medicare §1): two of different families never stand together for one practitioner. */
const FAMILIES = [
  { name: 'non-complex chronic care (99490, 99439)', codes: codeSet('99490 99439') },
  { name: 'complex chronic care (99487, 99489)', codes: codeSet('99487 99489') },
  { name: 'chronic care by the physician (99491, 99437)', codes: codeSet('99491 99437') },
  { name: 'principal care (99424-99427)', codes: codeSet('99424-99427') },
  { name: 'advanced primary care (G0556-G0558)', codes: codeSet('G0556-G0558') },
] as const;

/** Services that no care management goes with in the same month: home health and hospice supervision, monthly dialysis. */
const isExclusive = codeSet('G0181-G0182 90951-90970');
const isAdvancedPrimaryCare = codeSet('G0556-G0558');

export const isCareManagement = (code: string): boolean => FAMILIES.some((family) => family.codes(code));

export const D032: ScrubRule = {
  id: 'D032',
  title: 'No care management services that do not go together in one month',
  source: 'CMS chronic care management FAQ; CY2025 physician fee schedule rule (APCM)',
  severity: 'hold',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject) =>
    datedLines(subject)
      .filter((line) => isCareManagement(line.code))
      .flatMap((line): Flag[] => {
        const rival = servicesOfMonth(line, subject).find((code) => areRivals(line.code, code));
        if (rival === undefined) return [];
        return [
          {
            lines: [line.number],
            message: `Line ${line.number}: ${line.code} and ${rival} do not go together in ${line.date.slice(0, 7)} for one practitioner.`,
            fix: 'Keep the service whose minutes and consent the month supports (coder).',
          },
        ];
      }),
};

function servicesOfMonth(line: DatedLine, subject: ScrubSubject): readonly string[] {
  const month = line.date.slice(0, 7);
  const ofClaim = datedLines(subject).filter(
    (other) => other !== line && other.date.startsWith(month) && isSameProvider(other.renderingNpi, line.renderingNpi),
  );
  const before = subject.priorProcedures.filter(
    (prior) => prior.date.startsWith(month) && isSameProvider(prior.providerNpi, line.renderingNpi),
  );
  return [...ofClaim, ...before].map((service) => service.code);
}

function areRivals(code: string, other: string): boolean {
  if (isExclusive(other)) return true;
  if (isAdvancedPrimaryCare(code) && (isTransitionalCare(other) || other === '98016')) return true;
  const family = FAMILIES.find((candidate) => candidate.codes(code));
  const otherFamily = FAMILIES.find((candidate) => candidate.codes(other));
  return family !== undefined && otherFamily !== undefined && family !== otherFamily;
}

const TRANSITION_DAYS = 30;
const VISIT_WITHIN: Readonly<Record<string, number>> = { '99495': 14, '99496': 7 };

export const D033: ScrubRule = {
  id: 'D033',
  title: 'Transitional care once in 30 days, after discharge and in time',
  source: 'CMS transitional care management FAQ',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject) =>
    datedLines(subject)
      .filter((line) => isTransitionalCare(line.code))
      .flatMap((line) =>
        transitionFaults(line, subject).map((fault) => ({
          lines: [line.number],
          message: `Line ${line.number}: ${line.code} ${fault}.`,
          fix: 'Bill the visit that was rendered instead (coder).',
        })),
      ),
};

function transitionFaults(line: DatedLine, subject: ScrubSubject): readonly string[] {
  const faults: string[] = [];
  const before = subject.priorProcedures.find(
    (prior) => isTransitionalCare(prior.code) && prior.date <= line.date && daysBetween(prior.date, line.date) < TRANSITION_DAYS,
  );
  if (before !== undefined)
    faults.push(
      `follows ${before.code} of ${before.date}; one practitioner bills it once in 30 days (again from ${addDays(before.date, TRANSITION_DAYS)})`,
    );
  const { dischargeDate } = subject;
  if (dischargeDate === undefined) return faults;
  const days = daysBetween(dischargeDate, line.date);
  const within = VISIT_WITHIN[line.code] ?? 0;
  if (days < 0) faults.push(`is dated before the discharge on ${dischargeDate}`);
  if (days > within) faults.push(`is ${days} days after the discharge on ${dischargeDate}; the visit is due within ${within}`);
  return faults;
}
