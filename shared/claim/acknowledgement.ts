import type { PlainDate } from '../kernel/plain-date';
import { withoutUndefined } from '../kernel/without-undefined';
import type { StatusItem, StatusLine } from '../x12/277CA/reader';
import type { Acknowledgement999 } from '../x12/999/reader';
import type { InterchangeAcknowledgement } from '../x12/TA1/reader';

/** The documents that answer a claim, in the order in which they come for one sending. */
export const ANSWER_STAGES = ['TA1', '999', '277CA', '277', '835'] as const;
export type AnswerStage = (typeof ANSWER_STAGES)[number];

/** One answer to a claim. `rejected` never entered adjudication; `adjudicated` was decided, paid or not. */
export interface ClaimAnswer {
  readonly claimId: string;
  readonly stage: AnswerStage;
  readonly from: 'clearinghouse' | 'payer';
  readonly outcome: 'received' | 'accepted' | 'rejected' | 'pending' | 'adjudicated';
  /** The day the answer names, or the day it was received. */
  readonly on: PlainDate;
  /** Order of receipt, for answers of one day. */
  readonly sequence: number;
  /** Codes only: 'A7:562:85', '999 R', 'TA1 023'. */
  readonly reasons: readonly string[];
  readonly payerClaimNumber?: string;
}

/**
 * The answers from the weakest to the one that counts now. Money (835) is only overtaken by money; then the payer's word outranks
 * the clearinghouse's, and a later word an earlier one: a payer may reject after it accepted.
 */
export const inOrderOfWeight = (answers: readonly ClaimAnswer[]): readonly ClaimAnswer[] =>
  [...answers].sort((a, b) => rank(a) - rank(b) || compare(a.on, b.on) || stageOf(a) - stageOf(b) || a.sequence - b.sequence);

/** The answer that counts now, or undefined when nobody answered yet. */
export const currentAnswer = (answers: readonly ClaimAnswer[]): ClaimAnswer | undefined => inOrderOfWeight(answers).at(-1);

/** The payer's number of the claim, from the latest answer that names one (REF*1K, CLP07). */
export const knownPayerClaimNumber = (answers: readonly ClaimAnswer[]): string | undefined =>
  inOrderOfWeight(answers).findLast((answer) => answer.payerClaimNumber !== undefined)?.payerClaimNumber;

const rank = (answer: ClaimAnswer): number => (answer.stage === '835' ? 2 : answer.from === 'payer' ? 1 : 0);
const stageOf = (answer: ClaimAnswer): number => ANSWER_STAGES.indexOf(answer.stage);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** What we sent: which claims stand in which transaction of which group of which interchange. */
export interface SentTransaction {
  readonly interchangeControlNumber: string;
  readonly groupControlNumber: string;
  readonly transactionControlNumber: string;
  /** BHT03, which a 277CA names at the receiver. */
  readonly reference: string;
  readonly claimIds: readonly string[];
}

interface Received {
  readonly on: PlainDate;
  readonly sequence: number;
}

/** A TA1 answers every claim of the interchange. Accepted says nothing of the claims yet. */
export const answersOfTa1 = (
  ta1: InterchangeAcknowledgement,
  sent: readonly SentTransaction[],
  received: Received,
): readonly ClaimAnswer[] =>
  sent
    .filter((transaction) => Number(transaction.interchangeControlNumber) === Number(ta1.interchangeControlNumber))
    .flatMap((transaction) => transaction.claimIds)
    .map((claimId) => ({
      claimId,
      stage: 'TA1',
      from: 'clearinghouse',
      outcome: ta1.outcome === 'rejected' ? 'rejected' : 'received',
      ...received,
      reasons: ta1.noteCode === '000' || ta1.noteCode === '' ? [] : [`TA1 ${ta1.noteCode}`],
    }));

/**
 * A 999 answers every claim of a transaction: rejected, nothing in it went further. A transaction that the 999 does not name shares
 * the group's fate only when the whole group is rejected.
 */
