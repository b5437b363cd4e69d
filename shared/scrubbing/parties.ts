import type { Claim, ClaimPerson } from '../claim/claim';
import { isNpi } from '../kernel/npi';
import { isConsultation, isDiagnosticTest, isImaging, isLaboratory, isTherapy } from './code-families';
import { CLAIM_ONLY, type Flag, type ScrubRule } from './rule';
import { isMedicare, type ScrubLine, type ScrubSubject } from './subject';

const TAXONOMY = /^[0-9A-Z]{9}X$/;

const ofClaim =
  (check: (claim: Claim, subject: ScrubSubject) => readonly Flag[]) =>
  (subject: ScrubSubject): readonly Flag[] =>
    subject.claim === undefined ? [] : check(subject.claim, subject);

const flag = (message: string, fix: string, lines: readonly number[] = []): Flag => ({ lines, message, fix });

/** Everyone on the claim who has an NPI, by the field. */
function npisOf(
  claim: Claim,
): readonly { readonly path: string; readonly npi: string | undefined; readonly lines: readonly number[] }[] {
  const people: readonly (readonly [string, { readonly npi?: string } | undefined])[] = [
    ['billing_provider', claim.billingProvider],
    ['rendering_provider', claim.renderingProvider],
    ['referring_provider', claim.referringProvider],
    ['ordering_provider', claim.orderingProvider],
    ['supervising_provider', claim.supervisingProvider],
    ['service_facility', claim.serviceFacility],
  ];
  return [
    ...people.map(([path, party]) => ({ path, npi: party?.npi, lines: [] })),
    ...claim.serviceLines.map((line, index) => ({
      path: `service_lines.${index}.rendering_provider`,
      npi: line.renderingProvider?.npi,
      lines: [index + 1],
    })),
  ];
}

export const B001: ScrubRule = {
  id: 'B001',
  title: 'Every NPI has ten digits and its check digit',
  source: '45 CFR 162.406; CMS NPI check digit (Luhn over 80840 + NPI)',
  severity: 'error',
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  check: ofClaim((claim) =>
    npisOf(claim)
      .filter(({ npi }) => npi !== undefined && !isNpi(npi))
      .map(({ path, lines }) =>
        flag(
          `${path}.npi is no NPI: ten digits, the first 1 or 2, with the check digit.`,
          'Look the NPI up in NPPES and correct it (biller).',
          lines,
        ),
      ),
  ),
};

export const B003: ScrubRule = {
  id: 'B003',
  title: 'The tax id has nine digits and says EIN or SSN',
  source: '837 TR3, REF*EI and REF*SY of 2010AA',
  severity: 'error',
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  check: ofClaim(({ billingProvider }) => {
    const taxId = billingProvider?.taxId;
    if (taxId === undefined || (/^\d{9}$/.test(taxId) && !/^(\d)\1{8}$/.test(taxId))) return [];
    return [
      flag(
        'billing_provider.tax_id must be nine digits, not all the same.',
        'Correct the tax id in the practice’s settings (administrator).',
      ),
    ];
  }),
};

export const B004: ScrubRule = {
  id: 'B004',
  title: 'The billing address is a street address with a nine-digit ZIP',
  source: '837 TR3, N3 and N4 of 2010AA',
  severity: 'error',
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  check: ofClaim(({ billingProvider }) => {
    const address = billingProvider?.address;
    const flags: Flag[] = [];
    if ([address?.line1, address?.line2].some((line) => line !== undefined && isPostOfficeBox(line)))
      flags.push(
        flag(
          'billing_provider.address is a post office box.',
          'Give the street address; a box may stand in pay_to_address (administrator).',
        ),
      );
    const zip = address?.zip?.replace('-', '');
    if (zip !== undefined && !/^\d{5}(?!0000|9999)\d{4}$/.test(zip))
      flags.push(
        flag(
          'billing_provider.address.zip must have nine digits, the last four not 0000 or 9999.',
          'Look up ZIP+4 of the address (administrator).',
        ),
      );
    return flags;
  }),
};

const isPostOfficeBox = (line: string): boolean =>
  /\b(p\.?\s*o\.?\s*box|post\s+office\s+box|box\s+\d+\s*$|lock\s*box)/i.test(line);

