import type { Claim, ClaimServiceLine } from '../claim/claim';
import type { CodeSystem, CodingResult, ServiceLine } from '../coding/coding-result';
import type { PayerPolicy, PracticeRules } from '../coding/practice-rules';
import type { Encounter, EncounterProcedure, Laterality, PayerType, PriorProcedure, Sex } from '../encounter/encounter';
import { sumCents, type Cents } from '../kernel/money';
import type { PlainDate } from '../kernel/plain-date';

/** One service line as the edits see it, whether it was just coded or stands on a claim. */
export interface ScrubLine {
  /** 1-based: what a finding's `lines` names. */
  readonly number: number;
  readonly code: string;
  readonly codeSystem: CodeSystem;
  readonly modifiers: readonly string[];
  readonly units: number;
  readonly unitType: 'UN' | 'MJ';
  readonly chargeCents: Cents;
  /** 1-based into the diagnoses. */
  readonly diagnosisPointers: readonly number[];
  /** Absent only when neither the line nor the claim has a date (A001). */
  readonly date?: PlainDate;
  readonly dateTo?: PlainDate;
  readonly placeOfService?: string;
  readonly renderingNpi?: string;
  readonly minutes?: number;
  readonly description?: string;
  readonly counselling?: boolean;
  /** The side that the visit states for the procedure, whether a modifier says it or not. */
  readonly laterality?: Laterality;
  readonly singleDose?: boolean;
  readonly discardedUnits?: number;
  readonly ndc?: { readonly code: string; readonly quantity?: number; readonly unit?: string };
  readonly emBasis?: 'mdm' | 'time' | 'both';
  readonly priorAuthorization?: string;
  readonly teeth?: readonly { readonly number: string; readonly surfaces: string }[];
  readonly oralCavityAreas?: readonly string[];
}

/** What every edit reads: one view made from (encounter, coding result) or from a claim, so that both run the same edits. */
export interface ScrubSubject {
  readonly context: 'coding' | 'claim';
  /** The whole claim, for edits of the parties; absent while coding. */
  readonly claim?: Claim;
  readonly type: 'professional' | 'dental';
  /** The date that "not in the future" and timely filing are measured by. */
  readonly asOf: PlainDate;
  readonly rules: PracticeRules;
  readonly dateOfService?: PlainDate;
  readonly placeOfService?: string;
  readonly payerId?: string;
  readonly payerType?: PayerType;
  /** The payer's row in force on the date of service. */
  readonly payer?: PayerPolicy;
  /** Where the service was rendered: decides the Medicare contractor. */
  readonly state: string;
  readonly patientBirthDate?: PlainDate;
  readonly patientSex?: Sex;
  readonly lastSeenDate?: PlainDate;
  readonly partBEffectiveDate?: PlainDate;
  readonly dischargeDate?: PlainDate;
  /** The provider of the visit; a line may have its own. */
  readonly providerNpi?: string;
  /** ICD-10-CM with the dot, in claim order. */
  readonly diagnoses: readonly string[];
  readonly lines: readonly ScrubLine[];
  readonly totalChargeCents: Cents;
  readonly priorProcedures: readonly PriorProcedure[];
  /** Numbers that other claims of the same file carry. */
  readonly claimIdsOfFile: ReadonlySet<string>;
  readonly attested: {
    readonly separatelyIdentifiable: boolean;
    readonly decisionForSurgery: boolean;
    readonly longitudinalRelationship: boolean;
    readonly abnOnFile: boolean;
  };
}

const NO_CLAIM_IDS: ReadonlySet<string> = new Set();

/** The view of a claim. Takes the practice's rules for its payer rows; nothing is refused, what is missing stays absent. */
export function subjectOfClaim(
  claim: Claim,
  rules: PracticeRules,
  asOf: PlainDate,
  claimIdsOfFile: ReadonlySet<string> = NO_CLAIM_IDS,
): ScrubSubject {
  const payerId = claim.payer?.payerId;
  const payer = payerId === undefined ? undefined : rules.payer(payerId, claim.dateOfService ?? asOf);
  const person = claim.patientRelationship === 'self' || claim.patient === undefined ? claim.subscriber : claim.patient;
  const providerNpi = claim.renderingProvider?.npi ?? claim.billingProvider?.npi;
  return withoutAbsent<ScrubSubject>({
    context: 'claim',
    claim,
    type: claim.type,
    asOf,
    rules,
    dateOfService: claim.dateOfService,
    placeOfService: claim.placeOfService,
    payerId,
    payerType: payer?.payerType,
    payer,
    state: claim.serviceFacility?.address?.state ?? claim.billingProvider?.address?.state ?? rules.state,
    patientBirthDate: person?.birthDate,
    patientSex: person?.sex,
    lastSeenDate: undefined,
    partBEffectiveDate: undefined,
    dischargeDate: claim.dates?.discharge,
    providerNpi,
    diagnoses: claim.diagnosisCodes,
    lines: claim.serviceLines.map((line, index) => lineOfClaim(line, index + 1, claim, providerNpi)),
    totalChargeCents: claim.totalChargeCents ?? sumCents(claim.serviceLines.map((line) => line.chargeCents)),
    priorProcedures: claim.priorProcedures ?? [],
    claimIdsOfFile,
    attested: {
      separatelyIdentifiable: claim.attestations?.separatelyIdentifiable === true,
      decisionForSurgery: claim.attestations?.decisionForSurgery === true,
      longitudinalRelationship: claim.attestations?.longitudinalRelationship === true,
      abnOnFile: claim.attestations?.abnOnFile === true,
    },
  });
}

