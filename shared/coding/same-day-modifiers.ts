import type { Encounter } from '../encounter/encounter';
import { addDays, daysBetween, type PlainDate } from '../kernel/plain-date';
import { modifier24Needed, modifier25Needed, modifier57Needed } from './coding-findings';
import { mpfsRow, withoutGap, type CodingContext } from './coding-context';
import type { DraftLine } from './draft-line';
import { isPreventiveVisit, isVisitCode, isWellnessVisit } from './evaluation-and-management/em-codes';
import { isTableGap } from './tables';
import { isVaccineAdministration } from './vaccines';

/** A service beside the visit on its day, billed now or before, by the same provider. */
interface OtherService {
  readonly code: string;
  readonly key?: number;
}

/**
 * 25, 57 and 24 on every visit's line, each only where a rule calls for it and the provider has attested its fact; else D010 or D011.
 * Sources: CMS NCCI policy manual ch. 1, CMS global surgery booklet; design C-04.
 */
export function withSameDayModifiers(context: CodingContext, lines: readonly DraftLine[]): readonly DraftLine[] {
  return lines.map((line) => {
    if (!isVisitCode(line.code)) return line;
    const others = servicesOfTheDay(context, lines, line);
    return withModifier24(context, withModifier25(context, withModifier57(context, line, others), lines, others));
  });
}

/** Same provider means the same NPI; a prior procedure without one counts as the same (contracts). */
const isSameProvider = (npi: string | undefined, { providerNpi }: Encounter): boolean => npi === undefined || npi === providerNpi;

function servicesOfTheDay(context: CodingContext, lines: readonly DraftLine[], visit: DraftLine): readonly OtherService[] {
  const now = lines.filter(
    (line) =>
      line.key !== visit.key &&
      !isVisitCode(line.code) &&
      line.role !== 'with-visit' &&
      isSameProvider(line.renderingNpi, context.encounter),
  );
  const before = context.encounter.priorProcedures.filter(
    (prior) => prior.date === context.on && !isVisitCode(prior.code) && isSameProvider(prior.providerNpi, context.encounter),
  );
  return [...now, ...before.map((prior) => ({ code: prior.code }))];
}

/** A major procedure's period begins the day before it; coded late, its visit finds it in the history. */
const servicesOfNextDay = ({ encounter, on }: CodingContext): readonly OtherService[] =>
  encounter.priorProcedures
    .filter((prior) => prior.date === addDays(on, 1) && isSameProvider(prior.providerNpi, encounter))
    .map((prior) => ({ code: prior.code }));

/** A major procedure (090) the same day or the day after: the visit is payable only as the one where surgery was decided on. */
function withModifier57(context: CodingContext, visit: DraftLine, others: readonly OtherService[]): DraftLine {
  const surgery = [...others, ...servicesOfNextDay(context)].find((other) => globalDays(context, other.code) === '090');
  if (surgery === undefined || visit.modifiers.includes('57')) return visit;
  if (context.encounter.decisionForSurgery !== true) {
    context.notes.find(modifier57Needed(visit.code, surgery.code), ...keysOf(visit, surgery));
    return visit;
  }
  context.notes.because({ kind: 'modifier-57', code: visit.code, surgery: surgery.code, attested: true });
  return { ...visit, modifiers: [...visit.modifiers, '57'] };
}

function withModifier25(
  context: CodingContext,
  visit: DraftLine,
  lines: readonly DraftLine[],
  others: readonly OtherService[],
): DraftLine {
  if (visit.modifiers.includes('25')) return visit;
  const callers = callersOf25(context, visit, lines, others);
  const [first] = callers;
  if (first === undefined) return visit;
  const reasons = callers.map((caller) => `${caller.code} (${caller.why})`);
  if (context.encounter.separatelyIdentifiable !== true) {
    context.notes.find(modifier25Needed(visit.code, reasons.join(', ')), visit.key);
    return visit;
  }
  context.notes.because({ kind: 'modifier-25', code: visit.code, called_for_by: reasons, attested: true });
  return { ...visit, modifiers: [...visit.modifiers, '25'] };
}

interface CallerOf25 {
  readonly code: string;
  readonly why: 'preventive visit' | 'wellness visit' | 'NCCI edit' | 'global 000' | 'global 010' | 'vaccine administration';
}

