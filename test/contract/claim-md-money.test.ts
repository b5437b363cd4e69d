import { afterEach, describe, expect, it } from '@jest/globals';
import { cents, dollarsFromCents, type Cents } from '../../shared/kernel/money';
import type { Instant } from '../../shared/kernel/plain-date';
import { createClaimMd } from '../../shared/clearinghouse/claim-md/claim-md';
import { planPosting } from '../../shared/remittance/posting';
import { readRemittanceText } from '../../shared/remittance/read-remittance';
import type { ClaimPayment, RemittanceEvent } from '../../shared/remittance/remittance-advice';
import { unlimitedBudget } from '../../shared/workflow/request-budget';
import { checkSegments, type X12Report } from '../../shared/x12/check/x12-check';
import { readSegments } from '../../shared/x12/core/segment-reader';
import { createClaimMdSimulator } from '../../infra/local/claim-md-simulator/simulator';
import type { DayVisit, RemittanceBehaviour } from '../../infra/local/day-visits';
import { movableClock, serve } from './loopback';
import { sample837 } from './sample-837';

const START = '2026-11-20T15:00:00.000Z' as Instant;
const HOUR = 3_600_000;

let close: (() => Promise<void>) | undefined;
afterEach(async () => close?.());

interface Scenario {
  readonly remittance: RemittanceBehaviour;
  readonly carc?: string;
  readonly filing?: string;
  readonly lines?: readonly (readonly [string, string])[];
}

const visitOf = ({ remittance, carc }: Scenario, index: number): DayVisit => ({
  encounter: { encounter_id: `E${index}`, patient_id: `P${index}`, provider_npi: '1234567893', date_of_service: '2026-11-20' },
  patient: { last_name: 'Flumbert', first_name: 'Oswin' },
  insurance: { payer_id: 'COM1', member_id: `ABC00000000${index}`, relationship: 'self' },
  clearinghouse: 'accept',
  remittance,
  carc,
});

/** Submits one claim a scenario, lets the day pass, and reads every remittance. */
async function remitted(scenarios: readonly Scenario[]) {
  const clock = movableClock(START);
  const vendor = createClaimMdSimulator({ accountKey: 'K', visits: scenarios.map(visitOf), clock: clock.now });
  const served = await serve(vendor);
  close = served.close;
  const claimMd = createClaimMd(
    { baseUrl: served.baseUrl, account: 'test', timeoutMs: 20_000, allowLoopback: true },
    { fetch, budget: unlimitedBudget, secret: async (name) => (name === 'ClaimMdTestAccountKey' ? 'K' : undefined) },
  );
  for (const [index, scenario] of scenarios.entries()) {
    const claimId = `C-${index}`;
    const claim = {
      claimId,
      memberId: `ABC00000000${index}`,
      filing: scenario.filing ?? 'CI',
      ...(scenario.lines && { lines: scenario.lines }),
    };
    await claimMd.submit({ claimId, fileName: `${claimId}.837`, content: sample837(claim) });
  }
  const texts: string[] = [];
  let cursor = '0';
  for (let hour = 0; hour < 10; hour++) {
    clock.move(HOUR);
    const page = await claimMd.remittances(cursor);
    for (const ref of page.refs) texts.push(await claimMd.remittance(ref.remittanceId));
    cursor = page.cursor;
  }
  const events: RemittanceEvent[] = texts.flatMap((text) => [...readRemittanceText(text)]);
  const payments = events.flatMap((event) => (event.kind === 'claim' ? [event.claim] : []));
  return { vendor, texts, events, payments };
}

const paymentOf = (payments: readonly ClaimPayment[], claimId: string, status?: string): ClaimPayment => {
  const payment = payments.find(
    (each) => each.patientControlNumber === claimId && (status === undefined || each.status === status),
  );
  if (payment === undefined) throw new Error(`no payment for ${claimId}`);
  return payment;
};

