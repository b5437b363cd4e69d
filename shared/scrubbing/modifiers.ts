import { isDrug, isEvaluationAndManagement, isLaboratory, isTelehealthService } from './code-families';
import { mpfsRow, type EditTables } from './edit-tables';
import { MUTUALLY_EXCLUSIVE, modifierStatus, TELEHEALTH_MODIFIERS } from './modifier-table';
import { isAnatomicModifier, isDistinctServiceModifier } from './ncci-modifiers';
import { CLAIM_AND_CODING, type Flag, type ScrubRule } from './rule';
import { datedLines, type DatedLine } from './subject';

const MOST_MODIFIERS = 4; // SV101-3 to -6

export const C002: ScrubRule = {
  id: 'C002',
  title: 'Modifiers are known, in force, at most four and none twice',
  source: 'CPT appendix A; CMS HCPCS quarterly file (TERM DT); SV101-3 to -6',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject, tables) =>
    datedLines(subject).flatMap((line) =>
      modifierFaults(line, tables).map((fault) => ({
        lines: [line.number],
        message: `Line ${line.number} (${line.code}): ${fault}.`,
        fix: 'Correct the modifiers from the note and the payer’s rules (coder).',
      })),
    ),
};

function modifierFaults(line: DatedLine, tables: EditTables): readonly string[] {
  const faults: string[] = [];
  if (line.modifiers.length > MOST_MODIFIERS) faults.push(`${line.modifiers.length} modifiers, four is the most`);
  for (const modifier of new Set(line.modifiers)) {
    if (line.modifiers.filter((other) => other === modifier).length > 1) faults.push(`modifier ${modifier} stands twice`);
    const status = statusOf(modifier, line, tables);
    if (status === 'unknown') faults.push(`modifier ${modifier} is not known`);
    if (status === 'ended') faults.push(`modifier ${modifier} was not in force on ${line.date}`);
  }
  return faults;
}

// Letters make a HCPCS modifier, which an imported HCPCS file may end; CPT's own are two digits.
function statusOf(modifier: string, line: DatedLine, tables: EditTables): 'active' | 'ended' | 'unknown' {
  const own = modifierStatus(modifier, line.date);
  if (/^\d\d$/.test(modifier) || own === 'ended') return own;
  const official = tables.hcpcs(modifier, line.date);
  if (official === 'not-in-force') return 'ended';
  return official === 'active' ? 'active' : own;
}

/** One misfit of modifier and code: which modifiers, on which codes they may not stand, and what to do. */
interface Misfit {
  readonly modifiers: (modifier: string) => boolean;
  misfits(line: DatedLine, tables: EditTables): boolean;
  readonly because: string;
}

const among = (...modifiers: readonly string[]): ((modifier: string) => boolean) => {
  const set = new Set(modifiers);
  return (modifier) => set.has(modifier);
};

const MISFITS: readonly Misfit[] = [
  {
    modifiers: among('24', '25', '57'),
    misfits: (line) => !isEvaluationAndManagement(line.code),
    because: 'stands only on an evaluation and management service',
  },
  {
    modifiers: (modifier) => isDistinctServiceModifier(modifier) || isAnatomicModifier(modifier),
    misfits: (line) => isEvaluationAndManagement(line.code),
    because: 'never stands on an evaluation and management service',
  },
  {
    modifiers: among('58', '78', '79'),
    misfits: (line) => isEvaluationAndManagement(line.code),
    because: 'stands only on a procedure',
  },
  {
    modifiers: among('26', 'TC'),
    misfits: (line, tables) => {
      const row = mpfsRow(tables, line.code, line.date);
      // Indicator 6 is a laboratory test with a physician's interpretation: 26 alone.
      return row !== undefined && row.pcTc !== '1' && !(row.pcTc === '6' && line.modifiers.includes('26'));
    },
    because: 'stands only on a service with a professional and a technical part (PC/TC indicator 1)',
  },
  {
    modifiers: (modifier) => TELEHEALTH_MODIFIERS.has(modifier),
    misfits: (line) => !isTelehealthService(line.code),
    because: 'stands only on a service of the telehealth list',
  },
  {
    modifiers: among('QW', '90', '91'),
    misfits: (line) => !isLaboratory(line.code) && !/^G0(10[37]|328|432|433|472)$/.test(line.code),
    because: 'stands only on a laboratory test',
  },
  {
    modifiers: among('JW', 'JZ'),
    misfits: (line) => !isDrug(line.code) && !/^[ACP]\d{4}$/.test(line.code),
    because: 'stands only on a drug or biological',
  },
  {
    modifiers: among('AT'),
    misfits: (line) => !/^9894[0-3]$/.test(line.code),
    because: 'stands only on chiropractic manipulation',
  },
];

export const C003: ScrubRule = {
  id: 'C003',
  title: 'A modifier stands only on a code it fits',
  source: 'CPT appendix A; CMS NCCI policy manual ch. 1; MPFS indicators',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject, tables) =>
    datedLines(subject).flatMap((line) =>
      line.modifiers.flatMap((modifier): Flag[] => {
        const misfit = MISFITS.find((rule) => rule.modifiers(modifier) && rule.misfits(line, tables));
        if (misfit === undefined) return [];
        return [
          {
            lines: [line.number],
            message: `Line ${line.number}: modifier ${modifier} ${misfit.because}, not on ${line.code}.`,
            fix: `Take ${modifier} off line ${line.number}, or move it to the line it belongs to (coder).`,
          },
        ];
      }),
    ),
};

export const C004: ScrubRule = {
  id: 'C004',
  title: 'No modifiers that exclude each other',
  source: 'CPT appendix A; CMS HCPCS modifier definitions',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: ({ lines }) =>
    lines
      .filter((line) => line.modifiers.length > 1)
      .flatMap((line) =>
        MUTUALLY_EXCLUSIVE.flatMap((group): Flag[] => {
          const present = group.filter((modifier) => line.modifiers.includes(modifier));
          if (present.length < 2) return [];
          return [
            {
              lines: [line.number],
              message: `Line ${line.number} (${line.code}): modifiers ${present.join(' and ')} exclude each other.`,
              fix: `Keep the one that the note supports, or split the line (coder).`,
            },
          ];
        }),
      ),
};
