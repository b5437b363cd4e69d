import type { Claim } from '../../shared/claim/claim';
import type { ClaimEnvelope } from '../../shared/claim/write-837/write-claims';
import { parseClaimBody } from '../../shared/messages/claim-body';

// Claims that state every field once: invented people, the reserved NPIs.

const practiceAddress = { line1: '4 Foxglove Row', line2: 'Suite 2', city: 'Ploverton', state: 'OH', zip: '432150001' };
const homeAddress = { line1: '17 Thimble Lane', city: 'Ploverton', state: 'OH', zip: '432161234' };
const subscriber = {
  member_id: 'ABC123456789',
  last_name: 'Wexcombe',
  first_name: 'Ottoline',
  middle_name: 'R',
  birth_date: '1980-02-29',
  sex: 'F',
  address: homeAddress,
  group_number: 'G-77',
};
const patient = {
  last_name: 'Wexcombe',
  first_name: 'Barnaby',
  middle_name: 'T',
  birth_date: '2014-07-04',
  sex: 'M',
  address: homeAddress,
};

export const fullProfessionalBody = {
  claim_id: 'V-1001-P',
  encounter_id: 'enc-1001',
  patient_id: 'pat-77',
  type: 'professional',
  frequency: 'corrected',
  payer_claim_number: 'ICN20261101',
  total_charge: 262.35,
  billing_provider: {
    npi: '1987654328',
    tax_id: '987654321',
    tax_id_type: 'EIN',
    taxonomy: '261QP2300X',
    organization_name: 'Foxglove Family Practice',
    address: practiceAddress,
    phone: '6145550177',
  },
  pay_to_address: { line1: 'PO Box 12', city: 'Ploverton', state: 'OH', zip: '432150012' },
  rendering_provider: {
    npi: '1234567893',
    last_name: 'Grimbaldi',
    first_name: 'Sunniva',
    middle_name: 'Q',
    taxonomy: '207Q00000X',
  },
  referring_provider: { npi: '1345678902', last_name: 'Pellwether', first_name: 'Ignace' },
  ordering_provider: { npi: '1456789019', last_name: 'Quastle', first_name: 'Fenn' },
  supervising_provider: { npi: '1345678902', last_name: 'Pellwether', first_name: 'Ignace' },
  service_facility: { npi: '1999999992', name: 'Ploverton Day Hospital', address: { ...practiceAddress, zip: '432150009' } },
  payer: {
    payer_id: 'COM1',
    name: 'Bramblegate Health',
    claim_filing_code: 'CI',
    address: { line1: '1 Payer Plaza', city: 'Columbus', state: 'OH', zip: '432150002' },
  },
  payer_responsibility: 'secondary',
  subscriber,
  patient_relationship: 'child',
  patient,
  place_of_service: '11',
  date_of_service: '2026-10-05',
  signature_on_file: true,
  benefits_assigned: false,
  assignment: 'not_accepted',
  release_of_information: 'informed_consent',
  accident: { cause: 'auto', date: '2026-10-01', state: 'OH' },
  dates: {
    onset: '2026-10-01',
    initial_treatment: '2026-10-02',
    last_seen: '2026-09-01',
    last_menstrual_period: '2026-08-01',
    admission: '2026-10-03',
    discharge: '2026-10-04',
  },
  prior_authorization: 'PA-1',
  referral_number: 'RF-2',
  clia_number: '36D1234567',
  medical_record_number: 'MRN-3',
  patient_paid: 20,
  attachments: [
    { report_type: 'OZ', transmission: 'EL', control_number: 'ATT-1' },
    { report_type: 'B4', transmission: 'AA' },
  ],
  note: 'SEEN AFTER THE FALL',
  diagnosis_codes: ['S93.401A', 'M25.571', 'I10'],
  service_lines: [
    {
      line_id: 'V-1001-1',
      code: '99214',
      code_system: 'CPT',
      modifiers: ['25', 'GC'],
      charge_amount: 210.35,
      units: 1,
      unit_type: 'UN',
      diagnosis_pointers: [1, 2],
      date_of_service: '2026-10-05',
      place_of_service: '22',
      emergency: true,
      description: 'EXTENDED VISIT',
      prior_authorization: 'PA-9',
      rendering_provider: { npi: '1456789019', last_name: 'Quastle', first_name: 'Fenn', taxonomy: '363LF0000X' },
      adjudications: [
        {
          payer_id: 'MCR',
          paid: 150.35,
          units: 1,
          code: '99213',
          modifiers: ['25'],
          date: '2026-10-20',
          adjustments: [
            { group: 'CO', carc: '45', amount: 40 },
            { group: 'PR', carc: '2', amount: 20, quantity: 1 },
          ],
        },
      ],
    },
    {
      line_id: 'V-1001-2',
      code: 'J3301',
      code_system: 'HCPCS',
      modifiers: [],
      charge_amount: 52,
      units: 4,
      unit_type: 'UN',
      diagnosis_pointers: [3],
      date_of_service: '2026-10-05',
      date_to: '2026-10-06',
      ndc: { code: '00003029328', quantity: 1.5, unit: 'ML' },
      adjudications: [{ payer_id: 'MCR', paid: 52, units: 4, date: '2026-10-20', adjustments: [] }],
    },
  ],
  other_payers: [
    {
      payer_id: 'MCR',
      name: 'Medicare Part B',
      responsibility: 'primary',
      claim_filing_code: 'MB',
      relationship: 'self',
      subscriber: { member_id: '1EG4TE5MK73', last_name: 'Wexcombe', first_name: 'Barnaby', group_number: 'GRP-9' },
      paid_amount: 202.35,
      non_covered_amount: 0,
      remaining_liability: 20,
      payer_claim_number: 'MCRICN-1',
    },
  ],
  attestations: { separately_identifiable: true, abn_on_file: false },
  prior_procedures: [
    { code: '99213', date: '2026-01-05', provider_npi: '1234567893', units: 1, charge_amount: 150, payer_id: 'COM1' },
  ],
};

