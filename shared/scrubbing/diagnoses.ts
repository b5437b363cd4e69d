import excludes1 from './excludes1.json';
import manifestations from './manifestations.json';
import type { EditTables } from './edit-tables';
import { CLAIM_AND_CODING, type Flag, type ScrubRule } from './rule';
import { datedLines, diagnosesOf, type ScrubLine, type ScrubSubject } from './subject';

const serviceDate = (subject: ScrubSubject): ReturnType<typeof datedLines>[number]['date'] | undefined =>
  subject.dateOfService ?? datedLines(subject)[0]?.date;

/** Anatomic modifiers and the side they name (E1-E4 lids, FA-F9 fingers, TA-T9 toes). */
function sideOfModifier(modifier: string): 'left' | 'right' | undefined {
  if (modifier === 'LT' || /^(E[12]|FA|F[1-4]|TA|T[1-4])$/.test(modifier)) return 'left';
  return modifier === 'RT' || /^(E[34]|F[5-9]|T[5-9])$/.test(modifier) ? 'right' : undefined;
}

/** The one side a line states by its modifiers, or the visit for it; undefined when none or both. */
function sideOfLine(line: ScrubLine): 'left' | 'right' | undefined {
  const sides = new Set(line.modifiers.flatMap((modifier) => sideOfModifier(modifier) ?? []));
  if (sides.size === 0 && line.laterality !== 'bilateral' && !line.modifiers.includes('50')) return line.laterality;
  return sides.size === 1 && !line.modifiers.includes('50') ? [...sides][0] : undefined;
}

export const D024: ScrubRule = {
  id: 'D024',
  title: 'The side of the modifier is the side of the diagnosis',
  source: 'ICD-10-CM guideline I.B.13 (laterality); HCPCS anatomic modifiers',
  severity: 'hold',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject, tables) =>
    subject.lines.flatMap((line): Flag[] => {
      const stated = sideOfLine(line);
      const fault = stated && sideFault(line, stated, subject, tables);
      if (fault === undefined) return [];
      return [
        {
          lines: [line.number],
          message: `Line ${line.number}: ${line.code} is on the ${stated ?? ''}, ${fault.message}.`,
          fix: fault.fix,
        },
      ];
    }),
};

function sideFault(
  line: ScrubLine,
  stated: 'left' | 'right',
  subject: ScrubSubject,
  tables: EditTables,
): { message: string; fix: string } | undefined {
  const sided = diagnosesOf(subject, line).map((code) => ({ code, side: tables.icd10Side(code) }));
  if (sided.some(({ side }) => side === stated || side === 'bilateral')) return undefined;
  const opposite = sided.find(({ side }) => side !== undefined && side !== 'unspecified');
  if (opposite !== undefined)
    return {
      message: `and ${opposite.code} is on the ${opposite.side ?? ''}`,
      fix: 'Correct the side of the modifier or of the diagnosis from the note (coder).',
    };
  const open = sided.find(
    ({ code, side }) => side === 'unspecified' && specificSibling(code, stated, subject, tables) !== undefined,
  );
  if (open === undefined) return undefined;
  return {
    message: `and ${open.code} leaves the side open`,
    fix: `Use ${specificSibling(open.code, stated, subject, tables) ?? ''} when the note confirms the side (coder).`,
  };
}

function specificSibling(code: string, side: string, subject: ScrubSubject, tables: EditTables): string | undefined {
  const on = serviceDate(subject);
  return on === undefined ? undefined : tables.icd10Siblings(code, on).find((sibling) => sibling.side === side)?.code;
}

