import { z } from 'zod';
import { RELATIONSHIPS } from '../../shared/claim/claim';
import { instantOfEastern } from '../../shared/kernel/eastern-time';
import { plainDate, plainDateOf, type Instant, type PlainDate } from '../../shared/kernel/plain-date';
import { parseEncounterBody } from '../../shared/messages/encounter-body';
import { err, ok, type Result } from '../../shared/kernel/result';

// A visit as a practice writes it down for a rehearsal (`--visits FILE`, contracts: the local day): what was signed, who the patient
// is, who pays, and how clearinghouse and payer are to behave.

const absentAsUndefined = (value: unknown): unknown => (value === null || value === '' ? undefined : value);
const optional = <T extends z.ZodType>(schema: T) => z.preprocess(absentAsUndefined, schema.optional());

const text = optional(z.string().max(200));
const date = optional(z.string().refine((value) => plainDate(value) !== undefined, 'is no calendar date'));
const sex = optional(z.enum(['M', 'F', 'U']));
const Address = optional(z.strictObject({ line1: text, line2: text, city: text, state: text, zip: text }));

const Person = { last_name: text, first_name: text, birth_date: date, sex, address: Address };

const id = z.string().min(1).max(50);

const CLEARINGHOUSE_BEHAVIOURS = ['accept', 'reject', 'timeout_after_accept', 'timeout_before_accept', 'slow'] as const;
const REMITTANCE_BEHAVIOURS = ['paid', 'denied', 'partial', 'reversed', 'none'] as const;

/** The words of `--visits`, and one the day of the product knows besides: accepted at first, rejected by the payer hours later. */
export type ClearinghouseBehaviour = (typeof CLEARINGHOUSE_BEHAVIOURS)[number] | 'late_reject';
export type RemittanceBehaviour = (typeof REMITTANCE_BEHAVIOURS)[number];

const VisitLine = z.strictObject({
  encounter: z.looseObject({
    encounter_id: id,
    patient_id: id,
    provider_npi: z.string().min(1),
    date_of_service: z.string().refine((value) => plainDate(value) !== undefined, 'is no calendar date'),
    visit_type: z.string().min(1),
  }),
  patient: z.strictObject(Person),
  insurance: optional(
    z.strictObject({
      payer_id: z.string().min(1),
      member_id: text,
      relationship: z.enum(RELATIONSHIPS),
      group_number: text,
      subscriber: optional(z.strictObject(Person)),
    }),
  ),
  clearinghouse: z.preprocess(absentAsUndefined, z.enum(CLEARINGHOUSE_BEHAVIOURS).default('accept')),
  remittance: z.preprocess(absentAsUndefined, z.enum(REMITTANCE_BEHAVIOURS).default('paid')),
  carc: optional(z.string().regex(/^[0-9A-Z]{1,5}$/, 'is no CARC')),
});

export interface DayPerson {
  readonly last_name?: string | undefined;
  readonly first_name?: string | undefined;
  readonly birth_date?: string | undefined;
  readonly sex?: 'M' | 'F' | 'U' | undefined;
  readonly address?:
    | {
        readonly line1?: string | undefined;
        readonly line2?: string | undefined;
        readonly city?: string | undefined;
        readonly state?: string | undefined;
        readonly zip?: string | undefined;
      }
    | undefined;
}

export interface DayInsurance {
  readonly payer_id: string;
  readonly member_id?: string | undefined;
  readonly relationship: string;
  readonly group_number?: string | undefined;
  readonly subscriber?: DayPerson | undefined;
}

/** The encounter's JSON by contracts.md; the four names every part of the day needs are known to be there. */
export interface DayEncounter {
  readonly encounter_id: string;
  readonly patient_id: string;
  readonly provider_npi: string;
  readonly date_of_service: string;
  readonly [field: string]: unknown;
}

export interface DayVisit {
  readonly encounter: DayEncounter;
  readonly patient: DayPerson;
  readonly insurance?: DayInsurance | undefined;
  readonly clearinghouse: ClearinghouseBehaviour;
  readonly remittance: RemittanceBehaviour;
  readonly carc?: string | undefined;
  /** HH:MM of the signature, US Eastern; absent: the visits of a file are spread over the working day in their order. */
  readonly signedAtTime?: string;
  /** The EHR tells of the check-out only, not of the signature an hour later: found by asking again. */
  readonly signedQuietly?: boolean;
}

export interface BrokenLine {
  readonly line: number;
  readonly reason: string;
}

/** Of no visit of a rehearsal is it asked here whether it lies in the future: the day's own clock says so when it is coded. */
const ANY_DAY = plainDateOf('9999-12-31');

/** What makes an encounter's JSON unreadable, field by field, as POST /api/code-encounter would say it. */
const encounterFaults = (encounter: unknown): readonly string[] => {
  const parsed = parseEncounterBody(encounter, ANY_DAY);
  return parsed.ok ? [] : parsed.error.map((fault) => `encounter.${fault.path} ${fault.message}`);
};

