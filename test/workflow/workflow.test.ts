import { describe, expect, it } from '@jest/globals';
import { addMs } from '../../shared/kernel/plain-date';
import { acceptClaim } from '../../shared/workflow/accept-claims';
import { readClaim } from '../../shared/workflow/claim-store';
import { codeEncounterFinalized } from '../../shared/workflow/code-encounter-finalized';
import { decideWorkItem } from '../../shared/workflow/decide-work-item';
import { withIdempotencyKey } from '../../shared/workflow/idempotency';
import { keyOf, claimIdOf } from '../../shared/workflow/keys';
import { listen } from '../../shared/workflow/listen';
import { listParked, monitorDeadLetters, redriveParked, showParked } from '../../shared/workflow/parked';
import { readClaimView, readDayCounts, readEncounterView } from '../../shared/workflow/read-models';
import { reconcile } from '../../shared/workflow/reconcile';
import { submitClaimReady } from '../../shared/workflow/submit-claim-ready';
import { dayOf } from '../../shared/workflow/activity';
import { listOpenWorkItems } from '../../shared/workflow/work-items';
import type { World } from '../../shared/workflow/world';
import type { Claim } from '../../shared/claim/claim';
import { cents } from '../../shared/kernel/money';
import { message, signedVisit, simulatedWorld, START } from './simulated-world';

type Simulated = ReturnType<typeof simulatedWorld>;

/** Finds, codes and (where there is a claim) submits one visit. */
async function live(
  { world, state }: Simulated,
  encounterId: string,
  visit: Parameters<typeof signedVisit>[1] = {},
): Promise<void> {
  const answer = signedVisit(encounterId, visit);
  state.visits.set(encounterId, answer);
  if (answer.kind === 'signed') state.pages.push({ signed: [answer.visit.ref], pending: [] });
  state.ms += 60_000;
  await listen(world);
  await codeEncounterFinalized(message('encounter-finalized', { encounterId }), world);
  const claimId = (await readEncounterView(world, encounterId))?.claim_ids.at(-1);
  if (claimId !== undefined) await submitClaimReady(message('claim-ready', { claimId }), world);
}

const wordOf = async (world: World, encounterId: string) => {
  const view = await readEncounterView(world, encounterId);
  return { state: view?.state, reason: view?.reason, version: view?.version };
};

describe('a visit', () => {
  it('goes from its signature to one submission, every step in the log, ids alone in the messages', async () => {
    const simulated = simulatedWorld();
    await live(simulated, 'E 1/ä');
    expect(await wordOf(simulated.world, 'E 1/ä')).toEqual({ state: 'submitted', reason: undefined, version: 1 });
    expect(simulated.state.submissions).toHaveLength(1);
    const types = simulated.state.events.map((event) => event.type);
    expect(types).toEqual(
      expect.arrayContaining([
        'ENCOUNTER_SIGNED',
        'ENCOUNTER_CODED',
        'CLAIM_BUILT',
        'CLAIM_SUBMIT_INTENT',
        'CLAIM_SUBMIT_ACCEPTED',
      ]),
    );
    expect(simulated.state.sent.map(({ queue }) => queue)).toEqual(
      expect.arrayContaining(['encounter-finalized', 'claim-ready', 'notifications']),
    );
    expect(await readDayCounts(simulated.world, dayOf(simulated.world))).toMatchObject({
      encounters: 1,
      claims: 1,
      byState: { submitted: 1 },
      money: { charge: 150 },
    });
  });

  it.each([
    ['held', 'D009', 'held'],
    ['unreadable', 'F006 visit_type required', 'held'],
    ['self_pay', 'SELF_PAY', 'not_billable'],
  ] as const)('%s: ends with %s', async (plan, reason, state) => {
    const simulated = simulatedWorld();
    await live(simulated, 'E1', { plan });
    expect(await wordOf(simulated.world, 'E1')).toEqual({ state, reason, version: 1 });
    expect(simulated.state.submissions).toEqual([]);
  });

  it('signed again with the same content changes nothing; with other content it is version 2, held, and not billed', async () => {
    const simulated = simulatedWorld();
    await live(simulated, 'E1');
    await live(simulated, 'E1', { version: 'v2' });
    expect(await wordOf(simulated.world, 'E1')).toMatchObject({ state: 'submitted', version: 1 });
    await live(simulated, 'E1', { version: 'v3', charge: 20_000 });
    expect(await wordOf(simulated.world, 'E1')).toEqual({ state: 'held', reason: 'RESIGNED', version: 2 });
    expect(simulated.state.submissions).toHaveLength(1);
  });

  it('holds the later signed of two E/M visits of a day, whichever comes first', async () => {
    for (const order of [
      ['early', 'late'],
      ['late', 'early'],
    ] as const) {
      const { world, state } = simulatedWorld();
      for (const id of order)
        state.visits.set(id, signedVisit(id, { patient: 'P', signedAt: START + (id === 'late' ? 60_000 : 0) }));
      state.pages.push({
        signed: [...state.visits.values()].flatMap((v) => (v.kind === 'signed' ? [v.visit.ref] : [])),
        pending: [],
      });
      await listen(world);
      for (const encounterId of order) await codeEncounterFinalized(message('encounter-finalized', { encounterId }), world);
      for (const id of order) {
        const claimId = (await readEncounterView(world, id))?.claim_ids.at(-1);
        if (claimId !== undefined) await submitClaimReady(message('claim-ready', { claimId }), world);
      }
      expect(await wordOf(world, 'early')).toMatchObject({ state: 'submitted' });
      expect(await wordOf(world, 'late')).toMatchObject({ state: 'held', reason: 'D008' });
    }
  });
});