export function answersOf999(
  items: readonly Acknowledgement999[],
  groupControlNumber: string,
  sent: readonly SentTransaction[],
  received: Received,
): readonly ClaimAnswer[] {
  const group = items.find((item) => item.kind === 'group');
  return sent
    .filter((transaction) => Number(transaction.groupControlNumber) === Number(groupControlNumber))
    .flatMap((transaction) => {
      const named = items.find(
        (item) => item.kind === 'transaction' && item.controlNumber === transaction.transactionControlNumber,
      );
      const outcome = named?.outcome ?? group?.outcome;
      if (outcome === undefined) return [];
      const rejected = outcome === 'rejected';
      const reasons = rejected ? ['999 R', ...(named?.codes ?? []).map((code) => `999 IK5 ${code}`)] : [];
      return transaction.claimIds.map((claimId) => ({
        claimId,
        stage: '999' as const,
        from: 'clearinghouse' as const,
        outcome: rejected ? ('rejected' as const) : ('received' as const),
        ...received,
        reasons,
      }));
    });
}

/** 277CA: accepted into adjudication (A2), on its way (A0, A1, A5); every other category, or action U, is a rejection. */
const ON_THE_WAY = new Set(['A0', 'A1', 'A5']);

/**
 * The answers of a 277CA or 277. A rejection at the receiver stands for every claim of the transmission it names; claims that are
 * answered themselves keep their own answer.
 */
export function answersOfStatuses(
  stage: '277CA' | '277',
  items: readonly StatusItem[],
  sent: readonly SentTransaction[],
  received: Received,
): readonly ClaimAnswer[] {
  const own = items
    .filter((item) => item.level === 'claim' && item.trace !== undefined && item.statuses.length > 0)
    .map((item) => answerOfItem(stage, item, item.trace ?? '', received));
  const answered = new Set(own.map((answer) => answer.claimId));
  const whole = items
    .filter((item) => item.level === 'receiver' && outcomeOfItem(item) === 'rejected')
    .flatMap((item) =>
      sent
        .filter((transaction) => transaction.reference === item.trace)
        .flatMap((transaction) => transaction.claimIds.filter((claimId) => !answered.has(claimId)))
        .map((claimId) => answerOfItem(stage, item, claimId, received)),
    );
  return [...whole, ...own];
}

function answerOfItem(stage: '277CA' | '277', item: StatusItem, claimId: string, received: Received): ClaimAnswer {
  return withoutUndefined({
    claimId,
    stage,
    from: item.from,
    outcome: outcomeOfItem(item),
    on: item.statuses.find((status) => status.date !== undefined)?.date ?? received.on,
    sequence: received.sequence,
    reasons: [...new Set([...item.statuses, ...rejectedLines(item)].map(codesOf))],
    payerClaimNumber: item.payerClaimNumber,
  });
}

type Status = StatusItem['statuses'][number];

const codesOf = ({ category, status, entity }: Status): string => [category, status, entity ?? ''].filter(Boolean).join(':');

const rejectedLines = (item: StatusItem): readonly Status[] =>
  item.lines.flatMap((line: StatusLine) => line.statuses).filter((status) => outcomeOfStatus(status) === 'rejected');

/** A claim is accepted only if every status at its level is; one rejection rejects it. */
function outcomeOfItem(item: StatusItem): ClaimAnswer['outcome'] {
  const outcomes = item.statuses.map(outcomeOfStatus);
  for (const outcome of ['rejected', 'pending', 'received', 'accepted'] as const) if (outcomes.includes(outcome)) return outcome;
  return 'adjudicated';
}

function outcomeOfStatus({ category, action }: Status): ClaimAnswer['outcome'] {
  if (action === 'U') return 'rejected';
  if (category === 'A2') return 'accepted';
  if (ON_THE_WAY.has(category)) return 'received';
  if (category.startsWith('F')) return 'adjudicated';
  // Pending, more information requested, not found, system busy: nothing is decided, and nothing is refused.
  return /^[PRDE]/.test(category) ? 'pending' : 'rejected';
}

/** One claim of an 835: decided, whatever was decided. */
export const answerOf835 = (
  payment: { readonly patientControlNumber: string; readonly status: string; readonly payerClaimNumber: string },
  received: Received,
): ClaimAnswer => ({
  claimId: payment.patientControlNumber,
  stage: '835',
  from: 'payer',
  outcome: 'adjudicated',
  ...received,
  reasons: [`CLP02 ${payment.status}`],
  ...(payment.payerClaimNumber === '' ? {} : { payerClaimNumber: payment.payerClaimNumber }),
});