export const B005: ScrubRule = {
  id: 'B005',
  title: 'Billing taxonomy where the payer wants it, in its format',
  source: '837 TR3, PRV*BI; NUCC provider taxonomy; payer table',
  severity: 'hold',
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  check: ofClaim(({ billingProvider }, { payer, rules }) => {
    const taxonomy = billingProvider?.taxonomy;
    if (taxonomy === undefined)
      return payer?.billingTaxonomyRequired === true
        ? [
            flag(
              `Payer ${payer.payerId} requires billing_provider.taxonomy.`,
              'Add the taxonomy that the practice enrolled with (administrator).',
            ),
          ]
        : [];
    if (!TAXONOMY.test(taxonomy))
      return [
        flag(
          'billing_provider.taxonomy must be nine characters and X.',
          'Correct the taxonomy from the NUCC list (administrator).',
        ),
      ];
    const own = rules.billingProvider;
    if (
      payer?.billingTaxonomyRequired === true &&
      own.npi === billingProvider?.npi &&
      own.taxonomy !== undefined &&
      own.taxonomy !== taxonomy
    )
      return [
        flag('billing_provider.taxonomy is not the one the practice enrolled with.', 'Use the enrolled taxonomy (biller).'),
      ];
    return [];
  }),
};

export const B006: ScrubRule = {
  id: 'B006',
  title: 'A group names who rendered the service, and that provider is enrolled with the payer',
  source: '837P TR3, 2310B; the practice’s enrollment table',
  severity: 'error',
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  check: ofClaim((claim, subject) => {
    const isGroup = claim.billingProvider?.organizationName !== undefined;
    const flags: Flag[] = [];
    const unnamed = subject.lines.filter((_, index) => claim.serviceLines[index]?.renderingProvider === undefined);
    if (isGroup && claim.renderingProvider === undefined && unnamed.length > 0)
      flags.push(
        flag(
          'billing_provider is an organization, and rendering_provider is missing.',
          'Name the person who rendered the service (biller).',
        ),
      );
    const npis = new Set([claim.renderingProvider?.npi, ...claim.serviceLines.map((line) => line.renderingProvider?.npi)]);
    for (const provider of subject.rules.providers) {
      if (!npis.has(provider.npi) || subject.payer === undefined || provider.enrolledWith.includes(subject.payer.payerId))
        continue;
      flags.push(
        flag(
          `The rendering provider ${provider.npi} is not enrolled with payer ${subject.payer.payerId}.`,
          'Finish the enrollment before the claim goes, or correct the provider (administrator).',
          subject.lines.filter((line) => line.renderingNpi === provider.npi).map((line) => line.number),
        ),
      );
    }
    return flags;
  }),
};

export const B007: ScrubRule = {
  id: 'B007',
  title: 'Ordered and referred services name who ordered or referred',
  source: '42 CFR 424.507; 837P TR3, 2310A and 2420E',
  severity: 'error',
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  check: ofClaim((claim, subject) => {
    if (claim.referringProvider !== undefined) return [];
    return subject.lines.flatMap((line): readonly Flag[] => {
      const kind = orderedKind(line, subject);
      if (kind === undefined || (kind !== 'consultation' && claim.orderingProvider !== undefined)) return [];
      return [
        flag(
          `Line ${line.number}: ${line.code} (${kind}) needs ${kind === 'consultation' ? 'referring_provider' : 'ordering_provider or referring_provider'}.`,
          'Add name and NPI from the order or the referral (biller).',
          [line.number],
        ),
      ];
    });
  }),
};

function orderedKind({ code, modifiers }: ScrubLine, subject: ScrubSubject): string | undefined {
  if (isLaboratory(code)) return 'laboratory';
  if (isImaging(code)) return 'imaging';
  if (isDiagnosticTest(code)) return 'diagnostic test';
  if (isConsultation(code)) return 'consultation';
  if (/^[EKL]\d{4}$/.test(code)) return 'equipment';
  if (/^G01(79|80|81)$/.test(code)) return 'home health';
  return isTherapy(code) && isMedicare(subject) && ['GP', 'GO', 'GN'].some((plan) => modifiers.includes(plan))
    ? 'therapy'
    : undefined;
}

