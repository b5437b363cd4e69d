import { cents, dollarsFromCents } from '../../kernel/money';
import { element } from '../core/segment';
import type { Segment } from '../core/segment';
import type { ClaimInFile, ClaimRule } from './claim-in-file';
import { adjustments, amount, child, children, find, findAll, total } from './loop-view';
import type { Say } from './rules';
import { serviceOf } from './line-rules';
import type { Loop } from './loop';

function chargesAddUp({ clm, claim, lines }: ClaimInFile, say: Say): void {
  const charge = amount(clm, 2);
  const charged = total(lines.map((line) => amount(serviceOf(line), 2)));
  if (charge === undefined || charged === undefined || claim.overflow || lines.length === 0 || charge === charged) return;
  say(clm, 'charge-balance', `CLM02 is not the sum of the lines' charges; it is off by ${off(charge - charged)}.`, 'CLM02');
}

export const balanceRules: readonly ClaimRule[] = [chargesAddUp];

/** What an earlier payer did with the claim: its 2320 loop and the line payments that name it. */
interface Adjudication {
  readonly other: Loop;
  readonly payer: Segment | undefined;
  readonly payments: readonly { readonly line: Loop; readonly svd: Segment; readonly loop: Loop }[];
}

function adjudications({ claim, lines }: ClaimInFile): readonly Adjudication[] {
  const payments = lines.flatMap((line) =>
    children(line, '2430').flatMap((loop) => (loop.first.id === 'SVD' ? [{ line, svd: loop.first, loop }] : [])),
  );
  return children(claim, '2320').map((other) => {
    const payer = find(child(other, '2330B'), 'NM1');
    const id = payer === undefined ? '' : element(payer, 9);
    return { other, payer, payments: payments.filter(({ svd }) => element(svd, 1) === id) };
  });
}

function lineBalance(claim: ClaimInFile, say: Say): void {
  for (const { payments } of adjudications(claim))
    for (const { line, svd, loop } of payments) {
      // Lines that the payer bundled or unbundled are paid in several SVDs, and only together they make the charge.
      if (payments.filter((other) => other.line === line).length > 1) continue;
      const charge = amount(serviceOf(line), 2);
      const paid = amount(svd, 2);
      const adjusted = adjustments(findAll(loop, 'CAS'));
      if (charge === undefined || paid === undefined || adjusted === undefined || charge === paid + adjusted) continue;
      const difference = off(charge - paid - adjusted);
      say(
        svd,
        'cob-line-balance',
        `The line's charge is not what the earlier payer paid plus its adjustments; it is off by ${difference}.`,
        'SVD02',
      );
    }
}

function claimBalance(claim: ClaimInFile, say: Say): void {
  for (const { other, payments } of adjudications(claim)) {
    const paidSegment = find(other, 'AMT', 'D');
    if (paidSegment === undefined) {
      if (payments.length > 0)
        say(other.first, 'cob-paid-missing', 'An earlier payer decided the lines, but what it paid in all (AMT*D) is missing.');
      continue;
    }
    const paid = amount(paidSegment, 2);
    const ownAdjustments = adjustments(findAll(other, 'CAS'));
    const lineAdjustments = total(payments.map(({ loop }) => adjustments(findAll(loop, 'CAS'))));
    const charge = amount(claim.clm, 2);
    if (paid === undefined || ownAdjustments === undefined || lineAdjustments === undefined || charge === undefined) continue;
    checkPaid(
      claim,
      paidSegment,
      paid,
      ownAdjustments,
      payments.map(({ svd }) => svd),
      say,
    );
    const difference = charge - paid - ownAdjustments - lineAdjustments;
    const anyAdjustment = findAll(other, 'CAS').length > 0 || payments.length > 0;
    if (difference !== 0)
      say(
        paidSegment,
        'cob-claim-balance',
        `The charge is not what the earlier payer paid plus all its adjustments; it is off by ${off(difference)}.`,
        'AMT02',
        // Published claims state a payment and no adjustment at all.
        anyAdjustment ? 'error' : 'warn',
      );
  }
}

