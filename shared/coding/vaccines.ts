import { ageInYears } from '../kernel/plain-date';
import type { CodingContext } from './coding-context';
import { factMissing } from './coding-findings';
import type { DraftLine } from './draft-line';

const set = (text: string): ReadonlySet<string> => new Set(text.split(' '));

// Products by what decides their administration. Sources: CPT vaccine section (codes only), CMS vaccine pricing lists 2024-2026.
const INFLUENZA = set(
  '90653 90655 90656 90657 90658 90660 90661 90662 90672 90673 90674 90682 90685 90686 90687 90688 90694 90756',
);
const PNEUMOCOCCAL = set('90670 90671 90677 90684 90732');
const HEPATITIS_B = set('90739 90740 90743 90744 90746 90747 90759');
const COVID_19 = set('91304 91318 91319 91320 91321 91322 91323');
const NOT_INJECTED = set('90660 90672 90680 90681 90690');
/** Components beyond the first of one product, for counselling. Products not listed have one component. */
const FURTHER_COMPONENTS: Readonly<Record<string, number>> = {
  '90636': 1,
  '90696': 3,
  '90697': 5,
  '90698': 4,
  '90700': 2,
  '90702': 1,
  '90707': 2,
  '90710': 3,
  '90714': 1,
  '90715': 2,
  '90723': 4,
};

/** A vaccine product: 90476-90759 without the codes of other things, and COVID-19 products. */
export const isVaccineProduct = (code: string): boolean =>
  /^90(47[6-9]|4[89]\d|[56]\d\d|7[0-5]\d)$/.test(code) || COVID_19.has(code);

const ADMINISTRATION = set('90460 90461 90471 90472 90473 90474 90480 G0008 G0009 G0010');
export const isVaccineAdministration = (code: string): boolean => ADMINISTRATION.has(code);

/** Counselled administration is for patients through 18 years. Source: CPT 90460-90461. */
const COUNSELLING_THROUGH_AGE = 18;

/** One administration service of a vaccine: a code and its units. */
export interface Administration {
  readonly code: string;
  readonly units: number;
}

/** How the first administrations of the visit went: the first by needle is 90471, every later one 90472 or 90474. */
export interface AdministrationsSoFar {
  readonly uncounselled: number;
}

/**
 * The administration of one vaccine product for this payer: Medicare's own codes for influenza, pneumococcus and hepatitis B, 90480 for
 * COVID-19, counselled 90460 and 90461 per component through 18 years, else 90471-90474 by route and order.
 */
export function administrationOf(
  context: CodingContext,
  product: DraftLine,
  soFar: AdministrationsSoFar,
): { readonly services: readonly Administration[]; readonly soFar: AdministrationsSoFar } {
  const { code } = product;
  const once = (administration: string) => ({ services: [{ code: administration, units: 1 }], soFar });
  if (COVID_19.has(code)) return once('90480');
  if (context.payer.policy.vaccineAdministration === 'MEDICARE') {
    if (INFLUENZA.has(code)) return once('G0008');
    if (PNEUMOCOCCAL.has(code)) return once('G0009');
    if (HEPATITIS_B.has(code)) return once('G0010');
  }
  if (product.facts.counselling === true && context.encounter.patientBirthDate === undefined)
    context.notes.find(
      factMissing(
        'patient_birth_date',
        'counselled administration goes by age',
        'Front desk: what is the birth date?',
        'CPT 90460-90461',
      ),
      product.key,
    );
  if (product.facts.counselling === true && isOfCounsellingAge(context)) {
    const further = FURTHER_COMPONENTS[code] ?? 0;
    const first = { code: '90460', units: 1 };
    return { services: further === 0 ? [first] : [first, { code: '90461', units: further }], soFar };
  }
  const first = soFar.uncounselled === 0;
  const injected = !NOT_INJECTED.has(code);
  const administration = injected ? (first ? '90471' : '90472') : first ? '90473' : '90474';
  return { services: [{ code: administration, units: 1 }], soFar: { uncounselled: soFar.uncounselled + 1 } };
}

function isOfCounsellingAge({ encounter, on }: CodingContext): boolean {
  const birthDate = encounter.patientBirthDate;
  return birthDate !== undefined && ageInYears(birthDate, on) <= COUNSELLING_THROUGH_AGE;
}
