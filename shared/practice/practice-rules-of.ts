import type { Dated } from '../kernel/effective-dated';
import { covers, inForce } from '../kernel/effective-dated';
import { hashOf } from '../kernel/canonical-json';
import { cents, centsFromDollars, type Cents } from '../kernel/money';
import type { Npi } from '../kernel/npi';
import { plainDateOf, type PlainDate } from '../kernel/plain-date';
import type {
  BillingEntity,
  EhrAccess,
  FeeSchedule,
  MappedProcedure,
  PayerPolicy,
  PracticeMap,
  PracticeProvider,
  PracticeRules,
} from '../coding/practice-rules';
import { normalKey } from './check-practice';
import type { FeeScheduleFile, PayerRow, PracticeFile, PracticeFiles, RulePackFile } from './practice-files';

/** Checked files → what coding, edits and claims read, indexed once. */
export function practiceRulesOf(files: PracticeFiles): PracticeRules {
  const { practice, rulePack, feeSchedule } = files;
  const payers = byKey(rulePack.payers, (row) => row.payer_id, payerPolicyOf);
  return {
    name: practice.name,
    timeZone: practice.time_zone,
    state: practice.billing_provider.address.state,
    billingProvider: billingEntityOf(practice),
    providers: practice.providers.map(providerOf),
    map: practiceMapOf(rulePack),
    fees: feeScheduleOf(feeSchedule),
    payer: (payerId, on) => valueOn(payers, payerId, on),
    edits: Object.fromEntries(
      byKey(
        practice.edits,
        (row) => row.id,
        (row) => row.set_to,
      ),
    ),
    contentHash: hashOf([practice, rulePack, feeSchedule]),
    ...(practice.clia_number === undefined ? {} : { cliaNumber: practice.clia_number }),
    mode: practice.mode,
    billingRoute: practice.billing_route,
    ...(practice.ehr === undefined ? {} : { ehr: ehrAccessOf(practice.ehr) }),
  };
}

const ehrAccessOf = (ehr: NonNullable<PracticeFile['ehr']>): EhrAccess => ({
  ...(ehr.departments === undefined ? {} : { departmentIds: ehr.departments }),
  ...(ehr.test_patients === undefined
    ? {}
    : { testPatients: { ids: ehr.test_patients.ids, lastNames: ehr.test_patients.last_names } }),
  ...(ehr.requests_per_second === undefined ? {} : { requestsPerSecond: ehr.requests_per_second }),
  ...(ehr.requests_per_day === undefined ? {} : { requestsPerDay: ehr.requests_per_day }),
});

interface Window {
  readonly effective_from: string;
  readonly effective_to: string | null;
}

function byKey<R extends Window, T>(
  rows: readonly R[],
  keyOf: (row: R) => string | undefined,
  valueOf: (row: R) => T,
): Map<string, Dated<T>[]> {
  const map = new Map<string, Dated<T>[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === undefined) continue;
    const dated: Dated<T> = {
      effectiveFrom: plainDateOf(row.effective_from),
      effectiveTo: row.effective_to === null ? null : plainDateOf(row.effective_to),
      value: valueOf(row),
    };
    const same = map.get(key);
    if (same === undefined) map.set(key, [dated]);
    else same.push(dated);
  }
  return map;
}

const valueOn = <T>(map: ReadonlyMap<string, readonly Dated<T>[]>, key: string, on: PlainDate): T | undefined =>
  inForce(map.get(key) ?? [], on)?.value;

