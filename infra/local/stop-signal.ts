/** How the supervisor is told to stop. */
export interface StopSignal {
  readonly stopped: Promise<void>;
  isStopped(): boolean;
  /** Exit code of an interrupted run. */
  code(): number;
  /** The day is over: being told to stop is no interruption any more. */
  dayIsOver(code: number): void;
}

const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const;
const PARENT_LOOK_MS = 500;
/** Read as early as can be: a parent that is gone already cannot be missed later. */
const PARENT = process.ppid;

/** Listens for Ctrl-C and SIGTERM and, under npm, for the end of the shell that npm put between itself and us. */
export function createStopSignal(): StopSignal {
  let isStopped = false;
  let exitCode = 0;
  let overCode: number | undefined;
  const stopped = new Promise<void>((done) => {
    const stop = (code: number): void => {
      if (isStopped) return;
      isStopped = true;
      exitCode = code;
      done();
    };
    for (const [signal, code] of SIGNALS)
      process.on(signal, () => {
        stop(code);
      });
    // npm sends SIGTERM to its shell alone: the shell ends and would leave the stack behind.
    const look = setInterval(() => {
      if (process.ppid !== PARENT) stop(143);
    }, PARENT_LOOK_MS);
    look.unref();
    if (process.env['npm_lifecycle_event'] === undefined) clearInterval(look);
  });
  return {
    stopped,
    isStopped: () => isStopped,
    code: () => overCode ?? exitCode,
    dayIsOver: (code) => {
      overCode = code;
    },
  };
}
