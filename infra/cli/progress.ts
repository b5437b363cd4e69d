/** Where progress is shown: stderr, or what a test listens to. */
export interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** One line that says how far a long job is. Into a file or a pipe, where nobody waits, it says nothing. */
export class ProgressLine {
  private shown = false;

  constructor(private readonly terminal: Terminal = process.stderr) {}

  /** Puts a text in the place of the one before. */
  say(text: string): void {
    if (this.terminal.isTTY !== true) return;
    this.terminal.write(`\r\u001b[K${text}`);
    this.shown = true;
  }

  /** Takes the line away, so that what follows stands alone. */
  end(): void {
    if (this.shown) this.terminal.write('\r\u001b[K');
    this.shown = false;
  }
}

/** Fewer are done before anyone would look. */
const WORTH_SHOWING = 2000;
const STEP = 500;

/** The same work on each of many records, in order, with how many are done when they are thousands. */
export function mapWithProgress<Given, Made>(
  all: readonly Given[],
  what: string,
  work: (one: Given) => Made,
  line = new ProgressLine(),
): readonly Made[] {
  try {
    return all.map((one, index) => {
      if (all.length >= WORTH_SHOWING && index % STEP === 0) line.say(`${index} of ${all.length} ${what}`);
      return work(one);
    });
  } finally {
    line.end();
  }
}
