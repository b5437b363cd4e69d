import type { TableVersion } from '../kernel/effective-dated';
import type { Finding } from '../kernel/finding';
import type { Cents } from '../kernel/money';
import type { Npi } from '../kernel/npi';
import type { PlainDate } from '../kernel/plain-date';

export type CodeSystem = 'CPT' | 'HCPCS' | 'CDT';

export interface Ndc {
  /** Eleven digits. */
  readonly code: string;
  readonly quantity?: number;
  readonly unit?: string;
}

/** A coded service line: what will become SV1 or SV3. */
export interface ServiceLine {
  readonly procedureCode: string;
  readonly codeSystem: CodeSystem;
  /** At most four, in the order of the claim. */
  readonly modifiers: readonly string[];
  readonly units: number;
  /** Fee × units. */
  readonly chargeCents: Cents;
  /** 1-based into diagnosisCodes, at most four, first is primary. */
  readonly diagnosisPointers: readonly number[];
  readonly toothNumber?: string;
  readonly surface?: string;
  readonly area?: string;
  /** Facts that edits and the claim need; they are no part of the CodingResult's JSON. */
  readonly facts: {
    /** 0-based index of the encounter's procedure this line came from; absent for the E/M. */
    readonly procedureIndex?: number;
    /** The line whose companion this one is. */
    readonly companionOf?: number;
    readonly minutes?: number;
    readonly counselling?: boolean;
    readonly ndc?: string;
    readonly singleDose?: boolean;
    readonly discardedUnits?: number;
    readonly renderingNpi?: Npi;
    /** How the E/M level was reached. */
    readonly emBasis?: 'mdm' | 'time' | 'both';
  };
}

/** One step of the decision, machine-readable; `kind` names the step, the rest are the numbers and codes that decided. */
export interface Reason {
  readonly kind: string;
  readonly [detail: string]: string | number | boolean | null | readonly string[] | readonly number[];
}

/** What the engine decided for one encounter, before or after the edits added their findings. */
export interface CodingResult {
  readonly encounterId: string;
  readonly patientId: string;
  readonly providerNpi: Npi;
  readonly dateOfService: PlainDate;
  readonly placeOfService: string;
  readonly serviceLines: readonly ServiceLine[];
  /** ICD-10-CM with the dot, in claim order, at most twelve. */
  readonly diagnosisCodes: readonly string[];
  /** Sorted by id, then line. */
  readonly findings: readonly Finding[];
  readonly because: readonly Reason[];
  readonly tables: readonly TableVersion[];
  readonly inputHash: string;
}