export const D023: ScrubRule = {
  id: 'D023',
  title: 'A specific diagnosis where one exists',
  source: 'ICD-10-CM guideline I.B.18: unspecified only when the note does not say more',
  severity: 'warn',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject, tables) => {
    const on = serviceDate(subject);
    if (on === undefined) return [];
    return [...new Set(subject.diagnoses)].flatMap((code): Flag[] => {
      const siblings =
        tables.icd10Side(code) === 'unspecified'
          ? tables.icd10Siblings(code, on).filter(({ side }) => side !== 'unspecified')
          : [];
      if (siblings.length === 0 && tables.icd10IsUnspecified(code) !== true) return [];
      if (subject.lines.some((line) => isOpenSide(line, code, subject, tables))) return []; // D024 says it
      return [
        {
          lines: [],
          message: `${code} is unspecified${siblings.length === 0 ? '' : `; ${siblings.map((sibling) => sibling.code).join(', ')} name the side`}.`,
          fix: 'Choose the specific code if the note says which; else leave it (coder).',
        },
      ];
    });
  },
};

const isOpenSide = (line: ScrubLine, code: string, subject: ScrubSubject, tables: EditTables): boolean => {
  const stated = sideOfLine(line);
  return (
    stated !== undefined &&
    diagnosesOf(subject, line).includes(code) &&
    specificSibling(code, stated, subject, tables) !== undefined
  );
};

/** Excludes1 notes by the category or code that carries them; entries without a dot end in a category, `a-b` is a range. */
const EXCLUDES1: Readonly<Record<string, readonly string[]>> = excludes1.notes;

export const D025: ScrubRule = {
  id: 'D025',
  title: 'No two diagnoses that exclude each other (Excludes1)',
  source: `ICD-10-CM tabular list, Excludes1 notes (${excludes1.source})`,
  severity: 'hold',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: ({ diagnoses }) =>
    diagnoses.flatMap((code, index) =>
      diagnoses.slice(index + 1).flatMap((other): Flag[] => {
        const excluding = excludes(code, other) ? [code, other] : excludes(other, code) ? [other, code] : undefined;
        if (excluding === undefined || code === other) return [];
        return [
          {
            lines: [],
            message: `${excluding[0] ?? ''} excludes ${excluding[1] ?? ''} (Excludes1): they do not stand together unless the conditions are unrelated.`,
            fix: 'Keep the one that the note supports, or confirm that the conditions are unrelated (coder).',
          },
        ];
      }),
    ),
};

/** Does a note at the code or at one of its parents exclude the other? */
const excludes = (code: string, other: string): boolean =>
  parentsOf(code).some((parent) => (EXCLUDES1[parent] ?? []).some((entry) => isWithin(other, entry) && !isWithin(code, entry)));

function parentsOf(code: string): readonly string[] {
  const parents = [code];
  for (let length = code.length - 1; length >= 3; length--) {
    const parent = code.slice(0, length);
    if (!parent.endsWith('.')) parents.push(parent);
  }
  return parents;
}

function isWithin(code: string, entry: string): boolean {
  const [from = '', to] = entry.split('-');
  if (to === undefined) return code.startsWith(from);
  const head = code.slice(0, Math.max(from.length, to.length));
  return head.slice(0, from.length) >= from && head.slice(0, to.length) <= to;
}

const MANIFESTATIONS = new Set<string>(manifestations.codes);

export const D026: ScrubRule = {
  id: 'D026',
  title: 'An external cause, a manifestation or a sequela never comes first',
  source: 'ICD-10-CM guidelines I.A.13, I.B.10 and I.C.20',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: ({ diagnoses: [first] }) => {
    const why = first === undefined ? undefined : neverFirst(first);
    if (first === undefined || why === undefined) return [];
    return [
      {
        lines: [],
        message: `${first} stands first; it is ${why}.`,
        fix: `Put the condition that was treated first, ${first} after it (coder).`,
      },
    ];
  },
};

function neverFirst(code: string): string | undefined {
  if (/^[V-Y]/.test(code)) return 'an external cause';
  if (MANIFESTATIONS.has(code)) return 'a manifestation of another disease';
  return /^[ST].{6}S$/.test(code) ? 'a sequela, and what followed from it comes before' : undefined;
}
