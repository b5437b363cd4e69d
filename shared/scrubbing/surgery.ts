import { isMedicare } from './subject';
import { mpfsRow, type EditTables } from './edit-tables';
import { ASSISTANT_MODIFIERS } from './modifier-table';
import { CLAIM_AND_CODING, type Flag, type ScrubRule } from './rule';
import { datedLines, type DatedLine } from './subject';

export const D013: ScrubRule = {
  id: 'D013',
  title: 'Modifier 51 where it belongs',
  source: 'CMS Claims Processing Manual ch. 12 §40.6; CPT appendix A and D',
  severity: 'warn',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject, tables) =>
    datedLines(subject)
      .filter((line) => line.modifiers.includes('51'))
      .flatMap((line): Flag[] => {
        const highest = subject.lines.every((other) => other === line || other.chargeCents <= line.chargeCents);
        const why = isMedicare(subject)
          ? 'Medicare orders multiple procedures itself'
          : mpfsRow(tables, line.code, line.date)?.globalDays === 'ZZZ'
            ? 'an add-on code is never reduced'
            : highest && subject.lines.length > 1
              ? 'the procedure with the highest charge goes first, without it'
              : undefined;
        if (why === undefined) return [];
        return [
          {
            lines: [line.number],
            message: `Line ${line.number} (${line.code}): modifier 51 does not belong here; ${why}.`,
            fix: 'Take 51 off (biller).',
          },
        ];
      }),
};

export const D014: ScrubRule = {
  id: 'D014',
  title: 'Both sides as the bilateral indicator allows',
  source: 'MPFS bilateral surgery indicator',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject, tables) => {
    const lines = datedLines(subject);
    return lines.flatMap((line): Flag[] => {
      const fault = bilateralFault(line, lines, tables);
      if (fault === undefined) return [];
      return [
        {
          lines: [line.number],
          message: `Line ${line.number}: ${line.code} ${fault}.`,
          fix: 'Correct the modifier and the units from the note (coder).',
        },
      ];
    });
  },
};

function bilateralFault(line: DatedLine, lines: readonly DatedLine[], tables: EditTables): string | undefined {
  const both = line.modifiers.includes('50');
  const side = line.modifiers.find((modifier) => modifier === 'LT' || modifier === 'RT');
  if (!both && side === undefined) return undefined;
  const indicator = mpfsRow(tables, line.code, line.date)?.bilateral;
  if (both) {
    if (indicator === '0' || indicator === '2' || indicator === '9')
      return `has bilateral indicator ${indicator}: ${indicator === '2' ? 'the code already means both sides' : 'it is not done on both sides'}, modifier 50 does not fit`;
    return indicator === '1' && line.units > 1 ? `with modifier 50 is billed once, not in ${line.units} units` : undefined;
  }
  const other = side === 'LT' ? 'RT' : 'LT';
  const hasOther = lines.some((twin) => twin.code === line.code && twin.date === line.date && twin.modifiers.includes(other));
  return indicator === '2' && hasOther
    ? 'has bilateral indicator 2: the code already means both sides, LT and RT lines bill it twice'
    : undefined;
}

export const D015: ScrubRule = {
  id: 'D015',
  title: 'Assistant, co-surgeon and team as the fee schedule pays them',
  source: 'MPFS assistant, co-surgeon and team surgery indicators',
  severity: 'hold',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject, tables) =>
    datedLines(subject).flatMap((line) =>
      line.modifiers.flatMap((modifier): Flag[] => {
        const role = roleOf(modifier);
        if (role === undefined) return [];
        const indicator = mpfsRow(tables, line.code, line.date)?.[role];
        if (indicator === undefined || !['0', '1', '9'].includes(indicator)) return [];
        return [
          {
            lines: [line.number],
            message: `Line ${line.number}: ${line.code} with ${modifier} has ${ROLE_NAMES[role]} indicator ${indicator}: ${INDICATOR_MEANS[indicator] ?? ''}.`,
            fix: 'Attach the documentation of the medical necessity if the payer takes it, else take the line off (coder, biller).',
          },
        ];
      }),
    ),
};

const ROLE_NAMES = { assistant: 'assistant', coSurgeon: 'co-surgeon', team: 'team' } as const;
const INDICATOR_MEANS: Readonly<Record<string, string>> = {
  '0': 'paid only with documentation',
  '1': 'restricted',
  '9': 'the concept does not apply',
};

function roleOf(modifier: string): keyof typeof ROLE_NAMES | undefined {
  if (ASSISTANT_MODIFIERS.has(modifier)) return 'assistant';
  if (modifier === '62') return 'coSurgeon';
  return modifier === '66' ? 'team' : undefined;
}
