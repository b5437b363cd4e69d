import { isAdvanceCarePlanning, isAnesthesia, isTherapy, isTimedTherapy, codeSet } from './code-families';
import { ANESTHESIA_MODIFIERS, PHYSICAL_STATUS_MODIFIERS, THERAPY_PLAN_MODIFIERS } from './modifier-table';
import { CLAIM_AND_CODING, CLAIM_ONLY, type Flag, type ScrubRule } from './rule';
import { isMedicare, isSameProvider, type ScrubLine, type ScrubSubject } from './subject';

const FIRST_UNIT_MINUTES = 8;
const UNIT_MINUTES = 15;

/** Units that timed minutes give: 8-22 one, 23-37 two, and so on (CMS 8-minute rule; the CPT midpoint is the same for one service). */
export const unitsOfTimedMinutes = (minutes: number): number =>
  Math.floor((minutes + UNIT_MINUTES - FIRST_UNIT_MINUTES) / UNIT_MINUTES);

export const D020: ScrubRule = {
  id: 'D020',
  title: 'Timed therapy in the units of its minutes, under a plan of care',
  source: 'CMS Claims Processing Manual ch. 5 §20.2 (8-minute rule); CPT midpoint; GP, GO, GN',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject) => [...planFlags(subject), ...(isMedicare(subject) ? totalTimeFlags(subject) : lineTimeFlags(subject))],
};

const planFlags = (subject: ScrubSubject): readonly Flag[] =>
  subject.lines
    .filter(
      (line) =>
        isMedicare(subject) && isTherapy(line.code) && !line.modifiers.some((modifier) => THERAPY_PLAN_MODIFIERS.has(modifier)),
    )
    .map((line) => ({
      lines: [line.number],
      message: `Line ${line.number}: ${line.code} needs GP, GO or GN, the plan of care it was given under.`,
      fix: 'Add GP (physical), GO (occupational) or GN (speech) as the plan says (coder).',
    }));

// Medicare adds up all timed minutes of the day and provider: no code may take more units than the sum gives.
function totalTimeFlags(subject: ScrubSubject): readonly Flag[] {
  const timed = subject.lines.filter((line) => isTimedTherapy(line.code));
  const seen = new Set<ScrubLine>();
  const flags: Flag[] = [];
  for (const line of timed) {
    const group = timed.filter(
      (other) => !seen.has(other) && other.date === line.date && isSameProvider(other.renderingNpi, line.renderingNpi),
    );
    for (const other of group) seen.add(other);
    if (group.length === 0 || group.some((other) => other.minutes === undefined)) continue; // D031 asks for the minutes
    const minutes = group.reduce((sum, other) => sum + (other.minutes ?? 0), 0);
    const units = group.reduce((sum, other) => sum + other.units, 0);
    if (units > unitsOfTimedMinutes(minutes)) flags.push(tooMany(group, units, minutes));
  }
  return flags;
}

const lineTimeFlags = (subject: ScrubSubject): readonly Flag[] =>
  subject.lines
    .filter((line) => isTimedTherapy(line.code) && line.minutes !== undefined && line.units > unitsOfTimedMinutes(line.minutes))
    .map((line) => tooMany([line], line.units, line.minutes ?? 0));

const tooMany = (lines: readonly ScrubLine[], units: number, minutes: number): Flag => ({
  lines: lines.map((line) => line.number),
  message: `${units} units of ${[...new Set(lines.map((line) => line.code))].join(', ')}; ${minutes} timed minutes give ${unitsOfTimedMinutes(minutes)}.`,
  fix: 'Correct the units from the minutes of the note (coder).',
});

export const D030: ScrubRule = {
  id: 'D030',
  title: 'Anesthesia with its minutes, who gave it and the physical status',
  source: 'CMS Claims Processing Manual ch. 12 §50; ASA physical status',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject) =>
    subject.lines
      .filter((line) => isAnesthesia(line.code))
      .flatMap((line) =>
        anesthesiaFaults(line).map((fault) => ({
          lines: [line.number],
          message: `Line ${line.number}: ${line.code} ${fault}.`,
          fix: 'Complete the line from the anesthesia record (coder).',
        })),
      ),
};

function anesthesiaFaults(line: ScrubLine): readonly string[] {
  const faults: string[] = [];
  if (line.minutes === undefined && line.unitType !== 'MJ') faults.push('needs the minutes of anesthesia');
  if (!line.modifiers.some((modifier) => ANESTHESIA_MODIFIERS.has(modifier))) faults.push('needs AA, AD, QK, QX, QY or QZ');
  if (!line.modifiers.some((modifier) => PHYSICAL_STATUS_MODIFIERS.has(modifier))) faults.push('needs P1 to P6');
  return faults;
}

/** Codes that are chosen by time alone: the claim keeps the minutes of the note. Advance care planning is D034, anesthesia D030. */
const isTimeBased = codeSet('99291-99292 99358-99359 99417-99418 G2212 G0316-G0318 90832-90834 90836-90838');

export const D031: ScrubRule = {
  id: 'D031',
  title: 'A time-based code with its minutes',
  source: 'CPT time rules; CMS documentation of start and stop times',
  severity: 'hold',
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  check: ({ lines }) =>
    lines
      .filter(
        (line) =>
          (isTimeBased(line.code) || isTimedTherapy(line.code)) && line.minutes === undefined && !hasMinutesBeside(line, lines),
      )
      .map((line) => ({
        lines: [line.number],
        message: `Line ${line.number}: ${line.code} is chosen by time, and the minutes are missing.`,
        fix: 'Add the minutes from the note (coder).',
      })),
};

// A prolonged service is counted in the minutes of its visit.
const isProlonged = codeSet('99417-99418 G2212 G0316-G0318 99292');
const hasMinutesBeside = (line: ScrubLine, lines: readonly ScrubLine[]): boolean =>
  isProlonged(line.code) && lines.some((other) => other !== line && other.date === line.date && other.minutes !== undefined);

/** Minutes from which advance care planning is reported: past the midpoint of the first and of each further half hour (em-coding §4). */
const PLANNING_FIRST = 16;
const PLANNING_FURTHER = 30;

export const D034: ScrubRule = {
  id: 'D034',
  title: 'Advance care planning in the units of its minutes',
  source: 'CPT time rules for 99497 and 99498 (16 and 46 minutes)',
  severity: 'hold',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject) => {
    const lines = subject.lines.filter((line) => isAdvanceCarePlanning(line.code));
    const stated = lines.flatMap((line) => line.minutes ?? []);
    const minutes =
      stated.length === 0
        ? undefined
        : Math.max(
            ...stated,
            stated.reduce((sum, one) => sum + one, 0),
          );
    return lines.flatMap((line): Flag[] => {
      if (minutes === undefined)
        return subject.context === 'coding'
          ? []
          : [
              {
                lines: [line.number],
                message: `Line ${line.number}: ${line.code} is chosen by time, and the minutes are missing.`,
                fix: 'Add the minutes from the note (coder).',
              },
            ];
      const units =
        line.code === '99497' ? Number(minutes >= PLANNING_FIRST) : Math.floor((minutes - PLANNING_FIRST) / PLANNING_FURTHER);
      if (line.units <= units) return [];
      return [
        {
          lines: [line.number],
          message: `Line ${line.number}: ${line.units} of ${line.code}; ${minutes} minutes give ${Math.max(units, 0)}.`,
          fix: 'Correct the units from the minutes of the note (provider, coder).',
        },
      ];
    });
  },
};
