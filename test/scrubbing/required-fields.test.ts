import { describe, expect, it } from '@jest/globals';
import { goldenOf, writtenOut } from './audit';
import { findingsOf } from './golden';

// A001 field by field: taken away alone, each is missed by its own name, on its own line, and the fix says where it comes from.

const FRONT_DESK = 'from the registration (front desk)';
const SETTINGS = 'in the practice’s settings (administrator)';
const PAYERS = 'from the payer table (biller)';
const VISIT = 'from the visit (biller)';
const ADDRESS = ['line1', 'city', 'state', 'zip'];

const person = { npi: '1999999992', last_name: 'OTHER', first_name: 'KIM' };
const address = { line1: '22 ELM AVENUE', city: 'COLUMBUS', state: 'OH', zip: '432159876' };
const child = { last_name: 'TESTER', first_name: 'KIM', birth_date: '2015-01-01', sex: 'F', address };
const medicareFirst = {
  payer_id: 'MCR',
  name: 'MEDICARE PART B',
  responsibility: 'secondary',
  claim_filing_code: 'MB',
  relationship: 'self',
  subscriber: { member_id: '1AA0TE0MK13', last_name: 'TESTER', first_name: 'ROBIN' },
};

/** Fields of a claim, by what it starts from and where the field comes from. */
const FIELDS: readonly (readonly [origin: string, base: string, with_: Readonly<Record<string, unknown>>, ...paths: string[]])[] = [
  [SETTINGS, 'medicare', {}, ...['npi', 'tax_id', 'tax_id_type', 'organization_name'].map((part) => `billing_provider.${part}`)],
  [SETTINGS, 'medicare', {}, ...ADDRESS.map((part) => `billing_provider.address.${part}`)],
  [SETTINGS, 'medicare', {}, ...Object.keys(person).map((part) => `rendering_provider.${part}`)],
  [PAYERS, 'medicare', {}, 'payer.payer_id', 'payer.name', 'payer.claim_filing_code', 'payer_responsibility'],
  [FRONT_DESK, 'medicare', {}, 'patient_relationship', ...['member_id', 'last_name', 'first_name', 'birth_date', 'sex'].map((part) => `subscriber.${part}`)],
  [FRONT_DESK, 'medicare', {}, ...ADDRESS.map((part) => `subscriber.address.${part}`)],
  [FRONT_DESK, 'commercial', { patient_relationship: 'child', patient: child }, ...['last_name', 'first_name', 'birth_date', 'sex'].map((part) => `patient.${part}`)],
  [FRONT_DESK, 'commercial', { patient_relationship: 'child', patient: child }, ...ADDRESS.map((part) => `patient.address.${part}`)],
  [FRONT_DESK, 'commercial', { other_payers: [medicareFirst] }, ...['payer_id', 'name', 'claim_filing_code', 'relationship', 'subscriber.member_id', 'subscriber.last_name'].map((part) => `other_payers.0.${part}`)],
  [VISIT, 'medicare', {}, 'place_of_service', 'signature_on_file', 'benefits_assigned', 'assignment', 'release_of_information'],
  [VISIT, 'hospital', {}, 'service_facility.name', ...ADDRESS.map((part) => `service_facility.address.${part}`)],
  [VISIT, 'medicare', { referring_provider: person }, ...Object.keys(person).map((part) => `referring_provider.${part}`)],
  [VISIT, 'medicare', { ordering_provider: person }, ...Object.keys(person).map((part) => `ordering_provider.${part}`)],
  [VISIT, 'medicare', { supervising_provider: person }, ...Object.keys(person).map((part) => `supervising_provider.${part}`)],
  [VISIT, 'medicare', { 'service_lines.0.rendering_provider': person }, ...Object.keys(person).map((part) => `service_lines.0.rendering_provider.${part}`)],
  [VISIT, 'medicare', { accident: { cause: 'auto', date: '2026-11-01', state: 'OH' } }, 'accident.date', 'accident.state'],
  [VISIT, 'medicare', {}, 'service_lines.0.code', 'service_lines.0.charge_amount', 'service_lines.0.units', 'date_of_service'],
  [VISIT, 'dental', { 'service_lines.0.prosthesis': 'replacement', 'service_lines.0.prior_placement_date': '2020-01-01' }, 'service_lines.0.prior_placement_date'],
]; // prettier-ignore

const saidOf = (base: string, ...changes: readonly Readonly<Record<string, unknown>>[]): readonly string[] =>
  findingsOf(goldenOf('', writtenOut({ name: '', base, with: {}, expect: [] }, ...changes), []))
    .filter(({ id }) => id === 'A001')
    .map(({ lines, message, fix }) => `${lines.join()} ${message} → ${fix}`.trim());

describe('A001 › every element that the 837 requires', () => {
  it.each(FIELDS.flatMap(([origin, base, given, ...paths]) => paths.map((path) => [path, base, given, origin] as const)))(
    '%s of a %s claim',
    (path, base, given, origin) => {
      const line = path.startsWith('service_lines.0') ? '1 ' : '';
      expect(saidOf(base, given)).toEqual([]);
      expect(saidOf(base, given, { [path]: null })).toEqual([
        `${line}${path} is missing; the 837 requires it. → Fill in ${path} ${origin}.`,
      ]);
    },
  );

  it('asks the second payer Medicare why it is second', () => {
    const second = { payer_responsibility: 'secondary' };
    expect(saidOf('medicare', second)).toEqual([
      `subscriber.medicare_secondary_type is missing; the 837 requires it. → Fill in subscriber.medicare_secondary_type ${FRONT_DESK}.`,
    ]);
    expect(saidOf('medicare', second, { 'subscriber.medicare_secondary_type': '12' })).toEqual([]);
    expect(saidOf('advantage', second)).toEqual([]);
  });

  it('asks no birth date, sex or address of a subscriber who is not the patient', () => {
    const dependent = { patient_relationship: 'child', patient: child };
    for (const part of ['birth_date', 'sex', 'address'])
      expect(saidOf('commercial', dependent, { [`subscriber.${part}`]: null })).toEqual([]);
  });

  it('misses a list that is there and empty', () => {
    expect(saidOf('medicare', { diagnosis_codes: [] })).toEqual([
      `diagnosis_codes is missing; the 837 requires it. → Fill in diagnosis_codes ${VISIT}.`,
    ]);
    expect(saidOf('medicare', { lines: [] })).toEqual([
      `service_lines is missing; the 837 requires it. → Fill in service_lines ${VISIT}.`,
    ]);
  });
});
