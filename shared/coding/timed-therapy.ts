import type { CodingContext } from './coding-context';
import type { OrderedProcedure } from './procedures';

/** Therapy codes billed by 15-minute units. Source: CMS Claims Processing Manual ch. 5 §20.2. */
const TIMED_THERAPY = new Set(
  (
    '97032 97033 97034 97035 97036 97110 97112 97113 97116 97124 97140 97530 97533 97535 97537 97542 ' +
    '97750 97755 97760 97761 97763'
  ).split(' '),
);

const UNIT_MINUTES = 15;
const FIRST_UNIT_MINUTES = 8;

/** 8-22 minutes make one unit, 23-37 two, and so on. */
const unitsOf = (minutes: number): number => Math.floor((minutes + UNIT_MINUTES - FIRST_UNIT_MINUTES) / UNIT_MINUTES);

interface TimedService {
  readonly at: number;
  readonly code: string;
  readonly minutes: number;
  /** The units as mapped or stated, per 15 minutes. */
  readonly perUnit: number;
}

/**
 * Timed therapies whose units the note leaves to the minutes: each by its own minutes; at Medicare by the minutes of the day and provider
 * together. Stated units stand, and what reaches no unit keeps its one, for the edits to refuse (D020).
 */
export function inTimedUnits(context: CodingContext, ordered: readonly OrderedProcedure[]): readonly OrderedProcedure[] {
  const services = ordered.flatMap((procedure, at) => timedService(context, procedure, at) ?? []);
  const units = new Map<number, number>(services.map((service) => [service.at, unitsOf(service.minutes)]));
  if (context.payer.followsMedicare)
    for (const ofDay of daysOfProviders(context, ordered, services))
      for (const [at, count] of sharedOut(context, ofDay)) units.set(at, count);
  return ordered.map((procedure, at) => {
    const service = services.find((candidate) => candidate.at === at);
    const count = units.get(at) ?? 0;
    if (service === undefined || count === 0) return procedure;
    context.notes.because({ kind: 'timed-units', code: service.code, minutes: service.minutes, units: count });
    return { ...procedure, line: { ...procedure.line, units: count * service.perUnit } };
  });
}

const statedUnits = ({ encounter }: CodingContext, { line }: OrderedProcedure): number | undefined =>
  encounter.procedures[line.procedureIndex ?? -1]?.units;

function timedService(context: CodingContext, procedure: OrderedProcedure, at: number): TimedService | undefined {
  const { code, units, facts } = procedure.line;
  if (!TIMED_THERAPY.has(code) || facts.minutes === undefined || statedUnits(context, procedure) !== undefined) return undefined;
  return { at, code, minutes: facts.minutes, perUnit: units };
}

/** The timed services of each provider, where all of that provider's leave their units to the minutes and there are several. */
function daysOfProviders(
  context: CodingContext,
  ordered: readonly OrderedProcedure[],
  services: readonly TimedService[],
): readonly (readonly TimedService[])[] {
  const byProvider = new Map<string, number[]>();
  for (const [at, { line }] of ordered.entries()) {
    if (!TIMED_THERAPY.has(line.code)) continue;
    const npi = line.renderingNpi ?? context.encounter.providerNpi;
    byProvider.set(npi, [...(byProvider.get(npi) ?? []), at]);
  }
  return [...byProvider.values()].flatMap((places) => {
    const ofDay = services.filter((service) => places.includes(service.at));
    return ofDay.length > 1 && ofDay.length === places.length ? [ofDay] : [];
  });
}

/**
 * The units of the whole day's minutes: to each service its full quarters of an hour, what is left to the largest remainders. Where that
 * would leave a service without any, each is counted alone and a coder decides. Source: CMS Claims Processing Manual ch. 5 §20.2.C.
 */
function sharedOut(context: CodingContext, services: readonly TimedService[]): ReadonlyMap<number, number> {
  const minutes = services.reduce((sum, service) => sum + service.minutes, 0);
  const total = unitsOf(minutes);
  const full = new Map(services.map((service) => [service.at, Math.floor(service.minutes / UNIT_MINUTES)]));
  const left = total - [...full.values()].reduce((sum, count) => sum + count, 0);
  const remainder = ({ minutes: own }: TimedService): number => own % UNIT_MINUTES;
  const further = [...services].sort(
    (a, b) => remainder(b) - remainder(a) || b.minutes - a.minutes || (a.code < b.code ? -1 : 1),
  );
  for (const { at } of further.slice(0, left)) full.set(at, (full.get(at) ?? 0) + 1);
  if ([...full.values()].includes(0)) return new Map();
  context.notes.because({ kind: 'timed-day', services: services.map(({ code }) => code), minutes, units: total });
  return full;
}
