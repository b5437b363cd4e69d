import { describe, expect, it } from '@jest/globals';
import { registerClaims } from '../../functions/claims/claims';
import { registerCodeEncounter } from '../../functions/code-encounter/code-encounter';
import { registerEncounters } from '../../functions/encounters/encounters';
import { registerEraMonitor } from '../../functions/era-monitor/era-monitor';
import { registerHealth } from '../../functions/health/health';
import { registerListener } from '../../functions/listener/listener';
import { registerOpenApi } from '../../functions/openapi/openapi';
import { registerParked } from '../../functions/parked/parked';
import { registerSubmitClaim } from '../../functions/submit-claim/submit-claim';
import { registerWebhooks } from '../../functions/webhooks/webhooks';
import { registerWorkItems } from '../../functions/work-items/work-items';
import { GuideClaimsBody, GuideFileBody } from '../../shared/clearinghouse/claim-md/guide-claims';
import { ok } from '../../shared/kernel/result';
import { document, undocumented, operationNamed } from './documented-answers';
import { recordedApp, call, aRequest } from './recorded-app';

const queue = { connection: 'ServiceBusConnection', queueName: '%Queue%' };
const guide = { claims: GuideClaimsBody, file: GuideFileBody };
const noWorld = (): Promise<never> => Promise.reject(new Error('no world in this test'));

function wholeApp() {
  const app = recordedApp();
  registerListener(app, '%ListenerSchedule%', noWorld);
  registerCodeEncounter(app, queue, () => Promise.resolve({ ok: true, body: {} }), noWorld);
  registerSubmitClaim(app, queue, () => Promise.resolve(ok([])), noWorld);
  registerEraMonitor(app, '%EraMonitorSchedule%', [], noWorld);
  registerClaims(app, noWorld);
  registerEncounters(app, noWorld);
  registerWorkItems(app, noWorld);
  registerParked(app, noWorld);
  registerWebhooks(app, {}, noWorld);
  registerOpenApi(app, guide);
  registerHealth(app, () => Promise.resolve(true));
  return app;
}

type Operation = { operationId: string; security?: unknown[] };

describe('the functions', () => {
  it("has the card's four under exactly these names", () => {
    const app = wholeApp();
    expect([...app.timers.keys()].sort()).toEqual(['era-monitor', 'listener']);
    expect([...app.queues.keys()].sort()).toEqual(['code-encounter-message', 'submit-claim-message']);
    expect([...app.https.keys()]).toEqual(expect.arrayContaining(['code-encounter', 'submit-claim']));
  });

  it('documents every route it registers, method and key included, and none besides', () => {
    const app = wholeApp();
    const registered = [...app.https].map(([name, options]) => ({
      name,
      path: `/api/${options.route ?? ''}`,
      methods: (options.methods ?? []).map((method) => method.toLowerCase()),
      open: options.authLevel === 'anonymous',
    }));
    const documented = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({
        name: operation.operationId,
        path,
        methods: [method],
        open: (operation as Operation).security?.length === 0,
      })),
    );
    const byName = (a: { name: string }, b: { name: string }): number => (a.name < b.name ? -1 : 1);
    expect(documented.sort(byName)).toEqual(registered.sort(byName));
  });

  it('leaves only health and the signed webhooks without a key', () => {
    const open = [...wholeApp().https].filter(([, options]) => options.authLevel === 'anonymous').map(([name]) => name);
    expect(open.sort()).toEqual(['health', 'webhooks']);
  });

  it('takes its schemas from those that check the bodies', () => {
    const schemas = document.components.schemas as Record<string, { properties: object; additionalProperties?: unknown }>;
    expect(Object.keys(schemas['Encounter']?.properties ?? {})).toEqual(
      expect.arrayContaining(['encounter_id', 'mdm_level', 'procedures']),
    );
    expect(Object.keys(schemas['Claim']?.properties ?? {})).toEqual(
      expect.arrayContaining(['claim_id', 'service_lines', 'other_payers']),
    );
    expect(schemas['Encounter']?.additionalProperties).toBe(false);
    expect(Object.keys(schemas['GuideClaims']?.properties ?? {})).toEqual(['AccountKey', 'TestMode', 'Claims']);
    expect(Object.keys(schemas['GuideFile']?.properties ?? {})).toEqual(['AccountKey', 'TestMode', 'File']);
    expect(Object.keys(schemas['EncounterReference']?.properties ?? {})).toEqual(['encounter_id']);
  });

  it('has a schema for every answer with a body, and every schema it points to', () => {
    const text = JSON.stringify(document);
    const pointed = [...text.matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name = '']) => name);
    const known = Object.keys(document.components.schemas);
    expect([...new Set(pointed)].filter((name) => !known.includes(name))).toEqual([]);
    expect(known.filter((name) => !pointed.includes(name))).toEqual([]);
    expect(text).not.toContain('readOnly');
  });

  it('tells an answer that is not as documented', () => {
    const claims = operationNamed('claims');
    if (claims === undefined) throw new Error('not documented');
    const money = { charge: 1.1, paid: 0, patient_responsibility: 0, written_off: 0, denied: 0 };
    const good = { claim_id: 'C', version: 1, state: 'paid', history: [], findings: [], money };
    expect(undocumented(claims, 200, good)).toEqual([]);
    const wrong = [
      { ...good, state: 'lost' },
      { ...good, money: { ...money, paid: 0.001 } },
      { ...good, money: undefined },
      { ...good, colour: 'red' },
      { ...good, history: [{ event: 'x' }] },
    ];
    for (const answer of wrong) expect(undocumented(claims, 200, JSON.parse(JSON.stringify(answer)) as unknown)).toHaveLength(1);
    expect(undocumented(claims, 418, good)).toHaveLength(1);
  });

  it('says 503 on health while its parts do not stand, without detail', async () => {
    const app = recordedApp();
    registerHealth(app, () => Promise.resolve(false));
    expect(await call(app, 'health', aRequest({ method: 'GET' }))).toEqual({ status: 503, jsonBody: { status: 'not-ready' } });
  });
});
