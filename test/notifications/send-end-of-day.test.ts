import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Instant } from '../../shared/kernel/plain-date';
import type { Message } from '../../shared/messages/message';
import { sendEndOfDay, type EndOfDayParts } from '../../shared/notifications/send-end-of-day';
import { acceptClaim } from '../../shared/workflow/accept-claims';
import { readDayFigures } from '../../shared/workflow/day-figures';
import { moveClaim } from '../../shared/workflow/claim-store';
import { TABLES } from '../../shared/workflow/keys';
import { dayOf } from '../../shared/workflow/activity';
import { cents, ZERO_CENTS } from '../../shared/kernel/money';
import { parseClaimBody } from '../../shared/messages/claim-body';
import type { World } from '../../shared/workflow/world';
import { aClaimBody, apiWorld, NOW } from '../functions/api-world';

const EVENING = '2026-11-21T01:00:00.000Z' as Instant;
const parts: EndOfDayParts = {
  staleTables: () => ['mpfs'],
  lastCheckpoint: async () => ({ number: 3, rootHash: 'abcdef0123456789ff', at: NOW }),
};

let world: World;
let now: Instant;
let published: Message[];

beforeEach(async () => {
  now = NOW;
  published = [];
  const base = await apiWorld();
  world = {
    ...base,
    clock: { now: () => now },
    bus: { ...base.bus, publish: async (_topic, message) => void published.push(message) },
  };
});

const mails = (): Message[] => published.filter(({ data }) => data['event'] === 'end-of-day');

async function claim(id: string, over: Readonly<Record<string, unknown>> = {}): Promise<void> {
  const body = parseClaimBody(aClaimBody({ claim_id: id, ...over }));
  if (!body.ok) throw new Error(JSON.stringify(body.error));
  await acceptClaim(world, body.value);
}

async function sent(id: string): Promise<void> {
  await claim(id);
  const fileName = `${id}-1.837`;
  await moveClaim(world, id, { kind: 'submit_started', at: now, fileName, payloadHash: 'p', feedCursor: '0' });
  await moveClaim(world, id, { kind: 'submit_accepted', at: now, fileName, clearinghouseClaimId: 'cm' });
}

const remit = async (
  id: string,
  outcome: 'paid' | 'denied',
  paid: number,
  deniedCents: number,
  reasons: string[],
): Promise<void> => {
  const ledger = { postingId: `${id}-0`, remittanceId: 'e', claimId: id, outcome, paidCents: paid, postedAt: now };
  await moveClaim(
    world,
    id,
    {
      kind: 'remitted',
      at: now,
      postingId: `${id}-0`,
      outcome,
      reasons,
      money: {
        paidCents: cents(paid),
        patientResponsibilityCents: ZERO_CENTS,
        writtenOffCents: cents(15_000 - paid - deniedCents),
        deniedCents: cents(deniedCents),
      },
    },
    { operations: [{ kind: 'insert', rowKey: `l-${id}`, value: ledger }] },
  );
};

