import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cents } from '../../shared/kernel/money';
import { planPosting } from '../../shared/remittance/posting';
import type { ClaimPayment, RemittanceAdjustment } from '../../shared/remittance/remittance-advice';

const adjustment = (text: string): RemittanceAdjustment => {
  const [group = '', carc = '', amount = '0'] = text.split(' ');
  return { group, carc, amountCents: cents(Number(amount)) };
};

const payment = (paid: number, claimLevel: readonly string[], lineLevel: readonly string[] = [], status = '1'): ClaimPayment => ({
  patientControlNumber: 'V-1',
  status,
  chargeCents: cents(10000),
  paidCents: cents(paid),
  patientResponsibilityCents: cents(0),
  payerClaimNumber: 'ICN',
  adjustments: claimLevel.map(adjustment),
  remarks: ['MA01'],
  lines: [
    {
      procedure: '99213',
      modifiers: [],
      chargeCents: cents(10000),
      paidCents: cents(paid),
      units: 1,
      adjustments: lineLevel.map(adjustment),
      remarks: ['N130'],
    },
  ],
});

describe('planPosting', () => {
  it.each([
    // name, payment, outcome, paid, patient, written off, denied, unexplained, reasons
    ['paid in full', payment(10000, []), 'paid', 10000, 0, 0, 0, 0, []],
    ['paid less the contract', payment(7000, [], ['CO 45 3000']), 'paid', 7000, 0, 3000, 0, 0, []],
    ['all deductible', payment(0, [], ['PR 1 8000', 'CO 45 2000']), 'paid', 0, 8000, 2000, 0, 0, []],
    [
      'coinsurance and sequestration',
      payment(5000, ['CO 253 100'], ['PR 2 2000', 'CO 45 2900']),
      'paid',
      5000,
      2000,
      3000,
      0,
      0,
      [],
    ],
    ['secondary: the primary paid its part', payment(1500, [], ['OA 23 8500']), 'paid', 1500, 0, 8500, 0, 0, []],
    ['denied whole', payment(0, [], ['CO 97 10000']), 'denied', 0, 0, 0, 10000, 0, ['CO-97', 'MA01', 'N130']],
    ['denied by claim-level reason', payment(0, ['PI 204 10000']), 'denied', 0, 0, 0, 10000, 0, ['PI-204', 'MA01', 'N130']],
    ['another payer to be billed', payment(0, [], ['CO 24 10000']), 'denied', 0, 0, 0, 10000, 0, ['CO-24', 'MA01', 'N130']],
    ['non-covered, the patient’s', payment(0, [], ['PR 96 10000']), 'paid', 0, 10000, 0, 0, 0, []],
    [
      'partly denied',
      payment(4000, [], ['CO 50 5000', 'CO 45 1000']),
      'partially_paid',
      4000,
      0,
      1000,
      5000,
      0,
      ['CO-50', 'MA01', 'N130'],
    ],
    ['status denied without a reason', payment(0, [], [], '4'), 'denied', 0, 0, 0, 0, 10000, []],
    ['figures that leave money open', payment(7000, [], ['CO 45 2999']), 'paid', 7000, 0, 2999, 0, 1, []],
    ['reversed', payment(-7000, [], ['CO 45 -3000'], '22'), 'reversed', 0, 0, 0, 0, 0, []],
  ])('%s', (_, given, outcome, paid, patient, writtenOff, denied, unexplained, reasons) => {
    expect(planPosting(cents(10000), given)).toEqual({
      outcome,
      paidCents: paid,
      patientResponsibilityCents: patient,
      writtenOffCents: writtenOff,
      deniedCents: denied,
      unexplainedCents: unexplained,
      reasons,
    });
  });

  it('accounts for every cent of the charge, whatever the payer says', () => {
    const text = fc
      .tuple(
        fc.constantFrom('CO', 'PR', 'OA', 'PI', 'CR'),
        fc.constantFrom('1', '45', '97', '23', '253'),
        fc.integer({ min: -5000, max: 20000 }),
      )
      .map(([group, carc, amount]) => `${group} ${carc} ${amount}`);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 20000 }), fc.array(text), fc.array(text), (paid, claimLevel, lineLevel) => {
        const posting = planPosting(cents(10000), payment(paid, claimLevel, lineLevel));
        const { paidCents, patientResponsibilityCents, writtenOffCents, deniedCents, unexplainedCents } = posting;
        expect(paidCents + patientResponsibilityCents + writtenOffCents + deniedCents + unexplainedCents).toBe(10000);
      }),
    );
  });
});
