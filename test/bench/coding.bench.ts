import { codeEncounter } from '../../shared/coding/code-encounter';
import type { PracticeRules } from '../../shared/coding/practice-rules';
import type { ReferenceTables } from '../../shared/coding/tables';
import type { Encounter } from '../../shared/encounter/encounter';
import { loadPractice } from '../../shared/practice/load-practice';
import { codeAndScrub, type CodingBasis } from '../../shared/workflow/code-visit';
import { AS_OF, encounter, type EncounterJson } from '../builders/encounter';
import { referenceTables } from '../builders/reference-tables';
import type { BenchRow } from './bench-row';

const SECONDS = 2;
const WARM_UP = 5_000;

/** A practice's usual mix: mostly established visits, some with procedures, shots, telehealth, a preventive visit, a hospital one. */
const MIX: readonly EncounterJson[] = [
  { mdm_level: 'moderate', total_time_minutes: 25 },
  { mdm: { problems: 'moderate', data: 'limited', risk: 'moderate' }, payer_id: 'MCR', longitudinal_relationship: true },
  { total_time_minutes: 70, diagnoses: [{ icd10_code: 'E11.65' }, { icd10_code: 'I10' }, { icd10_code: 'E78.5' }] },
  {
    mdm_level: 'low',
    payer_id: 'MCR',
    separately_identifiable: true,
    procedures: [{ procedure_code: '20610', laterality: 'right' }, { procedure_code: '36415' }],
  },
  { visit_type: 'telehealth', patient_status: 'established', patient_location: 'home', mdm_level: 'low' },
  {
    visit_type: 'preventive_established',
    patient_birth_date: '1980-04-02',
    diagnoses: [{ icd10_code: 'Z00.00' }, { icd10_code: 'Z23' }],
    procedures: [{ procedure_code: 'flu_vaccine_injection' }],
  },
  { visit_type: 'hospital_subsequent', mdm_level: 'high', payer_id: 'MADV' },
  { visit_type: 'office_visit_new', mdm_level: 'moderate', diagnoses: [{ description: 'essential hypertension' }] },
];

/** Encounters coded a second on one core, explanations and input hash included; alone, and with every edit after it. */
export async function benchCoding(): Promise<BenchRow[]> {
  const practice = await loadPractice('sample');
  if (!practice.ok) throw new Error('the sample practice is refused');
  const rules: PracticeRules = practice.value;
  return benchCodingWith(rules, referenceTables(), '');
}

/** The same with other tables, named in the rows. */
export function benchCodingWith(rules: PracticeRules, tables: ReferenceTables, named: string): BenchRow[] {
  const basis: CodingBasis = { rules, tables, asOf: AS_OF };
  const visits = MIX.map((stated) => encounter(stated));
  return [
    ...measured(`engine${named}`, visits, (visit) => codeEncounter(visit, rules, tables).serviceLines.length, true),
    ...measured(`engine and edits${named}`, visits, (visit) => codeAndScrub(visit, basis).serviceLines.length, false),
  ];
}

function measured(
  what: string,
  visits: readonly Encounter[],
  code: (visit: Encounter) => number,
  budgeted: boolean,
): readonly BenchRow[] {
  const visitAt = (i: number): Encounter => visits[i % visits.length] ?? encounter();
  for (let i = 0; i < WARM_UP; i++) code(visitAt(i));
  const micros: number[] = [];
  const cpu = process.cpuUsage();
  const start = performance.now();
  let now = start;
  let lines = 0;
  while (now - start < SECONDS * 1000) {
    lines += code(visitAt(micros.length));
    const end = performance.now();
    micros.push((end - now) * 1000);
    now = end;
  }
  if (lines === 0) throw new Error('the benchmark coded nothing');
  const { user, system } = process.cpuUsage(cpu);
  // A second of one core's work, so that a busy machine measures the same.
  const perSecond = Math.round(micros.length / ((user + system) / 1_000_000));
  micros.sort((a, b) => a - b);
  const p99 = Number(((micros[Math.floor(micros.length * 0.99)] ?? 0) / 1000).toFixed(3));
  return [
    { what: `coding: ${what}`, figure: perSecond, unit: 'encounters/s/core', ...(budgeted ? { budget: '≥ 20,000/s/core' } : {}) },
    { what: `coding: ${what}, p99`, figure: p99, unit: 'ms', ...(budgeted ? { budget: '< 1 ms' } : {}) },
  ];
}
