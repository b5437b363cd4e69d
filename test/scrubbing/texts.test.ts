import { describe, expect, it } from '@jest/globals';
import { goldenOf, writtenOut } from './audit';
import { findingsOf } from './golden';

// Every text that reaches the 837 has a longest value: it passes, one letter more does not, and nothing is cut.

const LONGEST: readonly (readonly [path: string, longest: number])[] = [
  ['subscriber.last_name', 60],
  ['subscriber.first_name', 35],
  ['subscriber.middle_name', 25],
  ['subscriber.member_id', 80],
  ['subscriber.group_number', 50],
  ['subscriber.group_name', 60],
  ['subscriber.address.line1', 55],
  ['subscriber.address.line2', 55],
  ['subscriber.address.city', 30],
  ['subscriber.address.zip', 15],
  ['billing_provider.organization_name', 60],
  ['rendering_provider.first_name', 35],
  ['payer.name', 60],
  ['payer.payer_id', 80],
  ['payer_claim_number', 50],
  ['prior_authorization', 50],
  ['referral_number', 50],
  ['predetermination_number', 50],
  ['clia_number', 50],
  ['medical_record_number', 50],
  ['note', 80],
  ['service_lines.0.line_id', 30],
  ['service_lines.0.description', 80],
  ['service_lines.0.prior_authorization', 50],
  ['service_lines.0.rendering_provider.last_name', 60],
];

const saidOf = (path: string, text: string): readonly string[] =>
  findingsOf(goldenOf(path, writtenOut({ name: path, base: 'medicare', with: { [path]: text }, expect: [] }), []))
    .filter(({ id }) => id === 'A002')
    .map(({ lines, message, fix }) => `${lines.join()} ${message} → ${fix}`.trim());

describe('A002 › lengths', () => {
  it.each(LONGEST)('%s takes %i', (path, longest) => {
    const line = path.startsWith('service_lines.0') ? '1 ' : '';
    expect(saidOf(path, 'X'.repeat(longest))).toEqual([]);
    expect(saidOf(path, 'X'.repeat(longest + 1))).toEqual([
      `${line}${path} is ${longest + 1} characters long; the guide takes ${longest}, and nothing is cut. → Shorten ${path} (biller).`,
    ]);
  });
});

describe('A002 › characters', () => {
  it('names the field, and never what stands in it', () => {
    expect(saidOf('subscriber.first_name', 'ΆΝΝΑ')).toEqual([
      'subscriber.first_name holds a character that an 837 cannot carry: only Latin letters, digits, blanks and the marks of an English keyboard go. → Spell subscriber.first_name in those characters, a name as it stands on the member’s card (front desk, biller).',
    ]);
    expect(saidOf('service_lines.0.description', 'ONE~TWO')).toEqual([
      '1 service_lines.0.description holds a character that X12 keeps for itself (~ * : ^ or a control character). → Take the character out of service_lines.0.description (biller; can be done automatically).',
    ]);
  });

  it.each(['encounter_id', 'patient_id'])('leaves alone what never reaches the 837: %s', (path) => {
    expect(saidOf(path, 'A*B:C')).toEqual([]);
  });

  it('leaves the history alone', () => {
    const history = [{ code: '36415', date: '2026-10-01', facility: 'A*B' }];
    const hit = { name: '', base: 'medicare', with: { prior_procedures: history }, expect: [] };
    expect(findingsOf(goldenOf('', writtenOut(hit), []))).toEqual([]);
  });

  it('lets a visit that is being coded use any letter in its words, and no delimiter', () => {
    const coded = (description: string): readonly string[] =>
      findingsOf(
        goldenOf(
          '',
          writtenOut({ name: '', base: 'medicare', with: { 'service_lines.0.description': description, visit: {} }, expect: [] }),
          [],
        ),
      ).map(({ id, lines, message }) => `${id} ${lines.join()} ${message}`);
    expect(coded('Schnitt ≤ 2 cm')).toEqual([]);
    expect(coded('ONE^TWO')).toEqual([
      'A002 1 description holds a character that X12 keeps for itself (~ * : ^ or a control character).',
    ]);
    expect(coded('X'.repeat(81))).toEqual(['A002 1 description is 81 characters long; the guide takes 80, and nothing is cut.']);
  });
});
