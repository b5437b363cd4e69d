type Json = Record<string, unknown>;

const active = { benefit: { benefit_code: '30', benefit_coverage_code: '1' } };

/** Member ids that bring about what the payer may answer besides "active". */
const BY_MEMBER_ID: Readonly<Record<string, Json>> = {
  LATER: { error: [{ error_code: '42', error_mesg: 'Unable to respond at current time' }] },
  NOBODY: { error: { error_code: '75', error_mesg: 'Subscriber/Insured Not Found' } },
  REJECT: { benefit: { benefit_code: '30', benefit_coverage_code: '6' } },
  UNCLEAR: { benefit: [{ benefit_code: '30', benefit_coverage_code: 'B', benefit_amount: '25' }] },
};

export const eligibilityAnswer = (memberId: string): Json => ({ elig: { eligid: '1', ...(BY_MEMBER_ID[memberId] ?? active) } });

const PAYERS: readonly { readonly payerid: string; readonly payer_name: string; readonly [other: string]: unknown }[] = [
  { payerid: '00882', payer_name: 'Simulated Medicare' },
  {
    payerid: 'COM1',
    payer_name: 'Simulated Commercial',
    payer_alt_names: { alt_payerid: 'COM1A', alt_payer_name: 'Simulated Trade' },
  },
];

/** By the whole id, or by any part of the name. */
export const payersLike = (payerId: string, name: string): readonly Json[] =>
  PAYERS.filter(
    (payer) =>
      (payerId === '' || payer.payerid === payerId) &&
      payer.payer_name.toLowerCase().includes(name.replaceAll('*', '').toLowerCase()),
  );
