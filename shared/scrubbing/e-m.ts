import { addMonths, plainDateOf } from '../kernel/plain-date';
import {
  ESTABLISHED_BY_NEW,
  isHomeVisit,
  isImaging,
  isLaboratory,
  isOfficeVisit,
  isPreventiveVisit,
  isVaccine,
  isVaccineAdministration,
  isVisit,
  isWellnessVisit,
  codeSet,
} from './code-families';
import { mpfsRow, type EditTables } from './edit-tables';
import { CLAIM_AND_CODING, type Flag, type ScrubRule } from './rule';
import { datedLines, isSameProvider, type DatedLine, type ScrubSubject } from './subject';

const isPreventiveService = (code: string): boolean => isPreventiveVisit(code) || isWellnessVisit(code);
const has25 = (line: DatedLine): boolean => line.modifiers.includes('25');

export const D008: ScrubRule = {
  id: 'D008',
  title: 'One visit a day by the same provider',
  source: 'CMS Claims Processing Manual ch. 12 §30.6.5; CPT E/M guidelines',
  severity: 'hold',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject) => {
    const visits = datedLines(subject).filter((line) => isVisit(line.code));
    const flags: Flag[] = [];
    for (const [index, visit] of visits.entries()) {
      for (const twin of visits.slice(0, index).filter((other) => areOneVisit(visit, other, subject)))
        flags.push(twoVisits([visit.number, twin.number], visit, `${twin.code} on line ${twin.number}`));
      const before = subject.priorProcedures.find(
        (prior) =>
          isVisit(prior.code) &&
          prior.date === visit.date &&
          isSameProvider(prior.providerNpi, visit.renderingNpi) &&
          !isAttestedPair(visit.code, prior.code, has25(visit) || (prior.modifiers ?? []).includes('25'), subject),
      );
      if (before !== undefined) flags.push(twoVisits([visit.number], visit, `${before.code}, billed before`));
    }
    return flags;
  },
};

function areOneVisit(one: DatedLine, other: DatedLine, subject: ScrubSubject): boolean {
  if (one.date !== other.date || !isSameProvider(one.renderingNpi, other.renderingNpi)) return false;
  const with25 = has25(one) || has25(other);
  if (isAttestedPair(one.code, other.code, with25, subject)) return false;
  return !(with25 && one.placeOfService !== other.placeOfService);
}

/** A preventive service with a problem visit is two services when a 25 is attested; while coding, D010 asks for it (contracts). */
function isAttestedPair(one: string, other: string, with25: boolean, subject: ScrubSubject): boolean {
  if (isPreventiveService(one) === isPreventiveService(other)) return false;
  return subject.context === 'coding' || (with25 && subject.attested.separatelyIdentifiable);
}

const twoVisits = (lines: readonly number[], visit: DatedLine, other: string): Flag => ({
  lines,
  message: `Line ${visit.number} (${visit.code}) is a second visit on ${visit.date} by the same provider, beside ${other}.`,
  fix: 'Combine both into one visit at the level that both notes support, or document why they are separate (provider, coder).',
});

export const D009: ScrubRule = {
  id: 'D009',
  title: 'A new-patient code only for a patient not seen within 36 months',
  source: 'CPT E/M guidelines: three years to the day; same physician, or same group and specialty',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject) =>
    datedLines(subject).flatMap((line): Flag[] => {
      const established = ESTABLISHED_BY_NEW[line.code];
      if (established === undefined) return [];
      const seen = lastSeenBefore(line, subject);
      if (seen === undefined || addMonths(seen, 36) <= line.date) return [];
      return [
        {
          lines: [line.number],
          message: `Line ${line.number}: ${line.code} is for a new patient, and the patient was seen on ${seen}, within 36 months before ${line.date}.`,
          fix: `Bill the established-patient code (${established} for the same level) if the note supports it (coder).`,
        },
      ];
    }),
};

function lastSeenBefore(line: DatedLine, subject: ScrubSubject): DatedLine['date'] | undefined {
  const seen = subject.priorProcedures
    .filter(
      (prior) =>
        prior.date < line.date && isFaceToFace(prior.code) && isSameSpecialty(prior.providerNpi, line.renderingNpi, subject),
    )
    .map((prior) => prior.date);
  if (subject.lastSeenDate !== undefined && subject.lastSeenDate < line.date) seen.push(subject.lastSeenDate);
  return seen.toSorted().at(-1);
}

const isFaceToFace = (code: string): boolean =>
  !isLaboratory(code) && !isImaging(code) && !isVaccine(code) && !/^[AJQ]\d{4}$/.test(code);

