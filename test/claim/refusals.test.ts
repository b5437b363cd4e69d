import { describe, expect, it } from '@jest/globals';
import { writeClaims } from '../../shared/claim/write-837/write-claims';
import { changedBody, claimOf, ENVELOPE, fullDentalBody, fullProfessionalBody, plainBody } from './claims';

const faultsOf = (body: unknown): readonly string[] => {
  const written = writeClaims([claimOf(body)], ENVELOPE);
  return written.ok ? [] : written.error.map((fault) => `${fault.id} ${fault.path}`);
};

const professional = (changes: Readonly<Record<string, unknown>>): readonly string[] => faultsOf(changedBody(plainBody, changes));
const dental = (changes: Readonly<Record<string, unknown>>): readonly string[] => faultsOf(changedBody(fullDentalBody, changes));
const whole = (changes: Readonly<Record<string, unknown>>): readonly string[] =>
  faultsOf(changedBody(fullProfessionalBody, changes));

const REQUIRED = [
  'billing_provider.npi',
  'billing_provider.tax_id',
  'billing_provider.tax_id_type',
  'billing_provider.organization_name',
  'billing_provider.address.line1',
  'billing_provider.address.city',
  'billing_provider.address.state',
  'billing_provider.address.zip',
  'rendering_provider.npi',
  'rendering_provider.last_name',
  'payer.payer_id',
  'payer.name',
  'payer.claim_filing_code',
  'payer_responsibility',
  'subscriber.member_id',
  'subscriber.last_name',
  'subscriber.first_name',
  'subscriber.birth_date',
  'subscriber.sex',
  'subscriber.address.line1',
  'patient_relationship',
  'place_of_service',
  'date_of_service',
  'signature_on_file',
  'benefits_assigned',
  'assignment',
  'release_of_information',
  'diagnosis_codes',
  'type',
  'frequency',
  'service_lines',
  'service_lines.0.code',
  'service_lines.0.code_system',
  'service_lines.0.charge_amount',
  'service_lines.0.units',
] as const;