const two = [
  ['99214', '200'],
  ['20610', '160'],
] as const;

const SCENARIOS: readonly (readonly [name: string, scenario: Scenario, outcome: string])[] = [
  ['paid by a commercial payer, a copay on the first line', { remittance: 'paid', lines: two }, 'paid'],
  ['paid by Medicare, a fifth of the allowed amount', { remittance: 'paid', filing: 'MB', lines: two }, 'paid'],
  ['paid by Medicaid, nothing from the patient', { remittance: 'paid', filing: 'MC' }, 'paid'],
  ['denied whole', { remittance: 'denied', carc: '50', lines: two }, 'denied'],
  ['one line paid in part', { remittance: 'partial', carc: '197' }, 'partially_paid'],
  ['two lines, the last denied', { remittance: 'partial', lines: two }, 'partially_paid'],
];

const everyFinding = ({ findings, groups }: X12Report['interchanges'][number]) => [
  ...findings,
  ...groups.flatMap((group) => [...group.findings, ...group.transactions.flatMap((transaction) => transaction.findings)]),
];

describe('Claim.MD simulator › money', () => {
  it.each(SCENARIOS)('%s: our posting equals its books', async (_, scenario, outcome) => {
    const { vendor, payments } = await remitted([scenario]);
    const payment = paymentOf(payments, 'C-0');
    const posting = planPosting(payment.chargeCents, payment);
    expect(posting.outcome).toBe(outcome);
    expect(vendor.books()).toEqual([
      {
        claim_id: 'C-0',
        times_received: 1,
        state: outcome === 'denied' ? 'denied' : 'paid',
        charge: dollarsFromCents(payment.chargeCents),
        paid: dollarsFromCents(posting.paidCents),
        patient_responsibility: dollarsFromCents(posting.patientResponsibilityCents),
        written_off: dollarsFromCents(posting.writtenOffCents),
        denied: dollarsFromCents(posting.deniedCents),
      },
    ]);
    const { paidCents, patientResponsibilityCents, writtenOffCents, deniedCents } = posting;
    expect(paidCents + patientResponsibilityCents + writtenOffCents + deniedCents).toBe(payment.chargeCents);
  });

  it('reversed: paid first, taken back whole in a second remittance, carried forward to the payment after it', async () => {
    const { vendor, events, payments } = await remitted([{ remittance: 'reversed' }, { remittance: 'none' }]);
    expect(payments.map((payment) => payment.status)).toEqual(['1', '22']);
    const reversal = paymentOf(payments, 'C-0', '22');
    expect(reversal).toMatchObject({ chargeCents: -15_000, paidCents: 0 - paymentOf(payments, 'C-0', '1').paidCents });
    expect(planPosting(cents(15_000), reversal).outcome).toBe('reversed');
    expect(vendor.books()).toMatchObject([{ state: 'reversed', paid: 0, denied: 0 }, { state: 'accepted' }]);
    const adjustments = events.flatMap((event) => (event.kind === 'end' ? event.providerAdjustments : []));
    expect(adjustments).toEqual([{ code: 'FB', reference: 'FB000002', amountCents: reversal.paidCents }]);
  });

  it('every remittance balances, and passes the check of the guide', async () => {
    const scenarios = [
      ...SCENARIOS.map(([, scenario]) => scenario),
      { remittance: 'reversed' } as const,
      { remittance: 'paid' } as const,
    ];
    const { texts, events } = await remitted(scenarios);
    for (const event of events) {
      if (event.kind === 'end')
        expect(event.balance).toEqual({ linesBad: 0, claimsBad: 0, transactionDifferenceCents: 0 as Cents });
    }
    const complaints = texts.flatMap((text) => checkSegments(readSegments(Buffer.from(text))).interchanges.flatMap(everyFinding));
    expect(complaints).toEqual([]);
    expect(texts.length).toBeGreaterThan(1);
  });
});
