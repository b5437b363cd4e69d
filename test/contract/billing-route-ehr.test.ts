import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createAthenahealthSimulator, type AthenahealthSimulator } from '../../infra/local/athenahealth-simulator/simulator';
import type { DayVisit } from '../../infra/local/day-visits';
import { createAthenahealth } from '../../shared/ehr/athenahealth/athenahealth';
import type { AuditEvent } from '../../shared/audit/audit-event';
import { addMs, plainDateOf, type Instant } from '../../shared/kernel/plain-date';
import { dayOf } from '../../shared/workflow/activity';
import { compareEhrCodes } from '../../shared/workflow/bill-in-ehr';
import { codeEncounterFinalized } from '../../shared/workflow/code-encounter-finalized';
import { readDayFigures } from '../../shared/workflow/day-figures';
import { decideWorkItem } from '../../shared/workflow/decide-work-item';
import { TABLES } from '../../shared/workflow/keys';
import { listen } from '../../shared/workflow/listen';
import { readClaimView, readEncounterView } from '../../shared/workflow/read-models';
import { unlimitedBudget } from '../../shared/workflow/request-budget';
import { submitClaimReady } from '../../shared/workflow/submit-claim-ready';
import { listOpenWorkItems } from '../../shared/workflow/work-items';
import type { World } from '../../shared/workflow/world';
import { apiWorld, NOW } from '../functions/api-world';
import { message } from '../workflow/simulated-world';
import { movableClock, serve } from './loopback';

const DAY = plainDateOf('2026-11-20');
const EVENING = addMs(NOW, 8 * 3_600_000);
const APPOINTMENT = '1050000';

const visit: DayVisit = {
  encounter: {
    encounter_id: 'E1',
    patient_id: 'P1',
    provider_npi: '1234567893',
    date_of_service: DAY,
    visit_type: 'office_visit_established',
    mdm_level: 'low',
    diagnoses: [{ icd10_code: 'I10' }],
    separately_identifiable: true,
    procedures: [{ procedure_code: '20610', laterality: 'right' }],
  },
  patient: {
    last_name: 'Flumbert',
    first_name: 'Oswin',
    birth_date: '1970-01-31',
    sex: 'M',
    address: { line1: '1 Gumdrop Row', city: 'Blunderfield', state: 'OH', zip: '43201' },
  },
  insurance: { payer_id: 'COM1', member_id: 'ABC123456789', relationship: 'self' },
  clearinghouse: 'accept',
  remittance: 'paid',
};

let vendor: AthenahealthSimulator;
let world: World;
let events: AuditEvent[];
let clock: ReturnType<typeof movableClock>;
let close: () => Promise<void>;

async function practice(outages: readonly { from: Instant; to: Instant }[] = []): Promise<void> {
  clock = movableClock(EVENING);
  vendor = createAthenahealthSimulator({
    practiceId: '1',
    clientId: 'id',
    clientSecret: 'secret',
    day: DAY,
    visits: [visit],
    clock: clock.now,
    outages,
  });
  const served = await serve(vendor);
  close = served.close;
  const base = await apiWorld();
  events = [];
  world = {
    ...base,
    clock,
    rules: { ...base.rules, billingRoute: 'ehr' },
    audit: {
      append: async (more) => {
        events.push(...more);
      },
    },
    settings: { ...base.settings, listener: { ...base.settings.listener, start: addMs(EVENING, -12 * 3_600_000) } },
    ehr: createAthenahealth(
      { baseUrl: served.baseUrl, practiceId: '1', timeoutMs: 20_000, pageSize: 100, allowLoopback: true },
      { fetch, clock, budget: unlimitedBudget, secret: async (name) => (name.endsWith('Id') ? 'id' : 'secret') },
    ),
  };
}

/** From the signature to where the claim stands. */
async function live(): Promise<string> {
  await listen(world);
  await codeEncounterFinalized(message('encounter-finalized', { encounterId: 'E1' }), world);
  const claimId = (await readEncounterView(world, 'E1'))?.claim_ids.at(-1) ?? '';
  await submitClaimReady(message('claim-ready', { claimId }), world);
  return claimId;
}

const stateOf = async (claimId: string): Promise<readonly [string | undefined, string | undefined]> => {
  const view = await readClaimView(world, claimId);
  return [view?.state, view?.reason];
};

