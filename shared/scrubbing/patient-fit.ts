import { addMonths, ageInYears, daysBetween } from '../kernel/plain-date';
import { codeSet } from './code-families';
import { CLAIM_AND_CODING, type Flag, type ScrubRule } from './rule';
import { datedLines, type DatedLine, type ScrubSubject } from './subject';

/** Ages that a procedure code itself names, in whole years (em-coding §4; scrubbing D028). */
interface AgeBand {
  readonly codes: (code: string) => boolean;
  readonly from: number;
  readonly to: number;
  /** Only payers limit it: a person looks. */
  readonly limitOfPayers?: true;
}

const AGES: readonly AgeBand[] = [
  { codes: codeSet('99381 99391'), from: 0, to: 0 },
  { codes: codeSet('99382 99392'), from: 1, to: 4 },
  { codes: codeSet('99383 99393'), from: 5, to: 11 },
  { codes: codeSet('99384 99394'), from: 12, to: 17 },
  { codes: codeSet('99385 99395'), from: 18, to: 39 },
  { codes: codeSet('99386 99396'), from: 40, to: 64 },
  { codes: codeSet('99387 99397'), from: 65, to: 130 },
  { codes: codeSet('90460-90461'), from: 0, to: 18 },
  { codes: codeSet('99460-99463 99468-99469 99477'), from: 0, to: 0 },
  { codes: codeSet('99471-99472 99475-99476'), from: 0, to: 5 },
  { codes: codeSet('90662 90653 90694'), from: 65, to: 130, limitOfPayers: true },
  { codes: codeSet('D1120'), from: 0, to: 13, limitOfPayers: true },
];

export const D028: ScrubRule = {
  id: 'D028',
  title: 'The patient’s age fits the procedure code',
  source: 'CPT and CDT codes with an age; CMS: first annual wellness visit after twelve months of Part B',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject) =>
    datedLines(subject).flatMap((line) => [...ageFlags(line, subject), ...partBFlags(line, subject), ...counsellingFlags(line)]),
};

function ageFlags(line: DatedLine, { patientBirthDate }: ScrubSubject): readonly Flag[] {
  const band = AGES.find((candidate) => candidate.codes(line.code));
  if (band === undefined || patientBirthDate === undefined || line.date < patientBirthDate) return [];
  const age = ageInYears(patientBirthDate, line.date);
  if (age >= band.from && age <= band.to) return [];
  return [
    {
      lines: [line.number],
      message: `Line ${line.number}: ${line.code} is for ages ${band.from} to ${band.to}; the patient was ${age} on ${line.date}.`,
      fix: 'Bill the code of the patient’s age, or correct the birth date (coder, front desk).',
      severity: band.limitOfPayers === true ? 'hold' : 'error',
    },
  ];
}

function partBFlags(line: DatedLine, { partBEffectiveDate }: ScrubSubject): readonly Flag[] {
  if (partBEffectiveDate === undefined) return [];
  const yearEnds = addMonths(partBEffectiveDate, 12);
  if (line.code === 'G0402' && line.date < partBEffectiveDate)
    return [
      {
        lines: [line.number],
        message: `Line ${line.number}: ${line.code} on ${line.date} is before Part B began (${partBEffectiveDate}).`,
        fix: 'Correct the date that Part B began, or bill what was rendered (front desk, coder).',
      },
    ];
  const tooEarly = (line.code === 'G0438' || line.code === 'G0439') && line.date < yearEnds;
  const tooLate = line.code === 'G0402' && line.date >= yearEnds;
  if (!tooEarly && !tooLate) return [];
  return [
    {
      lines: [line.number],
      message: `Line ${line.number}: ${line.code} on ${line.date} is ${tooEarly ? 'within' : 'after'} the first twelve months of Part B, which are over on ${yearEnds}.`,
      fix: tooEarly ? 'Bill G0402 if that is what was rendered (coder).' : 'Bill G0438 if that is what was rendered (coder).',
    },
  ];
}

// 90460 is counselling by the physician; a stated "no" makes it 90471.
const counsellingFlags = (line: DatedLine): readonly Flag[] =>
  line.code === '90460' && line.counselling === false
    ? [
        {
          lines: [line.number],
          message: `Line ${line.number}: 90460 needs counselling, and the visit says there was none.`,
          fix: 'Bill 90471 (coder).',
        },
      ]
    : [];

