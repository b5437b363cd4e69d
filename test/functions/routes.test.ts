import { describe, expect, it } from '@jest/globals';
import { registerClaims } from '../../functions/claims/claims';
import { registerCodeEncounter } from '../../functions/code-encounter/code-encounter';
import { registerEncounters } from '../../functions/encounters/encounters';
import { registerEraMonitor } from '../../functions/era-monitor/era-monitor';
import { registerHealth } from '../../functions/health/health';
import { registerListener } from '../../functions/listener/listener';
import { registerOpenApi } from '../../functions/openapi/openapi';
import { openApiDocument } from '../../functions/openapi/openapi-document';
import { registerParked } from '../../functions/parked/parked';
import { registerSubmitClaim } from '../../functions/submit-claim/submit-claim';
import { registerWebhooks } from '../../functions/webhooks/webhooks';
import { registerWorkItems } from '../../functions/work-items/work-items';
import { GuideClaimsBody, GuideFileBody } from '../../shared/clearinghouse/claim-md/guide-claims';
import { ok } from '../../shared/kernel/result';
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
    const paths = openApiDocument(guide)['paths'] as Record<string, Record<string, Operation>>;
    const documented = Object.entries(paths).flatMap(([path, operations]) =>
      Object.entries(operations).map(([method, operation]) => ({
        name: operation.operationId,
        path,
        methods: [method],
        open: operation.security?.length === 0,
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
    const { schemas } = openApiDocument(guide)['components'] as {
      schemas: Record<string, { properties: object; additionalProperties?: unknown }>;
    };
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

  it('says 503 on health while its parts do not stand, without detail', async () => {
    const app = recordedApp();
    registerHealth(app, () => Promise.resolve(false));
    expect(await call(app, 'health', aRequest({ method: 'GET' }))).toEqual({ status: 503, jsonBody: { status: 'not-ready' } });
  });
});
