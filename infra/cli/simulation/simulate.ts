import { sha256Hex } from '../../../shared/kernel/canonical-json';
import { FAULT_PROFILES, type FaultLevel, type FaultProfile } from './faults';
import { runSeed, type RunReport } from './run';
import type { Failure } from './safety-checks';

export interface SimulationRequest {
  readonly from: number;
  readonly to: number;
  /** Visits a seed; each is to become one claim, unless its plan holds it. */
  readonly claims: number;
  readonly faults: FaultLevel;
}

/** Contracts: `vtc simulate`. */
export interface SimulationReport {
  readonly seeds: string;
  readonly claims: number;
  readonly submitted: number;
  readonly duplicates: number;
  readonly lost: number;
  readonly invariant_failures: readonly (Failure & { readonly seed: number })[];
  readonly trace_hash: string;
  readonly claims_per_second: number;
}

/** Up to this many visits a seed the audit chain is a real one, sealed and verified, and rows go through JSON. */
const THOROUGH = 200;

/**
 * What a clock may be off where claims are sent again by themselves: with it the flight of a request and the lag of the feed must fit
 * into the grace. Where a person stands at its end, it may be off by hours.
 */
const MOST_LURCH_WITH_RESENDING_MS = 15 * 60_000;

const profileOf = (seed: number, faults: FaultLevel): FaultProfile => {
  const profile = FAULT_PROFILES[faults];
  const clockLurchMs = seed % 2 === 0 ? Math.min(profile.clockLurchMs, MOST_LURCH_WITH_RESENDING_MS) : profile.clockLurchMs;
  return { ...profile, clockLurchMs };
};

export const liveSeed = (seed: number, visits: number, faults: FaultLevel): Promise<RunReport> =>
  runSeed({
    seed,
    visits,
    faults: profileOf(seed, faults),
    auditChain: visits <= THOROUGH,
    copyRows: visits <= THOROUGH,
    // Half of the seeds live with a clearinghouse that gives a bound: there the grace alone stands between one claim and two.
    settings: (settings) => ({
      ...settings,
      submission: { ...settings.submission, afterGrace: seed % 2 === 0 ? 'resend' : 'person' },
    }),
  });

/** Lives every seed and adds the reports up; the first is lived twice, and must leave the same trace. `elapsedMs` is a stopwatch. */
export async function simulate(
  request: SimulationRequest,
  elapsedMs: () => number,
  onSeed: (report: RunReport) => void,
): Promise<SimulationReport> {
  const failures: (Failure & { readonly seed: number })[] = [];
  const sum = { claims: 0, submitted: 0, duplicates: 0, lost: 0 };
  const hashes: string[] = [];
  // Failures are made by the million here, and nobody reads where they came from.
  Error.stackTraceLimit = 0;
  const started = elapsedMs();
  for (let seed = request.from; seed <= request.to; seed++) {
    const report = await liveSeed(seed, request.claims, request.faults);
    sum.claims += report.visits;
    sum.submitted += report.submitted;
    sum.duplicates += report.duplicates;
    sum.lost += report.lost;
    hashes.push(report.traceHash);
    failures.push(...report.failures.map((failure) => ({ seed, ...failure })));
    onSeed(report);
  }
  const seconds = (elapsedMs() - started) / 1000;
  const again = await liveSeed(request.from, request.claims, request.faults);
  if (again.traceHash !== hashes[0])
    failures.push({ seed: request.from, invariant: 'I9', detail: `${hashes[0] ?? ''} became ${again.traceHash}` });
  return {
    seeds: `${request.from}..${request.to}`,
    ...sum,
    invariant_failures: failures,
    trace_hash: sha256Hex(hashes.join()),
    claims_per_second: Math.round(sum.claims / seconds),
  };
}
