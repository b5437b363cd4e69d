import type { Claim } from '../claim/claim';
import type { PriorProcedure } from '../encounter/encounter';
import { addDays, addMonths, daysBetween, plainDateOf, type PlainDate } from '../kernel/plain-date';
import { isCareManagement } from './care-management';
import { codeSet, isDental } from './code-families';
import { REPEAT_MODIFIERS } from './modifier-table';
import { CLAIM_AND_CODING, CLAIM_ONLY, type Flag, type ScrubRule } from './rule';
import { datedLines, isSameProvider, type DatedLine, type ScrubSubject } from './subject';

/** How often Medicare and its followers pay a service (scrubbing E005; CMS preventive services). */
interface FrequencyLimit {
  readonly codes: (code: string) => boolean;
  /** Earlier services that count; the codes themselves when absent. */
  readonly after?: (code: string) => boolean;
  readonly every: 'month' | 'lifetime' | { readonly monthsFromFirstOfMonth: number } | { readonly days: number };
}

const LIMITS: readonly FrequencyLimit[] = [
  // Eleven full months must pass: payable again from the first of the same month a year later (contracts).
  { codes: codeSet('G0438-G0439'), after: codeSet('G0402 G0438-G0439'), every: { monthsFromFirstOfMonth: 12 } },
  { codes: codeSet('G0402'), every: 'lifetime' },
  { codes: codeSet('G0438'), after: codeSet('G0438-G0439'), every: 'lifetime' },
  { codes: codeSet('77067 G0103 G0442 G0444 G0446 G0328 G0296 71271'), every: { monthsFromFirstOfMonth: 12 } },
  { codes: codeSet('G0101 Q0091'), every: { monthsFromFirstOfMonth: 24 } },
  { codes: codeSet('99490 99487 99491 99424 99426 G0556-G0558 99457 99470 99484'), every: 'month' },
  { codes: codeSet('99445 99454'), after: codeSet('99445 99454'), every: { days: 30 } },
];

export const E005: ScrubRule = {
  id: 'E005',
  title: 'Not more often than the payer pays it',
  source: 'CMS preventive services and care management frequency rules',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject) =>
    datedLines(subject).flatMap((line) =>
      LIMITS.filter((limit) => limit.codes(line.code))
        .flatMap((limit) => limitFlag(line, limit, subject))
        .slice(0, 1),
    ),
};

function limitFlag(line: DatedLine, limit: FrequencyLimit, subject: ScrubSubject): readonly Flag[] {
  const counts = limit.after ?? ((code: string): boolean => code === line.code);
  const before = subject.priorProcedures.find((prior) => counts(prior.code) && isTooSoon(prior.date, line.date, limit.every));
  if (before === undefined) return [];
  const again = payableFrom(before.date, limit.every);
  return [
    {
      lines: [line.number],
      message: `Line ${line.number}: ${line.code} on ${line.date} follows ${before.code} of ${before.date}; ${again === undefined ? 'it is paid once in a lifetime' : `payable again from ${again}`}.`,
      fix:
        again === undefined
          ? 'Bill the subsequent service if that is what was rendered (coder).'
          : 'Bill the patient if an ABN covers it, or move the service to the next period (biller).',
    },
  ];
}

function isTooSoon(prior: PlainDate, date: PlainDate, every: FrequencyLimit['every']): boolean {
  if (prior > date) return false;
  const again = payableFrom(prior, every);
  return again === undefined || date < again;
}

/** First day on which the service is payable again; undefined for never. */
function payableFrom(prior: PlainDate, every: FrequencyLimit['every']): PlainDate | undefined {
  if (every === 'lifetime') return undefined;
  const firstOfMonth = plainDateOf(`${prior.slice(0, 7)}-01`);
  if (every === 'month') return addMonths(firstOfMonth, 1);
  if ('monthsFromFirstOfMonth' in every) return addMonths(firstOfMonth, every.monthsFromFirstOfMonth);
  return addDays(prior, every.days);
}

const WARN_FROM_SHARE = 0.8;

export const E006: ScrubRule = {
  id: 'E006',
  title: 'In time for the payer',
  source: 'Payer table: timely filing; 42 CFR 424.44 for Medicare',
  severity: 'error',
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  check: (subject) => {
    const { payer, claim, asOf } = subject;
    if (payer === undefined || claim?.frequency === 'void') return [];
    const limit = payer.timelyFilingDays;
    return datedLines(subject).flatMap((line): Flag[] => {
      const used = daysBetween(decisionOn(line, claim) ?? line.date, asOf);
      if (used < limit * WARN_FROM_SHARE) return [];
      const late = used > limit;
      return [
        {
          lines: [line.number],
          message: `Line ${line.number}: ${used} of the ${limit} days that payer ${payer.payerId} gives are over on ${asOf}.`,
          fix: late
            ? 'Appeal with proof of timely filing, or write it off; do not send it (biller).'
            : 'Send the claim now (biller).',
          severity: late ? 'error' : 'warn',
        },
      ];
    });
  },
};

