import { describe, expect, it } from '@jest/globals';
import { parseClaimBody } from '../../shared/messages/claim-body';
import { claimBody } from '../../shared/messages/claim-body-writer';
import { fullDentalBody, fullProfessionalBody } from '../claim/claims';

const faultsOfBody = (body: unknown): readonly string[] => {
  const parsed = parseClaimBody(body);
  return parsed.ok ? [] : parsed.error.map((fault) => `${fault.path} ${fault.code}`);
};

describe('parseClaimBody', () => {
  it.each([
    ['professional', fullProfessionalBody],
    ['dental', fullDentalBody],
  ])('reads every field of a %s claim, and claimBody gives the same JSON back', (_, body) => {
    const parsed = parseClaimBody(body);
    expect(parsed.ok).toBe(true);
    if (parsed.ok) expect(claimBody(parsed.value)).toEqual(body);
  });

  it('takes null and empty text as absent in optional fields', () => {
    const plain = parseClaimBody({ ...fullProfessionalBody, note: undefined, encounter_id: undefined, accident: undefined });
    const blank = parseClaimBody({ ...fullProfessionalBody, note: null, encounter_id: '', accident: null });
    expect(blank).toEqual(plain);
  });

  it('refuses unknown fields by name, also nested and also when they are null', () => {
    expect(
      faultsOfBody({
        ...fullProfessionalBody,
        favourite_colour: null,
        payer: { ...fullProfessionalBody.payer, color: 1 },
        service_lines: [{ ...fullProfessionalBody.service_lines[0], cpt: 'x' }],
      }),
    ).toEqual(['payer.color unknown_field', 'service_lines.0.cpt unknown_field', 'favourite_colour unknown_field']);
  });

  it('names every fault at once and repeats no value', () => {
    const parsed = parseClaimBody({
      claim_id: 'bad id_1',
      type: 'veterinary',
      date_of_service: '2026-02-30',
      total_charge: 10.005,
      signature_on_file: 'yes',
      subscriber: { last_name: 7, birth_date: 'Trevanion' },
      service_lines: [{ diagnosis_pointers: [1.5], charge_amount: '150' }],
    });
    expect(parsed.ok ? [] : parsed.error.map((fault) => fault.path)).toEqual([
      'claim_id',
      'type',
      'total_charge',
      'subscriber.last_name',
      'subscriber.birth_date',
      'date_of_service',
      'signature_on_file',
      'service_lines.0.charge_amount',
      'service_lines.0.diagnosis_pointers.0',
    ]);
    expect(JSON.stringify(parsed)).not.toMatch(/bad id|veterinary|Trevanion|02-30|10\.005/);
  });

  it.each([[undefined], [null], [''], ['a-1'], ['A'.repeat(21)], [7]])('refuses the claim id %p', (claimId) => {
    expect(faultsOfBody({ claim_id: claimId }).map((fault) => fault.split(' ')[0])).toEqual(['claim_id']);
  });

  it.each([[null], [7], ['text'], [[]]])('refuses %p as a claim', (body) => {
    expect(faultsOfBody(body)).toHaveLength(1);
  });

  it('lists required fields that are merely missing as unstated, and gives them back as missing', () => {
    const parsed = parseClaimBody({ claim_id: 'A-1', service_lines: [{}], accident: {} });
    expect(parsed.ok && parsed.value.unstated).toEqual([
      'type',
      'frequency',
      'accident.cause',
      'service_lines.0.code',
      'service_lines.0.code_system',
      'service_lines.0.charge_amount',
      'service_lines.0.units',
    ]);
    expect(parsed.ok && claimBody(parsed.value)).toEqual({
      claim_id: 'A-1',
      accident: {},
      diagnosis_codes: [],
      service_lines: [{ modifiers: [], unit_type: 'UN', diagnosis_pointers: [] }],
    });
  });

  it('gives ICD-10-CM codes their dot', () => {
    const parsed = parseClaimBody({ claim_id: 'A-1', diagnosis_codes: ['J0190', 'J01.90', 'i10', 'E1165'] });
    expect(parsed.ok && parsed.value.diagnosisCodes).toEqual(['J01.90', 'J01.90', 'I10', 'E11.65']);
  });
});
