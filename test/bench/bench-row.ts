/** One measured figure of `npm run bench`, beside its budget (design §7) or a peer measured in the same run. */
export interface BenchRow {
  readonly what: string;
  readonly figure: number;
  readonly unit: string;
  readonly budget?: string;
  readonly peer?: string;
}
