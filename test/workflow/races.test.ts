import { describe, expect, it } from '@jest/globals';
import type { ClaimPayment } from '../../shared/remittance/remittance-advice';
import { readClaim } from '../../shared/workflow/claim-store';
import { codeEncounterFinalized } from '../../shared/workflow/code-encounter-finalized';
import { decideWorkItem } from '../../shared/workflow/decide-work-item';
import { claimIdOf } from '../../shared/workflow/keys';
import { noteSigned } from '../../shared/workflow/note-signed';
import { listParked, monitorDeadLetters, redriveParked } from '../../shared/workflow/parked';
import { postRemittances } from '../../shared/workflow/post-remittances';
import { readEncounterView } from '../../shared/workflow/read-models';
import { applyResponses } from '../../shared/workflow/apply-responses';
import { acceptWebhook } from '../../shared/workflow/accept-webhook';
import { moveEncounter, readEncounter } from '../../shared/workflow/encounter-store';
import { resumeLane } from '../../shared/workflow/lane';
import { listen } from '../../shared/workflow/listen';
import { TransientFailure } from '../../shared/workflow/ports';
import { reconcile } from '../../shared/workflow/reconcile';
import { relayOutbox } from '../../shared/workflow/relay-outbox';
import { sweep } from '../../shared/workflow/sweep';
import { submitClaimReady } from '../../shared/workflow/submit-claim-ready';
import { listOpenWorkItems } from '../../shared/workflow/work-items';
import { instantFromMs, plainDateOf } from '../../shared/kernel/plain-date';
import { cents } from '../../shared/kernel/money';
import { scriptedEngine } from '../../infra/cli/simulation/scripted-engine';
import { message, signedVisit, simulatedWorld, START } from './simulated-world';

type Simulated = ReturnType<typeof simulatedWorld>;

const sign = async ({ world, state }: Simulated, encounterId: string, visit: Parameters<typeof signedVisit>[1] = {}) => {
  const answer = signedVisit(encounterId, visit);
  state.visits.set(encounterId, answer);
  if (answer.kind === 'signed') await noteSigned(world, answer.visit.ref);
};

/** Delivers the message until it is handled, as the bus does. */
const code = async ({ world }: Simulated, encounterId: string): Promise<void> => {
  for (let delivery = 1; ; delivery++) {
    try {
      await codeEncounterFinalized(message('encounter-finalized', { encounterId }), world);
      return;
    } catch (error) {
      if (delivery === 10) throw error;
    }
  }
};

const submit = ({ world }: Simulated, claimId: string) => submitClaimReady(message('claim-ready', { claimId }), world);

const approve = async ({ world }: Simulated, kind: string): Promise<unknown> => {
  const listed = (await listOpenWorkItems(world)).items.find(({ item }) => item.kind === kind);
  return decideWorkItem(world, listed?.item.id ?? '', { action: 'approve', by: 'biller', etag: listed?.etag ?? '' });
};

const viewOf = ({ world }: Simulated, encounterId: string) => readEncounterView(world, encounterId);

describe('a note that is signed again while it is being coded', () => {
  it('is not lost: the second content is the one that is billed', async () => {
    const simulated = simulatedWorld();
    await sign(simulated, 'E1');
    simulated.state.meanwhile.push(async () => sign(simulated, 'E1', { version: 'v2', charge: 20_000 }));
    await code(simulated, 'E1');
    await code(simulated, 'E1');
    expect((await readClaim(simulated.world, claimIdOf('p', 'E1', 1)))?.life.money.chargeCents).toBe(20_000);
    expect(await viewOf(simulated, 'E1')).toMatchObject({ version: 1, claim_ids: [claimIdOf('p', 'E1', 1)] });
  });

  it('is not lost when the first look found it reopened', async () => {
    const simulated = simulatedWorld();
    await sign(simulated, 'E1');
    simulated.state.visits.set('E1', { kind: 'open' });
    simulated.state.meanwhile.push(async () => sign(simulated, 'E1', { version: 'v2' }));
    await code(simulated, 'E1');
    await code(simulated, 'E1');
    expect((await viewOf(simulated, 'E1'))?.claim_ids).toHaveLength(1);
  });

  it('is version 2 and held when it comes between a person’s approval and the coding', async () => {
    const simulated = simulatedWorld();
    await sign(simulated, 'E1', { plan: 'held' });
    await code(simulated, 'E1');
    await approve(simulated, 'encounter_held');
    await sign(simulated, 'E1', { plan: 'held', version: 'v2', charge: 20_000 });
    await code(simulated, 'E1');
    expect(await viewOf(simulated, 'E1')).toMatchObject({ version: 2, state: 'held', reason: 'RESIGNED', claim_ids: [] });
  });

  it('leaves a person’s approval standing when it says the same', async () => {
    const simulated = simulatedWorld();
    await sign(simulated, 'E1', { plan: 'held' });
    await code(simulated, 'E1');
    await approve(simulated, 'encounter_held');
    await sign(simulated, 'E1', { plan: 'held', version: 'v2' });
    await code(simulated, 'E1');
    expect((await viewOf(simulated, 'E1'))?.claim_ids).toHaveLength(1);
  });
});

