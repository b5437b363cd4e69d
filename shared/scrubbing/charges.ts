import { formatDollars, cents } from '../kernel/money';
import { CLAIM_AND_CODING, CLAIM_ONLY, type Flag, type ScrubRule } from './rule';
import { datedLines, type DatedLine, type ScrubSubject } from './subject';

/** The practice's own fee for the line's units; undefined when its schedule has none. */
function feeOf(line: DatedLine, { rules }: ScrubSubject): number | undefined {
  const fee = rules.fees.fee(line.code, line.modifiers, line.date);
  // Units that are no whole number are A005's; no fee can be told for them.
  return fee === undefined || !Number.isInteger(line.units) ? undefined : fee * line.units;
}

export const D035: ScrubRule = {
  id: 'D035',
  title: 'The charge is not below the fee schedule',
  source: 'The practice’s fee schedule',
  severity: 'warn',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject) =>
    datedLines(subject).flatMap((line): Flag[] => {
      const fee = feeOf(line, subject);
      if (fee === undefined || line.chargeCents <= 0 || line.chargeCents >= fee) return [];
      return [
        {
          lines: [line.number],
          message: `Line ${line.number}: ${line.code} is charged ${formatDollars(line.chargeCents)}, the fee schedule says ${formatDollars(cents(fee))}.`,
          fix: 'Charge the fee of the schedule, or correct the schedule (biller).',
        },
      ];
    }),
};

const OUTLIER = 5; // times the practice's own fee

export const E017: ScrubRule = {
  id: 'E017',
  title: 'No charge far above the practice’s own',
  source: 'The practice’s fee schedule: more than five times its fee',
  severity: 'warn',
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  check: (subject) =>
    datedLines(subject).flatMap((line): Flag[] => {
      const fee = feeOf(line, subject);
      if (fee === undefined || line.units <= 0 || line.chargeCents <= fee * OUTLIER) return [];
      return [
        {
          lines: [line.number],
          message: `Line ${line.number}: ${line.code} is charged ${formatDollars(line.chargeCents)}, more than ${OUTLIER} times the fee of ${formatDollars(cents(fee))}.`,
          fix: 'Check charge and units for a slip of the keys (biller).',
        },
      ];
    }),
};
