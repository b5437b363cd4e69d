/** Why a file is not taken: where in it, and what is wrong there. The tables in force stay as they are. */
export interface ImportFault {
  readonly file: string;
  /** 1-based line of the file, or row of the sheet; absent for the file as a whole. */
  readonly row?: number;
  readonly field?: string;
  readonly reason: string;
}

/** At most so many are said of one import: a shifted column makes every row wrong. */
const MOST_FAULTS = 20;

/** Collects faults; says when there are enough to stop reading. */
export class Faults {
  readonly list: ImportFault[] = [];

  constructor(private readonly file: string) {}

  add(reason: string, row?: number, field?: string): void {
    if (this.isFull) return;
    this.list.push({ file: this.file, ...(row === undefined ? {} : { row }), ...(field === undefined ? {} : { field }), reason });
  }

  get isFull(): boolean {
    return this.list.length >= MOST_FAULTS;
  }
}
