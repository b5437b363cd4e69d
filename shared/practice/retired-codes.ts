import type { Icd10CmTable, ReferenceTables } from '../coding/tables';
import { isTableGap } from '../coding/tables';
import type { PlainDate } from '../kernel/plain-date';
import type { PackFault } from './pack-fault';
import type { PracticeFiles } from './practice-files';

/**
 * Codes a pack maps to on a date though the official tables do not hold them in force on it. Rows outside their window are left
 * alone: history may name retired codes. A table that is not loaded is not judged here; the claim is held by its name (F007).
 */
export function retiredCodes(
  files: PracticeFiles,
  tables: Pick<ReferenceTables, 'icd10Cm' | 'hcpcs'>,
  on: PlainDate,
): readonly PackFault[] {
  const file = 'rule-pack.json';
  const current = (row: { effective_from: string; effective_to: string | null }): boolean =>
    row.effective_from <= on && (row.effective_to === null || on <= row.effective_to);
  const faults: PackFault[] = [];
  files.rulePack.diagnoses.forEach((row, i) => {
    const reason = current(row) ? diagnosisFault(row.icd10_code, tables.icd10Cm, on) : undefined;
    if (reason !== undefined) faults.push({ file, path: `diagnoses.${i}.icd10_code`, reason });
  });
  files.rulePack.procedures.forEach((row, i) => {
    if (current(row) && isRetiredHcpcs(row.code, tables, on))
      faults.push({
        file,
        path: `procedures.${i}.code`,
        reason: `${row.code} is not in force on ${on}: end the row or name its successor`,
      });
    row.supported_by?.forEach((code, j) => {
      const reason = current(row) ? diagnosisFault(code, tables.icd10Cm, on) : undefined;
      if (reason !== undefined) faults.push({ file, path: `procedures.${i}.supported_by.${j}`, reason });
    });
  });
  files.feeSchedule.fees.forEach((row, i) => {
    if (current(row) && isRetiredHcpcs(row.code, tables, on))
      faults.push({
        file: 'fee-schedule.json',
        path: `fees.${i}.code`,
        reason: `${row.code} is not in force on ${on}: end the row`,
      });
  });
  return faults;
}

function diagnosisFault(code: string, table: Icd10CmTable, on: PlainDate): string | undefined {
  const found = table.lookUp(code, on);
  if (isTableGap(found)) return undefined;
  switch (found.status) {
    case 'billable':
      return undefined;
    case 'header':
      return `${code} is a header: choose one of ${found.children.slice(0, 6).join(', ')}`;
    case 'not-in-force':
      return `${code} is not in force on ${on}: end the row or name its successor`;
    case 'unknown':
      return `${code} is no ICD-10-CM code`;
  }
}

const isRetiredHcpcs = (code: string, tables: Pick<ReferenceTables, 'hcpcs'>, on: PlainDate): boolean =>
  /^[A-CE-V]\d{4}$/.test(code) && tables.hcpcs.lookUp(code, on) === 'not-in-force';
