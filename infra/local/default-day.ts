import { EASTERN_ZONE, instantOfEastern } from '../../shared/kernel/eastern-time';
import { cents } from '../../shared/kernel/money';
import { addDays, type Instant, type PlainDate } from '../../shared/kernel/plain-date';
import type { UnmatchedRemittance } from './claim-md-simulator/books';
import type { ClearinghouseBehaviour, DayInsurance, DayPerson, DayVisit, RemittanceBehaviour } from './day-visits';
import file from './default-day.json';

/** A day's visits and what goes wrong around them. */
export interface RehearsedDay {
  readonly visits: readonly DayVisit[];
  /** When the EHR does not answer. */
  readonly ehrOutages: readonly { readonly from: Instant; readonly to: Instant }[];
  readonly unmatchedRemittances: readonly UnmatchedRemittance[];
}

/** A row of default-day.json: a visit as `--visits` takes it, with its dates counted back from the day. */
interface DefaultVisit {
  /** What the visit shows, for whoever reads the file. */
  readonly story: string;
  readonly days_ago: number;
  readonly encounter: Readonly<Record<string, unknown>> & { readonly encounter_id: string; readonly patient_id: string };
  readonly patient: DayPerson;
  readonly insurance?: DayInsurance;
  readonly clearinghouse?: ClearinghouseBehaviour;
  readonly remittance?: RemittanceBehaviour;
  readonly carc?: string;
  readonly signed_at?: string;
  readonly signed_quietly?: boolean;
}

const NOBODY_OURS = 'NOT-OURS-0001';

/**
 * The product's own day: invented people with absurd names, three providers, and every difficulty a practice would recognise. The
 * same date and seed give the same day; the seed turns the order in which notes without a fixed hour are signed.
 */
export function defaultDay(date: PlainDate, seed: number): RehearsedDay {
  const rows = file.visits as unknown as readonly DefaultVisit[];
  return {
    visits: turned(rows, seed).map((row) => visitOf(row, date)),
    ehrOutages: [{ from: at(date, '11:00:00'), to: at(date, '12:00:00') }],
    unmatchedRemittances: [
      {
        at: at(date, '15:00:00'),
        payerId: 'COM1',
        payerName: 'COMMERCIAL ONE',
        payeeNpi: '1987654328',
        patientControlNumber: NOBODY_OURS,
        paidCents: cents(8_750),
      },
    ],
  };
}

/** A rehearsal's own visits, on a day on which nothing else goes wrong. */
export const rehearsedDay = (visits: readonly DayVisit[]): RehearsedDay => ({ visits, ehrOutages: [], unmatchedRemittances: [] });

function at(date: PlainDate, time: string): Instant {
  const instant = instantOfEastern(date, time);
  if (instant === undefined) throw new RangeError(`no such time in ${EASTERN_ZONE}`);
  return instant;
}

/** First versions in another order; a note that is signed again stays behind its first version. */
function turned(rows: readonly DefaultVisit[], seed: number): readonly DefaultVisit[] {
  const isRepeat = (row: DefaultVisit, index: number): boolean =>
    rows.findIndex((each) => each.encounter.encounter_id === row.encounter.encounter_id) < index;
  const first = rows.filter((row, index) => !isRepeat(row, index));
  const again = rows.filter(isRepeat);
  const start = ((seed % first.length) + first.length) % first.length;
  return [...first.slice(start), ...first.slice(0, start), ...again];
}

function visitOf(row: DefaultVisit, date: PlainDate): DayVisit {
  const dateOfService = addDays(date, -row.days_ago);
  const { last_seen_days_ago: lastSeen, tcm, ...encounter } = row.encounter;
  return {
    encounter: {
      ...encounter,
      encounter_id: row.encounter.encounter_id,
      patient_id: row.encounter.patient_id,
      provider_npi: String(encounter['provider_npi']),
      date_of_service: dateOfService,
      ...(typeof lastSeen === 'number' ? { last_seen_date: addDays(dateOfService, -lastSeen) } : {}),
      ...(Array.isArray(tcm) ? { transitional_care: transitionalCare(tcm.map(Number), dateOfService) } : {}),
    },
    patient: row.patient,
    insurance: row.insurance,
    clearinghouse: row.clearinghouse ?? 'accept',
    remittance: row.remittance ?? 'paid',
    carc: row.carc,
    ...(row.signed_at === undefined ? {} : { signedAtTime: row.signed_at }),
    ...(row.signed_quietly === undefined ? {} : { signedQuietly: row.signed_quietly }),
  };
}

const transitionalCare = ([discharge = 0, contact = 0, reconciled = 0]: readonly number[], on: PlainDate) => ({
  discharge_date: addDays(on, -discharge),
  contact_date: addDays(on, -contact),
  medication_reconciliation_date: addDays(on, -reconciled),
});