/** After another payer the time runs from the first payer's decision, which stands on the payer or on its lines. */
function decisionOn(line: DatedLine, claim: Claim | undefined): PlainDate | undefined {
  const first = claim?.otherPayers?.find((other) => other.responsibility === 'primary');
  if (first === undefined || claim?.payerResponsibility === 'primary') return undefined;
  const decisions = claim?.serviceLines[line.number - 1]?.adjudications ?? [];
  return first.adjudicationDate ?? decisions.find((decision) => decision.payerId === first.payerId)?.date;
}

export const E007: ScrubRule = {
  id: 'E007',
  title: 'No exact duplicate',
  source: 'CMS Claims Processing Manual ch. 1 §120: duplicate claims',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject) => {
    if (subject.claim !== undefined && subject.claim.frequency !== 'original') return [];
    const lines = datedLines(subject);
    const twins = lines
      .filter((line, index) => lines.findIndex((other) => isTwin(line, other)) === index)
      .map((first) => [...lines.filter((line) => line !== first && isTwin(line, first)), first])
      .filter((group) => group.length > 1);
    const before = lines.filter((line) => subject.priorProcedures.some((prior) => isExactDuplicate(line, prior, subject)));
    return [
      ...twins.map((group) => duplicate(group, 'one another')),
      ...before.map((line) => duplicate([line], 'a service billed before')),
    ];
  },
};

/** The later lines first: the first of them may stay. */
const duplicate = (lines: readonly DatedLine[], other: string): Flag => ({
  lines: lines.map((line) => line.number),
  message: `${lines.map((line) => `Line ${line.number} (${line.code} on ${line.date})`).join(', ')}: the same as ${other} in code, modifiers, units, charge and provider.`,
  fix: 'Take it off; if the service was repeated, say so with 76, 77, 91 or a distinct-service modifier (biller, coder).',
});

const sameModifiers = (a: readonly string[], b: readonly string[]): boolean => a.toSorted().join() === b.toSorted().join();

const isTwin = (a: DatedLine, b: DatedLine): boolean =>
  a.code === b.code &&
  a.date === b.date &&
  a.units === b.units &&
  a.chargeCents === b.chargeCents &&
  a.renderingNpi === b.renderingNpi &&
  sameModifiers(a.modifiers, b.modifiers) &&
  (!isDental(a.code) || siteOf(a) === siteOf(b));

const siteOf = ({ teeth, oralCavityAreas }: DatedLine): string => JSON.stringify([teeth ?? [], oralCavityAreas ?? []]);

// What history does not say counts as equal (contracts, Claim).
function isExactDuplicate(line: DatedLine, prior: PriorProcedure, { payerId }: ScrubSubject): boolean {
  return (
    prior.code === line.code &&
    prior.date === line.date &&
    (prior.units === undefined || prior.units === line.units) &&
    (prior.chargeCents === undefined || prior.chargeCents === line.chargeCents) &&
    (prior.payerId === undefined || payerId === undefined || prior.payerId === payerId) &&
    isSameProvider(prior.providerNpi, line.renderingNpi) &&
    (prior.modifiers === undefined ? !isRepeat(line) : sameModifiers(prior.modifiers, line.modifiers)) &&
    isSameSite(line, prior)
  );
}

const isRepeat = (line: DatedLine): boolean => line.modifiers.some((modifier) => REPEAT_MODIFIERS.has(modifier));

/** Two teeth are two services. */
const isSameSite = (line: DatedLine, prior: PriorProcedure): boolean =>
  prior.toothNumber === undefined || line.teeth === undefined || line.teeth.some((tooth) => tooth.number === prior.toothNumber);

export const E008: ScrubRule = {
  id: 'E008',
  title: 'Not the same service elsewhere, or under another claim',
  source: 'CMS Claims Processing Manual ch. 1 §120; one practitioner a month for care management',
  severity: 'hold',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject) =>
    datedLines(subject).flatMap((line): Flag[] => {
      if (isRepeat(line) || (subject.claim !== undefined && subject.claim.frequency !== 'original')) return [];
      const before = subject.priorProcedures.find((prior) => isElsewhere(line, prior, subject));
      if (before === undefined) return [];
      return [
        {
          lines: [line.number],
          message: `Line ${line.number}: ${before.code} of ${before.date} was already billed ${whereBilled(before)}.`,
          fix: 'Find out which of the two was rendered and paid before this one goes (biller).',
        },
      ];
    }),
};

function isElsewhere(line: DatedLine, prior: PriorProcedure, subject: ScrubSubject): boolean {
  if (isCareManagement(line.code) && isCareManagement(prior.code) && prior.date.slice(0, 7) === line.date.slice(0, 7))
    return !isSameProvider(prior.providerNpi, line.renderingNpi) || prior.facility !== undefined;
  return (
    prior.code === line.code && prior.date === line.date && isSameSite(line, prior) && !isExactDuplicate(line, prior, subject)
  );
}

function whereBilled({ facility, claimId }: PriorProcedure): string {
  if (facility !== undefined) return 'by another facility';
  return claimId === undefined ? 'by another provider or with other details' : `on claim ${claimId}`;
}
