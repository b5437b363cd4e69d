import type { Cents } from '../kernel/money';
import type { PlainDate } from '../kernel/plain-date';
import type { CodeSystem, Ndc } from '../coding/coding-result';
import type { PriorProcedure, Sex, ToothSurfaces } from '../encounter/encounter';
import type { PostalAddress } from '../coding/practice-rules';

// Parties carry text as it was given (an NPI with a wrong check digit is a finding, B001, not a refusal), so ids here are strings.

/** The patient to the subscriber. */
export const RELATIONSHIPS = [
  'self',
  'spouse',
  'child',
  'employee',
  'life_partner',
  'organ_donor',
  'cadaver_donor',
  'unknown',
  'other',
] as const;
export type Relationship = (typeof RELATIONSHIPS)[number];

/** One CAS adjustment. */
export interface Adjustment {
  readonly group: string;
  readonly carc: string;
  readonly amountCents: Cents;
  readonly quantity?: number;
}

export interface ClaimBillingProvider {
  readonly npi?: string;
  readonly taxId?: string;
  readonly taxIdType?: 'EIN' | 'SSN';
  readonly taxonomy?: string;
  readonly organizationName?: string;
  readonly lastName?: string;
  readonly firstName?: string;
  readonly address?: Partial<PostalAddress>;
  readonly phone?: string;
}

export interface ClaimPerson {
  readonly npi?: string;
  readonly lastName?: string;
  readonly firstName?: string;
  readonly middleName?: string;
  readonly taxonomy?: string;
}

export interface ClaimSubscriber {
  readonly memberId?: string;
  readonly lastName?: string;
  readonly firstName?: string;
  readonly middleName?: string;
  readonly birthDate?: PlainDate;
  readonly sex?: Sex;
  readonly address?: Partial<PostalAddress>;
  /** SBR03. */
  readonly groupNumber?: string;
  readonly groupName?: string;
  /** SBR05, when Medicare is not primary. */
  readonly medicareSecondaryType?: string;
}

export interface ClaimPatient {
  readonly lastName?: string;
  readonly firstName?: string;
  readonly middleName?: string;
  readonly birthDate?: PlainDate;
  readonly sex?: Sex;
  readonly address?: Partial<PostalAddress>;
}

/** What one prior payer decided on a line (2430). */
export interface LineAdjudication {
  readonly payerId: string;
  readonly paidCents: Cents;
  readonly units?: number;
  readonly code?: string;
  readonly modifiers?: readonly string[];
  readonly date?: PlainDate;
  readonly adjustments: readonly Adjustment[];
}

export interface OtherPayer {
  readonly payerId: string;
  readonly name?: string;
  readonly responsibility: 'primary' | 'secondary' | 'tertiary';
  readonly claimFilingCode?: string;
  readonly relationship?: Relationship;
  readonly subscriber?: ClaimSubscriber;
  readonly paidCents?: Cents;
  readonly nonCoveredCents?: Cents;
  readonly remainingLiabilityCents?: Cents;
  readonly payerClaimNumber?: string;
  readonly adjudicationDate?: PlainDate;
  readonly adjustments?: readonly Adjustment[];
}

export interface ClaimServiceLine {
  /** REF*6R. */
  readonly lineId?: string;
  readonly procedureCode: string;
  readonly codeSystem: CodeSystem;
  readonly modifiers: readonly string[];
  readonly chargeCents: Cents;
  readonly units: number;
  readonly unitType: 'UN' | 'MJ';
  readonly diagnosisPointers: readonly number[];
  readonly dateOfService?: PlainDate;
  readonly dateTo?: PlainDate;
  readonly placeOfService?: string;
  readonly emergency?: boolean;
  readonly description?: string;
  readonly priorAuthorization?: string;
  readonly ndc?: Ndc;
  readonly renderingProvider?: ClaimPerson;
  readonly teeth?: readonly ToothSurfaces[];
  readonly minutes?: number;
  readonly oralCavityAreas?: readonly string[];
  readonly prosthesis?: 'initial' | 'replacement';
  readonly priorPlacementDate?: PlainDate;
  readonly adjudications?: readonly LineAdjudication[];
}