describe('a visit that the EHR gave in no shape', () => {
  const unreadable = async (): Promise<Simulated> => {
    const simulated = simulatedWorld();
    await sign(simulated, 'E1');
    simulated.state.visits.set('E1', { kind: 'malformed', faults: ['visit_type'] });
    await code(simulated, 'E1');
    return simulated;
  };

  it('is coded when it is signed again in a shape', async () => {
    const simulated = await unreadable();
    await sign(simulated, 'E1', { version: 'v2' });
    await code(simulated, 'E1');
    expect((await viewOf(simulated, 'E1'))?.claim_ids).toHaveLength(1);
  });

  it('is fetched anew when a person approves it, and what nobody has seen is not passed over', async () => {
    const simulated = await unreadable();
    simulated.state.visits.set('E1', signedVisit('E1', { plan: 'held' }));
    await approve(simulated, 'encounter_held');
    await code(simulated, 'E1');
    expect(await viewOf(simulated, 'E1')).toMatchObject({ state: 'held', reason: 'D009' });
  });
});

describe('two E/M visits of a day, the later one coded first', () => {
  it('lets the later go out once a person has approved it', async () => {
    const simulated = simulatedWorld();
    await sign(simulated, 'late', { patient: 'P', signedAt: START + 60_000 });
    await code(simulated, 'late');
    await sign(simulated, 'early', { patient: 'P' });
    await code(simulated, 'early');
    expect(await viewOf(simulated, 'late')).toMatchObject({ state: 'held', reason: 'D008' });
    await approve(simulated, 'encounter_held');
    await code(simulated, 'late');
    await submit(simulated, claimIdOf('p', 'late', 1));
    expect(await viewOf(simulated, 'late')).toMatchObject({ state: 'submitted', claim_ids: [claimIdOf('p', 'late', 1)] });
    expect((await listOpenWorkItems(simulated.world)).items).toEqual([]);
  });
});

describe('a sending that never left', () => {
  it('does not undo the next one when its own record is repeated', async () => {
    const simulated = simulatedWorld();
    const { world, state } = simulated;
    await sign(simulated, 'E1');
    await code(simulated, 'E1');
    const claimId = claimIdOf('p', 'E1', 1);
    state.answers.push({ kind: 'not-sent', reason: 'ECONNREFUSED' });
    // The store writes the "not sent", says conflict (it met its own write), and before the second look another instance sends.
    let told = false;
    const write: typeof world.tables.write = async (table, partition, operations) => {
      const written = await world.tables.write(table, partition, operations);
      const state = operations.find((operation) => operation.rowKey === 'a-state');
      const life = state === undefined || state.kind === 'delete' ? undefined : (state.value as { notSent?: number });
      if (told || life?.notSent !== 1) return written;
      told = true;
      await submit(simulated, claimId);
      return 'conflict';
    };
    await submit({ ...simulated, world: { ...world, tables: { ...world.tables, write } } }, claimId);
    await submit(simulated, claimId);
    expect(state.submissions).toEqual([`${claimId}-1.837`, `${claimId}-2.837`]);
    expect((await readClaim(world, claimId))?.life.state).toBe('submitted');
  });
});