describe('the listener', () => {
  it('catches up an outage of days in slices that overlap and leave nothing out, keeping the watermark after each that held something', async () => {
    const { world, state } = simulatedWorld();
    await listen(world);
    state.ms += 3 * 86_400_000;
    state.asked = [];
    const kept: string[] = [];
    state.pages = Array.from({ length: 100 }, (_, i) => {
      const visit = signedVisit(`E${i}`, { signedAt: START + (i - 1) * 3_600_000 + 60_000 });
      return { signed: visit.kind === 'signed' ? [visit.visit.ref] : [], pending: [] };
    });
    const write: typeof world.tables.write = async (table, partition, operations) => {
      const [operation] = operations;
      if (operation?.rowKey === 'watermark' && operation.kind !== 'delete') kept.push((operation.value as { at: string }).at);
      return world.tables.write(table, partition, operations);
    };
    await listen({ ...world, tables: { ...world.tables, write } });
    // Three days and the hour before them.
    expect(state.asked).toHaveLength(73);
    for (const [i, { from, to }] of state.asked.entries()) {
      expect(Date.parse(to) - Date.parse(from)).toBe(75 * 60_000);
      if (i > 0) expect(Date.parse(from)).toBe(Date.parse(state.asked[i - 1]?.to ?? '') - 15 * 60_000);
    }
    expect(kept).toHaveLength(73);
    expect([...kept].sort()).toEqual(kept);
  });

  it('asks a quiet weekend in a few slices', async () => {
    const { world, state } = simulatedWorld();
    state.ms += 60 * 3_600_000;
    await listen(world);
    expect(state.asked.length).toBeLessThan(8);
    expect(state.asked.at(-1)?.to).toBe(world.clock.now());
  });

  it('looks again after five minutes at a visit that is not signed yet', async () => {
    const { world, state } = simulatedWorld();
    state.visits.set('E1', { kind: 'open' });
    state.pages.push({ signed: [], pending: [{ encounterId: 'E1', changedAt: world.clock.now() }] });
    await listen(world);
    state.visits.set('E1', signedVisit('E1'));
    state.ms += 4 * 60_000;
    await listen(world);
    expect(await readEncounterView(world, 'E1')).toBeUndefined();
    state.ms += 60_000;
    await listen(world);
    expect(await wordOf(world, 'E1')).toMatchObject({ version: 1 });
  });
});

describe('a submission', () => {
  it('whose answer is lost is looked for, and goes to a person only after the grace', async () => {
    const simulated = simulatedWorld();
    const { world, state } = simulated;
    state.answers.push({ kind: 'unknown', reason: 'TIMEOUT' });
    await live(simulated, 'E1');
    const claimId = claimIdOf('p', 'E1', 1);
    await submitClaimReady(message('claim-ready', { claimId }), world);
    state.ms += 59 * 60_000;
    await reconcile(world, world.clock.now());
    expect(await wordOf(world, 'E1')).toMatchObject({ state: 'awaiting_reconciliation', reason: 'ANSWER_LOST' });
    state.ms += 60_000;
    await reconcile(world, world.clock.now());
    expect(await wordOf(world, 'E1')).toMatchObject({ reason: 'NOT_FOUND_AFTER_GRACE' });
    expect(state.submissions).toHaveLength(1);
    const [listed] = (await listOpenWorkItems(world)).items;
    expect(listed?.item).toMatchObject({ kind: 'claim_unconfirmed', about: { claimId } });
  });

  it('is found by its file name in the list of uploads', async () => {
    const simulated = simulatedWorld();
    simulated.state.answers.push({ kind: 'unknown', reason: 'TIMEOUT' });
    await live(simulated, 'E1');
    simulated.state.files = [...simulated.state.submissions];
    await reconcile(simulated.world, simulated.world.clock.now());
    expect(await wordOf(simulated.world, 'E1')).toMatchObject({ state: 'submitted' });
  });

  it('does not begin while the log cannot be written', async () => {
    const simulated = simulatedWorld();
    await live(simulated, 'E1', { plan: 'held' });
    const { world, state } = simulated;
    await acceptClaim(world, aClaim('C1'));
    state.auditFails = true;
    await submitClaimReady(message('claim-ready', { claimId: 'C1' }), world);
    expect(state.submissions).toEqual([]);
    expect((await readClaim(world, 'C1'))?.life).toMatchObject({ state: 'ready', attempts: 0, notSent: 1 });
  });
});

