import type { ClaimLife } from '../claim/life';
import type { EncounterLife } from '../encounter/life';
import { cents, sumCents, ZERO_CENTS, type Cents } from '../kernel/money';
import { addDays, msOfInstant, type Instant, type PlainDate } from '../kernel/plain-date';
import { dayOf, type Touched } from './activity';
import { readClaim, readClaimContent } from './claim-store';
import { readEncounter } from './encounter-store';
import { keyOf, ROWS, TABLES } from './keys';
import { listParked } from './parked';
import type { LedgerRow } from './post-remittances';
import { listOpenWorkItems, type ListedWorkItem } from './work-items';
import type { World } from './world';

/** So many things, worth so much, the oldest waiting so many whole hours. */
export interface WaitingFigures {
  readonly count: number;
  readonly cents: Cents;
  readonly oldestHours?: number;
}

/** What a day came to, and what waits at its end: counts and money alone. */
export interface DayFigures {
  readonly autoCoded: number;
  readonly submitted: number;
  readonly accepted: number;
  readonly withWarnings: number;
  readonly manualReview: WaitingFigures;
  readonly remittedCents: Cents;
  readonly denials: WaitingFigures;
  readonly topDenialReason?: { readonly reason: string; readonly count: number };
  readonly firstPassRate30Days?: number;
  readonly averageCodingLagHours?: number;
  readonly awaitingReconciliation: WaitingFigures;
  readonly timelyFiling: WaitingFigures;
  readonly unmatchedRemittances: WaitingFigures;
  readonly deadLetters: number;
}

/** Claims and encounters of a month: what a day's figures are counted from. */
const DAYS = 30;
const NEAR_LIMIT_DAYS = 14;
/** Handed to whoever bills: the clearinghouse, or the EHR where that does. */
const SENT_EVENTS = ['submit_accepted', 'found_uploaded', 'submit_rejected', 'billed_by_ehr'];
const TAKEN_STATES = ['accepted', 'paid', 'partially_paid', 'denied', 'reversed'];
const UNANSWERED = ['intent', 'unknown', 'awaiting_person'];
const NOT_OUT = ['held', 'ready'];

/** Counts a day (in the practice's zone) off the state rows of the month that ends with it. Reads only. */
export async function readDayFigures(world: World, day: PlainDate): Promise<DayFigures> {
  const { claims, encounters } = await readMonth(world, day);
  const isOn = (at: string): boolean => dayOf(world, at as Instant) === day;
  const has = (life: ClaimLife | EncounterLife, event: (name: string) => boolean): boolean =>
    life.history.some((entry) => event(entry.event) && isOn(entry.at));
  const sent = claims.filter((claim) => has(claim, (event) => SENT_EVENTS.includes(event)));
  const everSent = claims.filter((claim) => claim.history.some((entry) => SENT_EVENTS.includes(entry.event)));
  const remitted = claims.filter((claim) => has(claim, (event) => event === 'remitted'));
  const denied = remitted.filter((claim) => claim.money.deniedCents > 0);
  const codedToday = encounters.filter((encounter) => has(encounter, (event) => event === 'coded'));
  const items = await openItems(world);
  const amountOf = (claimId: string | undefined): Cents =>
    claims.find((claim) => claim.claimId === claimId)?.money.chargeCents ?? ZERO_CENTS;
  const now = world.clock.now();
  return {
    autoCoded: codedToday.filter((encounter) => encounter.state === 'coded' && !wasReleased(encounter)).length,
    submitted: sent.length,
    accepted: sent.filter(isTaken).length,
    withWarnings: sent.filter((claim) => claim.findings.some((finding) => finding.severity === 'warn')).length,
    manualReview: waitingOf(
      items.map(({ item }) => ({ cents: amountOf(item.about.claimId), since: item.openedAt })),
      now,
    ),
    remittedCents: await paidOn(world, remitted, isOn),
    denials: waitingOf(
      denied.map((claim) => ({ cents: claim.money.deniedCents })),
      now,
    ),
    ...topReasonOf(denied),
    ...firstPassOf(everSent),
    ...lagOf(codedToday),
    awaitingReconciliation: waitingOf(
      claims
        .filter((claim) => UNANSWERED.includes(claim.state))
        .map((claim) => ({
          cents: claim.money.chargeCents,
          ...(claim.attempt === undefined ? {} : { since: claim.attempt.sentAt }),
        })),
      now,
    ),
    timelyFiling: await nearLimit(world, claims, day),
    unmatchedRemittances: waitingOf(await unmatched(world, items), now),
    deadLetters: (await listParked(world)).filter(({ kind, state }) => kind === 'dead-letter' && state === 'parked').length,
  };
}

async function readMonth(
  world: World,
  day: PlainDate,
): Promise<{ readonly claims: readonly ClaimLife[]; readonly encounters: readonly EncounterLife[] }> {
  const claims: ClaimLife[] = [];
  const encounters: EncounterLife[] = [];
  for (let back = DAYS - 1; back >= 0; back--) {
    let after: string | undefined;
    do {
      const page = await world.tables.list(TABLES.activity, addDays(day, -back), after === undefined ? {} : { after });
      for (const row of page.rows) {
        const { kind, id } = row.value as Touched;
        const life = kind === 'claim' ? (await readClaim(world, id))?.life : undefined;
        if (life !== undefined) claims.push(life);
        const visit = kind === 'encounter' ? (await readEncounter(world, id))?.life : undefined;
        if (visit !== undefined) encounters.push(visit);
      }
      after = page.next;
    } while (after !== undefined);
  }
  return { claims, encounters };
}