describe('a claim that a person sends again', () => {
  it('stays where it is when the feed says first that it had arrived', async () => {
    const simulated = simulatedWorld();
    const { world, state } = simulated;
    await sign(simulated, 'E1');
    await code(simulated, 'E1');
    const claimId = claimIdOf('p', 'E1', 1);
    state.answers.push({ kind: 'unknown', reason: 'TIMEOUT' });
    await submit(simulated, claimId);
    state.ms += 61 * 60_000;
    await reconcile(world, world.clock.now());
    await approve(simulated, 'claim_unconfirmed');
    let asked = 0;
    const responses: typeof world.clearinghouse.responses = async (cursor) =>
      asked++ > 0
        ? { rows: [], cursor }
        : {
            rows: [
              {
                responseId: '1',
                patientControlNumber: claimId,
                clearinghouseClaimId: 'cm-1',
                from: 'clearinghouse',
                status: 'accepted',
                messages: [],
                at: world.clock.now(),
              },
            ],
            cursor: '1',
          };
    await applyResponses({ ...world, clearinghouse: { ...world.clearinghouse, responses } });
    await submit(simulated, claimId);
    expect(state.submissions).toHaveLength(1);
    expect((await readClaim(world, claimId))?.life.state).toBe('accepted');
  });
});

describe('what the log says of one thing', () => {
  it('is the same however often a response that fits nothing is read', async () => {
    const simulated = simulatedWorld();
    const { world, state } = simulated;
    await sign(simulated, 'E1');
    const row = {
      responseId: '7',
      patientControlNumber: claimIdOf('p', 'E1', 1),
      clearinghouseClaimId: 'cm-7',
      from: 'clearinghouse' as const,
      status: 'accepted' as const,
      messages: [],
      at: instantFromMs(START),
    };
    const read = async (cursor: string): Promise<void> => {
      let asked = 0;
      const responses: typeof world.clearinghouse.responses = async () =>
        asked++ > 0 ? { rows: [], cursor } : { rows: [row], cursor };
      await applyResponses({ ...world, clearinghouse: { ...world.clearinghouse, responses } });
    };
    await read('7');
    await code(simulated, 'E1');
    await read('8');
    const bodies = state.events.filter((event) => event.type === 'RESPONSE_UNMATCHED').map((event) => JSON.stringify(event));
    expect(bodies).toHaveLength(2);
    expect(new Set(bodies).size).toBe(1);
  });
});

describe('a webhook that comes while its visit is being looked at', () => {
  it('has the visit looked at once more', async () => {
    const simulated = simulatedWorld();
    const { world, state } = simulated;
    const first = signedVisit('E1');
    state.visits.set('E1', first);
    await acceptWebhook(world, 'generic', [{ eventId: 'e1', encounterId: 'E1' }]);
    state.ms += 5 * 60_000;
    state.meanwhile.push(async () => {
      state.visits.set('E1', signedVisit('E1', { version: 'v2' }));
      await acceptWebhook(world, 'generic', [{ eventId: 'e2', encounterId: 'E1' }]);
    });
    await listen(world);
    state.ms += 5 * 60_000;
    await listen(world);
    expect((await readEncounter(world, 'E1'))?.life.signedVersions).toEqual(['v1', 'v2']);
  });
});

describe('the listener and a clock that ran ahead', () => {
  it('keeps what it has seen by the EHR’s clock, and finds what is signed before the wrong hour comes', async () => {
    const { world, state } = simulatedWorld();
    const first = signedVisit('E1');
    if (first.kind !== 'signed') throw new Error('it is signed');
    state.pages.push({ signed: [first.visit.ref], pending: [] });
    state.ms += 2 * 3_600_000;
    await listen(world);
    state.ms -= 2 * 3_600_000 - 5 * 60_000;
    state.asked = [];
    expect((await listen(world)).watermark).toBe(instantFromMs(START));
    expect(state.asked).toEqual([{ from: instantFromMs(START - 15 * 60_000), to: instantFromMs(START + 5 * 60_000) }]);
  });
});

describe('a question to a person', () => {
  it('is asked again when the next hold comes from an instance whose clock is behind', async () => {
    const simulated = simulatedWorld();
    await sign(simulated, 'E1', { plan: 'held' });
    await code(simulated, 'E1');
    const listed = (await listOpenWorkItems(simulated.world)).items[0];
    const answer = { action: 'correct', by: 'biller', etag: listed?.etag ?? '', changes: {} } as const;
    await decideWorkItem(simulated.world, listed?.item.id ?? '', answer);
    simulated.state.ms -= 90_000;
    await code(simulated, 'E1');
    expect(await viewOf(simulated, 'E1')).toMatchObject({ state: 'held', reason: 'D009' });
    expect((await listOpenWorkItems(simulated.world)).items.map(({ item }) => item.kind)).toEqual(['encounter_held']);
  });
});

