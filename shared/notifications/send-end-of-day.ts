import { addDays, addMs, dateInZone, type Instant, type PlainDate } from '../kernel/plain-date';
import type { Message } from '../messages/message';
import { dayOf } from '../workflow/activity';
import { readDayFigures, type DayFigures } from '../workflow/day-figures';
import { TABLES } from '../workflow/keys';
import { NOTIFICATIONS_TOPIC } from '../workflow/relay-outbox';
import type { World } from '../workflow/world';
import { renderEndOfDay, type EndOfDayCounts, type EndOfDayMail } from './end-of-day';

/** What the mail says that no state row holds. */
export interface EndOfDayParts {
  /** Code tables missing or ended for a day. */
  staleTables(day: PlainDate): readonly string[];
  lastCheckpoint(): Promise<EndOfDayCounts['auditCheckpoint'] | undefined>;
}

/** Eight in the evening of the practice: payers' files of the day are in by then. */
const MIDNIGHT_AFTER_MS = 4 * 3_600_000;
const WEEKS = 8;
/** Fewer days than this make no usual day. */
const ENOUGH = 3;
const PARTITION = 'end-of-day';

/**
 * Sends the mail of a day once: today's from eight in the evening on, yesterday's when it was missed. Published before it is noted,
 * under an id that names the day: sent twice it is one. A day nothing happened on has no mail.
 */
export async function sendEndOfDay(world: World, parts: EndOfDayParts): Promise<'sent' | 'nothing'> {
  const day = dueDay(world);
  if ((await world.tables.read(TABLES.cursors, PARTITION, day)) !== undefined) return 'nothing';
  if ((await world.tables.list(TABLES.activity, day, { limit: 1 })).rows.length === 0) return 'nothing';
  const figures = await readDayFigures(world, day);
  const checkpoint = await parts.lastCheckpoint();
  const mail = renderEndOfDay({
    practiceName: world.rules.name,
    date: day,
    ...figures,
    staleTables: parts.staleTables(day),
    ...(checkpoint === undefined ? {} : { auditCheckpoint: checkpoint }),
    ...(await usualOf(world, day)),
  });
  await world.audit.append([
    {
      eventId: `end-of-day|${day}`,
      type: 'DAY_REPORTED',
      at: endOf(day),
      actor: { kind: 'system', id: 'workflow' },
      configurationHash: world.rules.contentHash,
      detail: { day },
    },
  ]);
  await world.bus.publish(NOTIFICATIONS_TOPIC, messageOf(world, day, mail));
  await world.tables.write(TABLES.cursors, PARTITION, [{ kind: 'insert', rowKey: day, value: comparableOf(figures) }]);
  return 'sent';
}

/** Today from the evening on, else yesterday. */
function dueDay(world: World): PlainDate {
  const now = world.clock.now();
  const today = dayOf(world);
  return dateInZone(addMs(now, MIDNIGHT_AFTER_MS), world.rules.timeZone) > today ? today : addDays(today, -1);
}

/** The same instant on every try, so that one event never has two bodies. */
const endOf = (day: PlainDate): Instant => `${day}T23:59:59.999Z` as Instant;

function messageOf(world: World, day: PlainDate, { subject, json, html, text }: EndOfDayMail): Message {
  return {
    id: `msg-end-of-day-${day}`,
    type: 'notification',
    schemaVersion: 1,
    correlationId: `end-of-day-${day}`,
    occurredAt: world.clock.now(),
    data: { event: 'end-of-day', day, subject, json: JSON.stringify(json), html, text },
  };
}

interface Comparable {
  readonly submitted: number;
  readonly denials: number;
  readonly manualReview: number;
}

const comparableOf = (figures: DayFigures): Comparable => ({
  submitted: figures.submitted,
  denials: figures.denials.count,
  manualReview: figures.manualReview.count,
});

/** Medians of the same weekday of the weeks before. */
async function usualOf(world: World, day: PlainDate): Promise<Pick<EndOfDayCounts, 'usual'>> {
  const found: Comparable[] = [];
  for (let week = 1; week <= WEEKS; week++) {
    const row = await world.tables.read(TABLES.cursors, PARTITION, addDays(day, -7 * week));
    if (row !== undefined) found.push(row.value as Comparable);
  }
  if (found.length < ENOUGH) return {};
  const median = (of: (one: Comparable) => number): number =>
    found.map(of).sort((a, b) => a - b)[Math.floor(found.length / 2)] ?? 0;
  return {
    usual: {
      submitted: median((one) => one.submitted),
      denials: median((one) => one.denials),
      manualReview: median((one) => one.manualReview),
    },
  };
}