/** Diagnoses with an age of their own (MCE categories: newborn 0, pediatric 0-17, maternity 9-64, adult 15-124; icd10-hcpcs §1.3). */
interface DiagnosisFit {
  readonly pattern: RegExp;
  readonly from?: number;
  readonly to?: number;
  readonly fromDays?: number;
  readonly toDays?: number;
  readonly sex?: 'M' | 'F';
}

const DIAGNOSES: readonly DiagnosisFit[] = [
  { pattern: /^Z00\.110/, toDays: 7 },
  { pattern: /^Z00\.111/, fromDays: 8, toDays: 28 },
  { pattern: /^(Z38|P0[0-9]\.|P[2-9]\d)/, to: 0 },
  { pattern: /^Z00\.12|^Z00\.2/, to: 17 },
  { pattern: /^Z00\.0/, from: 15, to: 124 },
  { pattern: /^(O|Z33|Z34|Z36|Z39|Z3A)/, from: 9, to: 64, sex: 'F' },
  { pattern: /^(C5[1-8]|N7[0-7]|N8[0-9]|N9[0-8]|D25|D06|Z01\.41|Z12\.4|Z30\.43)/, sex: 'F' },
  { pattern: /^(C6[0-3]|N4[0-9]|N50|N51|N53|D40|Z12\.5)/, sex: 'M' },
];

export const D027: ScrubRule = {
  id: 'D027',
  title: 'The patient’s age and sex fit the diagnosis',
  source: 'CMS Medicare Code Editor age categories; ICD-10-CM chapters 15, 16 and 21',
  severity: 'warn',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject) => {
    const on = subject.dateOfService ?? datedLines(subject)[0]?.date;
    if (on === undefined) return [];
    const ignoresSex = subject.lines.some((line) => line.modifiers.includes('KX'));
    return [...new Set(subject.diagnoses)].flatMap((code): Flag[] => {
      const fits = DIAGNOSES.filter((candidate) => candidate.pattern.test(code));
      const fault = fits.map((fit) => fitFault(fit, subject, on, ignoresSex)).find((found) => found !== undefined);
      if (fault === undefined) return [];
      return [
        {
          lines: [],
          message: `${code} ${fault}.`,
          fix: 'Check diagnosis, birth date and sex against the chart (coder, front desk).',
        },
      ];
    });
  },
};

function fitFault(
  fit: DiagnosisFit,
  { patientBirthDate, patientSex }: ScrubSubject,
  on: DatedLine['date'],
  ignoresSex: boolean,
): string | undefined {
  if (patientBirthDate !== undefined && patientBirthDate <= on) {
    const age = ageInYears(patientBirthDate, on);
    const { fromDays = 0, toDays } = fit;
    const days = daysBetween(patientBirthDate, on);
    if (toDays !== undefined && (days < fromDays || days > toDays)) return `is for days ${fromDays} to ${toDays} of life`;
    if ((fit.from !== undefined && age < fit.from) || (fit.to !== undefined && age > fit.to))
      return `is for ages ${fit.from ?? 0} to ${fit.to ?? 124}; the patient was ${age} on ${on}`;
  }
  if (fit.sex === undefined || ignoresSex || patientSex === undefined || patientSex === 'U' || patientSex === fit.sex)
    return undefined;
  return `is for ${fit.sex === 'F' ? 'female' : 'male'} patients`;
}

const isForFemales = codeSet(
  '56405-57426 57452-58999 59000-59899 76801-76828 88141-88155 88164-88175 G0101 G0123-G0124 G0141 G0143-G0148 Q0091 P3000-P3001',
);
const isForMales = codeSet('54000-54900 54901-55899 84152-84154 G0102-G0103');

export const D029: ScrubRule = {
  id: 'D029',
  title: 'The patient’s sex fits the procedure code',
  source: 'CPT male and female genital system, maternity; KX says that it was checked',
  severity: 'hold',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: ({ lines, patientSex }) =>
    lines.flatMap((line): Flag[] => {
      if (line.modifiers.includes('KX') || patientSex === undefined || patientSex === 'U') return [];
      const wanted = isForFemales(line.code) ? 'F' : isForMales(line.code) ? 'M' : patientSex;
      if (wanted === patientSex) return [];
      return [
        {
          lines: [line.number],
          message: `Line ${line.number}: ${line.code} is for ${wanted === 'F' ? 'female' : 'male'} patients.`,
          fix: 'Correct code or registration; add KX when the service is right for this patient (coder, front desk).',
        },
      ];
    }),
};
