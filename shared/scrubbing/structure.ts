import { formatDollars, sumCents } from '../kernel/money';
import { isUnstated } from './required-fields';
import { CLAIM_AND_CODING, CLAIM_ONLY, namedLines, type Flag, type ScrubRule } from './rule';
import type { ScrubLine, ScrubSubject } from './subject';

const MOST_LINES = 50; // 837P and 837D: fifty 2400 loops a claim
const MOST_DIAGNOSES = { professional: 12, dental: 4 } as const; // HI of the 837P and of the 837D
const MOST_POINTERS = 4; // SV107-1 to -4

export const A003: ScrubRule = {
  id: 'A003',
  title: 'Claim total is the sum of its lines',
  source: '837P/837D TR3 balancing, CLM02 = sum of SV102 or SV302 (SNIP 3)',
  severity: 'error',
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  check: ({ totalChargeCents, lines }) => {
    const sum = sumCents(lines.map((line) => line.chargeCents));
    if (totalChargeCents === sum) return [];
    return [
      {
        lines: [],
        message: `total_charge is ${formatDollars(totalChargeCents)}, the lines sum to ${formatDollars(sum)}.`,
        fix: 'Recompute the total from the lines (biller; can be done automatically).',
      },
    ];
  },
};

export const A004: ScrubRule = {
  id: 'A004',
  title: 'A line has a charge above zero',
  source: '837P/837D TR3, SV102/SV302; payers refuse lines without a charge',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: ({ claim, lines }) =>
    lines
      .filter(
        (line) =>
          line.chargeCents <= 0 && !mayBeFree(line) && !isUnstated(claim, `service_lines.${line.number - 1}.charge_amount`),
      )
      .map((line) => ({
        lines: [line.number],
        message: `Line ${line.number} (${line.code}) has a charge of ${formatDollars(line.chargeCents)}.`,
        fix: `Load a fee for ${line.code} into the fee schedule, or correct the charge (biller).`,
      })),
};

// Tracking codes (CPT category II) and vaccines the state gave (modifier SL) are reported at no charge.
const mayBeFree = (line: ScrubLine): boolean =>
  line.chargeCents === 0 && (/^\d{4}F$/.test(line.code) || line.modifiers.includes('SL'));

export const A005: ScrubRule = {
  id: 'A005',
  title: 'Units are a whole number above zero',
  source: '837P TR3, SV103 and SV104: UN whole units, MJ minutes of anesthesia',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: ({ claim, lines }) =>
    lines
      .filter(
        (line) =>
          (!Number.isInteger(line.units) || line.units <= 0) && !isUnstated(claim, `service_lines.${line.number - 1}.units`),
      )
      .map((line) => ({
        lines: [line.number],
        message: `Line ${line.number} (${line.code}) has ${line.units} ${line.unitType === 'MJ' ? 'minutes' : 'units'}: a whole number above zero is needed.`,
        fix: 'Correct the units from the note (coder).',
      })),
};

export const A006: ScrubRule = {
  id: 'A006',
  title: 'No more lines and diagnoses than a claim carries',
  source: '837P TR3: 50 lines, 12 diagnoses; 837D TR3: 50 lines, 4 diagnoses',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject) => {
    const flags: Flag[] = [];
    const most = MOST_DIAGNOSES[subject.type];
    if (subject.lines.length > MOST_LINES)
      flags.push({
        lines: [],
        message: `The claim has ${subject.lines.length} lines; ${MOST_LINES} is the most.`,
        fix: 'Split the claim (biller).',
      });
    if (subject.diagnoses.length > most)
      flags.push({
        lines: [],
        message: `The claim has ${subject.diagnoses.length} diagnoses; a ${subject.type} claim carries ${most}.`,
        fix: 'Keep the diagnoses that the lines point to, or split the claim (coder).',
      });
    return flags;
  },
};

export const A007: ScrubRule = {
  id: 'A007',
  title: 'Every line points to one to four different diagnoses of the claim, none of which stands twice',
  source: '837P TR3, SV107: one to four pointers into HI; HI: no diagnosis twice',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject) => [
    ...diagnosesTwice(subject),
    ...subject.lines.flatMap((line) => {
      const fault = pointerFault(line, subject);
      if (fault === undefined) return [];
      return [
        {
          lines: [line.number],
          message: `Line ${line.number} (${line.code}): ${fault}.`,
          fix: `Point ${namedLines([line.number])} to the diagnoses that explain it, the main one first (coder).`,
        },
      ];
    }),
  ],
};

const diagnosesTwice = ({ diagnoses }: ScrubSubject): readonly Flag[] =>
  [...new Set(diagnoses.filter((code, index) => diagnoses.indexOf(code) < index))].map((code) => ({
    lines: [],
    message: `Diagnosis ${code} stands twice.`,
    fix: 'Keep it once, and point the lines to it (biller; can be done automatically).',
  }));

function pointerFault(line: ScrubLine, subject: ScrubSubject): string | undefined {
  const pointers = line.diagnosisPointers;
  // A dental claim may carry no diagnosis at all; then there is nothing to point to.
  if (pointers.length === 0) return subject.type === 'dental' ? undefined : 'it points to no diagnosis';
  if (pointers.length > MOST_POINTERS) return `it has ${pointers.length} diagnosis pointers, four is the most`;
  if (new Set(pointers).size < pointers.length) return 'a diagnosis pointer stands twice';
  const beyond = pointers.find((pointer) => !Number.isInteger(pointer) || pointer < 1 || pointer > subject.diagnoses.length);
  return beyond === undefined ? undefined : `pointer ${beyond} points beyond the ${subject.diagnoses.length} diagnoses`;
}
