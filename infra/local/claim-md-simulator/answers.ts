import { easternWallClock } from '../../../shared/kernel/eastern-time';
import { x12DecimalFromCents } from '../../../shared/kernel/money';
import type { Instant } from '../../../shared/kernel/plain-date';
import { REJECTION, type BookedClaim, type BooksState, type FiledEra, type PlacedRow } from './books';

type Json = Record<string, unknown>;

/** One element comes as itself, several as an array, none not at all: as the vendor's XML does in JSON. */
export const repeated = (name: string, items: readonly Json[]): Json =>
  items.length === 0 ? {} : { [name]: items.length === 1 ? items[0] : items };

export const errorAnswer = (code: string, message: string): Json => ({ error: { error_code: code, error_mesg: message } });

/** The answer to an upload: a claim's own verdict, R with the fields at fault. */
export function uploadAnswer(booked: readonly BookedClaim[]): Json {
  return { messages: `${booked.length} claim(s) received`, ...repeated('claim', booked.map(uploadedClaim)) };
}

function uploadedClaim(booked: BookedClaim): Json {
  const [status, messages] = UPLOADED[booked.claim.memberId] ?? (booked.script.clearinghouse === 'reject' ? REFUSED : TAKEN);
  return { ...claimFields(booked), status, ...repeated('messages', messages) };
}

const REJECTED_MESSAGE = { fields: 'ins_number', mesgid: '1001', message: REJECTION, status: 'R' };
const REFUSED = ['R', [REJECTED_MESSAGE]] as const;
const TAKEN = ['A', []] as const;

/** Member ids that bring about what the vendor's answers to an upload may hold besides. */
const UPLOADED: Readonly<Record<string, readonly [status: string, messages: readonly Json[]]>> = {
  RMESSAGE: ['A', [{ ...REJECTED_MESSAGE, fields: 'pat_dob, ins_dob' }]],
  WARNED: ['A', [{ mesgid: '1500', message: 'Phone number is missing', status: 'W' }]],
  UNHEARD: ['F', []],
};

const claimFields = ({ claim, clearinghouseClaimId, fileName }: BookedClaim): Json => ({
  batchid: '1',
  bill_npi: claim.billingNpi,
  bill_taxid: claim.billingTaxId,
  claimid: claim.remoteClaimId,
  claimmd_id: clearinghouseClaimId,
  fdos: `${claim.dateOfService.slice(0, 4)}-${claim.dateOfService.slice(4, 6)}-${claim.dateOfService.slice(6)}`,
  filename: fileName,
  ins_number: claim.memberId,
  payerid: claim.payerId,
  pcn: claim.patientControlNumber,
  remote_claimid: claim.remoteClaimId,
  sender_name: 'CLAIM.MD',
  senderid: 'CLAIMMD',
  total_charge: x12DecimalFromCents(claim.chargeCents),
});

export function responseAnswer(books: BooksState, rows: readonly PlacedRow[], cursor: string): Json {
  const claims = rows.flatMap((row) => {
    const booked = books.claims[row.patientControlNumber];
    if (booked === undefined) return [];
    const fromPayer = {
      sender_name: booked.claim.payerName,
      senderid: booked.claim.payerId,
      sender_icn: booked.payerClaimNumber,
    };
    const message = {
      responseid: row.responseId,
      mesgid: MESSAGE_IDS[`${row.from} ${row.messageStatus}`],
      status: row.messageStatus,
      message: row.message,
      fields: row.fields,
    };
    return [
      {
        ...claimFields(booked),
        ...(row.from === 'payer' ? fromPayer : {}),
        status: row.status,
        response_time: vendorTime(row.at),
        ...repeated('messages', [message]),
      },
    ];
  });
  return { last_responseid: rows.at(-1)?.responseId ?? cursor, ...repeated('claim', claims) };
}

/** The vendor's number of a message text: the same rejection has the same. */
const MESSAGE_IDS: Readonly<Record<`${PlacedRow['from']} ${PlacedRow['messageStatus']}`, string>> = {
  'clearinghouse A': '1000',
  'clearinghouse W': '1500',
  'clearinghouse R': '1001',
  'payer A': '2000',
  'payer W': '2500',
  'payer R': '2021',
};

/** "2026-08-05 09:14:00AM", US Eastern. */
function vendorTime(at: Instant): string {
  const { date, time } = easternWallClock(at);
  const hour = Number(time.slice(0, 2));
  return `${date} ${String(hour % 12 === 0 ? 12 : hour % 12).padStart(2, '0')}${time.slice(2)}${hour < 12 ? 'AM' : 'PM'}`;
}

/** Newest first, as the vendor may list them. */
export function eraListAnswer(eras: readonly FiledEra[], cursor: string): Json {
  const listed = eras.map((era) => {
    const { date, time } = easternWallClock(era.at);
    return {
      eraid: era.eraId,
      check_number: era.checkNumber,
      check_type: 'EFT',
      paid_amount: x12DecimalFromCents(era.paidCents),
      paid_date: date,
      payer_name: era.payerName,
      payerid: era.payerId,
      received_time: `${date} ${time}`,
    };
  });
  return { last_eraid: eras[0]?.eraId ?? cursor, ...repeated('era', listed) };
}

const PIECE = 1000;

/** The 835 as one text or in pieces, turn about. */
export function era835Answer(era: FiledEra): Json {
  const inPieces = BigInt(era.eraId) % 2n === 0n;
  const pieces = era.x12.match(new RegExp(`[\\s\\S]{1,${PIECE}}`, 'g')) ?? [];
  return { eraid: era.eraId, data: inPieces ? [...pieces] : era.x12 };
}

/** The same answer as the vendor's XML: scalars as attributes, lists as repeated elements, the text of an 835 as the element's own. */
export const xmlOf = (answer: Json): string => `<?xml version="1.0"?>${elementOf('result', answer)}`;

function elementOf(name: string, json: Json): string {
  const attributes: string[] = [];
  const inner: string[] = [];
  for (const [field, value] of Object.entries(json)) {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const one of values) {
      if (typeof one === 'object' && one !== null) inner.push(elementOf(field, one as Json));
      else if (field === 'data') inner.push(`<data>${escaped(one)}</data>`);
      else attributes.push(` ${field}="${escaped(one)}"`);
    }
  }
  return `<${name}${attributes.join('')}>${inner.join('')}</${name}>`;
}

const escaped = (value: unknown): string =>
  (typeof value === 'string' || typeof value === 'number' ? String(value) : '').replace(
    /[&<>"']/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );
