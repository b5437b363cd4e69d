import type { PracticeRules } from '../../../shared/coding/practice-rules';
import { instantFromMs } from '../../../shared/kernel/plain-date';
import type { Message } from '../../../shared/messages/message';
import type { ClaimEngine } from '../../../shared/workflow/claim-engine';
import { defaultSettings, type World, type WorkflowSettings } from '../../../shared/workflow/world';
import { SimulatedBlobs } from './blobs';
import { SimulatedBus } from './bus';
import type { Chance } from './chance';
import { SimulatedClearinghouse, type Adjudicate, type Receipt } from './clearinghouse';
import { SimulatedEhr } from './ehr';
import { SimulatedEventLog } from './event-log';
import { FAULT_PROFILES, type Dependency, type FaultKind, type FaultProfile } from './faults';
import { createSafetyChecks, type SafetyChecks } from './safety-checks';
import { SimulatedTables } from './tables';
import { VirtualTime } from './virtual-time';

/** How a run is made; `change` is for deliberate breakages alone. */
export interface RunOptions {
  readonly seed: number;
  readonly visits: number;
  readonly faults: FaultProfile;
  /** Seal and verify a real audit chain (slow) instead of a set of events. */
  readonly auditChain: boolean;
  /** Rows go through JSON as in a real store (slow). */
  readonly copyRows: boolean;
  readonly settings?: (settings: WorkflowSettings) => WorkflowSettings;
  readonly change?: (world: World) => World;
  /** How long visits are signed; 8 when absent. Faults last four hours longer. */
  readonly hours?: number;
  /** A fault at one port call, counted from 1, instead of chance. */
  readonly single?: { readonly at: number; readonly kind: FaultKind };
}

export const DAY = '2026-03-10';
export const START_MS = Date.parse(`${DAY}T12:00:00.000Z`);

/** What outlives every process: stores, bus, vendors, time; and the trace of every call made on them. */
export class Cloud {
  readonly time = new VirtualTime(START_MS);
  readonly tables: SimulatedTables;
  readonly blobs = new SimulatedBlobs();
  readonly bus: SimulatedBus;
  readonly ehr = new SimulatedEhr();
  readonly clearinghouse: SimulatedClearinghouse;
  readonly auditLog: SimulatedEventLog;
  readonly settings: WorkflowSettings;
  readonly safety: SafetyChecks;
  faults: FaultProfile;
  /** Faults of chance; off while a single fault is tried, and once the world heals. */
  chaos = true;
  calls = 0;
  crashes = 0;
  /** Errors that are no TransientFailure: bugs of the workflow. */
  readonly bugs = new Set<string>();
  notifications = 0;
  private ids = 0;
  private hash = 0x811c9dc5;
  private hash2 = 0x9747b28c;
  private readonly away: { dependency: Dependency; from: number; to: number }[] = [];

  constructor(
    readonly options: RunOptions,
    readonly chance: Chance,
    readonly rules: PracticeRules,
    readonly engine: ClaimEngine,
    adjudicate: Adjudicate,
  ) {
    this.faults = options.faults;
    this.auditLog = new SimulatedEventLog(options.visits <= 1000);
    const settings = defaultSettings(instantFromMs(START_MS - 3_600_000));
    this.settings = options.settings === undefined ? settings : options.settings(settings);
    this.safety = createSafetyChecks(this);
    this.tables = new SimulatedTables(this.safety.onWrite, options.copyRows);
    this.bus = new SimulatedBus(this.time, chance, this.faults.bus);
    this.clearinghouse = new SimulatedClearinghouse(
      this.time,
      chance,
      this.faults.clearinghouse,
      adjudicate,
      (receipt: Receipt) => {
        this.safety.onReceipt(receipt);
      },
    );
    this.planOutages();
  }

  private planOutages(): void {
    for (const dependency of ['tables', 'bus', 'audit', 'ehr', 'clearinghouse'] as const)
      for (let i = 0; i < this.faults.outages; i++) {
        const from = START_MS + this.chance.between(0, 9 * 3_600_000);
        this.away.push({ dependency, from, to: from + this.chance.between(1_000, this.faults.outageMs) });
      }
  }

  /** From now on nothing goes wrong, and everything must come to its end. */
  heal(): void {
    this.chaos = false;
    this.faults = { ...FAULT_PROFILES.none, processes: this.faults.processes };
    this.bus.faults = this.faults.bus;
    this.clearinghouse.faults = this.faults.clearinghouse;
  }

  /** Which fault, if any, strikes this call. Every call is part of the trace. */
  faultAt(dependency: Dependency, operation: string): FaultKind | undefined {
    this.calls += 1;
    this.note(operation);
    const { single } = this.options;
    if (single !== undefined) return single.at === this.calls ? single.kind : undefined;
    if (!this.chaos) return undefined;
    if (this.away.some((outage) => outage.dependency === dependency && outage.from <= this.time.ms && this.time.ms < outage.to))
      return 'fail-before';
    return this.faultByChance(operation);
  }

  private faultByChance(operation: string): FaultKind | undefined {
    const { failBefore, failAfter, crash, stall, saysConflict } = this.faults;
    let roll = this.chance.next();
    if ((roll -= failBefore) < 0) return 'fail-before';
    if ((roll -= failAfter) < 0) return 'fail-after';
    if ((roll -= crash) < 0) return this.chance.happens(0.5) ? 'crash-before' : 'crash-after';
    if ((roll -= stall) < 0) return 'stall';
    if ((roll -= saysConflict) < 0 && operation.startsWith('write')) return 'says-conflict';
    return undefined;
  }

  sendMessage(queue: string, message: Message): void {
    this.safety.onMessage(message);
    this.bus.send(queue, message);
  }

  publish(_topic: string, message: Message): void {
    this.notifications += 1;
    this.safety.onMessage(message);
  }

  nextId(prefix: string): string {
    return `${prefix}${++this.ids}`;
  }

  /** Adds a line to the trace: two runs of one seed must give the same hash over all of it. */
  note(line: string): void {
    let { hash, hash2 } = this;
    for (let i = 0; i < line.length; i++) {
      const code = line.charCodeAt(i);
      hash = Math.imul(hash ^ code, 0x01000193);
      hash2 = Math.imul(hash2 + code, 0x85ebca6b) ^ (hash2 >>> 13);
    }
    this.hash = Math.imul(hash ^ this.time.ms, 0x01000193);
    this.hash2 = hash2;
  }

  get traceHash(): string {
    const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');
    return `${hex(this.hash)}${hex(this.hash2)}`;
  }
}
