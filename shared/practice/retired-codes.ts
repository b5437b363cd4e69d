import type { Icd10CmTable, ReferenceTables } from '../coding/tables';
import { isTableGap } from '../coding/tables';
import { plainDateOf, type PlainDate } from '../kernel/plain-date';
import { termOf } from '../scrubbing/code-families';
import type { PackFault } from './pack-fault';
import type { SoundRows } from './sound-rows';

/** The official code sets, and the date on which a pack is to be right by them. */
export interface OfficialCodes {
  readonly tables: Pick<ReferenceTables, 'icd10Cm' | 'hcpcs'>;
  readonly on: PlainDate;
}

/**
 * Codes a pack maps to on a date though the official tables no longer hold them, or never did. Rows outside their window are left alone:
 * history may name retired codes; so are codes that only start later. A table that is not loaded is not judged here; the claim is held by
 * its name (F007).
 */
export function retiredCodes(sound: SoundRows, official: OfficialCodes): readonly PackFault[] {
  const { on } = official;
  const faults: PackFault[] = [];
  const say = (file: string, path: string, reason: string | undefined): void => {
    if (reason !== undefined) faults.push({ file, path, reason });
  };
  const pack = 'rule-pack.json';
  for (const { index, row } of sound.diagnoses.filter(({ row }) => isCurrent(row, on)))
    say(pack, `diagnoses.${index}.icd10_code`, diagnosisFault(row.icd10_code, official));
  for (const { index, row } of sound.procedures.filter(({ row }) => isCurrent(row, on))) {
    say(pack, `procedures.${index}.code`, procedureFault(row.code, official));
    row.companions?.forEach((code, place) => {
      say(pack, `procedures.${index}.companions.${place}`, procedureFault(code, official));
    });
    row.supported_by?.forEach((code, place) => {
      say(pack, `procedures.${index}.supported_by.${place}`, diagnosisFault(code, official));
    });
  }
  for (const { index, row } of sound.payers.filter(({ row }) => isCurrent(row, on)))
    row.substitutions.forEach(({ to }, place) => {
      say(pack, `payers.${index}.substitutions.${place}.to`, procedureFault(to, official));
    });
  for (const { index, row } of sound.fees.filter(({ row }) => isCurrent(row, on)))
    say('fee-schedule.json', `fees.${index}.code`, procedureFault(row.code, official));
  return faults;
}

interface Window {
  readonly effective_from: string;
  readonly effective_to: string | null;
}

const isCurrent = (row: Window, on: PlainDate): boolean =>
  row.effective_from <= on && (row.effective_to === null || on <= row.effective_to);

function diagnosisFault(code: string, { tables, on }: OfficialCodes): string | undefined {
  const found = tables.icd10Cm.lookUp(code, on);
  if (isTableGap(found)) return undefined;
  switch (found.status) {
    case 'billable':
      return undefined;
    case 'header':
      return `${code} is a header: choose one of ${found.children.slice(0, 6).join(', ')}`;
    case 'not-in-force':
      return wasBillable(code, tables.icd10Cm, on)
        ? `${code} is not in force on ${on}: end the row or name its successor`
        : undefined;
    case 'unknown':
      return `${code} is no ICD-10-CM code`;
  }
}

/** ICD-10-CM turns over on 1 October: was the code billable in a fiscal year before this one that the table knows? */
function wasBillable(code: string, table: Icd10CmTable, on: PlainDate): boolean {
  for (let year = Number(on.slice(0, 4)); year >= FIRST_YEAR; year--) {
    const start = plainDateOf(`${year}-10-01`);
    if (start > on) continue;
    const then = table.lookUp(code, start);
    if (isTableGap(then)) return false;
    if (then.status === 'billable') return true;
  }
  return false;
}

/** The first fiscal year of the shipped table begins here. */
const FIRST_YEAR = 2023;

function procedureFault(code: string, { tables, on }: OfficialCodes): string | undefined {
  const term = termOf(code, on);
  if (term?.to !== undefined)
    return `${code} ended on ${term.to}: end the row${term.use === undefined ? '' : ` or name its successor (${term.use})`}`;
  return /^[A-CE-V]\d{4}$/.test(code) && tables.hcpcs.lookUp(code, on) === 'not-in-force'
    ? `${code} is not in force on ${on}: end the row or name its successor`
    : undefined;
}