describe('an idempotency key', () => {
  it('makes one claim of 200 parallel identical calls, and gives all the same answer', async () => {
    const { world, state } = simulatedWorld();
    let runs = 0;
    const answers = await Promise.all(
      Array.from({ length: 200 }, () =>
        withIdempotencyKey(world, 'key-1', 'body', async () => {
          runs += 1;
          return acceptClaim(world, aClaim('C1'));
        }),
      ),
    );
    expect(runs).toBe(1);
    expect(new Set(answers.map((answer) => JSON.stringify(answer.kind === 'answer' && answer.answer))).size).toBe(1);
    expect(state.sent.filter(({ queue }) => queue === 'claim-ready')).toHaveLength(1);
    expect(await withIdempotencyKey(world, 'key-1', 'other', async () => 1)).toEqual({ kind: 'conflict' });
  });
});

describe('what is parked', () => {
  it('keeps a poison message and a dead letter, each once, and redrives what is a message', async () => {
    const { world, state } = simulatedWorld();
    expect(await codeEncounterFinalized({ no: 'message' }, world)).toBe('parked');
    expect(await codeEncounterFinalized({ no: 'message' }, world)).toBe('parked');
    const body = message('claim-ready', { claimId: 'C9' });
    state.dead.push({ messageId: 'm9', reason: 'MaxDeliveryCountExceeded', deliveryCount: 10, body, token: 't' });
    await monitorDeadLetters(world);
    const parked = await listParked(world);
    expect(parked.map((one) => one.kind).sort()).toEqual(['dead-letter', 'poison']);
    expect(JSON.stringify(parked)).not.toContain('"no"');
    const [letter] = parked.filter((one) => one.kind === 'dead-letter');
    expect(await showParked(world, letter?.id ?? '', 'auditor')).toMatchObject({ body });
    expect(await redriveParked(world, letter?.id ?? '', 'operator')).toBe('redriven');
    expect(state.sent.at(-1)).toMatchObject({ queue: 'claim-ready', message: { id: 'msg-test-1-redrive1' } });
    expect(state.events.map((event) => event.type)).toEqual(expect.arrayContaining(['PARKED_SHOWN', 'PARKED_REDRIVEN']));
    const [poison] = parked.filter((one) => one.kind === 'poison');
    expect(await redriveParked(world, poison?.id ?? '', 'operator')).toBe('not-a-message');
  });
});

describe('a work item', () => {
  it('is approved once: a stale etag is told so, and the visit goes on', async () => {
    const simulated = simulatedWorld();
    const { world } = simulated;
    await live(simulated, 'E1', { plan: 'held' });
    const [listed] = (await listOpenWorkItems(world)).items;
    if (listed === undefined) throw new Error('the hold opened an item');
    simulated.state.ms += 1000;
    const answer = { action: 'approve', by: 'biller', etag: listed.etag } as const;
    expect(await decideWorkItem(world, listed.item.id, { ...answer, etag: 'old' })).toEqual({ kind: 'stale' });
    expect(await decideWorkItem(world, listed.item.id, answer)).toMatchObject({ kind: 'done' });
    expect(await decideWorkItem(world, listed.item.id, answer)).toEqual({ kind: 'stale' });
    expect((await listOpenWorkItems(world)).items).toEqual([]);
    await codeEncounterFinalized(message('encounter-finalized', { encounterId: 'E1' }), world);
    expect((await readClaimView(world, claimIdOf('p', 'E1', 1)))?.state).toBe('submitted');
  });
});

describe('keys', () => {
  it('encode what a store or URL would trip over, and never collide', () => {
    expect(keyOf('E-1.a_b')).toBe('E-1.a_b');
    expect(keyOf('a/b')).toBe('a=2Fb');
    expect(keyOf('a=2Fb')).not.toBe(keyOf('a/b'));
    expect(claimIdOf('p', 'E-1', 1)).toMatch(/^[A-Z0-9-]{1,20}$/);
  });
});

const aClaim = (claimId: string): Claim => ({
  claimId,
  type: 'professional',
  frequency: 'original',
  totalChargeCents: cents(15_000),
  diagnosisCodes: ['I10'],
  serviceLines: [],
  dateOfService: addMs(new Date(START).toISOString() as never, 0).slice(0, 10) as never,
});
