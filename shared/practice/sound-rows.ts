import type { PackFault } from './pack-fault';
import type { FeeScheduleFile, PracticeFile, PracticeFileName, RulePackFile } from './practice-files';

/** A row with its place in the file's list. */
export interface Placed<T> {
  readonly index: number;
  readonly row: T;
}

type RowsOf<T extends readonly unknown[]> = readonly Placed<T[number]>[];

/** What of a practice's files has its right shape, row by row: the rest is refused already, and these are still checked, all at once. */
export interface SoundRows {
  readonly billingProvider?: PracticeFile['billing_provider'];
  readonly timeZone?: string;
  readonly providers: RowsOf<PracticeFile['providers']>;
  readonly edits: RowsOf<PracticeFile['edits']>;
  readonly diagnoses: RowsOf<RulePackFile['diagnoses']>;
  readonly procedures: RowsOf<RulePackFile['procedures']>;
  readonly dental: RowsOf<RulePackFile['dental']>;
  readonly payers: RowsOf<RulePackFile['payers']>;
  readonly fees: RowsOf<FeeScheduleFile['fees']>;
}

/** The rows without faults of shape; a row that only has a field too many is as sound as one without it. */
export function soundRows(
  files: Readonly<Record<PracticeFileName, unknown>>,
  faults: readonly (PackFault & { readonly extraField: boolean })[],
): SoundRows {
  const spoilt = new Set(faults.filter((fault) => !fault.extraField).flatMap((fault) => [...enclosing(fault)]));
  const isSound = (file: PracticeFileName, path: string): boolean => !spoilt.has(`${file} ${path}`);
  const part = (file: PracticeFileName, path: string): unknown => (isSound(file, path) ? fieldOf(files[file], path) : undefined);
  const rows = <T>(file: PracticeFileName, list: string): readonly Placed<T>[] => {
    const value = fieldOf(files[file], list);
    if (!Array.isArray(value)) return [];
    return value.flatMap((row: T, index) => (isSound(file, `${list}.${index}`) ? [{ index, row }] : []));
  };
  // The schema found no fault in these, so they hold what the types say.
  const billingProvider = part('practice.json', 'billing_provider') as PracticeFile['billing_provider'] | undefined;
  const timeZone = part('practice.json', 'time_zone') as string | undefined;
  return {
    ...(billingProvider === undefined ? {} : { billingProvider }),
    ...(timeZone === undefined ? {} : { timeZone }),
    providers: rows('practice.json', 'providers'),
    edits: rows('practice.json', 'edits'),
    diagnoses: rows('rule-pack.json', 'diagnoses'),
    procedures: rows('rule-pack.json', 'procedures'),
    dental: rows('rule-pack.json', 'dental'),
    payers: rows('rule-pack.json', 'payers'),
    fees: rows('fee-schedule.json', 'fees'),
  };
}

/** 'payers.1.name' spoils 'payers.1' and itself; 'time_zone' itself. */
const enclosing = ({ file, path }: PackFault): readonly string[] => {
  const [list = '', index] = path.split('.');
  return index === undefined
    ? [`${file} ${list}`]
    : [`${file} ${list}.${index}`, ...(/^\d+$/.test(index) ? [] : [`${file} ${list}`])];
};

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>)[name] : undefined;
