import type { Laterality } from '../encounter/encounter';
import type { Npi } from '../kernel/npi';
import type { CodeSystem, ServiceLine } from './coding-result';

/** A service line while it is being coded. `key` stays when lines are put in between; findings name lines by it. */
export interface DraftLine {
  readonly key: number;
  readonly code: string;
  readonly modifiers: readonly string[];
  readonly units: number;
  /** visit: the E/M itself; with-visit: prolonged care and G2211; procedure: as ordered; companion: brought along by a procedure. */
  readonly role: 'visit' | 'with-visit' | 'procedure' | 'companion';
  /** The line this one was brought along by. */
  readonly companionOf?: number;
  readonly procedureIndex?: number;
  /** 1-based into the diagnoses as given. */
  readonly diagnosisRefs: readonly number[];
  readonly supportedBy: readonly string[];
  readonly laterality?: Laterality;
  readonly toothNumber?: string;
  readonly surface?: string;
  readonly area?: string;
  readonly renderingNpi?: Npi;
  readonly facts: Omit<ServiceLine['facts'], 'companionOf'>;
}

/** CDT is a D and four digits, HCPCS Level II any other letter and four digits, all else of five characters CPT. */
export const codeSystemOf = (code: string): CodeSystem =>
  /^D\d{4}$/.test(code) ? 'CDT' : /^[A-Z]\d{4}$/.test(code) ? 'HCPCS' : 'CPT';

/** Has the text the form of a procedure code? CPT: four digits and a digit or letter; HCPCS and CDT: a letter and four digits. */
export const looksLikeProcedureCode = (text: string): boolean => /^(\d{4}[0-9A-Z]|[A-Z]\d{4})$/.test(text);