function lineOfClaim(line: ClaimServiceLine, number: number, claim: Claim, providerNpi: string | undefined): ScrubLine {
  return withoutAbsent<ScrubLine>({
    number,
    code: line.procedureCode,
    codeSystem: line.codeSystem,
    modifiers: line.modifiers,
    units: line.units,
    unitType: line.unitType,
    chargeCents: line.chargeCents,
    diagnosisPointers: line.diagnosisPointers,
    date: line.dateOfService ?? claim.dateOfService,
    dateTo: line.dateTo,
    placeOfService: line.placeOfService ?? claim.placeOfService,
    renderingNpi: line.renderingProvider?.npi ?? providerNpi,
    minutes: line.minutes,
    description: line.description ?? claim.note,
    counselling: undefined,
    laterality: undefined,
    singleDose: undefined,
    discardedUnits: undefined,
    ndc: line.ndc,
    emBasis: undefined,
    priorAuthorization: line.priorAuthorization ?? claim.priorAuthorization,
    teeth: line.teeth,
    oralCavityAreas: line.oralCavityAreas,
  });
}

/** The view of a visit that was just coded. */
export function subjectOfEncounter(
  encounter: Encounter,
  result: CodingResult,
  rules: PracticeRules,
  asOf: PlainDate,
): ScrubSubject {
  const payer = encounter.payerId === undefined ? undefined : rules.payer(encounter.payerId, encounter.dateOfService);
  return withoutAbsent<ScrubSubject>({
    context: 'coding',
    claim: undefined,
    type: encounter.visitType === 'dental' ? 'dental' : 'professional',
    asOf,
    rules,
    dateOfService: result.dateOfService,
    placeOfService: result.placeOfService,
    payerId: encounter.payerId,
    payerType: encounter.payerType ?? payer?.payerType,
    payer,
    state: rules.state,
    patientBirthDate: encounter.patientBirthDate,
    patientSex: encounter.patientSex,
    lastSeenDate: encounter.lastSeenDate,
    partBEffectiveDate: encounter.partBEffectiveDate,
    dischargeDate: encounter.transitionalCare?.dischargeDate,
    providerNpi: result.providerNpi,
    diagnoses: result.diagnosisCodes,
    lines: result.serviceLines.map((line, index) => lineOfResult(line, index + 1, result, encounter.procedures)),
    totalChargeCents: sumCents(result.serviceLines.map((line) => line.chargeCents)),
    priorProcedures: encounter.priorProcedures,
    claimIdsOfFile: NO_CLAIM_IDS,
    attested: {
      separatelyIdentifiable: encounter.separatelyIdentifiable === true,
      decisionForSurgery: encounter.decisionForSurgery === true,
      longitudinalRelationship: encounter.longitudinalRelationship === true,
      abnOnFile: false,
    },
  });
}

function lineOfResult(
  line: ServiceLine,
  number: number,
  result: CodingResult,
  procedures: readonly EncounterProcedure[],
): ScrubLine {
  const { facts } = line;
  const procedure = facts.procedureIndex === undefined ? undefined : procedures[facts.procedureIndex];
  return withoutAbsent<ScrubLine>({
    number,
    code: line.procedureCode,
    codeSystem: line.codeSystem,
    modifiers: line.modifiers,
    units: line.units,
    unitType: 'UN',
    chargeCents: line.chargeCents,
    diagnosisPointers: line.diagnosisPointers,
    date: result.dateOfService,
    dateTo: undefined,
    placeOfService: result.placeOfService,
    renderingNpi: facts.renderingNpi ?? result.providerNpi,
    minutes: facts.minutes,
    description: procedure?.description,
    counselling: facts.counselling,
    laterality: facts.companionOf === undefined ? procedure?.laterality : undefined,
    singleDose: facts.singleDose,
    discardedUnits: facts.discardedUnits,
    ndc: facts.ndc === undefined ? undefined : { code: facts.ndc },
    emBasis: facts.emBasis,
    priorAuthorization: undefined,
    teeth: line.toothNumber === undefined ? undefined : [{ number: line.toothNumber, surfaces: line.surface ?? '' }],
    oralCavityAreas: line.area === undefined ? undefined : [line.area],
  });
}

type OrUndefined<T> = { [K in keyof Required<T>]: T[K] | undefined };

// Absent and undefined are one thing to the edits; exactOptionalPropertyTypes wants the keys gone.
function withoutAbsent<T>(value: OrUndefined<T>): T {
  const present: Partial<Record<string, unknown>> = {};
  for (const [key, field] of Object.entries(value)) if (field !== undefined) present[key] = field;
  return present as T;
}

/** A line whose date is known: every edit that reads a table works on these. */
export type DatedLine = ScrubLine & { readonly date: PlainDate };

export const datedLines = (subject: ScrubSubject): readonly DatedLine[] =>
  subject.lines.filter((line): line is DatedLine => line.date !== undefined);

/** The ICD-10-CM codes a line points to, those that exist. */
export const diagnosesOf = (subject: ScrubSubject, line: ScrubLine): readonly string[] =>
  line.diagnosisPointers.flatMap((pointer) => subject.diagnoses[pointer - 1] ?? []);

export const isMedicare = (subject: ScrubSubject): boolean =>
  subject.payerType === 'medicare' || subject.payerType === 'medicare_advantage';

/** Same provider means the same NPI; who is not named counts as the same (contracts: NCCI bypass). */
export const isSameProvider = (a: string | undefined, b: string | undefined): boolean =>
  a === undefined || b === undefined || a === b;