/** A professional or dental claim: what becomes one CLM loop. Missing and bad values of the parties are findings, not refusals. */
export interface Claim {
  /** CLM01, the patient control number; echoed in CLP01. */
  readonly claimId: string;
  readonly encounterId?: string;
  readonly patientId?: string;
  readonly type: 'professional' | 'dental';
  /** CLM05-3: original 1, corrected 7, void 8. */
  readonly frequency: 'original' | 'corrected' | 'void';
  /** REF*F8, the payer's number of the claim that is corrected or voided. */
  readonly payerClaimNumber?: string;
  /** Stated total; the sum of the lines when absent. */
  readonly totalChargeCents?: Cents;
  readonly predetermination?: boolean;
  readonly billingProvider?: ClaimBillingProvider;
  readonly payToAddress?: Partial<PostalAddress>;
  readonly renderingProvider?: ClaimPerson;
  readonly referringProvider?: ClaimPerson;
  readonly orderingProvider?: ClaimPerson;
  readonly supervisingProvider?: ClaimPerson;
  readonly serviceFacility?: { readonly npi?: string; readonly name?: string; readonly address?: Partial<PostalAddress> };
  readonly payer?: {
    readonly payerId?: string;
    readonly name?: string;
    readonly claimFilingCode?: string;
    readonly address?: Partial<PostalAddress>;
  };
  readonly payerResponsibility?: 'primary' | 'secondary' | 'tertiary';
  readonly subscriber?: ClaimSubscriber;
  readonly patientRelationship?: Relationship;
  /** Only when the patient is not the subscriber. */
  readonly patient?: ClaimPatient;
  readonly placeOfService?: string;
  readonly dateOfService?: PlainDate;
  readonly signatureOnFile?: boolean;
  readonly benefitsAssigned?: boolean;
  readonly assignment?: 'accepted' | 'lab_only' | 'not_accepted';
  readonly releaseOfInformation?: 'signed' | 'informed_consent';
  readonly accident?: { readonly cause: 'auto' | 'employment' | 'other'; readonly date?: PlainDate; readonly state?: string };
  readonly dates?: {
    readonly onset?: PlainDate;
    readonly initialTreatment?: PlainDate;
    readonly lastSeen?: PlainDate;
    readonly lastMenstrualPeriod?: PlainDate;
    readonly admission?: PlainDate;
    readonly discharge?: PlainDate;
    readonly appliancePlacement?: PlainDate;
  };
  readonly priorAuthorization?: string;
  readonly referralNumber?: string;
  readonly predeterminationNumber?: string;
  readonly cliaNumber?: string;
  readonly medicalRecordNumber?: string;
  readonly patientPaidCents?: Cents;
  readonly attachments?: readonly {
    readonly reportType: string;
    readonly transmission: string;
    readonly controlNumber?: string;
  }[];
  readonly note?: string;
  /** ICD-10-CM with the dot, in claim order. */
  readonly diagnosisCodes: readonly string[];
  readonly serviceLines: readonly ClaimServiceLine[];
  readonly orthodontics?: { readonly totalMonths: number; readonly monthsRemaining?: number };
  readonly missingTeeth?: readonly { readonly number: string; readonly status: 'missing' | 'to_be_extracted' }[];
  readonly otherPayers?: readonly OtherPayer[];
  readonly attestations?: {
    readonly separatelyIdentifiable?: boolean;
    readonly decisionForSurgery?: boolean;
    readonly longitudinalRelationship?: boolean;
    readonly abnOnFile?: boolean;
  };
  readonly priorProcedures?: readonly PriorProcedure[];
  /**
   * Paths (of the JSON body) of required fields that were not stated, where this type must hold a value nevertheless
   * ('type', 'service_lines.0.units'): each is a finding A001; the value that stands there is a placeholder.
   */
  readonly unstated?: readonly string[];
}
