/** One measured figure of `npm run bench`, beside its budget (design §7) or a peer measured in the same run. */
export interface BenchRow {
  readonly what: string;
  readonly figure: number;
  readonly unit: string;
  readonly budget?: string;
  readonly peer?: string;
}

/** Milliseconds of work since then, on one core: a busy machine measures the same. */
export function stopwatch(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
}