describe('writeClaims refuses', () => {
  it.each(REQUIRED.map((path) => [path]))('a claim without %s', (path) => {
    expect(professional({ [path]: undefined })).toContain(`A001 ${path}`);
  });

  it.each([
    ['delimiter in a name: element', { 'subscriber.last_name': 'Wex*combe' }, 'A002 subscriber.last_name'],
    ['delimiter in a name: component', { 'subscriber.first_name': 'Otto:line' }, 'A002 subscriber.first_name'],
    ['delimiter in a name: repetition', { 'payer.name': 'Bramble^gate' }, 'A002 payer.name'],
    ['delimiter in a name: terminator', { note: 'one~two' }, 'A002 note'],
    ['character beyond the basic set', { note: 'pain 5 ≥ 3' }, 'A002 note'],
    ['control character', { note: 'line\nline' }, 'A002 note'],
    ['letter without a plain form', { 'subscriber.last_name': '王' }, 'A002 subscriber.last_name'],
    ['last name over 60', { 'subscriber.last_name': 'W'.repeat(61) }, 'A002 subscriber.last_name'],
    ['first name over 35', { 'subscriber.first_name': 'W'.repeat(36) }, 'A002 subscriber.first_name'],
    ['street over 55', { 'subscriber.address.line1': 'W'.repeat(56) }, 'A002 subscriber.address.line1'],
    ['city over 30', { 'subscriber.address.city': 'W'.repeat(31) }, 'A002 subscriber.address.city'],
    ['note over 80', { note: 'W'.repeat(81) }, 'A002 note'],
    ['authorization over 50', { prior_authorization: 'W'.repeat(51) }, 'A002 prior_authorization'],
    ['ZIP of six digits', { 'subscriber.address.zip': '432161' }, 'A002 subscriber.address.zip'],
    ['state that is none', { 'subscriber.address.state': 'ZZ' }, 'A002 subscriber.address.state'],
    [
      'state of an accident that is none',
      { accident: { cause: 'auto', date: '2026-10-01', state: 'ZZ' } },
      'A002 accident.state',
    ],
    ['city of one letter', { 'subscriber.address.city': 'A' }, 'A002 subscriber.address.city'],
    ['member id of one letter', { 'subscriber.member_id': 'A' }, 'A002 subscriber.member_id'],
    ['telephone of seven digits', { 'billing_provider.phone': '555-0177' }, 'A002 billing_provider.phone'],
    ['place of service that is none', { place_of_service: '00' }, 'A002 place_of_service'],
    ['line at a place that is none', { 'service_lines.0.place_of_service': '28' }, 'A002 service_lines.0.place_of_service'],
    ['less than nothing paid by the patient', { patient_paid: -5 }, 'A002 patient_paid'],
    ['external cause as first diagnosis', { diagnosis_codes: ['W18.49XA', 'J20.9'] }, 'A002 diagnosis_codes.0'],
    ['a modifier twice', { 'service_lines.0.modifiers': ['25', '25'] }, 'A002 service_lines.0.modifiers'],
    ['state in words', { 'subscriber.address.state': 'Ohio' }, 'A002 subscriber.address.state'],
    ['claim filing code unknown', { 'payer.claim_filing_code': 'XX' }, 'A002 payer.claim_filing_code'],
    [
      'medicare secondary type on a primary claim',
      { 'subscriber.medicare_secondary_type': '12' },
      'A002 subscriber.medicare_secondary_type',
    ],
    [
      'medicare secondary type unknown',
      { 'subscriber.medicare_secondary_type': '99' },
      'A002 subscriber.medicare_secondary_type',
    ],
    ['corrected without the payer’s number', { frequency: 'corrected' }, 'A010 payer_claim_number'],
    ['void without the payer’s number', { frequency: 'void' }, 'A010 payer_claim_number'],
    ['original with a payer’s number', { payer_claim_number: 'ICN' }, 'A002 payer_claim_number'],
    ['patient missing', { patient_relationship: 'child' }, 'A001 patient'],
    ['self who is another person', { patient: fullProfessionalBody.patient }, 'B011 patient'],
    ['auto accident without a state', { accident: { cause: 'auto', date: '2026-10-01' } }, 'A001 accident.state'],
    ['accident without a date', { accident: { cause: 'employment' } }, 'A001 accident.date'],
    [
      'attachment sent without a number',
      { attachments: [{ report_type: 'OZ', transmission: 'EL' }] },
      'A001 attachments.0.control_number',
    ],
    [
      'attachment on request with a number',
      { attachments: [{ report_type: 'OZ', transmission: 'AA', control_number: 'A1' }] },
      'A002 attachments.0.control_number',
    ],
    [
      'attachment of an unknown type',
      { attachments: [{ report_type: 'Q9', transmission: 'AA' }] },
      'A002 attachments.0.report_type',
    ],
    [
      'attachment by an unknown way',
      { attachments: [{ report_type: 'OZ', transmission: 'ZZ', control_number: 'A1' }] },
      'A002 attachments.0.transmission',
    ],
    [
      'eleven attachments',
      { attachments: Array.from({ length: 11 }, () => ({ report_type: 'OZ', transmission: 'AA' })) },
      'A002 attachments',
    ],
    [
      'thirteen diagnoses',
      { diagnosis_codes: Array.from({ length: 13 }, (_, i) => `A0${i % 10}.${Math.floor(i / 10)}`) },
      'A006 diagnosis_codes',
    ],
    ['a diagnosis twice', { diagnosis_codes: ['J20.9', 'J20.9'] }, 'A002 diagnosis_codes.1'],
    ['a diagnosis that is none', { diagnosis_codes: ['J2'] }, 'A002 diagnosis_codes.0'],
    ['no pointer', { 'service_lines.0.diagnosis_pointers': [] }, 'A007 service_lines.0.diagnosis_pointers'],
    ['a pointer beyond the list', { 'service_lines.0.diagnosis_pointers': [3] }, 'A007 service_lines.0.diagnosis_pointers'],
    ['pointer zero', { 'service_lines.0.diagnosis_pointers': [0] }, 'A007 service_lines.0.diagnosis_pointers'],
    ['a pointer twice', { 'service_lines.0.diagnosis_pointers': [1, 1] }, 'A007 service_lines.0.diagnosis_pointers'],
    ['five modifiers', { 'service_lines.0.modifiers': ['25', 'GC', 'GT', 'AQ', 'XE'] }, 'A002 service_lines.0.modifiers'],
    ['a modifier of three', { 'service_lines.0.modifiers': ['25A'] }, 'A002 service_lines.0.modifiers.0'],
    ['units of zero', { 'service_lines.0.units': 0 }, 'A005 service_lines.0.units'],
    ['units below zero', { 'service_lines.0.units': -1 }, 'A005 service_lines.0.units'],
    ['units of four decimals', { 'service_lines.0.units': 1.2345 }, 'A002 service_lines.0.units'],
    ['a code of six', { 'service_lines.0.code': '992133' }, 'A002 service_lines.0.code'],
    ['a CDT code', { 'service_lines.0.code': 'D2740', 'service_lines.0.code_system': 'CDT' }, 'A002 service_lines.0.code_system'],
    ['a place of one digit', { place_of_service: '1' }, 'A002 place_of_service'],
    [
      'a drug without quantity',
      { 'service_lines.0.ndc': { code: '00003029328', unit: 'ML' } },
      'A001 service_lines.0.ndc.quantity',
    ],
    ['a drug without unit', { 'service_lines.0.ndc': { code: '00003029328', quantity: 1 } }, 'A001 service_lines.0.ndc.unit'],
    [
      'a drug of ten digits',
      { 'service_lines.0.ndc': { code: '0003029328', quantity: 1, unit: 'ML' } },
      'A002 service_lines.0.ndc.code',
    ],
    [
      'a drug in spoons',
      { 'service_lines.0.ndc': { code: '00003029328', quantity: 1, unit: 'SP' } },
      'A002 service_lines.0.ndc.unit',
    ],
    ['a predetermination', { predetermination: true }, 'A002 predetermination'],
    ['a predetermination number', { predetermination_number: 'P1' }, 'A002 predetermination_number'],
    ['orthodontics', { orthodontics: { total_months: 24 } }, 'A002 orthodontics'],
    ['missing teeth', { missing_teeth: [{ number: '1', status: 'missing' }] }, 'A002 missing_teeth'],
    ['an appliance', { dates: { appliance_placement: '2026-01-01' } }, 'A002 dates.appliance_placement'],
    ['teeth', { 'service_lines.0.teeth': [{ number: '1', surfaces: '' }] }, 'A002 service_lines.0.teeth'],
    ['a prosthesis', { 'service_lines.0.prosthesis': 'initial' }, 'A002 service_lines.0.prosthesis'],
    ['secondary without the first payer', { payer_responsibility: 'secondary' }, 'A001 other_payers'],
  ])('on a professional claim: %s', (_, changes, fault) => {
    expect(professional(changes)).toEqual([fault]);
  });

  it.each([
    ['lab_only', { assignment: 'lab_only' }, 'A002 assignment'],
    ['five diagnoses', { diagnosis_codes: ['K02.51', 'K02.52', 'K02.53', 'K02.61', 'K02.62'] }, 'A006 diagnosis_codes'],
    ['a CPT code', { 'service_lines.0.code': '99213', 'service_lines.0.code_system': 'CPT' }, 'A002 service_lines.0.code_system'],
    ['a code without its D', { 'service_lines.0.code': '02392' }, 'A002 service_lines.0.code'],
    ['six surfaces', { 'service_lines.0.teeth.0.surfaces': 'MODBLF' }, 'A002 service_lines.0.teeth.0.surfaces'],
    ['a surface twice', { 'service_lines.0.teeth.0.surfaces': 'MM' }, 'A002 service_lines.0.teeth.0.surfaces'],
    ['a surface that is none', { 'service_lines.0.teeth.0.surfaces': 'MX' }, 'A002 service_lines.0.teeth.0.surfaces'],
    ['tooth 33', { 'service_lines.0.teeth.0.number': '33' }, 'A002 service_lines.0.teeth.0.number'],
    ['a tooth twice', { 'service_lines.0.teeth.1.number': '30' }, 'A002 service_lines.0.teeth.1.number'],
    ['tooth 83', { 'service_lines.0.teeth.0.number': '83' }, 'A002 service_lines.0.teeth.0.number'],
    ['a missing tooth that is none', { 'missing_teeth.0.number': 'U' }, 'A002 missing_teeth.0.number'],
    [
      '33 teeth on a line',
      {
        'service_lines.0.teeth': Array.from({ length: 33 }, (_, index) => ({
          number: index < 32 ? `${index + 1}` : 'A',
          surfaces: '',
        })),
      },
      'A002 service_lines.0.teeth',
    ],
    [
      'six areas',
      { 'service_lines.1.oral_cavity_areas': ['00', '01', '02', '10', '20', '30'] },
      'A002 service_lines.1.oral_cavity_areas',
    ],
    ['an area that is none', { 'service_lines.1.oral_cavity_areas': ['UR'] }, 'A002 service_lines.1.oral_cavity_areas.0'],
    [
      'a replacement without its prior date',
      { 'service_lines.1.prior_placement_date': undefined },
      'A001 service_lines.1.prior_placement_date',
    ],
    ['no date of service', { date_of_service: undefined }, 'A001 date_of_service'],
    ['months in halves', { 'orthodontics.months_remaining': 1.5 }, 'A002 orthodontics.months_remaining'],
    ['an onset', { dates: { onset: '2026-01-01' } }, 'A002 dates.onset'],
    ['an ordering provider', { ordering_provider: fullProfessionalBody.ordering_provider }, 'A002 ordering_provider'],
    ['a drug', { 'service_lines.0.ndc': { code: '00003029328', quantity: 1, unit: 'ML' } }, 'A002 service_lines.0.ndc'],
    ['minutes as units', { 'service_lines.0.unit_type': 'MJ' }, 'A002 service_lines.0.unit_type'],
    [
      'an X-ray as a medical report type',
      { attachments: [{ report_type: '03', transmission: 'AA' }] },
      'A002 attachments.0.report_type',
    ],
  ])('on a dental claim: %s', (_, changes, fault) => {
    expect(dental(changes)).toEqual([fault]);
  });

  it.each([
    [
      'a decision of a payer who is not named',
      { 'service_lines.0.adjudications.0.payer_id': 'OTHER' },
      ['A002 service_lines.0.adjudications.0.payer_id'],
    ],
    [
      'a decision without a date',
      { 'service_lines.0.adjudications.0.date': undefined },
      ['A001 service_lines.0.adjudications.0.date'],
    ],
    [
      'a decision without units',
      { 'service_lines.0.adjudications.0.units': undefined },
      ['A001 service_lines.0.adjudications.0.units'],
    ],
    ['a decision below zero', { 'service_lines.0.adjudications.0.paid': -1 }, ['A002 service_lines.0.adjudications.0.paid']],
    [
      'an unknown adjustment group',
      { 'service_lines.0.adjudications.0.adjustments.0.group': 'XX' },
      ['A002 service_lines.0.adjudications.0.adjustments.0.group'],
    ],
    [
      'an adjustment without a reason',
      { 'service_lines.0.adjudications.0.adjustments.0.carc': undefined },
      ['A001 service_lines.0.adjudications.0.adjustments.0.carc'],
    ],
    ['another payer without relationship', { 'other_payers.0.relationship': undefined }, ['A001 other_payers.0.relationship']],
    [
      'another payer without member id',
      { 'other_payers.0.subscriber.member_id': undefined },
      ['A001 other_payers.0.subscriber.member_id'],
    ],
    ['another payer without name', { 'other_payers.0.name': undefined }, ['A001 other_payers.0.name']],
    ['another payer who paid less than nothing', { 'other_payers.0.paid_amount': -1 }, ['A002 other_payers.0.paid_amount']],
    ['less than nothing not covered', { 'other_payers.0.non_covered_amount': -1 }, ['A002 other_payers.0.non_covered_amount']],
    ['less than nothing left to pay', { 'other_payers.0.remaining_liability': -1 }, ['A002 other_payers.0.remaining_liability']],
    ['lines decided, and no payment in all', { 'other_payers.0.paid_amount': undefined }, ['A001 other_payers.0.paid_amount']],
    [
      'two other payers of one id',
      { 'other_payers.1': { ...fullProfessionalBody.other_payers[0], responsibility: 'tertiary' } },
      ['A002 other_payers.1.payer_id'],
    ],
    ['a facility with a ZIP of five digits', { 'service_facility.address.zip': '43215' }, ['A002 service_facility.address.zip']],
    ['two secondary payers', { 'other_payers.0.responsibility': 'secondary' }, ['A002 other_payers.0.responsibility']],
    ['a line number twice', { 'service_lines.1.line_id': 'V-1001-1' }, ['A002 service_lines.1.line_id']],
    ['a patient without sex', { 'patient.sex': undefined }, ['A001 patient.sex']],
    [
      'a patient without address',
      { 'patient.address': undefined },
      ['A001 patient.address.line1', 'A001 patient.address.city', 'A001 patient.address.state', 'A001 patient.address.zip'],
    ],
    ['a subscriber’s address without its city', { 'subscriber.address.city': undefined }, ['A001 subscriber.address.city']],
    [
      'a facility without address',
      { 'service_facility.address': undefined },
      [
        'A001 service_facility.address.line1',
        'A001 service_facility.address.city',
        'A001 service_facility.address.state',
        'A001 service_facility.address.zip',
      ],
    ],
  ])('with other payers and people: %s', (_, changes, faults) => {
    expect(whole(changes)).toEqual(faults);
  });

  it('a payer’s decision on the claim without a date', () => {
    const changes = { 'service_lines.0.adjudications': undefined, 'service_lines.1.adjudications': undefined };
    expect(whole(changes)).toEqual(['A001 other_payers.0.adjudication_date']);
  });

  it('51 lines', () => {
    expect(professional({ service_lines: Array.from({ length: 51 }, () => plainBody.service_lines[0]) })).toEqual([
      'A006 service_lines',
    ]);
  });

  it('more adjustments than five segments of six hold', () => {
    const adjustments = Array.from({ length: 31 }, () => ({ group: 'CO', carc: '45', amount: 1 }));
    expect(whole({ 'service_lines.0.adjudications.0.adjustments': adjustments })).toEqual([
      'A002 service_lines.0.adjudications.0.adjustments',
    ]);
  });

  const messages = (body: unknown): readonly string[] => {
    const written = writeClaims([claimOf(body)], ENVELOPE);
    return written.ok ? [] : written.error.map(({ path, message }) => `${path} ${message}`);
  };
  const several = <T>(count: number, make: (index: number) => T): readonly T[] =>
    Array.from({ length: count }, (_, at) => make(at));
  const plain = (changes: Readonly<Record<string, unknown>>) => changedBody(plainBody, changes);
  const full = (changes: Readonly<Record<string, unknown>>) => changedBody(fullProfessionalBody, changes);
  const tooth = (changes: Readonly<Record<string, unknown>>) => changedBody(fullDentalBody, changes);
  const { member_id: _id, group_number: _group, ...subscriberAsPatient } = plainBody.subscriber;
  const report = { report_type: 'OZ', transmission: 'AA' };

  it.each([
    ['note has a character that separates X12 data', plain({ note: 'one*two' })],
    ['note has characters that X12 cannot carry', plain({ note: 'pain 5 ≥ 3' })],
    ['note has more than 80 characters', plain({ note: 'W'.repeat(81) })],
    ['subscriber.member_id has fewer than 2 characters', plain({ 'subscriber.member_id': 'A' })],
    ['subscriber.address.state is no state', plain({ 'subscriber.address.state': 'ZZ' })],
    ['place_of_service is no place of service', plain({ place_of_service: '00' })],
    ['payer.claim_filing_code has not the form that the element takes', plain({ 'payer.claim_filing_code': 'XX' })],
    ['patient_paid cannot be below zero', plain({ patient_paid: -5 })],
    ['place_of_service is required', plain({ place_of_service: undefined })],
    ['payer_claim_number is required on a corrected or voided claim', plain({ frequency: 'void' })],
    ['payer_claim_number names an earlier claim, and an original claim has none', plain({ payer_claim_number: 'ICN' })],
    ['diagnosis_codes are more than 12', plain({ diagnosis_codes: several(13, (at) => `A0${at % 10}.${at > 9 ? 1 : 0}`) })],
    ['diagnosis_codes.1 stands in the list twice', plain({ diagnosis_codes: ['J20.9', 'J20.9'] })],
    ['diagnosis_codes.0 is an external cause, which cannot be first', plain({ diagnosis_codes: ['W18.49XA', 'J20.9'] })],
    ['attachments are more than 10', plain({ attachments: several(11, () => report) })],
    [
      'attachments.0.control_number belongs to an attachment that is sent, not to one available on request (AA)',
      plain({ attachments: [{ ...report, control_number: 'A1' }] }),
    ],
    ['service_lines are more than 50', plain({ service_lines: several(51, () => plainBody.service_lines[0]) })],
    ['service_lines.0.modifiers are more than 4', plain({ 'service_lines.0.modifiers': ['25', 'GC', 'GT', 'AQ', 'XE'] })],
    ['service_lines.0.modifiers holds a modifier twice', plain({ 'service_lines.0.modifiers': ['25', '25'] })],
    ['service_lines.0.units must be more than zero', plain({ 'service_lines.0.units': 0 })],
    ['service_lines.0.units is no quantity that X12 can carry', plain({ 'service_lines.0.units': 1.23456 })],
    ['service_lines.0.code_system cannot be CDT on a professional claim', plain({ 'service_lines.0.code_system': 'CDT' })],
    [
      'service_lines.0.diagnosis_pointers must be 1 to 4 different diagnoses of the claim',
      plain({ 'service_lines.0.diagnosis_pointers': [3] }),
    ],
    ['predetermination has no place on a professional claim (837P)', plain({ predetermination: true })],
    [
      'patient is another person than the subscriber, and the relationship says self',
      plain({ patient: fullProfessionalBody.patient }),
    ],
    [
      'patient is another person than the subscriber, and the relationship says self',
      plain({ patient: { ...subscriberAsPatient, first_name: 'Twin' } }),
    ],
    ['service_lines.1.line_id is the number of another line too', full({ 'service_lines.1.line_id': 'V-1001-1' })],
    [
      'service_lines.0.adjudications.0.payer_id is none of the other payers of the claim',
      full({ 'service_lines.0.adjudications.0.payer_id': 'OTHER' }),
    ],
    ['service_lines.0.adjudications.0.paid cannot be below zero', full({ 'service_lines.0.adjudications.0.paid': -1 })],
    [
      'service_lines.0.adjudications.0.adjustments need more than 5 segments',
      full({ 'service_lines.0.adjudications.0.adjustments': several(31, () => ({ group: 'CO', carc: '45', amount: 1 })) }),
    ],
    [
      'service_lines.0.adjudications are more than 15',
      full({ 'service_lines.0.adjudications': several(16, () => fullProfessionalBody.service_lines[0]?.adjudications[0]) }),
    ],
    [
      'other_payers.0.responsibility is held by another payer of the claim',
      full({ 'other_payers.0.responsibility': 'secondary' }),
    ],
    [
      'service_facility.address.zip must have nine digits: 5010 takes no less of a facility',
      full({ 'service_facility.address.zip': '43215' }),
    ],
    ['assignment cannot be lab_only on a dental claim', tooth({ assignment: 'lab_only' })],
    ['dates.onset has no place on a dental claim (837D)', tooth({ dates: { onset: '2026-01-01' } })],
    ['orthodontics.months_remaining must be a whole number of months', tooth({ 'orthodontics.months_remaining': -1 })],
    ['missing_teeth has more than 35 teeth', tooth({ missing_teeth: several(36, () => ({ number: '1', status: 'missing' })) })],
    ['service_lines.0.code_system must be CDT on a dental claim', tooth({ 'service_lines.0.code_system': 'CPT' })],
    ['service_lines.0.code must be D and four digits', tooth({ 'service_lines.0.code': '02392' })],
    [
      'service_lines.1.oral_cavity_areas are more than 5',
      tooth({ 'service_lines.1.oral_cavity_areas': ['00', '01', '02', '10', '20', '30'] }),
    ],
    ['service_lines.0.teeth.0.surfaces are more than 5', tooth({ 'service_lines.0.teeth.0.surfaces': 'MODBLF' })],
    [
      'service_lines.0.teeth.0.surfaces must be different letters out of B D F I L M O',
      tooth({ 'service_lines.0.teeth.0.surfaces': 'MM' }),
    ],
    ['service_lines.0.teeth.1.number stands on the line twice', tooth({ 'service_lines.0.teeth.1.number': '30' })],
  ])('and says: %s', (message, body) => {
    expect(messages(body)).toEqual([message]);
  });

  it.each([
    [
      'the marks of an address and a note',
      plain({ 'subscriber.address.line1': '12 ELM ST APT #4', note: 'pain 5 > 3, 50 % better' }),
    ],
    ['ten attachments', plain({ attachments: several(10, () => report) })],
    ['50 lines', plain({ service_lines: several(50, () => plainBody.service_lines[0]) })],
    ['twelve diagnoses', plain({ diagnosis_codes: several(12, (at) => `A0${at % 10}.${at > 9 ? 1 : 0}`) })],
    [
      'four pointers',
      plain({ diagnosis_codes: ['J20.9', 'I10', 'E11.9', 'K21.9'], 'service_lines.0.diagnosis_pointers': [4, 3, 2, 1] }),
    ],
    ['four modifiers', plain({ 'service_lines.0.modifiers': ['25', 'GC', 'GT', 'AQ'] })],
    ['a patient who is the subscriber, said twice', plain({ patient: subscriberAsPatient })],
    ['a predetermination that is none', plain({ predetermination: false, missing_teeth: [] })],
    [
      '30 adjustments',
      full({ 'service_lines.0.adjudications.0.adjustments': several(30, () => ({ group: 'CO', carc: '45', amount: 1 })) }),
    ],
    [
      'fifteen decisions',
      full({ 'service_lines.0.adjudications': several(15, () => fullProfessionalBody.service_lines[0]?.adjudications[0]) }),
    ],
    ['35 missing teeth', tooth({ missing_teeth: several(35, () => ({ number: '1', status: 'missing' })) })],
    ['32 teeth', tooth({ 'service_lines.0.teeth': several(32, (at) => ({ number: `${at + 1}`, surfaces: '' })) })],
    ['five surfaces', tooth({ 'service_lines.0.teeth.0.surfaces': 'MODBL' })],
    ['five areas', tooth({ 'service_lines.1.oral_cavity_areas': ['00', '01', '02', '10', '20'] })],
  ])('but not %s', (_, body) => {
    expect(messages(body)).toEqual([]);
  });

  it('two claims of one number, and a file that names no telephone', () => {
    const claim = claimOf(changedBody(plainBody, { 'billing_provider.phone': undefined }));
    const { submitterPhone: _, ...silent } = ENVELOPE;
    const written = writeClaims([claim, claim], silent);
    expect(written.ok ? [] : written.error.map((fault) => `${fault.id} ${fault.path}`)).toEqual([
      'A008 claim_id',
      'A001 billing_provider.phone',
    ]);
  });

  it('every fault of every claim at once, and repeats no value', () => {
    const one = claimOf(changedBody(plainBody, { 'subscriber.last_name': 'Secret*name', place_of_service: undefined }));
    const two = claimOf(changedBody(fullDentalBody, { assignment: 'lab_only', 'service_lines.0.teeth.0.surfaces': 'MODBLF' }));
    const written = writeClaims([one, two], ENVELOPE);
    expect(written.ok ? [] : written.error.map(({ claimId, id, path }) => `${claimId} ${id} ${path}`)).toEqual([
      'V-1001 A002 subscriber.last_name',
      'V-1001 A001 place_of_service',
      'V-2001-D A002 assignment',
      'V-2001-D A002 service_lines.0.teeth.0.surfaces',
    ]);
    expect(JSON.stringify(written)).not.toMatch(/secret/i);
  });

  it('nothing when unchecked: a blank stands for what would cut the data', () => {
    const claim = claimOf(
      changedBody(plainBody, { 'subscriber.last_name': 'Wex*combe', 'subscriber.sex': undefined, note: 'W'.repeat(81) }),
    );
    const written = writeClaims([claim], ENVELOPE, { unchecked: true });
    expect(written.ok && written.value).toContain('NM1*IL*1*WEX COMBE*OTTOLINE');
    expect(written.ok && written.value).toContain('DMG*D8*19800229~');
    expect(written.ok && written.value).toContain(`NTE*ADD*${'W'.repeat(81)}~`);
  });
});
