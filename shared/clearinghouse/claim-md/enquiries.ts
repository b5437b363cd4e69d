import type { PlainDate } from '../../kernel/plain-date';
import { x12FromPlainDate } from '../../kernel/plain-date';
import { TransientFailure } from '../../workflow/ports';
import type { ClaimMdClient } from './client';
import { read } from './read';
import { WireAppeal, WireEligibility, WirePayerList } from './wire';

/** What is asked of the clearinghouse beside claims and money. Reads only. */
export interface Enquiries {
  eligibility(question: EligibilityQuestion): Promise<EligibilityAnswer>;
  /** Payers whose id or name matches; leading zeros of an id matter. */
  payers(search: { readonly payerId?: string; readonly name?: string }): Promise<readonly { payerId: string; name?: string }[]>;
  /** Where a person files an appeal for a claim; undefined when the vendor has no form for it. Never opened by us. */
  appealLink(clearinghouseClaimId: string): Promise<string | undefined>;
}

export interface EligibilityQuestion {
  /** The payer's id for eligibility, which may differ from the one for claims. */
  readonly payerId: string;
  readonly providerNpi: string;
  readonly providerTaxId: string;
  readonly dateOfService: PlainDate;
  readonly isSelf: boolean;
  readonly subscriber: {
    readonly lastName: string;
    readonly firstName: string;
    readonly memberId?: string;
    readonly birthDate?: PlainDate;
  };
  readonly patient?: { readonly lastName: string; readonly firstName: string; readonly birthDate?: PlainDate };
}

export type EligibilityAnswer =
  | { readonly kind: 'active' | 'inactive'; readonly eligibilityId: string; readonly benefits: readonly Benefit[] }
  /** The payer says nothing of the coverage itself. */
  | { readonly kind: 'unclear'; readonly eligibilityId?: string; readonly benefits: readonly Benefit[] }
  /** The payer does not know the person, or refuses the question; code as the vendor has it. */
  | { readonly kind: 'refused'; readonly code: string };

/** One EB segment: coverage code EB01, service type EB03, amounts as the payer wrote them. */
export interface Benefit {
  readonly coverageCode: string;
  readonly serviceTypeCode?: string;
  readonly amount?: string;
  readonly percent?: string;
  readonly network?: string;
}

/** "Unable to respond at current time": the one eligibility error that goes away by itself. */
const PAYER_CANNOT_ANSWER_NOW = '42';
const ACTIVE = '1';
const INACTIVE = '6';

export function createEnquiries(client: ClaimMdClient): Enquiries {
  return {
    eligibility: async (question) => {
      const { elig } = await read(client, 'eligdata', eligibilityFields(question), WireEligibility);
      return eligibilityOf(elig);
    },
    payers: async ({ payerId, name }) => {
      const fields = {
        ...(payerId === undefined ? {} : { payerid: payerId }),
        ...(name === undefined ? {} : { payer_name: name }),
      };
      const body = await read(client, 'payerlist', fields, WirePayerList);
      return body.payer.flatMap(({ payerid, payer_name }) =>
        payerid === undefined ? [] : [{ payerId: payerid, ...(payer_name === undefined ? {} : { name: payer_name }) }],
      );
    },
    appealLink: async (clearinghouseClaimId) =>
      (await read(client, 'appeal', { claimid: clearinghouseClaimId }, WireAppeal)).link,
  };
}

/** Dates are yyyymmdd here, and the relationship is 18 (self) or G8. */
function eligibilityFields(question: EligibilityQuestion): Record<string, string> {
  const { subscriber, patient } = question;
  const present: readonly (readonly [string, string | undefined])[] = [
    ['payerid', question.payerId],
    ['prov_npi', question.providerNpi],
    ['prov_taxid', question.providerTaxId],
    ['fdos', x12FromPlainDate(question.dateOfService)],
    ['pat_rel', question.isSelf ? '18' : 'G8'],
    ['service_code', '30'],
    ['ins_name_l', subscriber.lastName],
    ['ins_name_f', subscriber.firstName],
    ['ins_number', subscriber.memberId],
    ['ins_dob', subscriber.birthDate === undefined ? undefined : x12FromPlainDate(subscriber.birthDate)],
    ['pat_name_l', patient?.lastName],
    ['pat_name_f', patient?.firstName],
    ['pat_dob', patient?.birthDate === undefined ? undefined : x12FromPlainDate(patient.birthDate)],
  ];
  return Object.fromEntries(present.filter((pair): pair is readonly [string, string] => pair[1] !== undefined));
}

function eligibilityOf(elig: (typeof WireEligibility)['_output']['elig']): EligibilityAnswer {
  const [error] = elig.error;
  if (error?.error_code === PAYER_CANNOT_ANSWER_NOW) throw new TransientFailure('claim-md.eligdata.payer-unavailable');
  if (error !== undefined) return { kind: 'refused', code: error.error_code ?? 'unnamed' };
  const benefits = elig.benefit.map((benefit) => ({
    coverageCode: benefit.benefit_coverage_code ?? '',
    ...(benefit.benefit_code === undefined ? {} : { serviceTypeCode: benefit.benefit_code }),
    ...(benefit.benefit_amount === undefined ? {} : { amount: benefit.benefit_amount }),
    ...(benefit.benefit_percent === undefined ? {} : { percent: benefit.benefit_percent }),
    ...(benefit.inplan_network === undefined ? {} : { network: benefit.inplan_network }),
  }));
  const eligibilityId = elig.eligid;
  const has = (code: string): boolean => benefits.some((benefit) => benefit.coverageCode === code);
  if (eligibilityId === undefined || has(ACTIVE) === has(INACTIVE)) {
    return { kind: 'unclear', benefits, ...(eligibilityId === undefined ? {} : { eligibilityId }) };
  }
  return { kind: has(ACTIVE) ? 'active' : 'inactive', eligibilityId, benefits };
}