// Lines' payments less the adjustments made to the claim as a whole are what the payer paid.
function checkPaid(
  claim: ClaimInFile,
  at: Segment,
  paid: number,
  ownAdjustments: number,
  svds: readonly Segment[],
  say: Say,
): void {
  const linesPaid = total(svds.map((svd) => amount(svd, 2)));
  if (svds.length === 0 || linesPaid === undefined || claim.claim.overflow || paid === linesPaid - ownAdjustments) return;
  const difference = off(paid - (linesPaid - ownAdjustments));
  say(
    at,
    'cob-paid-balance',
    `AMT*D is not the sum of the lines' payments less the claim's adjustments; it is off by ${difference}.`,
    'AMT02',
  );
}

/** What was taken off the claim as a whole must not be taken off a line again. */
function adjustmentsOnce(claim: ClaimInFile, say: Say): void {
  for (const { other, payments } of adjudications(claim)) {
    const atClaim = new Set(findAll(other, 'CAS').flatMap(reasonsOf));
    for (const cas of payments.flatMap(({ loop }) => findAll(loop, 'CAS')))
      if (reasonsOf(cas).some((reason) => atClaim.has(reason)))
        say(cas, 'cob-adjustment-twice', 'The same adjustment stands at the claim and at a line: send it once.', 'CAS02', 'warn');
  }
}

/** Group, reason and amount of each adjustment that is not nothing, as one word each. */
const reasonsOf = (cas: Segment): readonly string[] =>
  [2, 5, 8, 11, 14, 17]
    .filter((at) => element(cas, at) !== '' && amount(cas, at + 1) !== 0)
    .map((at) => [element(cas, 1), element(cas, at), amount(cas, at + 1)].join(' '));

function payers(claim: ClaimInFile, say: Say): void {
  const destination = find(claim.subscriber, 'SBR');
  const ranks = new Set(destination === undefined ? [] : [element(destination, 1)]);
  for (const { other } of adjudications(claim)) {
    const sbr = find(other, 'SBR');
    if (sbr === undefined) continue;
    const rank = element(sbr, 1);
    if (ranks.has(rank) && rank !== 'U')
      say(sbr, 'payer-rank-twice', 'Two payers of the claim have the same rank (primary, secondary …).', 'SBR01');
    ranks.add(rank);
  }
  const known = new Set(adjudications(claim).flatMap(({ payer }) => (payer === undefined ? [] : [element(payer, 9)])));
  for (const loop of claim.lines.flatMap((line) => children(line, '2430')))
    if (loop.first.id === 'SVD' && !known.has(element(loop.first, 1)))
      say(loop.first, 'cob-payer-unknown', 'SVD01 names no payer of the claim: it must equal NM109 of a loop 2330B.', 'SVD01');
}

function adjudicationDates(claim: ClaimInFile, say: Say): void {
  for (const { other, payments } of adjudications(claim)) {
    const atClaim = find(child(other, '2330B'), 'DTP', '573');
    const atLines = payments.some(({ loop }) => find(loop, 'DTP', '573') !== undefined);
    const decided = find(other, 'AMT', 'D') !== undefined || findAll(other, 'CAS').length > 0;
    if (atClaim !== undefined && atLines)
      say(atClaim, 'cob-date-twice', "The earlier payer's date stands at the claim and at its lines: send it once.", 'DTP01');
    if (decided && atClaim === undefined && !atLines)
      say(
        other.first,
        'cob-date-missing',
        'An earlier payer has decided: the date (DTP*573) is required, at the claim or at the lines.',
      );
  }
}

function negativePayments({ lines }: ClaimInFile, say: Say): void {
  for (const loop of lines.flatMap((line) => children(line, '2430')))
    if (loop.first.id === 'SVD' && (amount(loop.first, 2) ?? 0) < 0)
      say(loop.first, 'cob-payment-negative', 'What an earlier payer paid for a line cannot be negative.', 'SVD02');
}

function earlierPayers({ claim, subscriber }: ClaimInFile, say: Say): void {
  const sbr = find(subscriber, 'SBR');
  const named = new Set(children(claim, '2320').map(({ first }) => element(first, 1)));
  if (sbr === undefined || !/^[ST]$/.test(element(sbr, 1)) || named.has('P')) return;
  const message = 'The claim goes to a later payer but does not name the primary (SBR01 P in loop 2320).';
  say(sbr, 'earlier-payer-missing', message, 'SBR01', 'warn');
}

export const cobRules: readonly ClaimRule[] = [
  payers,
  adjustmentsOnce,
  lineBalance,
  claimBalance,
  adjudicationDates,
  negativePayments,
  earlierPayers,
];

const off = (difference: number): string => dollarsFromCents(cents(Math.abs(difference))).toFixed(2);