// Established with the group means with anyone of the same specialty in it.
function isSameSpecialty(one: string | undefined, other: string | undefined, { rules }: ScrubSubject): boolean {
  if (isSameProvider(one, other)) return true;
  const taxonomy = (npi: string | undefined): string | undefined =>
    rules.providers.find((provider) => provider.npi === npi)?.taxonomy;
  return taxonomy(one) !== undefined && taxonomy(one) === taxonomy(other);
}

export const D010: ScrubRule = {
  id: 'D010',
  title: 'Modifier 25 only with the provider’s attestation',
  source: 'CPT modifier 25; CMS NCCI policy manual ch. 1 §D; OIG',
  severity: 'hold',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject) =>
    subject.attested.separatelyIdentifiable
      ? []
      : subject.lines
          .filter((line) => line.modifiers.includes('25'))
          .map((line) => ({
            lines: [line.number],
            message: `Line ${line.number}: ${line.code} carries 25, and no one attested a significant, separately identifiable visit.`,
            fix: 'Have the provider attest it from the note (separately_identifiable), or take 25 off (provider).',
          })),
};

const COMPLEXITY_ADD_ON = 'G2211';
const HOME_BASES_FROM = plainDateOf('2026-01-01'); // CY2026 fee schedule final rule
const PREVENTIVE_EXCEPTION_FROM = plainDateOf('2025-01-01'); // CMS Transmittal 13015
/** Part B preventive services beside which a 25 does not cost the add-on. */
const isPartBPreventive = (code: string): boolean =>
  isWellnessVisit(code) || isVaccineAdministration(code) || isOtherPreventive(code);
const isOtherPreventive = codeSet('G0101 G0102 G0108-G0109 G0296 G0442-G0447 G0473 99406-99407 G0270 G0271 Q0091 99497-99498');

export const D016: ScrubRule = {
  id: 'D016',
  title: 'G2211 with its base visit, its attestation and no other 25',
  source: 'CMS: CY2024, CY2025 and CY2026 physician fee schedule rules; Transmittal 13015',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject, tables) =>
    datedLines(subject)
      .filter((line) => line.code === COMPLEXITY_ADD_ON)
      .flatMap((line) =>
        complexityFaults(line, subject, tables).map((fault) => ({
          lines: [line.number],
          message: `Line ${line.number}: ${COMPLEXITY_ADD_ON} ${fault}.`,
          fix: `Take ${COMPLEXITY_ADD_ON} off, unless the note supplies what is missing (coder, provider).`,
        })),
      ),
};

function complexityFaults(line: DatedLine, subject: ScrubSubject, tables: EditTables): readonly string[] {
  const day = datedLines(subject).filter((other) => other.date === line.date && other !== line);
  const bases = day.filter((other) => isComplexityBase(other.code, line.date));
  const faults: string[] = [];
  if (bases.length === 0)
    faults.push(`stands without an office or${line.date >= HOME_BASES_FROM ? '' : ' (from 2026-01-01)'} home visit of the day`);
  if (!subject.attested.longitudinalRelationship) faults.push('needs the attested longitudinal relationship');
  if (line.units !== 1) faults.push('is billed once, not in several units');
  if (line.modifiers.length > 0) faults.push('takes no modifier');
  const blocking = bases.filter((base) => base.modifiers.includes('25') && !isForPreventiveOnly(day, base, tables));
  const [blocked] = blocking.map((base) => base.code).sort();
  if (blocked !== undefined)
    faults.push(`is not paid beside ${blocked}-25 when the 25 is for another service than a preventive one`);
  return faults;
}

const isComplexityBase = (code: string, on: DatedLine['date']): boolean =>
  isOfficeVisit(code) || (on >= HOME_BASES_FROM && isHomeVisit(code));

/** Stands a Part B preventive service beside the visit, and does nothing else call for its 25? */
function isForPreventiveOnly(day: readonly DatedLine[], base: DatedLine, tables: EditTables): boolean {
  const others = day.filter((other) => other !== base);
  return (
    base.date >= PREVENTIVE_EXCEPTION_FROM &&
    others.some((other) => isPartBPreventive(other.code)) &&
    others.every((other) => isPartBPreventive(other.code) || !callsFor25(other, base, tables))
  );
}

