import { dollarsFromCents, cents } from '../../kernel/money';
import { component, element } from '../core/segment';
import type { Segment } from '../core/segment';
import { inList } from '../structure/code-lists';
import { adjustments, amount, children, findAll, total } from './loop-view';
import type { Say } from './rules';
import type { Loop } from './loop';
import type { TransactionRules } from './rules';

/** 835: lines, claims and the whole payment must balance to the cent; sums are kept, not claims. */
export function remittanceRules(say: Say): TransactionRules {
  const sums: Sums = { payment: undefined, claims: 0, withheld: 0 };
  return {
    segment(segment) {
      if (segment.id === 'BPR') startPayment(segment, sums, say);
      else if (segment.id === 'CLP') sums.claims = plus(sums.claims, amount(segment, 4));
      else if (segment.id === 'LQ') checkRemark(segment, say);
      else if (segment.id === 'PLB')
        sums.withheld = plus(sums.withheld, total([4, 6, 8, 10, 12, 14].map((at) => amount(segment, at))));
    },
    loopEnd(loop) {
      if (loop.id === '2100') checkClaim(loop, say);
      else if (loop.parent === undefined) checkPayment(sums, say);
    },
  };
}

interface Sums {
  payment: Segment | undefined;
  /** Sum of CLP04 in cents; undefined once an amount could not be read. */
  claims: number | undefined;
  /** Sum of the PLB amounts: positive is money withheld. */
  withheld: number | undefined;
}

const plus = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a + b;

function startPayment(segment: Segment, sums: Sums, say: Say): void {
  sums.payment = segment;
  const paid = amount(segment, 2) ?? 0;
  if (element(segment, 4) === 'NON' && paid !== 0)
    say(segment, 'payment-method', 'BPR04 says no payment, but BPR02 has an amount.', 'BPR04', 'warn');
  if (paid < 0) say(segment, 'payment-negative', 'BPR02 is negative: a payer cannot pay less than nothing.', 'BPR02');
}

function checkRemark(lq: Segment, say: Say): void {
  if (element(lq, 1) === 'HE' && element(lq, 2) !== '' && !inList('remark_code', element(lq, 2)))
    say(lq, 'code-unlisted', 'LQ02 is not in the code list it is taken from.', 'LQ02', 'warn');
}

function checkPayment({ payment, claims, withheld }: Sums, say: Say): void {
  if (payment === undefined) return;
  const paid = amount(payment, 2);
  if (paid === undefined || claims === undefined || withheld === undefined || paid === claims - withheld) return;
  const message = `The payment does not balance: BPR02 must be the claims' payments less the provider adjustments; it is off by ${off(paid - (claims - withheld))}.`;
  say(payment, 'payment-balance', message, 'BPR02');
}

function checkClaim(loop: Loop, say: Say): void {
  const { first: clp } = loop;
  if (clp.id !== 'CLP' || loop.overflow) return;
  const lines = children(loop, '2110');
  for (const line of lines) checkLine(line, say);
  const charge = amount(clp, 3);
  const paid = amount(clp, 4);
  const ownAdjustments = adjustments(findAll(loop, 'CAS'));
  const lineAdjustments = total(lines.map((line) => adjustments(findAll(line, 'CAS'))));
  if (charge === undefined || paid === undefined || ownAdjustments === undefined || lineAdjustments === undefined) return;
  const difference = charge - ownAdjustments - lineAdjustments - paid;
  const message = `The claim does not balance: CLP04 must be the charge less all adjustments; it is off by ${off(difference)}.`;
  if (difference !== 0) say(clp, 'claim-balance', message, 'CLP04');
  checkLineCharges(clp, lines, charge, say);
  checkPatientShare(clp, [...findAll(loop, 'CAS', 'PR'), ...lines.flatMap((line) => findAll(line, 'CAS', 'PR'))], say);
  if (element(clp, 2) !== '22' && charge < 0)
    say(clp, 'charge-negative', 'A negative charge belongs to a reversal (CLP02 22), and this claim is none.', 'CLP03', 'warn');
  if (element(clp, 2) === '22' && charge > 0)
    say(clp, 'reversal-sign', 'A reversal (CLP02 22) must carry the old amounts with the sign turned round.', 'CLP03', 'warn');
}

function checkLineCharges(clp: Segment, lines: readonly Loop[], charge: number, say: Say): void {
  const charged = total(lines.map((line) => amount(line.first, 2)));
  if (lines.length === 0 || charged === undefined || charged === charge) return;
  say(clp, 'claim-charge', `The lines' charges add up to ${off(charged - charge)} more or less than CLP03.`, 'CLP03', 'warn');
}

function checkPatientShare(clp: Segment, patientShare: readonly Segment[], say: Say): void {
  const share = amount(clp, 5);
  const adjusted = adjustments(patientShare);
  if (share === undefined || adjusted === undefined || share === adjusted) return;
  say(clp, 'patient-share', 'CLP05 is not the sum of the patient responsibility adjustments (PR).', 'CLP05', 'warn');
}

function checkLine(line: Loop, say: Say): void {
  const { first: svc } = line;
  const charge = amount(svc, 2);
  const paid = amount(svc, 3);
  const adjusted = adjustments(findAll(line, 'CAS'));
  checkProcedure(svc, say);
  if (svc.id !== 'SVC' || charge === undefined || paid === undefined || adjusted === undefined) return;
  const difference = charge - adjusted - paid;
  const message = `The line does not balance: SVC03 must be the charge less the line's adjustments; it is off by ${off(difference)}.`;
  if (difference !== 0) say(svc, 'line-balance', message, 'SVC03');
}

const CODE_FORMS = new Map(Object.entries({ HC: /^[A-Z0-9]{5}$/, AD: /^D\d{4}$/, N4: /^[\d-]{10,13}$/ }));

function checkProcedure(svc: Segment, say: Say): void {
  for (const position of [1, 6]) {
    const form = CODE_FORMS.get(component(svc, position, 1));
    const code = component(svc, position, 2);
    if (form !== undefined && code !== '' && !form.test(code))
      say(svc, 'procedure-form', 'The procedure code does not have the form of its code set.', `SVC0${position}-2`, 'warn');
  }
}

const off = (difference: number): string => dollarsFromCents(cents(Math.abs(difference))).toFixed(2);
