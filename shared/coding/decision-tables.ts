import type { TableVersion } from '../kernel/effective-dated';
import type { PlainDate } from '../kernel/plain-date';
import { OWN_TABLE } from './coding-findings';
import type { PracticeRules } from './practice-rules';
import type { ReferenceTables } from './tables';

/** The code's own tables (levels, prolonged care, ages, windows) are versioned with the program. */
const EVALUATION_AND_MANAGEMENT: TableVersion = {
  name: OWN_TABLE,
  version: 'CPT 2021-2026',
  effectiveFrom: null,
};

/** Every table in force on the date of service that a decision stands on, the practice's own configuration first. */
export function decisionTables(rules: PracticeRules, tables: ReferenceTables, on: PlainDate): readonly TableVersion[] {
  const official = [tables.icd10Cm, tables.hcpcs, tables.mpfs, tables.placeOfService, tables.ptp, tables.mue, tables.addOn];
  return [
    { name: `practice ${rules.name}`, version: rules.contentHash, effectiveFrom: null },
    EVALUATION_AND_MANAGEMENT,
    ...[...official, tables.lcdArticles].flatMap((table) => table.versionOn(on) ?? []),
  ];
}