describe('the sweep', () => {
  /** A writer that stood still until its index row was dropped, and died right after it wrote. */
  const orphanOutbox = async ({ world }: Simulated, encounterId: string): Promise<void> => {
    const stored = await readEncounter(world, encounterId);
    const event = {
      kind: 'signed',
      at: world.clock.now(),
      encounterId,
      signedVersion: 'v9',
      signedAt: world.clock.now(),
    } as const;
    const died: typeof world.tables.read = async (table, partition, rowKey) => {
      if (table === 'outboxindex') throw new TransientFailure('dead');
      return world.tables.read(table, partition, rowKey);
    };
    await moveEncounter({ ...world, tables: { ...world.tables, read: died } }, encounterId, event);
    for (const { rowKey, etag } of (await world.tables.list('outboxindex', 'pending')).rows)
      await world.tables.write('outboxindex', 'pending', [{ kind: 'delete', rowKey, etag }]);
    expect(stored?.life.history[0]?.at.slice(0, 10)).not.toBe(world.clock.now().slice(0, 10));
  };

  it('finds what moved weeks after it began, however many days nothing ran in between', async () => {
    const simulated = simulatedWorld();
    const { world, state } = simulated;
    await sign(simulated, 'E1');
    await sweep(world);
    state.ms += 20 * 86_400_000;
    await orphanOutbox(simulated, 'E1');
    state.ms += 9 * 86_400_000;
    state.sent = [];
    expect((await sweep(world)).restarted).toBeGreaterThan(0);
    expect(state.sent.map(({ queue }) => queue)).toContain('encounter-finalized');
  });
});

describe('the relay', () => {
  it('stops trying when one row after another fails, and goes on where the dependency is back', async () => {
    const simulated = simulatedWorld();
    const { world, state } = simulated;
    state.auditFails = true;
    for (let i = 0; i < 60; i++) await sign(simulated, `E${i}`);
    let tries = 0;
    const append = async (): Promise<void> => {
      tries += 1;
      throw new TransientFailure('audit.append');
    };
    await expect(relayOutbox({ ...world, audit: { append } })).rejects.toThrow('audit.append');
    expect(tries).toBe(25);
    state.auditFails = false;
    expect(await relayOutbox(world)).toEqual({ published: 60, waiting: 0 });
  });
});

describe('the lane', () => {
  it('closes after five failures in a row; one claim goes as a probe, and only its answer lets the rest go', async () => {
    const simulated = simulatedWorld();
    const { world, state } = simulated;
    const ids = Array.from({ length: 9 }, (_, i) => `E${i}`);
    for (const id of ids) {
      await sign(simulated, id);
      await code(simulated, id);
    }
    const claims = ids.map((id) => claimIdOf('p', id, 1));
    const send = async (...places: number[]): Promise<void> => {
      for (const place of places) await submit(simulated, claims[place] ?? '');
    };
    state.answers.push(...Array.from({ length: 6 }, () => ({ kind: 'unknown', reason: 'TIMEOUT' }) as const));
    await send(0, 1, 2, 3, 4, 5, 6);
    expect(state.submissions).toHaveLength(5);
    expect((await readClaim(world, claims[5] ?? ''))?.life).toMatchObject({ state: 'ready', attempts: 0 });
    state.sent = [];
    expect(await resumeLane(world)).toEqual({ resumed: 0 });
    // The pause is over: the first to come is the probe, the second finds the lane closed again. The probe's answer is lost.
    state.ms += world.settings.breaker.openMs;
    expect(await resumeLane(world)).toEqual({ resumed: 2 });
    await send(5, 6);
    expect(state.submissions).toHaveLength(6);
    state.ms += world.settings.breaker.openMs;
    await send(6, 7, 8);
    await send(7, 8);
    expect(state.submissions.map((name) => name.slice(0, -6))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8].map((i) => claims[i]));
  });

  it('lets those go first that have waited longest, however often they were put back', async () => {
    const simulated = simulatedWorld();
    const { world, state } = simulated;
    for (const id of ['B', 'A', 'C']) {
      await sign(simulated, id);
      await code(simulated, id);
      state.answers.push({ kind: 'not-sent', reason: 'ECONNREFUSED' });
      await submit(simulated, claimIdOf('p', id, 1));
      state.ms += 60_000;
    }
    // B, the oldest, is put back last.
    state.answers.push({ kind: 'not-sent', reason: 'ECONNREFUSED' });
    await submit(simulated, claimIdOf('p', 'B', 1));
    state.ms += 60_000;
    state.sent = [];
    await resumeLane(world);
    expect(state.sent.map(({ message: { data } }) => data['claimId'])).toEqual(
      ['B', 'A', 'C'].map((id) => claimIdOf('p', id, 1)),
    );
  });
});

