import type { AuditEvent } from '../../shared/audit/audit-event';
import type { PracticeRules } from '../../shared/coding/practice-rules';
import type { VisitParties } from '../../shared/encounter/visit-parties';
import { instantFromMs, plainDateOf, type Instant } from '../../shared/kernel/plain-date';
import type { Message } from '../../shared/messages/message';
import type { DeadLetter, FetchVisitOutcome, SubmitOutcome, VisitPage } from '../../shared/workflow/ports';
import { defaultSettings, type World } from '../../shared/workflow/world';
import { scriptedEngine } from '../../infra/cli/simulation/scripted-engine';
import { SimulatedTables } from '../../infra/cli/simulation/tables';

export const START = Date.parse('2026-03-10T12:00:00Z');

/** A world in memory without any fault, whose clock the test moves and whose sent messages it sees. */
export function simulatedWorld() {
  const state = {
    ms: START,
    sent: [] as { queue: string; message: Message }[],
    events: [] as AuditEvent[],
    submissions: [] as string[],
    answers: [] as SubmitOutcome[],
    files: [] as string[],
    pages: [] as VisitPage[],
    asked: [] as { from: Instant; to: Instant }[],
    visits: new Map<string, FetchVisitOutcome>(),
    dead: [] as DeadLetter[],
    /** The queue or subscription that gave up on them. */
    deadOf: 'claim-ready',
    auditFails: false,
    /** Runs after the EHR has answered a fetch and before the workflow goes on: what happens meanwhile. */
    meanwhile: [] as (() => Promise<unknown>)[],
    ids: 0,
  };
  const tables = new SimulatedTables(() => undefined, true);
  const world: World = {
    clock: { now: () => instantFromMs(state.ms) },
    ids: { next: (prefix) => `${prefix}${++state.ids}` },
    tables: {
      read: async (...key) => tables.read(...key),
      list: async (table, partition, options) => tables.list(table, partition, options),
      write: async (...change) => tables.write(...change),
    },
    bus: {
      send: async (queue, message) => void state.sent.push({ queue, message }),
      publish: async (queue, message) => void state.sent.push({ queue, message }),
    },
    deadLetters: {
      subscriptions: ['notifications/flows'],
      receive: async (queue) => (queue === state.deadOf ? [...state.dead] : []),
      complete: async (_queue, letter) => void (state.dead = state.dead.filter((other) => other !== letter)),
    },
    audit: {
      append: async (events) => {
        if (state.auditFails) throw new Error('not writable');
        state.events.push(...events);
      },
    },
    ehr: {
      changedVisits: async (from, to) => {
        state.asked.push({ from, to });
        return state.pages.shift() ?? { signed: [], pending: [] };
      },
      fetchVisit: async (encounterId) => {
        const answer = state.visits.get(encounterId) ?? { kind: 'gone' };
        await state.meanwhile.shift()?.();
        return answer;
      },
    },
    clearinghouse: {
      submit: async ({ fileName }) => {
        state.submissions.push(fileName);
        return state.answers.shift() ?? { kind: 'accepted', clearinghouseClaimId: 'cm-1', messages: [] };
      },
      responses: async (cursor) => ({ rows: [], cursor }),
      uploadedFiles: async () => state.files,
      remittances: async (cursor) => ({ refs: [], cursor }),
      remittance: async () => '[]',
    },
    rules: {
      name: 'p',
      timeZone: 'America/New_York',
      mode: 'test',
      billingRoute: 'clearinghouse',
      contentHash: 'c',
    } as PracticeRules,
    engine: scriptedEngine,
    settings: defaultSettings(instantFromMs(START - 3_600_000)),
    patientRef: (id) => `ref-${id}`,
    sealer: {
      seal: async (text) => Buffer.from(text).toString('base64'),
      open: async (sealed) => Buffer.from(sealed, 'base64').toString(),
    },
    pause: async () => new Promise((resolve) => setImmediate(resolve)),
  };
  return { world, state };
}

const parties: VisitParties = {
  patient: { birthDate: plainDateOf('1970-02-03') },
  insurance: { payerId: 'COM1', memberId: 'M', relationship: 'self' },
};

/** A signed visit as the EHR gives it, in the script's words. */
export const signedVisit = (
  encounterId: string,
  { plan = 'paid', version = 'v1', patient = `P-${encounterId}`, charge = 15_000, signedAt = START } = {},
): FetchVisitOutcome => ({
  kind: 'signed',
  visit: {
    ref: { encounterId, signedVersion: version, signedAt: instantFromMs(signedAt) },
    encounter: { encounter_id: encounterId, patient_id: patient, date_of_service: plainDateOf('2026-03-10'), plan, charge },
    parties,
  },
});

export const message = (type: Message['type'], data: Message['data']): Message => ({
  id: 'msg-test-1',
  type,
  schemaVersion: 1,
  correlationId: 'test',
  occurredAt: instantFromMs(START),
  data,
});
