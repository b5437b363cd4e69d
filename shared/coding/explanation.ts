import type { CodingResult, Reason } from './coding-result';
import { stops, type Finding } from '../kernel/finding';
import { cents, formatDollars } from '../kernel/money';

/** A coding decision in words: the steps in their order, what was found, and what must be asked before it can go on. */
export interface Explanation {
  readonly steps: readonly string[];
  readonly findings: readonly string[];
  readonly questions: readonly string[];
  /** What was in force on the date of service: each table by name and version. */
  readonly tables: readonly string[];
}

/** Findings that a person's answer resolves: their fix names who is asked, and what. */
const ASKING = new Set(['F001', 'F002', 'F003', 'F004', 'F005', 'F006', 'F008', 'F010', 'D010', 'D011']);

/** Says a result in the words a coder uses. Takes a result with its reasons; every kind of reason has its sentence. */
export const explain = (result: CodingResult): Explanation => ({
  steps: result.because.map(sentenceOf),
  findings: result.findings.map(
    (finding) =>
      `${finding.id} (${finding.severity})${onLines(finding)}: ${finding.message}` +
      (finding.severity === 'info' || isAsking(finding) ? '' : ` ${finding.fix}`),
  ),
  questions: [...new Set(result.findings.filter(isAsking).map((finding) => finding.fix))],
  tables: result.tables.map(
    ({ name, version, effectiveFrom }) =>
      `${name}, version ${version}${effectiveFrom === null ? '' : `, in force since ${effectiveFrom}`}`,
  ),
});

const isAsking = (finding: Finding): boolean => stops(finding) && ASKING.has(finding.id);

/** The lines of a finding whose message does not begin with its line. */
const onLines = ({ lines, message }: Finding): string =>
  lines.length === 0 || message.startsWith('Line ') ? '' : ` on line${lines.length === 1 ? '' : 's'} ${lines.join(', ')}`;

/** One reason as a sentence. */
export const sentenceOf = (reason: Reason): string => (SENTENCES[reason.kind] ?? unnamed)(wordsOf(reason));

type Words = (detail: string) => string;

/** A detail as a word: lists joined, 'none' for what is absent. */
const wordsOf =
  (reason: Reason): Words =>
  (detail) => {
    const value = reason[detail];
    if (value === undefined || value === null || value === '') return 'none';
    return Array.isArray(value) ? (value.length === 0 ? 'none' : value.join(', ')) : String(value);
  };

const unnamed = (is: Words): string => `Step ${is('kind')}.`;

const BASES: Readonly<Record<string, string>> = {
  mdm: 'medical decision making',
  time: 'total time on the date of the encounter',
  both: 'medical decision making and time alike',
};
const PLACE_BASES: Readonly<Record<string, string>> = {
  stated: 'as stated',
  'visit-type': 'the usual place of this visit',
  'patient-location': 'where the patient was during the telehealth visit',
};

const PAYER_TYPES: Readonly<Record<string, string>> = {
  medicare: 'Medicare',
  medicare_advantage: 'Medicare Advantage',
  medicaid: 'Medicaid',
  commercial: 'commercial',
  tricare: 'TRICARE',
  workers_comp: "workers' compensation",
  auto: 'auto insurance',
  self_pay: 'self-pay',
};
/** The table of MDM has words of its own for two of its columns. Source: CPT E/M guidelines, table of MDM. */
const PROBLEM_AND_RISK_WORDS: Readonly<Record<string, string>> = { straightforward: 'minimal' };
const DATA_WORDS: Readonly<Record<string, string>> = { straightforward: 'minimal', low: 'limited', high: 'extensive' };
const LEFT_OUT: Readonly<Record<string, string>> = {
  'modifier 25': 'it carries 25 for a service that is not preventive',
  'payer does not take G2211': 'the payer does not take it',
};

const wordFor = (words: Readonly<Record<string, string>>, value: string): string => words[value] ?? value;
const unitsOf = (count: string): string => `${count} unit${count === '1' ? '' : 's'}`;
const diagnosesOf = (pointers: string): string =>
  pointers === 'none' ? 'no diagnosis' : `diagnos${pointers.includes(',') ? 'es' : 'is'} ${pointers}`;