describe('dead letters', () => {
  it('without a message id are told apart by what they say', async () => {
    const { world, state } = simulatedWorld();
    for (const claimId of ['C1', 'C2'])
      state.dead.push({
        messageId: '',
        reason: '',
        deliveryCount: 10,
        body: message('claim-ready', { claimId }),
        token: claimId,
      });
    await monitorDeadLetters(world);
    expect(await listParked(world)).toHaveLength(2);
  });

  it('of a subscription of the notifications are parked too, and redriven to its topic', async () => {
    const { world, state } = simulatedWorld();
    const body = message('notification', { event: 'claim-held', claimId: 'C7' });
    state.deadOf = 'notifications/flows';
    state.dead.push({ messageId: 'm7', reason: 'MaxDeliveryCountExceeded', deliveryCount: 10, body, token: 't' });
    expect(await monitorDeadLetters(world)).toEqual({ parked: 1 });
    const [letter] = await listParked(world);
    expect(letter).toMatchObject({ kind: 'dead-letter', queue: 'notifications/flows', state: 'parked' });
    expect((await listOpenWorkItems(world)).items.map(({ item }) => item.kind)).toEqual(['message_parked']);
    expect(await redriveParked(world, letter?.id ?? '', 'operator')).toBe('redriven');
    expect(state.sent.at(-1)).toMatchObject({ queue: 'notifications', message: { id: `${body.id}-redrive1` } });
  });

  it('are marked redriven only after they are sent', async () => {
    const { world, state } = simulatedWorld();
    const body = message('claim-ready', { claimId: 'C9' });
    state.dead.push({ messageId: 'm9', reason: 'MaxDeliveryCountExceeded', deliveryCount: 10, body, token: 't' });
    await monitorDeadLetters(world);
    const [letter] = await listParked(world);
    const away = { ...world, bus: { ...world.bus, send: async () => Promise.reject(new Error('away')) } };
    await expect(redriveParked(away, letter?.id ?? '', 'operator')).rejects.toThrow('away');
    expect(await listParked(world)).toMatchObject([{ state: 'parked', redrives: 0 }]);
  });
});

describe('a payment that the arithmetic refuses', () => {
  it('is put before a person and keeps none of the others waiting', async () => {
    const simulated = simulatedWorld();
    const { world, state } = simulated;
    for (const id of ['E1', 'E2']) {
      await sign(simulated, id);
      await code(simulated, id);
      await submit(simulated, claimIdOf('p', id, 1));
    }
    const paid = (id: string) => ({ claimId: claimIdOf('p', id, 1), outcome: 'paid', chargeCents: 15_000 });
    const engine = {
      ...scriptedEngine,
      planPosting: (charge: ReturnType<typeof cents>, payment: ClaimPayment) => {
        if (payment.patientControlNumber === claimIdOf('p', 'E1', 1)) throw new RangeError('beyond any amount');
        return scriptedEngine.planPosting(charge, payment);
      },
    };
    const clearinghouse: typeof world.clearinghouse = {
      ...world.clearinghouse,
      remittances: async (cursor) =>
        cursor === '5'
          ? { refs: [], cursor }
          : { refs: [{ remittanceId: '5', receivedOn: plainDateOf('2026-03-10'), paidCents: cents(0) }], cursor: '5' },
      remittance: async () => JSON.stringify([paid('E1'), paid('E2')]),
    };
    await postRemittances({ ...world, engine, clearinghouse });
    expect((await readClaim(world, claimIdOf('p', 'E2', 1)))?.life.state).toBe('paid');
    expect((await listOpenWorkItems(world)).items.map(({ item }) => [item.kind, ...item.reasons])).toEqual([
      ['remittance_unmatched', 'POSTING_REFUSED'],
    ]);
    expect(state.events.map((event) => event.type)).toContain('REMITTANCE_UNMATCHED');
  });
});
