import type { Npi } from '../kernel/npi';
import type { PlainDate } from '../kernel/plain-date';

export const VISIT_TYPES = [
  'office_visit_new',
  'office_visit_established',
  'telehealth',
  'virtual_check_in',
  'preventive_new',
  'preventive_established',
  'welcome_to_medicare',
  'annual_wellness_initial',
  'annual_wellness_subsequent',
  'transitional_care',
  'emergency',
  'critical_care',
  'hospital_initial',
  'hospital_subsequent',
  'hospital_same_day',
  'hospital_discharge',
  'nursing_initial',
  'nursing_subsequent',
  'nursing_discharge',
  'home_new',
  'home_established',
  'consultation_office',
  'consultation_hospital',
  'nurse_visit',
  'procedure_only',
  'dental',
] as const;
export type VisitType = (typeof VISIT_TYPES)[number];

/** Levels of medical decision making, lowest first: compared as levels, never as codes (design C-18). */
export const MDM_LEVELS = ['straightforward', 'low', 'moderate', 'high'] as const;
export type MdmLevel = (typeof MDM_LEVELS)[number];

export const PAYER_TYPES = [
  'medicare',
  'medicare_advantage',
  'medicaid',
  'commercial',
  'tricare',
  'workers_comp',
  'auto',
  'self_pay',
] as const;
export type PayerType = (typeof PAYER_TYPES)[number];

export type Sex = 'M' | 'F' | 'U';
export type Laterality = 'left' | 'right' | 'bilateral';

/** A diagnosis as the note gives it: at least one of the three is present. */
export interface EncounterDiagnosis {
  /** With or without the dot, as given. */
  readonly icd10Code?: string;
  readonly snomedCode?: string;
  readonly description?: string;
  readonly rank?: number;
}

export interface ToothSurfaces {
  readonly number: string;
  readonly surfaces: string;
}

export interface EncounterProcedure {
  /** A key of the practice's map, else a CPT, HCPCS or CDT code. */
  readonly procedureCode?: string;
  readonly description?: string;
  /** A key of the practice's dental map. */
  readonly procedureType?: string;
  readonly units?: number;
  readonly modifiers: readonly string[];
  readonly laterality?: Laterality;
  /** 1-based, into the encounter's diagnoses as given. */
  readonly diagnosisRefs: readonly number[];
  /** Minutes of this service alone. */
  readonly minutes?: number;
  readonly counselling?: boolean;
  readonly ndc?: string;
  readonly singleDose?: boolean;
  readonly discardedUnits?: number;
  readonly providerNpi?: Npi;
  readonly toothNumber?: string;
  readonly surface?: string;
  readonly area?: string;
  readonly teeth?: readonly ToothSurfaces[];
  readonly prosthesis?: 'initial' | 'replacement';
  readonly priorPlacementDate?: PlainDate;
  readonly incisalAngle?: boolean;
}

/** A service the patient had before, or elsewhere on the same day: for global periods, add-ons, duplicates and frequency. */
export interface PriorProcedure {
  readonly code: string;
  readonly date: PlainDate;
  /** Absent counts as the same provider (contracts: NCCI bypass). */
  readonly providerNpi?: Npi;
  readonly units?: number;
  readonly toothNumber?: string;
  readonly surface?: string;
  readonly area?: string;
  readonly facility?: string;
  readonly claimId?: string;
  /** Of claims only: for exact duplicates; absent counts as equal. */
  readonly modifiers?: readonly string[];
  readonly chargeCents?: number;
  readonly payerId?: string;
}

/** The signed visit: facts only, as the provider attested them; absent is not zero and not false. */
export interface Encounter {
  readonly encounterId: string;
  readonly patientId: string;
  readonly providerNpi: Npi;
  /** Governs every table look-up. */
  readonly dateOfService: PlainDate;
  readonly visitType: VisitType;
  readonly patientStatus?: 'new' | 'established';
  readonly patientBirthDate?: PlainDate;
  readonly patientSex?: Sex;
  readonly lastSeenDate?: PlainDate;
  readonly mdmLevel?: MdmLevel;
  readonly mdm?: { readonly problems: MdmLevel; readonly data: MdmLevel; readonly risk: MdmLevel };
  readonly totalTimeMinutes?: number;
  readonly separatelyBilledMinutes?: number;
  readonly staffMinutes?: number;
  readonly otherDayMinutes: readonly { readonly date: PlainDate; readonly minutes: number }[];
  readonly telehealth?: boolean;
  readonly telehealthModality?: 'audio_video' | 'audio_only';
  readonly patientLocation?: 'home' | 'other';
  readonly placeOfService?: string;
  readonly separatelyIdentifiable?: boolean;
  readonly decisionForSurgery?: boolean;
  readonly longitudinalRelationship?: boolean;
  readonly transitionalCare?: {
    readonly dischargeDate?: PlainDate;
    readonly contactDate?: PlainDate;
    readonly medicationReconciliationDate?: PlainDate;
  };
  readonly partBEffectiveDate?: PlainDate;
  readonly predetermination?: boolean;
  readonly payerId?: string;
  readonly payerType?: PayerType;
  readonly diagnoses: readonly EncounterDiagnosis[];
  readonly procedures: readonly EncounterProcedure[];
  readonly priorProcedures: readonly PriorProcedure[];
}