async function openItems(world: World): Promise<readonly ListedWorkItem[]> {
  const items: ListedWorkItem[] = [];
  let after: string | undefined;
  do {
    const page = await listOpenWorkItems(world, after === undefined ? {} : { after });
    items.push(...page.items);
    after = page.next;
  } while (after !== undefined);
  return items;
}

const isTaken = ({ state, reasons }: ClaimLife): boolean =>
  TAKEN_STATES.includes(state) || (state === 'closed' && reasons.includes('BILLED_BY_THE_EHR'));

const wasReleased = (encounter: EncounterLife): boolean => encounter.history.some(({ event }) => event === 'released');

interface Thing {
  readonly cents: Cents;
  readonly since?: Instant;
}

const HOUR_MS = 3_600_000;

function waitingOf(things: readonly Thing[], now: Instant): WaitingFigures {
  const oldest = things.flatMap(({ since }) => since ?? []).sort()[0];
  return {
    count: things.length,
    cents: sumCents(things.map((thing) => thing.cents)),
    ...(oldest === undefined ? {} : { oldestHours: Math.floor((msOfInstant(now) - msOfInstant(oldest)) / HOUR_MS) }),
  };
}

/** What was posted that day, payments taken back counted off. */
async function paidOn(world: World, claims: readonly ClaimLife[], isOn: (at: string) => boolean): Promise<Cents> {
  const amounts: Cents[] = [];
  for (const { claimId } of claims) {
    const page = await world.tables.list(TABLES.claims, keyOf(claimId), { after: ROWS.ledger });
    for (const row of page.rows.filter(({ rowKey }) => rowKey.startsWith(ROWS.ledger))) {
      const { paidCents, postedAt } = row.value as LedgerRow;
      if (isOn(postedAt)) amounts.push(cents(paidCents));
    }
  }
  return sumCents(amounts);
}

function topReasonOf(denied: readonly ClaimLife[]): Pick<DayFigures, 'topDenialReason'> {
  const counts = new Map<string, number>();
  for (const reason of denied.flatMap((claim) => claim.reasons)) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const [top] = [...counts].sort(([a, one], [b, other]) => other - one || (a < b ? -1 : 1));
  return top === undefined ? {} : { topDenialReason: { reason: top[0], count: top[1] } };
}

/** Of what went out in a month: what was neither rejected nor denied at first. */
function firstPassOf(sent: readonly ClaimLife[]): Pick<DayFigures, 'firstPassRate30Days'> {
  if (sent.length === 0) return {};
  const passed = sent.filter(
    (claim) =>
      claim.state !== 'rejected' && claim.state !== 'denied' && !claim.history.some(({ event }) => event === 'submit_rejected'),
  );
  return { firstPassRate30Days: passed.length / sent.length };
}

/** From the signature to the first coding. */
function lagOf(encounters: readonly EncounterLife[]): Pick<DayFigures, 'averageCodingLagHours'> {
  const lags = encounters.flatMap(({ signedAt, history }) => {
    const coded = history.find(({ event, at }) => event === 'coded' && at >= signedAt);
    return coded === undefined ? [] : [msOfInstant(coded.at) - msOfInstant(signedAt)];
  });
  return lags.length === 0 ? {} : { averageCodingLagHours: lags.reduce((sum, lag) => sum + lag, 0) / lags.length / HOUR_MS };
}

/** Claims that are not out yet, though their payer's limit is near or past. */
async function nearLimit(world: World, claims: readonly ClaimLife[], day: PlainDate): Promise<WaitingFigures> {
  const near: Thing[] = [];
  for (const life of claims.filter((claim) => NOT_OUT.includes(claim.state))) {
    const claim = await readClaimContent(world, life.claimId);
    const { dateOfService, payer } = claim ?? {};
    if (dateOfService === undefined || payer?.payerId === undefined) continue;
    const limit = world.rules.payer(payer.payerId, dateOfService)?.timelyFilingDays;
    if (limit !== undefined && addDays(dateOfService, limit) <= addDays(day, NEAR_LIMIT_DAYS))
      near.push({ cents: life.money.chargeCents });
  }
  return waitingOf(near, world.clock.now());
}

async function unmatched(world: World, items: readonly ListedWorkItem[]): Promise<readonly Thing[]> {
  const things: Thing[] = [];
  for (const { item } of items.filter(({ item: { kind } }) => kind === 'remittance_unmatched')) {
    const row = await world.tables.read(TABLES.parked, 'unmatched', item.about.claimId ?? '');
    const paid = (row?.value as { detail?: { paidCents?: unknown } } | undefined)?.detail?.paidCents;
    things.push({ cents: typeof paid === 'number' ? cents(paid) : ZERO_CENTS, since: item.openedAt });
  }
  return things;
}