/** Places where someone else than the practice keeps the house (scrubbing B009). */
const OTHER_FACILITY = new Set([
  '19',
  '21',
  '22',
  '23',
  '24',
  '31',
  '32',
  '34',
  '51',
  '52',
  '53',
  '54',
  '55',
  '56',
  '61',
  '62',
  '65',
]);

export const B009: ScrubRule = {
  id: 'B009',
  title: 'A service in a facility names the facility',
  source: '837P TR3, 2310C',
  severity: 'error',
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  check: ofClaim((claim, subject) => {
    if (claim.serviceFacility !== undefined || claim.type === 'dental') return [];
    const places = [claim.placeOfService, ...subject.lines.map((line) => line.placeOfService)];
    const place = places.find((code) => code !== undefined && OTHER_FACILITY.has(code));
    if (place === undefined) return [];
    return [
      flag(
        `Place of service ${place} is a facility, and service_facility is missing.`,
        'Add name, NPI and address of the facility (biller).',
      ),
    ];
  }),
};

export const B010: ScrubRule = {
  id: 'B010',
  title: 'The member id has the payer’s pattern',
  source: 'Payer table; CMS MBI format for Medicare',
  severity: 'error',
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  check: ofClaim(({ subscriber }, { payer }) => {
    const memberId = subscriber?.memberId;
    if (memberId === undefined || payer === undefined) return [];
    if (new RegExp(payer.memberIdPattern).test(memberId) && !/^\d{3}-\d{2}-\d{4}$/.test(memberId)) return [];
    return [
      flag(
        `subscriber.member_id does not have the pattern of payer ${payer.payerId}.`,
        'Copy the member id from the card (front desk).',
      ),
    ];
  }),
};

export const B011: ScrubRule = {
  id: 'B011',
  title: 'Self means the subscriber; a Medicare patient always is the subscriber',
  source: '837 TR3, SBR02 and 2000C; Medicare Claims Processing Manual ch. 26',
  severity: 'error',
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  check: ofClaim((claim, subject) => {
    const { patientRelationship, patient, subscriber } = claim;
    if (patientRelationship === undefined) return [];
    if (patientRelationship !== 'self' && isMedicare(subject))
      return [
        flag(
          `patient_relationship is ${patientRelationship}; a Medicare patient is the subscriber.`,
          'Enter the patient’s own Medicare id (front desk).',
        ),
      ];
    if (patientRelationship !== 'self') return [];
    const differs =
      patient !== undefined &&
      (patient.lastName !== subscriber?.lastName ||
        patient.firstName !== subscriber?.firstName ||
        patient.birthDate !== subscriber?.birthDate);
    return differs
      ? [
          flag(
            'patient_relationship is self, and patient is another person than subscriber.',
            'Correct the relationship, or leave patient out (front desk).',
          ),
        ]
      : [];
  }),
};

const silent = (id: string, title: string, severity: 'error' | 'hold', silentWithout: string): ScrubRule => ({
  id,
  title,
  source: 'scrubbing B',
  severity,
  appliesIn: CLAIM_ONLY,
  binds: 'all',
  silentWithout,
  check: () => [],
});

// Edits whose answer nobody stores yet: they stand in the catalogue, so that the list is whole, and say nothing (contracts, Findings).
export const B002 = silent('B002', 'NPI type and status fit the role', 'hold', 'a stored NPPES answer');
export const B008 = silent(
  'B008',
  'Supervising provider where incident-to policy wants one',
  'error',
  'a field that says incident-to',
);
export const B012 = silent('B012', 'Name, sex and birth date as the payer has them', 'error', 'a stored eligibility answer');
export const B013 = silent(
  'B013',
  'Coverage was verified and active on the date of service',
  'hold',
  'a stored eligibility answer',
);
export const B014 = silent(
  'B014',
  'A member of a Medicare Advantage plan is not billed to Medicare',
  'error',
  'a stored eligibility answer',
);
export const B015 = silent('B015', 'Claims and remittances are enrolled with the payer', 'hold', 'a stored enrollment row');

export const isTaxonomy = (text: string): boolean => TAXONOMY.test(text);

export const namedPeople = (claim: Claim): readonly (readonly [string, ClaimPerson | undefined])[] => [
  ['rendering_provider', claim.renderingProvider],
  ...claim.serviceLines.map((line, index) => [`service_lines.${index}.rendering_provider`, line.renderingProvider] as const),
];
