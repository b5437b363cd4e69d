import type { PayerPolicy, PracticeProvider, PracticeRules } from '../../shared/coding/practice-rules';
import { cents } from '../../shared/kernel/money';
import type { Npi } from '../../shared/kernel/npi';

// A small practice, valid by default; what a case needs besides, it states.

/** A payer's row that asks for nothing special; a case states only what matters. */
export const payerPolicy = (stated: Partial<PayerPolicy> = {}): PayerPolicy => ({
  payerId: 'COM1',
  name: 'Commercial',
  payerType: 'commercial',
  claimFilingCode: 'CI',
  telehealth: { audioVideoModifier: '95', audioOnlyModifier: '93', takesCpt98000: false },
  prolonged: 'CPT',
  takesG2211: false,
  takesConsultations: true,
  takesPreventive: true,
  takesWellness: false,
  takesDental: true,
  vaccineAdministration: 'CPT',
  timelyFilingDays: 90,
  memberIdPattern: '^[A-Z]{3}[0-9]{9}$',
  billingTaxonomyRequired: false,
  requiredModifiers: [],
  forbiddenModifiers: [],
  substitutions: [],
  notTaken: [],
  edits: {},
  priorAuthorization: [],
  referralRequired: false,
  ...stated,
});

const MBI = '^[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9][0-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y0-9][0-9][AC-HJKMNP-RT-Y]{2}[0-9]{2}$';

const medicareLike: Partial<PayerPolicy> = {
  telehealth: { audioVideoModifier: null, audioOnlyModifier: '93', takesCpt98000: false },
  prolonged: 'MEDICARE',
  takesG2211: true,
  takesConsultations: false,
  takesPreventive: false,
  takesWellness: true,
  takesDental: false,
  vaccineAdministration: 'MEDICARE',
  timelyFilingDays: 365,
};

/** The payers of contracts' table, and one that pays after accidents. */
export const PAYERS: Readonly<Record<string, PayerPolicy>> = {
  COM1: payerPolicy(),
  MCR: payerPolicy({ ...medicareLike, payerId: 'MCR', payerType: 'medicare', claimFilingCode: 'MB', memberIdPattern: MBI }),
  MADV: payerPolicy({
    ...medicareLike,
    payerId: 'MADV',
    payerType: 'medicare_advantage',
    claimFilingCode: '16',
    memberIdPattern: '^[A-Z0-9]{5,20}$',
  }),
  MCD1: payerPolicy({
    payerId: 'MCD1',
    payerType: 'medicaid',
    claimFilingCode: 'MC',
    takesDental: false,
    timelyFilingDays: 365,
    memberIdPattern: '^[A-Z0-9]{8,12}$',
    billingTaxonomyRequired: true,
  }),
  DEN1: payerPolicy({ payerId: 'DEN1', timelyFilingDays: 365, memberIdPattern: '^[A-Z0-9]{5,20}$', takesConsultations: false }),
  WC1: payerPolicy({ payerId: 'WC1', payerType: 'workers_comp', claimFilingCode: 'WC', memberIdPattern: '^[A-Z0-9]{5,20}$' }),
};

const provider = (
  npi: string,
  taxonomy: string,
  kind: PracticeProvider['kind'],
  enrolledWith: readonly string[],
): PracticeProvider => ({
  npi: npi as Npi,
  firstName: 'Test',
  lastName: 'Provider',
  taxonomy,
  kind,
  enrolledWith,
});

const EVERYONE = Object.keys(PAYERS);

/** Fees by code in cents; a code without a row has no fee, and is known by its official table. */
export function practiceRules(
  stated: Partial<PracticeRules> = {},
  payers: Readonly<Record<string, PayerPolicy>> = PAYERS,
  fees: Readonly<Record<string, number>> = {},
): PracticeRules {
  return {
    name: 'test',
    timeZone: 'America/New_York',
    state: 'OH',
    billingProvider: {
      npi: '1987654328' as Npi,
      taxId: '123456789',
      taxIdType: 'EIN',
      taxonomy: '261QP2300X',
      organizationName: 'Test Practice',
      address: { line1: '1 Main Street', city: 'Columbus', state: 'OH', zip: '432150001' },
    },
    providers: [
      provider('1234567893', '207Q00000X', 'physician', EVERYONE),
      provider('1345678902', '207Q00000X', 'physician', EVERYONE),
      provider('1456789019', '363LF0000X', 'nurse_practitioner', EVERYONE),
      provider('1567890128', '122300000X', 'dentist', ['COM1', 'DEN1']),
    ],
    map: {
      diagnosisByIcdOrWords: () => undefined,
      diagnosisBySnomed: () => undefined,
      procedure: () => undefined,
      diagnosesFor: () => [],
      dental: () => undefined,
    },
    fees: {
      fee: (code) => (fees[code] === undefined ? undefined : cents(fees[code])),
      knows: (code) => fees[code] !== undefined || /^D\d{4}$/.test(code),
    },
    payer: (payerId) => payers[payerId],
    edits: {},
    contentHash: 'test',
    mode: 'test',
    billingRoute: 'clearinghouse',
    ...stated,
  };
}
