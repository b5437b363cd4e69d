import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodingResult, ServiceLine } from '../../shared/coding/coding-result';
import type { MappedProcedure, PayerPolicy, PracticeRules } from '../../shared/coding/practice-rules';
import type { ReferenceTables } from '../../shared/coding/tables';
import { notLoaded, referenceTables } from '../builders/reference-tables';
import type { EncounterJson } from '../builders/encounter';

/** A case a coder can read: what the visit says, and what must come out. Everything not stated is the builder's plain office visit. */
export interface GoldenCase {
  readonly name: string;
  /** Where the rule stands: a fact sheet's section, a row of its list, the contracts. */
  readonly source: string;
  readonly input: EncounterJson;
  /** Fields of the payer's row that differ from the sample practice's. */
  readonly payer_row?: Partial<PayerPolicy>;
  /** Keys of the practice's map besides the sample's, for what its rows do not hold. */
  readonly map_rows?: Readonly<Record<string, MappedProcedure>>;
  /** Tables that were never loaded. */
  readonly missing_tables?: readonly (keyof ReferenceTables)[];
  readonly expected: {
    /** "code-modifiers xUNITS @pointers": units are 1 and pointers are not looked at where they are not stated. */
    readonly lines?: readonly string[];
    /** "id severity lines", all of them. */
    readonly findings?: readonly string[];
    /** Steps that must be among the reasons, in this order, with at least these details. */
    readonly because?: readonly Readonly<Record<string, unknown>>[];
    readonly place_of_service?: string;
    readonly diagnosis_codes?: readonly string[];
  };
}

const FOLDER = join(__dirname, '..', 'golden', 'coding');

/** Family → its cases. */
export const goldenFamilies = (): readonly (readonly [string, readonly GoldenCase[]])[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.json'))
    .map((file) => [file.replace('.json', ''), JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as readonly GoldenCase[]]);

/** The line as the case writes it, with pointers only where the case states them. */
export function lineAs(expected: string, line: ServiceLine | undefined): string {
  if (line === undefined) return 'no line';
  const units = expected.includes(' x') || line.units !== 1 ? ` x${line.units}` : '';
  const pointers = expected.includes('@') ? ` @${line.diagnosisPointers.join(',')}` : '';
  return `${[line.procedureCode, ...line.modifiers].join('-')}${units}${pointers}`;
}

export const findingsAs = (result: CodingResult): readonly string[] =>
  result.findings.map((finding) =>
    [finding.id, finding.severity, finding.lines.join(',')].filter((part) => part !== '').join(' '),
  );

/** The reasons that carry the expected details, in their order: equal to what was expected when all stand. */
export function reasonsAs(
  expected: readonly Readonly<Record<string, unknown>>[],
  result: CodingResult,
): readonly Readonly<Record<string, unknown>>[] {
  let from = 0;
  return expected.map((wanted) => {
    const at = result.because.findIndex(
      (reason, index) =>
        index >= from &&
        Object.entries(wanted).every(([detail, value]) => JSON.stringify(reason[detail]) === JSON.stringify(value)),
    );
    if (at < 0) return { missing: result.because.filter((reason) => reason.kind === wanted['kind']) };
    from = at + 1;
    return wanted;
  });
}

/** The sample practice with the case's payer row and map rows. */
export function rulesFor(
  rules: PracticeRules,
  { payer_row, map_rows = {} }: Pick<GoldenCase, 'payer_row' | 'map_rows'>,
): PracticeRules {
  const { map } = rules;
  return {
    ...rules,
    map: {
      diagnosisByIcdOrWords: (words, on) => map.diagnosisByIcdOrWords(words, on),
      diagnosisBySnomed: (snomed, on) => map.diagnosisBySnomed(snomed, on),
      diagnosesFor: (code, on) => map.diagnosesFor(code, on),
      dental: (type, on) => map.dental(type, on),
      procedure: (key, on) => map_rows[key] ?? map.procedure(key, on),
    },
    payer: (payerId, on) => {
      const row = rules.payer(payerId, on);
      return row && { ...row, ...payer_row };
    },
  };
}

const TABLE_NAMES: Readonly<Record<keyof ReferenceTables, string>> = {
  icd10Cm: 'icd-10-cm',
  hcpcs: 'hcpcs',
  mpfs: 'mpfs',
  placeOfService: 'pos',
  ptp: 'ncci-ptp-practitioner',
  mue: 'ncci-mue-practitioner',
  addOn: 'ncci-add-on',
  lcdArticles: 'lcd-articles',
};

export function tablesFor({ missing_tables: missing = [] }: GoldenCase): ReferenceTables {
  const tables = referenceTables();
  const gone = Object.fromEntries(missing.map((table) => [table, { ...tables[table], ...notLoaded(TABLE_NAMES[table]) }]));
  return { ...tables, ...gone };
}
