import type { BusFaults } from './bus';
import type { ClearinghouseFaults } from './clearinghouse';

/** What a dependency of the workflow is, as faults name it. */
export type Dependency = 'tables' | 'bus' | 'audit' | 'ehr' | 'clearinghouse';

/** What goes wrong at a port call: before its effect, after it, or with the process that made it. */
export const FAULT_KINDS = ['fail-before', 'fail-after', 'crash-before', 'crash-after', 'stall', 'says-conflict'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Probabilities at every port call, and how the world around behaves. */
export interface FaultProfile {
  /** A call that takes time, so that others come in between. */
  readonly delay: number;
  readonly delayMs: number;
  readonly failBefore: number;
  /** The effect happened, the caller hears a failure. */
  readonly failAfter: number;
  readonly crash: number;
  /** The process stands still for minutes, then goes on as if nothing had been. */
  readonly stall: number;
  /** A store that wrote, tried again by itself, and met its own write. */
  readonly saysConflict: number;
  /** How often each dependency is away during the day, and for how long at most. */
  readonly outages: number;
  readonly outageMs: number;
  readonly bus: BusFaults;
  readonly clearinghouse: ClearinghouseFaults;
  readonly processes: number;
  /** A timer that fires on two instances at once. */
  readonly doubleTimer: number;
  /** How far a process's clock may be off, and how often it jumps within that. */
  readonly clockSkewMs: number;
  /** How often in the day one process's clock is set wrong by up to this, for some minutes. */
  readonly clockLurches: number;
  readonly clockLurchMs: number;
  readonly redeliveredRows: number;
}

const QUIET: FaultProfile = {
  delay: 0.1,
  delayMs: 40,
  failBefore: 0,
  failAfter: 0,
  crash: 0,
  stall: 0,
  saysConflict: 0,
  outages: 0,
  outageMs: 0,
  bus: { duplicate: 0, late: 0, lockLost: 0 },
  clearinghouse: { refused: 0, answerLost: 0, landsLate: 0, neverLands: 0 },
  processes: 1,
  doubleTimer: 0,
  clockSkewMs: 0,
  clockLurches: 0,
  clockLurchMs: 0,
  redeliveredRows: 0,
};

export const FAULT_PROFILES = {
  none: QUIET,
  default: {
    ...QUIET,
    failBefore: 0.005,
    failAfter: 0.003,
    crash: 0.0002,
    stall: 0.00005,
    saysConflict: 0.001,
    outages: 1,
    outageMs: 20 * 60_000,
    bus: { duplicate: 0.05, late: 0.02, lockLost: 0.005 },
    clearinghouse: { refused: 0.03, answerLost: 0.03, landsLate: 0.02, neverLands: 0.01 },
    processes: 2,
    doubleTimer: 0.1,
    clockSkewMs: 5_000,
    clockLurches: 1,
    clockLurchMs: 3_600_000,
    redeliveredRows: 0.1,
  },
  storm: {
    ...QUIET,
    delay: 0.2,
    delayMs: 400,
    failBefore: 0.03,
    failAfter: 0.02,
    crash: 0.002,
    stall: 0.0005,
    saysConflict: 0.01,
    outages: 3,
    outageMs: 60 * 60_000,
    bus: { duplicate: 0.2, late: 0.1, lockLost: 0.05 },
    clearinghouse: { refused: 0.1, answerLost: 0.2, landsLate: 0.2, neverLands: 0.1 },
    processes: 3,
    doubleTimer: 0.5,
    clockSkewMs: 60_000,
    clockLurches: 2,
    clockLurchMs: 3 * 3_600_000,
    redeliveredRows: 0.5,
  },
} as const satisfies Record<string, FaultProfile>;
export type FaultLevel = keyof typeof FAULT_PROFILES;

export const STALL_MS = 10 * 60_000;
