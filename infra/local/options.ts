import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { plainDate, type PlainDate } from '../../shared/kernel/plain-date';
import { err, ok, type Result } from '../../shared/kernel/result';
import { parseVisitsFile, type DayVisit } from './day-visits';

/** What `npm start -- …` was asked for. */
export interface StartOptions {
  readonly once: boolean;
  readonly dataFolder: string;
  readonly port: number;
  readonly practice: string;
  readonly summaryFile?: string;
  readonly traceFolder?: string;
  readonly visits?: readonly DayVisit[];
  readonly day?: PlainDate;
  readonly seed?: number;
  readonly pidFile?: string;
}

const OPTIONS = {
  once: { type: 'boolean' },
  data: { type: 'string' },
  port: { type: 'string' },
  summary: { type: 'string' },
  trace: { type: 'string' },
  visits: { type: 'string' },
  practice: { type: 'string' },
  day: { type: 'string' },
  seed: { type: 'string' },
  'pid-file': { type: 'string' },
} as const;

/** Reads the command line; an unknown option or a bad value is an error in one sentence. Reads the visits file, too. */
export function readOptions(args: readonly string[]): Result<StartOptions, string> {
  let values: Readonly<Partial<Record<keyof typeof OPTIONS, string | boolean>>>;
  try {
    values = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }).values;
  } catch (error) {
    const fault = error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'Wrong usage';
    return err(
      `${fault}. There are: ${Object.keys(OPTIONS)
        .map((name) => `--${name}`)
        .join(' ')}; docs/rehearsal.md says what for`,
    );
  }
  const text = (name: keyof typeof OPTIONS): string | undefined => {
    const value = values[name];
    return typeof value === 'string' ? value : undefined;
  };
  const empty = (Object.keys(OPTIONS) as (keyof typeof OPTIONS)[]).find((name) => text(name) === '');
  if (empty !== undefined) return err(`--${empty} needs a value`);
  const port = wholeNumber(text('port') ?? '7071', 65_535);
  if (port === undefined) return err('--port takes a number from 0 to 65535');
  const seed = text('seed') === undefined ? undefined : wholeNumber(text('seed') ?? '', Number.MAX_SAFE_INTEGER);
  if (text('seed') !== undefined && seed === undefined) return err('--seed takes a whole number');
  const day = text('day') === undefined ? undefined : plainDate(text('day') ?? '');
  if (text('day') !== undefined && day === undefined) return err('--day takes a date, YYYY-MM-DD');
  const visits = text('visits') === undefined ? ok(undefined) : readVisits(text('visits') ?? '');
  if (!visits.ok) return visits;
  const given = { summaryFile: text('summary'), traceFolder: text('trace'), pidFile: text('pid-file'), day, seed };
  return ok({
    once: values.once === true,
    dataFolder: text('data') ?? '.vtc/local',
    port,
    practice: text('practice') ?? 'sample',
    ...(visits.value === undefined ? {} : { visits: visits.value }),
    ...present(given),
  });
}

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

const present = <T extends object>(fields: T): Present<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>;

function wholeNumber(text: string, highest: number): number | undefined {
  const value = Number(text);
  return /^\d+$/.test(text) && value <= highest ? value : undefined;
}

function readVisits(path: string): Result<readonly DayVisit[], string> {
  let text: string;
  try {
    if (statSync(path).isDirectory()) return err(`the visits file ${path} is a folder`);
    text = readFileSync(path, 'utf8');
  } catch {
    return err(`the visits file ${path} cannot be read`);
  }
  const parsed = parseVisitsFile(text);
  return parsed.ok ? parsed : err(`the visits file ${path}, line ${parsed.error.line}: ${parsed.error.reason}`);
}

/** The last day before an instant's date that is no Saturday or Sunday, or that date itself. */
export function lastWeekday(today: PlainDate): PlainDate {
  const at = new Date(`${today}T12:00:00Z`);
  while (at.getUTCDay() === 0 || at.getUTCDay() === 6) at.setUTCDate(at.getUTCDate() - 1);
  return at.toISOString().slice(0, 10) as PlainDate;
}