const SENTENCES: Readonly<Record<string, (is: Words) => string>> = {
  payer: (is) => {
    const type = wordFor(PAYER_TYPES, is('type'));
    if (is('payer') !== 'none') return `Payer ${is('payer')} (${type}).`;
    return type === 'none'
      ? "No payer's rules apply: the payer is not known."
      : `No payer's row applies; the type stated is ${type}.`;
  },
  'place-of-service': (is) => `Place of service ${is('place')}: ${PLACE_BASES[is('basis')] ?? is('basis')}.`,
  diagnosis: (is) =>
    `Diagnosis ${is('position')} is ${is('code')}${is('given') === 'mapped' ? ", by the practice's map" : ', as coded in the note'}.`,
  'patient-status': (is) =>
    `The patient is ${is('status')}${is('basis') === 'stated' ? ', as stated' : ', by the date of the last visit (36 months)'}.`,
  mdm: (is) =>
    is('problems') === 'none'
      ? `Medical decision making is ${is('level')}, as stated.`
      : `Medical decision making is ${is('level')}: problems ${wordFor(PROBLEM_AND_RISK_WORDS, is('problems'))}, data ${wordFor(DATA_WORDS, is('data'))}, risk ${wordFor(PROBLEM_AND_RISK_WORDS, is('risk'))}; two of three must meet the level.`,
  'countable-time': (is) =>
    is('separately_billed') === '0'
      ? `${is('minutes')} minutes count, all that are stated for the date; staff time never does.`
      : `${is('minutes')} minutes count: ${is('total')} in all, ${is('separately_billed')} of separately billed services taken off; staff time never counts.`,
  'em-level': (is) => `${is('code')}: level ${is('level')} by ${BASES[is('basis')] ?? is('basis')}.`,
  'prolonged-services': (is) =>
    `${is('code')}, ${unitsOf(is('units'))}: ${is('minutes')} minutes${is('of_other_days') === '0' ? '' : `, ${is('of_other_days')} of them on other days,`} beside ${is('base')}; the first unit is earned at ${is('first_unit_at')}, each further one 15 minutes later (${is('system') === 'CPT' ? "CPT's" : "Medicare's"} thresholds).`,
  'discharge-day': (is) =>
    is('minutes') === 'none'
      ? `${is('code')}: discharge day without minutes is the shorter code.`
      : `${is('code')}: ${is('minutes')} minutes on the day of discharge; the longer code needs more than ${is('longer_above')}.`,
  'critical-care': (is) =>
    is('further_units') === '0'
      ? `99291: ${is('minutes')} minutes of critical care; 99292 is counted from minute ${is('further_from')} on.`
      : `99291: ${is('minutes')} minutes of critical care; 99292 in ${unitsOf(is('further_units'))}, the first from minute ${is('further_from')}, each further one 30 minutes later.`,
  'preventive-by-age': (is) =>
    `${is('code')}: preventive visit of ${is('status') === 'new' ? 'a new' : 'an established'} patient aged ${is('age')}.`,
  'wellness-visit': (is) =>
    `${is('code')}: Medicare wellness visit${is('part_b_from') === 'none' ? '' : `; Part B since ${is('part_b_from')}`}.`,
  'virtual-check-in': (is) =>
    `${is('code')}: virtual check-in of ${is('minutes') === 'none' ? 'unstated' : is('minutes')} minutes (five at least).`,
  'transitional-care': (is) =>
    `${is('code')}: seen ${is('days_since_discharge')} days after discharge with MDM ${is('level')} (99496 needs high within 7 days, 99495 moderate within 14); reached on ${is('contact_date')}, which two business days allow until ${is('contact_by')}; medications reconciled on ${is('reconciled_on')}.`,
  'nurse-visit': (is) => `${is('code')}: nurse visit, without MDM or time.`,
  procedure: (is) =>
    `Procedure ${is('position')} is ${is('code')}${is('given') === 'mapped' ? ", by the practice's map" : ', as coded in the note'}.`,
  'timed-units': (is) =>
    `${is('code')}: ${is('minutes')} minutes make ${unitsOf(is('units'))} (15 minutes each; the last counts from 8 minutes on).`,
  'timed-day': (is) =>
    `The ${is('minutes')} timed minutes of the day make ${unitsOf(is('units'))} together (${is('services')}): full quarters of an hour first, then the largest remainders.`,
  'payer-substitution': (is) => `${is('payer')} wants ${is('to')} in place of ${is('from')}.`,
  'payer-administration': (is) => `The administration of ${is('of')} is ${is('to')} for this payer, not ${is('from')}.`,
  companion: (is) => `${is('code')} goes with ${is('of')}, ${unitsOf(is('units'))}.`,
  'drug-wastage': (is) =>
    is('modifier') === 'JZ'
      ? `${is('code')} carries JZ: a single-dose container, ${is('discarded_units') === 'none' ? 'and what was discarded is not stated' : 'nothing discarded'}.`
      : `${is('code')} has a second line with JW: ${unitsOf(is('discarded_units'))} discarded.`,
  side: (is) => `${is('code')} carries ${is('modifier')}: ${is('laterality')}, bilateral indicator ${is('bilateral_indicator')}.`,
  'professional-component': (is) =>
    `${is('code')} carries 26: place ${is('place')} is a facility, whose equipment the physician does not bill.`,
  'modifier-57': (is) => `${is('code')} carries 57: the decision for ${is('surgery')}, a 90-day global procedure, is attested.`,
  'modifier-25': (is) =>
    `${is('code')} carries 25: called for by ${is('called_for_by')}; a separately identifiable visit is attested.`,
  'planning-by-minutes': (is) =>
    `${is('code')}, ${unitsOf(is('units'))}: ${is('minutes')} minutes of planning beside ${is('beside')}; the first unit from minute 46, each further one 30 minutes later.`,
  'planning-with-wellness': (is) =>
    `${is('code')} carries ${is('modifier')}: planning with ${is('with')} is a preventive service, and the patient shares no cost.`,
  'global-period': (is) => `${is('code')} is on day ${is('day')} of the ${is('days')}-day global period of ${is('surgery')}.`,
  'longitudinal-care': (is) =>
    is('code') === 'none'
      ? `G2211 is left out beside ${is('with')}: ${wordFor(LEFT_OUT, is('reason'))}.`
      : `G2211 goes with ${is('with')}: the longitudinal relationship is attested.`,
  telehealth: (is) =>
    `${is('code')} was held by ${is('modality') === 'audio_only' ? 'audio only' : 'audio and video'}: ${is('modifier') === 'none' ? 'this payer takes no modifier for it' : `modifier ${is('modifier')} for this payer`}.`,
  'payer-modifiers': (is) => `The payer requires ${is('modifiers')} on ${is('code')}.`,
  line: (is) =>
    `Line ${is('line')}: ${[is('code'), ...(is('modifiers') === 'none' ? [] : is('modifiers').split(', '))].join('-')}, ${unitsOf(is('units'))}, ${diagnosesOf(is('pointers'))}, charge ${formatDollars(cents(Number(is('charge_cents'))))}.`,
};

/** The kinds of reasons that have a sentence of their own. */
export const EXPLAINED_KINDS: ReadonlySet<string> = new Set(Object.keys(SENTENCES));