function practiceMapOf(pack: RulePackFile): PracticeMap {
  const words = byKey(
    pack.diagnoses,
    (row) => (row.words === undefined ? undefined : normalKey(row.words)),
    (row) => row.icd10_code,
  );
  const snomed = byKey(
    pack.diagnoses,
    (row) => row.snomed_code,
    (row) => row.icd10_code,
  );
  const procedures = byKey(
    pack.procedures,
    (row) => normalKey(row.key),
    (row): MappedProcedure => ({
      code: row.code,
      ...(row.units === undefined ? {} : { units: row.units }),
      ...(row.modifiers === undefined ? {} : { modifiers: row.modifiers }),
      ...(row.companions === undefined ? {} : { companions: row.companions }),
      ...(row.supported_by === undefined ? {} : { supportedBy: row.supported_by }),
    }),
  );
  const byCode = byKey(
    pack.procedures,
    (row) => row.code,
    (row) => row.supported_by ?? [],
  );
  const dental = byKey(
    pack.dental,
    (row) => normalKey(row.procedure_type),
    (row) => ({
      ...(row.code === undefined ? {} : { code: row.code }),
      ...(row.by_surface_count === undefined ? {} : { bySurfaceCount: row.by_surface_count }),
    }),
  );
  return {
    diagnosisByIcdOrWords: (text, on) => valueOn(words, normalKey(text), on),
    diagnosisBySnomed: (code, on) => valueOn(snomed, code, on),
    procedure: (key, on) => valueOn(procedures, normalKey(key), on),
    diagnosesFor: (code, on) => [...new Set((byCode.get(code) ?? []).flatMap((row) => (covers(row, on) ? row.value : [])))],
    dental: (type, on) => valueOn(dental, normalKey(type), on),
  };
}

function feeScheduleOf(file: FeeScheduleFile): FeeSchedule {
  const fees = byKey(
    file.fees,
    (row) => feeKey(row.code, row.modifier),
    (row): Cents => centsFromDollars(row.fee) ?? cents(0), // three decimals were refused before
  );
  const codes = new Set(file.fees.map((row) => row.code));
  return {
    fee: (code, modifiers, on) => {
      for (const modifier of modifiers) {
        const priced = valueOn(fees, feeKey(code, modifier), on);
        if (priced !== undefined) return priced;
      }
      return valueOn(fees, feeKey(code), on);
    },
    knows: (code) => codes.has(code),
  };
}

const feeKey = (code: string, modifier?: string): string => (modifier === undefined ? code : `${code}-${modifier}`);

function payerPolicyOf(row: PayerRow): PayerPolicy {
  return {
    payerId: row.payer_id,
    name: row.name,
    payerType: row.payer_type,
    claimFilingCode: row.claim_filing_code,
    telehealth: {
      audioVideoModifier: row.telehealth_audio_video_modifier,
      audioOnlyModifier: row.telehealth_audio_only_modifier,
      takesCpt98000: row.takes_98000_98015,
    },
    prolonged: row.prolonged,
    takesG2211: row.takes_g2211,
    takesConsultations: row.takes_consultations,
    takesPreventive: row.takes_preventive,
    takesWellness: row.takes_wellness,
    takesDental: row.takes_dental,
    vaccineAdministration: row.vaccine_administration,
    timelyFilingDays: row.timely_filing_days,
    memberIdPattern: row.member_id_pattern,
    billingTaxonomyRequired: row.billing_taxonomy_required,
    requiredModifiers: row.required_modifiers,
    forbiddenModifiers: row.forbidden_modifiers,
    substitutions: row.substitutions,
    notTaken: row.not_taken,
    edits: row.edits,
    priorAuthorization: row.prior_authorization.map((rule) => ({
      code: rule.code,
      ...(rule.places_of_service === undefined ? {} : { placesOfService: rule.places_of_service }),
    })),
    referralRequired: row.referral_required,
  };
}

const providerOf = (row: PracticeFile['providers'][number]): PracticeProvider => ({
  npi: row.npi as Npi, // its check digit was checked with the file
  firstName: row.first_name,
  lastName: row.last_name,
  taxonomy: row.taxonomy,
  kind: row.kind,
  enrolledWith: row.enrolled_with,
});

function billingEntityOf({ billing_provider: row }: PracticeFile): BillingEntity {
  const { line2, ...address } = row.address;
  return {
    npi: row.npi as Npi,
    taxId: row.tax_id,
    taxIdType: row.tax_id_type,
    ...(row.taxonomy === undefined ? {} : { taxonomy: row.taxonomy }),
    ...(row.organization_name === undefined ? {} : { organizationName: row.organization_name }),
    ...(row.last_name === undefined ? {} : { lastName: row.last_name }),
    ...(row.first_name === undefined ? {} : { firstName: row.first_name }),
    address: line2 === undefined ? address : { ...address, line2 },
    ...(row.phone === undefined ? {} : { phone: row.phone }),
  };
}