/**
 * The visits of an NDJSON file, in its order. A broken line is refused with its number and the names of the fields, never a value;
 * blank lines are passed over; missing data of patient or insurance is not a fault of the file.
 */
export function parseVisitsFile(text: string): Result<readonly DayVisit[], BrokenLine> {
  const visits: DayVisit[] = [];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === '') continue;
    const visit = parseVisit(line);
    if (!visit.ok) return err({ line: index + 1, reason: visit.error });
    visits.push(visit.value);
  }
  return visits.length === 0 ? err({ line: 1, reason: 'the file holds no visit' }) : ok(visits);
}

function parseVisit(line: string): Result<DayVisit, string> {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return err('not JSON');
  }
  const parsed = VisitLine.safeParse(json);
  if (!parsed.success) return err([...new Set(parsed.error.issues.map(sentenceOf))].join('; '));
  const faults = encounterFaults(parsed.data.encounter);
  return faults.length === 0 ? ok(parsed.data) : err(faults.join('; '));
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${path === '' ? '' : `${path}.`}${key} is not a field of a visit`).join('; ');
  }
  const missing = issue.code === 'invalid_type' && issue.message.endsWith('received undefined');
  return `${path === '' ? 'the line' : path} ${missing ? 'is missing' : 'is not what it must be'}`;
}

/** A visit with the instants of its signature: one version of its note. */
export interface SignedVersion {
  readonly visit: DayVisit;
  readonly checkedOutAt: Instant;
  /** When the note was opened again for this version; absent on the first. */
  readonly reopenedAt?: Instant;
  readonly signedAt: Instant;
}

const FIRST_SIGNATURE_SECOND = 8 * 3600;
const SPREAD_SECONDS = 7 * 3600;
const RESIGNING_SECOND = 16 * 3600;
const BETWEEN_VERSIONS_SECONDS = 3600;

/**
 * Gives every visit its signature. First versions are signed from 08:00 to 15:00 US Eastern in the order of the list; an encounter
 * that stands in the list again is reopened and signed again from 16:00 on, an hour apart, so that each version is seen.
 */
export function scheduleVisits(visits: readonly DayVisit[], day: PlainDate): readonly SignedVersion[] {
  const versionsSeen = new Map<string, number>();
  const versions = visits.map((visit, index) => {
    const version = versionsSeen.get(visit.encounter.encounter_id) ?? 0;
    versionsSeen.set(visit.encounter.encounter_id, version + 1);
    const offset = Math.floor((index * (version === 0 ? SPREAD_SECONDS : 1800)) / visits.length);
    const second =
      secondOfTime(visit.signedAtTime) ??
      (version === 0 ? FIRST_SIGNATURE_SECOND : RESIGNING_SECOND + (version - 1) * BETWEEN_VERSIONS_SECONDS) + offset;
    return {
      visit,
      checkedOutAt: atSecond(day, second - (visit.signedQuietly === true ? 3600 : 600)),
      signedAt: atSecond(day, second),
      ...(version === 0 ? {} : { reopenedAt: atSecond(day, second - 1200) }),
    };
  });
  return versions.sort((a, b) => (a.signedAt < b.signedAt ? -1 : a.signedAt > b.signedAt ? 1 : 0));
}

const secondOfTime = (time: string | undefined): number | undefined =>
  time === undefined ? undefined : Number(time.slice(0, 2)) * 3600 + Number(time.slice(3, 5)) * 60;

function atSecond(day: PlainDate, second: number): Instant {
  const bounded = Math.min(second, 23 * 3600 + 3599);
  const part = (value: number): string => String(value).padStart(2, '0');
  const time = `${part(Math.floor(bounded / 3600))}:${part(Math.floor((bounded % 3600) / 60))}:${part(bounded % 60)}`;
  const at = instantOfEastern(day, time);
  if (at === undefined) throw new RangeError('a signature needs a time of the day');
  return at;
}

/**
 * Names, birth dates, member ids and addresses of the day's people: none of them may appear in the console or a trace. Parts shorter
 * than four characters are left out, because they would be found in any text, and so is the birth date of a child born on a date of
 * service, which every line of that day's log carries.
 */
export function canariesOf(visits: readonly DayVisit[], day: PlainDate): readonly string[] {
  const worked = new Set<string>([day, ...visits.map(({ encounter }) => encounter.date_of_service)]);
  const found = visits.flatMap((visit) => [
    ...wordsOf(visit.patient),
    ...(visit.insurance?.subscriber === undefined ? [] : wordsOf(visit.insurance.subscriber)),
    visit.insurance?.member_id,
  ]);
  const canaries = found.filter((word): word is string => word !== undefined && word.length >= 4 && !worked.has(word));
  return [...new Set(canaries)].sort();
}

const wordsOf = (person: DayPerson): readonly (string | undefined)[] => [
  person.last_name,
  person.first_name,
  person.birth_date,
  person.address?.line1,
  person.address?.line2,
];
