import { describe, expect, it } from '@jest/globals';
import { DAY, START_MS } from '../../infra/cli/simulation/cloud';
import { FAULT_KINDS, FAULT_PROFILES } from '../../infra/cli/simulation/faults';
import { runSeed } from '../../infra/cli/simulation/run';
import { liveSeed, simulate } from '../../infra/cli/simulation/simulate';
import { BREAKAGES } from './breakages';

const EXTENT = process.env['SIMULATION'] === 'long' ? 10 : 1;

describe('the workflow under faults', () => {
  it.each(['none', 'default', 'storm'] as const)('sends nothing twice and loses nothing: %s', async (faults) => {
    let clock = 0;
    const request = { from: 1, to: 4 * EXTENT, claims: 60, faults };
    const report = await simulate(
      request,
      () => (clock += 1000),
      () => undefined,
    );
    expect(report).toMatchObject({ claims: 240 * EXTENT, duplicates: 0, lost: 0, invariant_failures: [] });
    expect(report.submitted).toBeGreaterThan(150 * EXTENT);
  });

  it('leaves the same trace for the same seed, and another for another', async () => {
    const [first, again, other] = [
      await liveSeed(7, 40, 'storm'),
      await liveSeed(7, 40, 'storm'),
      await liveSeed(8, 40, 'storm'),
    ];
    expect(again.traceHash).toBe(first.traceHash);
    expect(other.traceHash).not.toBe(first.traceHash);
  });

  it('dies, waits and comes back often enough to mean something', async () => {
    const report = await liveSeed(3, 60, 'storm');
    expect(report.crashes).toBeGreaterThan(10);
    expect(START_MS).toBe(Date.parse(`${DAY}T12:00:00Z`));
  });
});

describe('one fault at every port call of a happy day', () => {
  const happy = (single?: { at: number; kind: (typeof FAULT_KINDS)[number] }) =>
    runSeed({
      seed: 11,
      visits: 18,
      hours: 1,
      faults: { ...FAULT_PROFILES.none, delay: 0 },
      auditChain: false,
      copyRows: false,
      ...(single === undefined ? {} : { single }),
    });

  it.each(FAULT_KINDS)(
    '%s',
    async (kind) => {
      const { calls, visits } = await happy();
      expect(visits).toBe(18);
      // Every call in the long version; here every so-maniest, from another start for each kind.
      const stride = EXTENT > 1 ? 1 : Math.floor(calls / 12);
      for (let at = 1 + (FAULT_KINDS.indexOf(kind) % stride); at <= calls; at += stride) {
        const report = await happy({ at, kind });
        expect({ at, kind, duplicates: report.duplicates, failures: report.failures }).toEqual({
          at,
          kind,
          duplicates: 0,
          failures: [],
        });
      }
    },
    900_000,
  );
});

describe('each deliberate breakage is caught', () => {
  const SEEDS = 12;

  it.each(BREAKAGES)('$name', async ({ caughtBy, change, settings, visits = 60 }) => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= SEEDS && !caughtBy.some((invariant) => seen.has(invariant)); seed++) {
      const report = await runSeed({
        seed,
        visits,
        hours: 4,
        faults: FAULT_PROFILES.storm,
        auditChain: false,
        copyRows: false,
        ...(change === undefined ? {} : { change }),
        ...(settings === undefined ? {} : { settings }),
      });
      for (const failure of report.failures) seen.add(failure.invariant);
    }
    expect(caughtBy.filter((invariant) => seen.has(invariant))).not.toEqual([]);
  });
});
