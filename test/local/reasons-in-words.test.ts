import { describe, expect, it } from '@jest/globals';
import { reasonInWords } from '../../infra/local/reasons-in-words';
import { totalsOf, type Summary } from '../../infra/local/summary';
import { ruleCatalogue } from '../../shared/scrubbing/catalogue';

const REASONS: readonly (readonly [state: string, reason: string, words: string])[] = [
  ['held', 'F003', 'F003 (no decision making and no time that reach a level)'],
  ['held', 'C010 F006', 'C010 (not so: The payer takes the service) F006 (a fact is missing)'],
  ['held', 'F006 date_of_service value', 'F006 (a fact is missing) date_of_service value'],
  ['not_billable', 'SELF_PAY', 'SELF_PAY (the patient pays)'],
  ['denied', 'CO-197', "CO-197 (the payer's reason for not paying)"],
  ['rejected', '1001 ins_number', '1001 ins_number (refused by clearinghouse or payer: message 1001, field ins_number)'],
  ['rejected', '77', '77 (refused by clearinghouse or payer: message 77)'],
  ['held', 'SOMETHING_NEW', 'SOMETHING_NEW'],
];

describe('the reasons of the day in words', () => {
  it.each(REASONS)('%s %s', (state, reason, words) => {
    expect(reasonInWords(state, reason)).toBe(words);
  });

  it('has words for every finding', () => {
    const ids = [
      ...ruleCatalogue.map(({ id }) => id),
      ...Array.from({ length: 10 }, (_, i) => `F0${String(i + 1).padStart(2, '0')}`),
    ];
    expect(ids.filter((id) => reasonInWords('held', id) === id)).toEqual([]);
  });

  it('counts the day in one line', () => {
    const claim = { claim_id: 'C1', charge: 150, paid: 85, patient_responsibility: 20, written_off: 45, denied: 0 };
    const visit = (state: 'paid' | 'held') => ({
      source: 's',
      encounter_id: state,
      state,
      codes: [],
      claims: state === 'paid' ? [claim] : [],
    });
    const summary = { visits: [visit('held'), visit('paid'), visit('paid')] } as unknown as Summary;
    expect(totalsOf(summary)).toBe('3 visits: 2 paid, 1 held; charged 300.00, paid 170.00.');
  });
});