// A preventive visit of CPT, an NCCI edit with the visit in column 2, a minor procedure's global period; major surgery calls for 57.
function callsFor25(other: DatedLine, base: DatedLine, tables: EditTables): boolean {
  const globalDays = mpfsRow(tables, other.code, base.date)?.globalDays;
  if (globalDays === '090') return false;
  if (globalDays === '000' || globalDays === '010' || isPreventiveVisit(other.code)) return true;
  return tables.ptp(other.code, base.code, base.date)?.modifierIndicator === 1;
}

/** A prolonged service: its bases with the minutes at which they start, the minutes of the first and of each further unit (em-coding §2). */
interface Prolonged {
  readonly code: string;
  readonly bases: Readonly<Record<string, { readonly base: number; readonly first: number }>>;
}

const PROLONGED: readonly Prolonged[] = [
  {
    code: '99417',
    bases: {
      '99205': { base: 60, first: 75 },
      '99215': { base: 40, first: 55 },
      '99245': { base: 55, first: 70 },
      '99345': { base: 75, first: 90 },
      '99350': { base: 60, first: 75 },
      '99483': { base: 60, first: 75 },
    },
  },
  {
    code: 'G2212',
    bases: { '99205': { base: 60, first: 89 }, '99215': { base: 40, first: 69 }, '99483': { base: 60, first: 100 } },
  },
  {
    code: '99418',
    bases: {
      '99223': { base: 75, first: 90 },
      '99233': { base: 50, first: 65 },
      '99236': { base: 85, first: 100 },
      '99255': { base: 80, first: 95 },
      '99306': { base: 50, first: 65 },
      '99310': { base: 45, first: 60 },
    },
  },
  {
    code: 'G0316',
    bases: { '99223': { base: 75, first: 90 }, '99233': { base: 50, first: 65 }, '99236': { base: 85, first: 110 } },
  },
  { code: 'G0317', bases: { '99306': { base: 50, first: 95 }, '99310': { base: 45, first: 85 } } },
  { code: 'G0318', bases: { '99345': { base: 75, first: 140 }, '99350': { base: 60, first: 110 } } },
];
const EACH_FURTHER = 15;

export const D017: ScrubRule = {
  id: 'D017',
  title: 'A prolonged service stands on the highest level by time, with its minutes',
  source: 'CPT prolonged services; CMS prolonged office and other visits (G2212, G0316-G0318)',
  severity: 'error',
  appliesIn: CLAIM_AND_CODING,
  binds: 'all',
  check: (subject) =>
    datedLines(subject).flatMap((line): Flag[] => {
      const prolonged = PROLONGED.find((row) => row.code === line.code);
      const fault = prolonged && prolongedFault(line, prolonged, subject);
      if (fault === undefined) return [];
      return [
        {
          lines: [line.number],
          message: `Line ${line.number}: ${line.code} ${fault}.`,
          fix: `Take ${line.code} off, or correct its units from the minutes of the note (coder).`,
        },
      ];
    }),
};

function prolongedFault(line: DatedLine, { bases }: Prolonged, subject: ScrubSubject): string | undefined {
  const beside = datedLines(subject).filter(
    (other) => other.date === line.date && isSameProvider(other.renderingNpi, line.renderingNpi),
  );
  const base = beside.find((other) => other.code in bases);
  const threshold = base && bases[base.code];
  if (base === undefined || threshold === undefined)
    return `stands without ${Object.keys(bases).join(', ')}, the highest levels that it prolongs`;
  if (base.emBasis === 'mdm') return `prolongs ${base.code}, which was chosen by MDM, not by time`;
  const minutes = countedMinutes(line, base, threshold.base, subject);
  if (minutes === undefined) return undefined; // D031 asks for the minutes
  const units = minutes < threshold.first ? 0 : 1 + Math.floor((minutes - threshold.first) / EACH_FURTHER);
  return line.units <= units
    ? undefined
    : `is billed ${line.units} times; ${minutes} minutes beside ${base.code} give ${units} (first at ${threshold.first}, then each ${EACH_FURTHER})`;
}

/** Medicare counts these over several days (em-coding §2): the visit's own minutes are not all of them. */
const COUNTS_OTHER_DAYS = new Set(['G0316', 'G0317', 'G0318']);

// The minutes may stand on the visit (all of them) or on the prolonged line (all, or those beyond the visit's own).
function countedMinutes(line: DatedLine, base: DatedLine, baseMinutes: number, subject: ScrubSubject): number | undefined {
  if (line.minutes === undefined)
    return subject.context === 'coding' || COUNTS_OTHER_DAYS.has(line.code) ? undefined : base.minutes;
  return Math.max(base.minutes ?? 0, line.minutes, line.minutes < baseMinutes ? baseMinutes + line.minutes : 0);
}
