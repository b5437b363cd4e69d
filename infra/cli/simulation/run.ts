import type { PracticeRules } from '../../../shared/coding/practice-rules';
import { ZERO_CENTS } from '../../../shared/kernel/money';
import type { Npi } from '../../../shared/kernel/npi';
import { codeEncounterFinalized } from '../../../shared/workflow/code-encounter-finalized';
import { listen } from '../../../shared/workflow/listen';
import { monitorClearinghouse } from '../../../shared/workflow/monitor-clearinghouse';
import { monitorDeadLetters } from '../../../shared/workflow/parked';
import { TransientFailure } from '../../../shared/workflow/ports';
import { relayOutbox } from '../../../shared/workflow/relay-outbox';
import { submitClaimReady } from '../../../shared/workflow/submit-claim-ready';
import { sweep } from '../../../shared/workflow/sweep';
import type { World } from '../../../shared/workflow/world';
import { createChance } from './chance';
import { Cloud, DAY, START_MS, type RunOptions } from './cloud';
import { answerWorkItems } from './person';
import { SimulatedProcess } from './process';
import { scriptedEngine, type ScriptedNote } from './scripted-engine';
import { checkEnd, isAllDone, type EndReport } from './end-checks';
import { PLANS, planVisits } from './visits';

export interface RunReport extends EndReport {
  readonly seed: number;
  readonly calls: number;
  readonly crashes: number;
  readonly virtualHours: number;
  readonly traceHash: string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** After the faults end, everything must have come to its end within this. */
const HEAL_MS = 96 * HOUR;

/** The practice of the simulation: only what the workflow itself reads of it. */
const rules: PracticeRules = {
  name: 'simulated',
  timeZone: 'America/New_York',
  state: 'OH',
  billingProvider: {
    npi: '1987654328' as Npi,
    taxId: '123456789',
    taxIdType: 'EIN',
    address: { line1: '', city: '', state: 'OH', zip: '' },
  },
  providers: [],
  map: {
    diagnosisByIcdOrWords: () => undefined,
    diagnosisBySnomed: () => undefined,
    procedure: () => undefined,
    diagnosesFor: () => [],
    dental: () => undefined,
  },
  fees: { fee: () => ZERO_CENTS, knows: () => false },
  payer: () => undefined,
  edits: {},
  contentHash: 'simulated',
  mode: 'test',
  billingRoute: 'clearinghouse',
};

interface Timer {
  readonly name: string;
  readonly everyMs: number;
  readonly run: (world: World) => Promise<unknown>;
}

const TIMERS: readonly Timer[] = [
  { name: 'listen', everyMs: 5 * MINUTE, run: listen },
  { name: 'monitor', everyMs: 10 * MINUTE, run: monitorClearinghouse },
  { name: 'relay', everyMs: MINUTE, run: relayOutbox },
  { name: 'dead letters', everyMs: 15 * MINUTE, run: monitorDeadLetters },
  { name: 'sweep', everyMs: 12 * HOUR, run: sweep },
];

/** Lives one seed: a day of visits under faults, then time to heal, then the books are compared. */
export async function runSeed(options: RunOptions): Promise<RunReport> {
  const chance = createChance(options.seed);
  const hours = options.hours ?? 8;
  const chaosEnds = START_MS + (hours + 4) * HOUR;
  const visits = planVisits(options.visits, START_MS, DAY, hours, chance);
  const notes = new Map(visits.map((visit) => [visit.encounterId, visit.signatures[0]?.encounter as unknown as ScriptedNote]));
  const claims = new Map<string, ScriptedNote>();
  const cloud = new Cloud(options, chance, rules, rememberingEngine(claims, notes), (claimId) => {
    const note = claims.get(claimId);
    const plan = PLANS[note?.plan ?? ''];
    if (note === undefined || plan === undefined) return { remitted: [], chargeCents: 0 };
    const { rejectedBy } = plan;
    return { remitted: plan.remitted, chargeCents: chargeOf(claimId), ...(rejectedBy === undefined ? {} : { rejectedBy }) };
  });
  const chargeOf = (claimId: string): number => {
    const life = cloud.tables.read('claims', claimId, 'a-state')?.value as { money: { chargeCents: number } } | undefined;
    return life?.money.chargeCents ?? 0;
  };
  for (const visit of visits) cloud.ehr.add(visit, () => chance.between(0, 10 * MINUTE));
  cloud.ehr.begin();
  const processes = Array.from({ length: options.faults.processes }, (_, index) => new SimulatedProcess(cloud, `app${index}`));
  start(cloud, processes);
  await cloud.time.runUntil(chaosEnds);
  cloud.heal();
  const step = Math.min(6, hours) * HOUR;
  for (let at = chaosEnds; at < chaosEnds + HEAL_MS; at += step) {
    await cloud.time.runUntil(at + step);
    if (isAllDone(cloud)) break;
  }
  return {
    ...checkEnd(cloud),
    seed: options.seed,
    calls: cloud.calls,
    crashes: cloud.crashes,
    virtualHours: Math.round((cloud.time.ms - START_MS) / HOUR),
    traceHash: cloud.traceHash,
  };
}

/** The script learns which claim belongs to which note when it builds it. */
function rememberingEngine(claims: Map<string, ScriptedNote>, notes: ReadonlyMap<string, ScriptedNote>): typeof scriptedEngine {
  return {
    ...scriptedEngine,
    buildClaim: (coded, parties, identity) => {
      const note = notes.get(coded.encounter.encounterId);
      if (note !== undefined) claims.set(identity.claimId, note);
      return scriptedEngine.buildClaim(coded, parties, identity);
    },
  };
}

function start(cloud: Cloud, processes: readonly SimulatedProcess[]): void {
  const { chance, time } = cloud;
  const alive = (): SimulatedProcess | undefined => {
    const running = processes.filter((process) => process.alive);
    return running.length === 0 ? undefined : chance.pick(running);
  };
  cloud.bus.receiveWith(async (queue, body) => {
    const process = alive();
    // No process, no receiver: the message waits for its lock to run out.
    if (process === undefined) return new Promise<never>(() => undefined);
    const handle = queue === 'claim-ready' ? submitClaimReady : codeEncounterFinalized;
    try {
      await handle(body, process.world);
    } catch (error) {
      noteBug(cloud, error);
      throw error;
    }
  });
  const fire = (timer: Timer): void => {
    const twice = chance.happens(cloud.faults.doubleTimer);
    for (const process of twice ? processes.slice(0, 2) : [alive()])
      if (process?.alive === true)
        timer.run(process.world).catch((error: unknown) => {
          noteBug(cloud, error);
        });
    time.after(timer.everyMs, () => {
      fire(timer);
    });
  };
  for (const timer of TIMERS)
    time.after(chance.between(1, timer.everyMs), () => {
      fire(timer);
    });
  const jump = (): void => {
    for (const process of processes) process.jumpClock();
    time.after(chance.between(MINUTE, HOUR), jump);
  };
  jump();
  planLurches(cloud, processes);
  const answer = (): void => {
    const process = alive();
    if (process !== undefined)
      answerWorkItems(cloud, process.world).catch((error: unknown) => {
        noteBug(cloud, error);
      });
    time.after(4 * HOUR, answer);
  };
  time.after(4 * HOUR, answer);
}

const LURCH_LASTS_MS = 10 * MINUTE;

/** Now and then one clock is set wrong by hours, until somebody sees it. */
function planLurches({ chance, time, faults, options }: Cloud, processes: readonly SimulatedProcess[]): void {
  const most = faults.clockLurchMs;
  for (let i = 0; i < faults.clockLurches; i++)
    time.after(chance.between(0, (options.hours ?? 8) * HOUR), () => {
      const process = chance.pick(processes);
      process.lurchClock(chance.between(-most, most));
      time.after(chance.between(MINUTE, LURCH_LASTS_MS), () => {
        process.jumpClock();
      });
    });
}

function noteBug(cloud: Cloud, error: unknown): void {
  if (error instanceof TransientFailure) return;
  cloud.bugs.add(error instanceof Error ? `${error.name}: ${error.message}` : 'not an error');
}