/** The services of the day that a visit needs modifier 25 for, by code. */
export const servicesCallingFor25 = (context: CodingContext, visit: DraftLine, lines: readonly DraftLine[]): readonly string[] =>
  callersOf25(context, visit, lines, servicesOfTheDay(context, lines, visit)).map((caller) => caller.code);

/**
 * What makes a visit need modifier 25: a preventive visit beside it, an NCCI edit with the visit in column 2, a 000 or 010 global period,
 * at Medicare the administration of a vaccine in CPT's codes.
 */
function callersOf25(
  context: CodingContext,
  visit: DraftLine,
  lines: readonly DraftLine[],
  others: readonly OtherService[],
): readonly CallerOf25[] {
  const callers: CallerOf25[] = [];
  const isPreventive = isPreventiveVisit(visit.code) || isWellnessVisit(visit.code);
  const beside = lines.find((line) => isPreventiveVisit(line.code) || isWellnessVisit(line.code));
  if (!isPreventive && beside !== undefined)
    callers.push({ code: beside.code, why: isWellnessVisit(beside.code) ? 'wellness visit' : 'preventive visit' });
  const problemVisitStands = lines.some((line) => line.key !== visit.key && line.role === 'visit');
  for (const other of others) {
    const days = globalDays(context, other.code);
    if (days === '090') continue; // 57, not 25
    if (isPaired(context, other.code, visit.code)) callers.push({ code: other.code, why: 'NCCI edit' });
    else if (!isPreventive && isCptAdministrationToMedicare(context, other.code))
      callers.push({ code: other.code, why: 'vaccine administration' });
    else if ((days === '000' || days === '010') && !(isPreventive && problemVisitStands))
      callers.push({ code: other.code, why: `global ${days}` });
  }
  return callers;
}

/** Medicare wants 25 beside CPT's own vaccine administration, and not beside G0008-G0010. Source: fact sheet em-coding §4 (AAFP). */
const isCptAdministrationToMedicare = ({ payer }: CodingContext, code: string): boolean =>
  payer.followsMedicare && isVaccineAdministration(code) && !code.startsWith('G');

/** Medicaid has NCCI files of its own: the Medicare file does not speak for it. */
function isPaired(context: CodingContext, column1: string, column2: string): boolean {
  if (context.payer.payerType === 'medicaid') return false;
  const edit = withoutGap(context, context.tables.ptp.lookUp(column1, column2, context.on));
  return edit?.modifierIndicator === 1;
}

const globalDays = (context: CodingContext, code: string): string | undefined => mpfsRow(context, code)?.globalDays;

const keysOf = (visit: DraftLine, other: OtherService): readonly number[] =>
  other.key === undefined ? [visit.key] : [visit.key, other.key];

const WINDOW_DAYS: Readonly<Record<string, number>> = { '010': 10, '090': 90 };

/** A visit inside the global period of an earlier procedure is part of it, unless it is unrelated (24) or decided on another surgery (57). */
function withModifier24(context: CodingContext, visit: DraftLine): DraftLine {
  if (isPreventiveVisit(visit.code) || isWellnessVisit(visit.code)) return visit; // no part of a surgeon's care
  if (visit.modifiers.includes('24') || visit.modifiers.includes('57')) return visit;
  for (const prior of context.encounter.priorProcedures) {
    if (!isSameProvider(prior.providerNpi, context.encounter) || prior.date >= context.on) continue;
    const days = WINDOW_DAYS[globalDaysOfPrior(context, prior.code, prior.date) ?? ''];
    if (days === undefined || context.on > addDays(prior.date, days)) continue;
    context.notes.because({
      kind: 'global-period',
      code: visit.code,
      surgery: prior.code,
      days,
      day: daysBetween(prior.date, context.on),
    });
    context.notes.find(modifier24Needed(visit.code, prior.code, prior.date, days), visit.key);
    return visit;
  }
  return visit;
}

/** The period of the procedure's own year; where that year's schedule is not loaded, the one on the date of service. */
function globalDaysOfPrior(context: CodingContext, code: string, date: PlainDate): string | undefined {
  const then = context.tables.mpfs.lookUp(code, date);
  return isTableGap(then) ? globalDays(context, code) : then?.globalDays;
}