describe('billing route ehr', () => {
  beforeEach(async () => practice());
  afterEach(async () => close());

  it('writes the codes into the chart once, sends no 837, and asks nobody anything', async () => {
    const claimId = await live();
    expect(await stateOf(claimId)).toEqual(['held', 'BILLED_BY_THE_EHR']);
    expect(vendor.claims()).toBe(1);
    // The clearinghouse of this world throws when it is asked.
    await submitClaimReady(message('claim-ready', { claimId }), world);
    expect(vendor.claims()).toBe(1);
    expect((await listOpenWorkItems(world)).items).toEqual([]);
    expect(events.map((event) => event.type)).toEqual(expect.arrayContaining(['EHR_WRITE_INTENT', 'CLAIM_BILLED_BY_EHR']));
    expect(await compareEhrCodes(world, dayOf(world))).toEqual({ differing: 0 });
    expect(await readDayFigures(world, dayOf(world))).toMatchObject({ autoCoded: 1, submitted: 1, accepted: 1 });
  });

  it('codes changed in the EHR after us are a finding for a person; once mended, an approval settles it', async () => {
    const claimId = await live();
    const ours = vendor.charges(APPOINTMENT) as readonly object[];
    vendor.changeClaim(APPOINTMENT, [{ ...ours[0], procedurecode: '99215' }, ...ours.slice(1)]);
    expect(await compareEhrCodes(world, dayOf(world))).toEqual({ differing: 1 });
    expect(await stateOf(claimId)).toEqual(['held', 'W001']);
    const [open] = (await listOpenWorkItems(world)).items;
    expect(open?.item).toMatchObject({ kind: 'claim_held', about: { claimId }, reasons: ['W001'] });
    expect((await readClaimView(world, claimId))?.findings).toEqual(
      expect.arrayContaining([expect.objectContaining({ id: 'W001' })]),
    );
    expect(await compareEhrCodes(world, dayOf(world))).toEqual({ differing: 0 });

    vendor.changeClaim(APPOINTMENT, ours);
    clock.move(60_000);
    const answer = { action: 'approve', by: 'biller', etag: open?.etag ?? '' } as const;
    expect((await decideWorkItem(world, open?.item.id ?? '', answer)).kind).toBe('done');
    await submitClaimReady(message('claim-ready', { claimId }), world);
    expect(await stateOf(claimId)).toEqual(['held', 'BILLED_BY_THE_EHR']);
    expect(vendor.claims()).toBe(1);
    expect((await readClaimView(world, claimId))?.findings.filter(({ id }) => id === 'W001')).toEqual([]);
  });
});

describe('billing route ehr, an EHR that is away when the claim is ready', () => {
  afterEach(async () => close());

  it('the claim waits its turn and is written after it', async () => {
    await practice([{ from: addMs(EVENING, 60_000), to: addMs(EVENING, 120_000) }]);
    await listen(world);
    await codeEncounterFinalized(message('encounter-finalized', { encounterId: 'E1' }), world);
    const claimId = (await readEncounterView(world, 'E1'))?.claim_ids.at(-1) ?? '';
    clock.move(90_000);
    await submitClaimReady(message('claim-ready', { claimId }), world);
    expect(vendor.claims()).toBe(0);
    expect((await world.tables.list(TABLES.lane, 'waiting')).rows).toHaveLength(1);
    clock.move(60_000);
    await submitClaimReady(message('claim-ready', { claimId }), world);
    expect([vendor.claims(), await stateOf(claimId)]).toEqual([1, ['held', 'BILLED_BY_THE_EHR']]);
  });

  it('a log that cannot be written keeps the codes back', async () => {
    await practice();
    await listen(world);
    await codeEncounterFinalized(message('encounter-finalized', { encounterId: 'E1' }), world);
    const claimId = (await readEncounterView(world, 'E1'))?.claim_ids.at(-1) ?? '';
    const silent: World = { ...world, audit: { append: async () => Promise.reject(new Error('not writable')) } };
    await expect(submitClaimReady(message('claim-ready', { claimId }), silent)).rejects.toThrow('not writable');
    expect(vendor.claims()).toBe(0);
  });
});