describe('the figures of a day', () => {
  it('are counted off the claims: sent, taken, paid, denied and why, waiting for a person, near their limit', async () => {
    for (const id of ['V-1', 'V-2', 'V-3']) await sent(id);
    await moveClaim(world, 'V-2', {
      kind: 'response',
      at: now,
      responseId: 'r',
      from: 'payer',
      status: 'rejected',
      reasons: ['M1'],
    });
    await remit('V-1', 'paid', 12_000, 0, []);
    await remit('V-3', 'denied', 0, 15_000, ['CO-50']);
    // Sample Commercial takes claims for 90 days.
    await claim('V-4', { diagnosis_codes: [], date_of_service: '2026-08-24' });
    expect(await readDayFigures(world, dayOf(world))).toEqual({
      autoCoded: 0,
      submitted: 3,
      accepted: 2,
      withWarnings: 0,
      manualReview: { count: 3, cents: 45_000, oldestHours: 0 },
      remittedCents: 12_000,
      denials: { count: 1, cents: 15_000 },
      topDenialReason: { reason: 'CO-50', count: 1 },
      firstPassRate30Days: 1 / 3,
      awaitingReconciliation: { count: 0, cents: 0 },
      timelyFiling: { count: 1, cents: 15_000 },
      unmatchedRemittances: { count: 0, cents: 0 },
      deadLetters: 0,
    });
  });

  it('a claim whose answer was lost waits, with its age', async () => {
    await claim('V-5');
    await moveClaim(world, 'V-5', { kind: 'submit_started', at: now, fileName: 'f', payloadHash: 'p', feedCursor: '0' });
    await moveClaim(world, 'V-5', { kind: 'submit_unknown', at: now, fileName: 'f', reason: 'TIMED_OUT' });
    now = '2026-11-20T18:30:00.000Z' as Instant;
    expect((await readDayFigures(world, dayOf(world))).awaitingReconciliation).toEqual({
      count: 1,
      cents: 15_000,
      oldestHours: 3,
    });
  });
});

describe('the mail of a day', () => {
  it('goes out once, from eight in the evening of the practice on, in three forms', async () => {
    await sent('V-1');
    now = '2026-11-21T00:59:00.000Z' as Instant;
    expect(await sendEndOfDay(world, parts)).toBe('nothing');
    now = EVENING;
    expect([await sendEndOfDay(world, parts), await sendEndOfDay(world, parts)]).toEqual(['sent', 'nothing']);
    const [mail] = mails();
    expect(mails()).toHaveLength(1);
    expect(mail).toMatchObject({
      id: 'msg-end-of-day-2026-11-20',
      data: { subject: 'Daily Billing Automation Report - 2026-11-20' },
    });
    expect(mail?.data['text']).toContain('Claims submitted: 1\n');
    expect(mail?.data['html']).toContain('missing or ended: mpfs');
    expect(JSON.parse(String(mail?.data['json']))).toMatchObject({ figures: { submitted: 1 } });
    for (const word of ['Vexamwick', 'Hulbertina', 'QZX914770013', '1965-08-12'])
      expect(JSON.stringify(mail)).not.toContain(word);
  });

  it('one that was missed goes out the next morning, a day without work has none', async () => {
    await sent('V-1');
    now = '2026-11-21T13:00:00.000Z' as Instant;
    expect(await sendEndOfDay(world, parts)).toBe('sent');
    expect(mails()[0]?.data['day']).toBe('2026-11-20');
    now = '2026-11-22T01:30:00.000Z' as Instant;
    expect(await sendEndOfDay(world, parts)).toBe('nothing');
  });

  it('a publisher that died before it noted it sends the same id again', async () => {
    await sent('V-1');
    now = EVENING;
    await sendEndOfDay(world, parts);
    const row = await world.tables.read(TABLES.cursors, 'end-of-day', '2026-11-20');
    await world.tables.write(TABLES.cursors, 'end-of-day', [{ kind: 'delete', rowKey: '2026-11-20', etag: row?.etag ?? '' }]);
    await sendEndOfDay(world, parts);
    expect(new Set(mails().map(({ id }) => id)).size).toBe(1);
  });

  it('is compared with the same weekday of the weeks before, once there are three', async () => {
    await sent('V-1');
    for (const [week, submitted] of [
      ['2026-11-13', 4],
      ['2026-11-06', 2],
      ['2026-10-30', 3],
    ] as const)
      await world.tables.write(TABLES.cursors, 'end-of-day', [
        { kind: 'insert', rowKey: week, value: { submitted, denials: 0, manualReview: 0 } },
      ]);
    now = EVENING;
    await sendEndOfDay(world, parts);
    expect(mails()[0]?.data['text']).toContain('Claims submitted: 1 (down 2)');
  });
});