export const fullDentalBody = {
  claim_id: 'V-2001-D',
  type: 'dental',
  frequency: 'original',
  predetermination: false,
  billing_provider: {
    npi: '1987654328',
    tax_id: '987654321',
    tax_id_type: 'SSN',
    last_name: 'Ivorystump',
    first_name: 'Mordwinna',
    address: practiceAddress,
  },
  rendering_provider: { npi: '1567890128', last_name: 'Molarsworth', first_name: 'Piers', taxonomy: '1223G0001X' },
  payer: { payer_id: 'DEN1', name: 'Lanternjaw Dental', claim_filing_code: 'CI' },
  payer_responsibility: 'primary',
  subscriber,
  patient_relationship: 'self',
  place_of_service: '11',
  date_of_service: '2026-10-05',
  signature_on_file: true,
  benefits_assigned: true,
  assignment: 'accepted',
  release_of_information: 'signed',
  dates: { appliance_placement: '2026-03-01' },
  predetermination_number: 'PRE-5',
  diagnosis_codes: ['K02.52'],
  service_lines: [
    {
      line_id: 'D1',
      code: 'D2392',
      code_system: 'CDT',
      modifiers: [],
      charge_amount: 210,
      units: 1,
      unit_type: 'UN',
      diagnosis_pointers: [1],
      teeth: [
        { number: '30', surfaces: 'MO' },
        { number: 'AS', surfaces: '' },
      ],
    },
    {
      line_id: 'D2',
      code: 'D6750',
      code_system: 'CDT',
      modifiers: [],
      charge_amount: 900,
      units: 1,
      unit_type: 'UN',
      diagnosis_pointers: [],
      oral_cavity_areas: ['10', '20'],
      prosthesis: 'replacement',
      prior_placement_date: '2015-05-05',
    },
  ],
  orthodontics: { total_months: 24, months_remaining: 6 },
  missing_teeth: [
    { number: '1', status: 'missing' },
    { number: '16', status: 'to_be_extracted' },
  ],
};

/** A claim without anything that could be left out, but for what the examples change. */
export const plainBody = {
  claim_id: 'V-1001',
  type: 'professional',
  frequency: 'original',
  billing_provider: fullProfessionalBody.billing_provider,
  rendering_provider: fullProfessionalBody.rendering_provider,
  payer: { payer_id: 'COM1', name: 'Bramblegate Health', claim_filing_code: 'CI' },
  payer_responsibility: 'primary',
  subscriber,
  patient_relationship: 'self',
  place_of_service: '11',
  date_of_service: '2026-10-05',
  signature_on_file: true,
  benefits_assigned: true,
  assignment: 'accepted',
  release_of_information: 'signed',
  diagnosis_codes: ['J20.9', 'I10'],
  service_lines: [
    {
      code: '99213',
      code_system: 'CPT',
      modifiers: [],
      charge_amount: 150,
      units: 1,
      unit_type: 'UN',
      diagnosis_pointers: [1],
    },
  ],
};

export const ENVELOPE: ClaimEnvelope = {
  usage: 'T',
  senderId: '1987654328',
  receiverId: 'CLAIMMD',
  receiverName: 'CLAIM.MD',
  submitterName: 'Foxglove Family Practice',
  submitterPhone: '6145550100',
  controlNumber: 204,
  at: '2026-11-21T09:30',
};

/** The body with some fields changed, by path ('service_lines.0.units'); undefined removes one. */
export function changedBody<T extends object>(body: T, changes: Readonly<Record<string, unknown>>): T {
  const copy = JSON.parse(JSON.stringify(body)) as T;
  for (const [path, value] of Object.entries(changes)) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    let at: object = copy;
    for (const name of names) at = Reflect.get(at, name) as object;
    if (value === undefined) Reflect.deleteProperty(at, last);
    else Reflect.set(at, last, value);
  }
  return copy;
}

export function claimOf(body: unknown): Claim {
  const parsed = parseClaimBody(body);
  if (!parsed.ok) throw new Error(parsed.error.map((fault) => `${fault.path} ${fault.message}`).join('; '));
  return parsed.value;
}
