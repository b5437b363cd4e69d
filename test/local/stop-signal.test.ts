import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createStopSignal } from '../../infra/local/stop-signal';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const npm = process.env['npm_lifecycle_event'];
const parent = process.ppid;
const becomesChildOf = (pid: number): void => {
  Object.defineProperty(process, 'ppid', { value: pid, configurable: true });
};
const pause = async (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });

describe('how the supervisor is told to stop', () => {
  const listeners = new Map<string, readonly NodeJS.SignalsListener[]>();
  beforeEach(() => {
    for (const signal of SIGNALS) listeners.set(signal, process.listeners(signal));
  });
  afterEach(() => {
    for (const signal of SIGNALS)
      for (const listener of process.listeners(signal))
        if (listeners.get(signal)?.includes(listener) !== true) process.removeListener(signal, listener);
    becomesChildOf(parent);
    if (npm === undefined) delete process.env['npm_lifecycle_event'];
    else process.env['npm_lifecycle_event'] = npm;
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('by %s: an interrupted run ends with %i', async (signal, code) => {
    const stopping = createStopSignal();
    expect([stopping.isStopped(), stopping.code()]).toEqual([false, 0]);
    process.emit(signal, signal);
    await stopping.stopped;
    expect([stopping.isStopped(), stopping.code()]).toEqual([true, code]);
  });

  it('a second signal changes nothing', () => {
    const stopping = createStopSignal();
    process.emit('SIGINT', 'SIGINT');
    process.emit('SIGTERM', 'SIGTERM');
    expect(stopping.code()).toBe(130);
  });

  it('when the day is over it is no interruption: the code is the day’s own', () => {
    const stopping = createStopSignal();
    stopping.dayIsOver(1);
    process.emit('SIGTERM', 'SIGTERM');
    expect([stopping.isStopped(), stopping.code()]).toEqual([true, 1]);
  });

  it('under npm, by the end of the shell that npm told to stop; without npm a parent may come and go', async () => {
    process.env['npm_lifecycle_event'] = 'start';
    const underNpm = createStopSignal();
    delete process.env['npm_lifecycle_event'];
    const alone = createStopSignal();
    becomesChildOf(1);
    await pause(700);
    expect([underNpm.isStopped(), underNpm.code(), alone.isStopped()]).toEqual([true, 143, false]);
  });
});
