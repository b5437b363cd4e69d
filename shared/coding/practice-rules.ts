import type { Dated } from '../kernel/effective-dated';
import type { Cents } from '../kernel/money';
import type { Npi } from '../kernel/npi';
import type { PlainDate } from '../kernel/plain-date';
import type { PayerType } from '../encounter/encounter';

/** What a procedure key of the practice's map stands for. */
export interface MappedProcedure {
  readonly code: string;
  readonly units?: number;
  readonly modifiers?: readonly string[];
  /** Companion services billed with it (an administration, a drug). */
  readonly companions?: readonly string[];
  /** ICD-10-CM codes that explain it, for pointers, when the note does not say. */
  readonly supportedBy?: readonly string[];
}

/** The practice's map: its own words, SNOMED codes and keys → official codes. Keys are compared without case and surrounding blanks. */
export interface PracticeMap {
  diagnosisByIcdOrWords(words: string, on: PlainDate): string | undefined;
  diagnosisBySnomed(snomed: string, on: PlainDate): string | undefined;
  procedure(key: string, on: PlainDate): MappedProcedure | undefined;
  /** ICD-10-CM codes that any of its rows names for a procedure code: they explain it when a note states the code itself. */
  diagnosesFor(code: string, on: PlainDate): readonly string[];
  /** A dental procedure type: one code, or one by the number of surfaces ('4' stands for four and more). */
  dental(procedureType: string, on: PlainDate): MappedDental | undefined;
}

export interface MappedDental {
  readonly code?: string;
  readonly bySurfaceCount?: Partial<Readonly<Record<'1' | '2' | '3' | '4', string>>>;
}

export interface FeeSchedule {
  /** The practice's fee for one unit; undefined when it has none. */
  fee(code: string, modifiers: readonly string[], on: PlainDate): Cents | undefined;
  /** Does the schedule hold the code at all (on any date)? A CPT or CDT code is known when it does. */
  knows(code: string): boolean;
}

/** How a payer wants telehealth lines: a modifier or none, by modality, and whether 98000-98015 are taken. */
export interface TelehealthPolicy {
  readonly audioVideoModifier: '95' | 'GT' | 'GQ' | null;
  readonly audioOnlyModifier: '93' | null;
  readonly takesCpt98000: boolean;
}

export type ProlongedSystem = 'CPT' | 'MEDICARE';

/** One payer's row, effective-dated: everything the sheets say differs from payer to payer. */
export interface PayerPolicy {
  readonly payerId: string;
  readonly name: string;
  readonly payerType: PayerType;
  /** SBR09. */
  readonly claimFilingCode: string;
  readonly telehealth: TelehealthPolicy;
  readonly prolonged: ProlongedSystem;
  readonly takesG2211: boolean;
  readonly takesConsultations: boolean;
  readonly takesPreventive: boolean;
  readonly takesWellness: boolean;
  readonly takesDental: boolean;
  /** Medicare bills flu, pneumonia and hepatitis B administration as G0008-G0010. */
  readonly vaccineAdministration: 'CPT' | 'MEDICARE';
  readonly timelyFilingDays: number;
  readonly memberIdPattern: string;
  readonly billingTaxonomyRequired: boolean;
  readonly requiredModifiers: readonly { readonly code: string; readonly modifier: string }[];
  readonly forbiddenModifiers: readonly { readonly code: string; readonly modifier: string }[];
  /** Code substitutions; everything after them runs again. */
  readonly substitutions: readonly { readonly from: string; readonly to: string }[];
  /** Services the payer marks "not taken" (C010). */
  readonly notTaken: readonly string[];
  /** Code → short reason, for edits of this payer switched off or with another severity. */
  readonly edits: Readonly<Record<string, 'off' | 'error' | 'hold' | 'warn' | 'info'>>;
  readonly priorAuthorization: readonly { readonly code: string; readonly placesOfService?: readonly string[] }[];
  readonly referralRequired: boolean;
  /** The payer asks for the accident on injury diagnoses (E013). */
  readonly accidentRequired?: boolean;
  /** Services that the payer takes only with an attachment of a type (PWK01; E014). */
  readonly attachmentRequired?: readonly { readonly code: string; readonly reportType: string }[];
}

export interface PracticeProvider {
  readonly npi: Npi;
  readonly firstName: string;
  readonly lastName: string;
  readonly taxonomy: string;
  readonly kind: 'physician' | 'nurse_practitioner' | 'dentist' | 'other';
  /** Payer ids the provider is enrolled with. */
  readonly enrolledWith: readonly string[];
}

export interface PostalAddress {
  readonly line1: string;
  readonly line2?: string;
  readonly city: string;
  readonly state: string;
  readonly zip: string;
}

export interface BillingEntity {
  readonly npi: Npi;
  readonly taxId: string;
  readonly taxIdType: 'EIN' | 'SSN';
  readonly taxonomy?: string;
  readonly organizationName?: string;
  readonly lastName?: string;
  readonly firstName?: string;
  readonly address: PostalAddress;
  readonly phone?: string;
}

/** A practice's whole configuration, already validated: what coding, edits and claims read. */
export interface PracticeRules {
  readonly name: string;
  readonly timeZone: string;
  /** USPS state of the practice: decides the Medicare contractor (LCD). */
  readonly state: string;
  readonly billingProvider: BillingEntity;
  readonly providers: readonly PracticeProvider[];
  readonly map: PracticeMap;
  readonly fees: FeeSchedule;
  /** The payer's row in force on the date; undefined when the payer is unknown. */
  payer(payerId: string, on: PlainDate): PayerPolicy | undefined;
  /** Edits the practice switches off or changes, by finding id, effective-dated. */
  readonly edits: Readonly<Record<string, readonly Dated<'off' | 'error' | 'hold' | 'warn' | 'info'>[]>>;
  /** SHA-256 over the whole configuration, named in every decision. */
  readonly contentHash: string;
  readonly cliaNumber?: string;
  readonly mode: 'shadow' | 'test' | 'production';
  readonly billingRoute: 'clearinghouse' | 'ehr';
  readonly ehr?: EhrAccess;
}

/** How the practice's EHR is read. No edit looks at it. */
export interface EhrAccess {
  /** Only these departments; absent: all. */
  readonly departmentIds?: readonly string[];
  /** Patients the practice keeps for testing: never billed. Ids, and last names that mark one. */
  readonly testPatients?: { readonly ids: readonly string[]; readonly lastNames: readonly string[] };
  /** What the vendor allows; absent: the vendor's usual figure. */
  readonly requestsPerSecond?: number;
  readonly requestsPerDay?: number;
}
