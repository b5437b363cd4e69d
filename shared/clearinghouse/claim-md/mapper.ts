import { instantOfEastern } from '../../kernel/eastern-time';
import { hashOf } from '../../kernel/canonical-json';
import { centsFromX12Decimal, ZERO_CENTS } from '../../kernel/money';
import { instant, instantFromMs, plainDate, plainDateOf, type Instant, type PlainDate } from '../../kernel/plain-date';
import type { ClearinghouseMessage, ClearinghouseResponse, RemittanceRef, SubmitOutcome } from '../../workflow/ports';
import type { WireClaim, WireEra, WireMessage } from './wire';

/**
 * The answer to one upload. Accepted only when the claim we sent stands in it as accepted and no message says otherwise; an answer
 * without our claim is unknown, never accepted.
 */
export function submitOutcomeOf(claims: readonly WireClaim[], claimId: string): SubmitOutcome {
  const claim = claims.find((each) => each.remote_claimid === claimId || each.pcn === claimId);
  if (claim === undefined) return { kind: 'unknown', reason: 'claim not in the answer' };
  const messages = claim.messages.map(messageOf);
  const status = statusOf(claim);
  if (status === 'rejected') {
    return { kind: 'rejected', messages, ...(claim.claimmd_id === undefined ? {} : { clearinghouseClaimId: claim.claimmd_id }) };
  }
  if (status !== 'accepted' || claim.claimmd_id === undefined) return { kind: 'unknown', reason: `claim answered as ${status}` };
  return { kind: 'accepted', clearinghouseClaimId: claim.claimmd_id, messages };
}

/** R anywhere is a rejection, also as a message on an accepted claim; W does not stop it; words we do not know are kept as they are. */
function statusOf(claim: WireClaim): ClearinghouseResponse['status'] {
  if (claim.status === 'R' || claim.messages.some((message) => message.status === 'R')) return 'rejected';
  return claim.status === 'A' ? 'accepted' : `unknown:${claim.status ?? ''}`;
}

const messageOf = (message: WireMessage): ClearinghouseMessage => ({
  messageId: message.mesgid ?? '',
  status: message.status ?? '',
  fields: (message.fields ?? '').split(',').flatMap((field) => (field.trim() === '' ? [] : [field.trim()])),
  text: message.message ?? '',
});

/** One row of the response feed; undefined when it does not say which claim it is about, so that nobody guesses. */
export function responseOf(claim: WireClaim): ClearinghouseResponse | undefined {
  const patientControlNumber = claim.pcn ?? claim.remote_claimid;
  const at = responseTime(claim.response_time) ?? UNTOLD_INSTANT;
  if (patientControlNumber === undefined || claim.claimmd_id === undefined) return undefined;
  const from = isClearinghouse(claim) ? 'clearinghouse' : 'payer';
  return {
    responseId: responseIdOf(claim),
    patientControlNumber,
    clearinghouseClaimId: claim.claimmd_id,
    from,
    status: statusOf(claim),
    messages: claim.messages.map(messageOf),
    at,
    ...(from === 'payer' && claim.sender_icn !== undefined ? { payerClaimNumber: claim.sender_icn } : {}),
  };
}

/** A row whose time cannot be read is still a row: a rejection must not be lost over its date. */
const UNTOLD_INSTANT = instantFromMs(0);
const UNTOLD_DAY = plainDateOf('1970-01-01');

const isClearinghouse = (claim: WireClaim): boolean =>
  (claim.sender_name ?? claim.senderid ?? 'CLAIM.MD').toUpperCase().replace('.', '') === 'CLAIMMD';

/** The vendor repeats old rows: the same row must give the same id. A row without one is named by its content. */
function responseIdOf(claim: WireClaim): string {
  const own = claim.messages.find((message) => message.responseid !== undefined)?.responseid ?? claim.responseid;
  if (own !== undefined) return own;
  const { claimmd_id, status, sender_icn, response_time, messages } = claim;
  return `content-${hashOf({ claimmd_id, status, sender_icn, response_time, messages }).slice(0, 32)}`;
}

/** "2026-08-05 09:14:00AM" on the US Eastern wall clock; 24-hour and ISO forms are taken too. */
function responseTime(value: string | undefined): Instant | undefined {
  const parts = /^(\d{4}-\d{2}-\d{2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))? ?(AM|PM)?$/i.exec(value ?? '');
  if (parts === null) return instant(value ?? '');
  const date = plainDate(parts[1] ?? '');
  const half = parts[5]?.toUpperCase();
  const hour = half === undefined ? Number(parts[2]) : (Number(parts[2]) % 12) + (half === 'PM' ? 12 : 0);
  if (date === undefined) return undefined;
  return instantOfEastern(date, `${String(hour).padStart(2, '0')}:${parts[3] ?? ''}:${parts[4] ?? '00'}`);
}

/** An ERA of the list; undefined when it has no id to fetch it by. The 835 itself says what was paid: an unreadable amount counts 0. */
export function remittanceRefOf(era: WireEra): RemittanceRef | undefined {
  if (era.eraid === undefined) return undefined;
  const paidCents = centsFromX12Decimal(era.paid_amount ?? '') ?? ZERO_CENTS;
  return {
    remittanceId: era.eraid,
    receivedOn: vendorDay(era.received_time) ?? vendorDay(era.paid_date) ?? UNTOLD_DAY,
    paidCents,
  };
}

/** yyyy-mm-dd, with or without a time, or mm-dd-yyyy. */
function vendorDay(value: string | undefined): PlainDate | undefined {
  const american = /^(\d{2})-(\d{2})-(\d{4})/.exec(value ?? '');
  return plainDate(
    american === null ? (value ?? '').slice(0, 10) : `${american[3] ?? ''}-${american[1] ?? ''}-${american[2] ?? ''}`,
  );
}

/** Cursors are whole numbers too large for a double: compared as such, '0' for anything else. */
export const largerCursor = (one: string, other: string | undefined): string => {
  if (other === undefined || !/^\d{1,40}$/.test(other)) return one;
  return !/^\d{1,40}$/.test(one) || BigInt(other) > BigInt(one) ? other : one;
};
