import { plainDateOf } from '../kernel/plain-date';
import { isDrug } from './code-families';
import { CLAIM_AND_CODING, type Flag, type ScrubRule } from './rule';
import { isMedicare, type ScrubLine, type ScrubSubject } from './subject';

/** From here every single-dose line of Part B carries JW or JZ (CMS CR 13056); before, only what was thrown away was said. */
const ONE_OF_BOTH_FROM = plainDateOf('2023-07-01');
const UNITS_OF_MEASURE = new Set(['F2', 'GR', 'ME', 'ML', 'UN']);

export const D019: ScrubRule = {
  id: 'D019',
  title: 'A single-dose drug says what was thrown away',
  source: 'CMS JW and JZ modifier policy for single-dose containers (Part B)',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject) =>
    subject.lines.flatMap((line) =>
      wasteFaults(line, subject).map((fault) => ({
        lines: [line.number],
        message: `Line ${line.number} (${line.code}): ${fault}.`,
        fix: 'Bill what was given, and what was thrown away on a line of its own with JW; JZ when nothing was (coder).',
      })),
    ),
};

function wasteFaults(line: ScrubLine, subject: ScrubSubject): readonly string[] {
  if (!isDrug(line.code)) return [];
  const [discarded, nothingLeft] = [line.modifiers.includes('JW'), line.modifiers.includes('JZ')];
  const twins = subject.lines.filter((other) => other !== line && other.code === line.code && other.date === line.date);
  const faults: string[] = [];
  if (
    isMedicare(subject) &&
    line.singleDose === true &&
    (line.date ?? ONE_OF_BOTH_FROM) >= ONE_OF_BOTH_FROM &&
    !discarded &&
    !nothingLeft &&
    !twins.some((twin) => twin.modifiers.includes('JW'))
  )
    faults.push('a drug from a single-dose container needs JW or JZ');
  if (nothingLeft && (line.discardedUnits ?? 0) > 0)
    faults.push('JZ says that nothing was thrown away, and discarded units are stated');
  if (discarded && !twins.some((twin) => !twin.modifiers.includes('JW')))
    faults.push('JW stands without a line for what was given');
  if (nothingLeft && twins.some((twin) => twin.modifiers.includes('JW')))
    faults.push('JZ and JW stand on two lines of the same drug');
  return faults;
}

export const E010: ScrubRule = {
  id: 'E010',
  title: 'A drug line carries its NDC where the payer wants it, in its format',
  source: 'Medicaid drug rebate (Deficit Reduction Act); 837P TR3, LIN and CTP of 2410',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject) =>
    subject.lines.flatMap((line): Flag[] => {
      const fault = ndcFault(line, subject);
      if (fault === undefined) return [];
      return [
        {
          lines: [line.number],
          message: `Line ${line.number} (${line.code}): ${fault}.`,
          fix: 'Copy NDC, quantity and unit from the package and the note (biller).',
        },
      ];
    }),
};

function ndcFault({ code, ndc }: ScrubLine, subject: ScrubSubject): string | undefined {
  if (ndc === undefined)
    return subject.payerType === 'medicaid' && isDrug(code) ? 'a drug billed to Medicaid needs the NDC' : undefined;
  if (!/^\d{11}$/.test(ndc.code)) return 'the NDC must be eleven digits (5-4-2, padded with zeros)';
  if (subject.context === 'coding') return undefined; // quantity and unit come with the claim
  if (ndc.quantity === undefined || ndc.quantity <= 0) return 'the NDC has no quantity';
  return ndc.unit === undefined || !UNITS_OF_MEASURE.has(ndc.unit)
    ? 'the unit of the NDC must be one of F2, GR, ME, ML, UN'
    : undefined;
}
