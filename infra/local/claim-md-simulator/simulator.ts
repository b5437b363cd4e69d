import type { IncomingMessage, ServerResponse } from 'node:http';
import { dateInZone, type Instant } from '../../../shared/kernel/plain-date';
import { dollarsFromCents } from '../../../shared/kernel/money';
import { EASTERN_ZONE } from '../../../shared/kernel/eastern-time';
import type { DayVisit } from '../day-visits';
import { answer, readBody, wait } from '../simulated-http';
import type { SimulatedVendor } from '../simulated-vendor';
import { era835Answer, eraListAnswer, errorAnswer, repeated, responseAnswer, uploadAnswer, xmlOf } from './answers';
import {
  advance,
  afterCursor,
  bookClaim,
  emptyBooks,
  type BookedClaim,
  type BooksState,
  type UnmatchedRemittance,
} from './books';
import { claimsIn837, type ReceivedClaim } from './claims-in-837';
import { eligibilityAnswer, payersLike } from './enquiries';
import { formOf, type Form } from './form';
import { quirky, type ClaimMdQuirk, type RawAnswer } from './quirks';
import { createScriptBook, type ScriptBook } from './scripts';

export interface ClaimMdSimulatorOptions {
  readonly accountKey: string;
  readonly visits: readonly DayVisit[];
  readonly clock: () => Instant;
  /** What `state()` gave before a restart. */
  readonly state?: unknown;
  readonly unmatchedRemittances?: readonly UnmatchedRemittance[];
  /** Real milliseconds before a scripted time-out drops the connection, and before a slow answer comes. */
  readonly dropAfterMs?: number;
  readonly slowAnswerMs?: number;
  /** Requests of one minute of the simulated clock beyond which 429 comes; absent: no limit. */
  readonly requestsPerMinute?: number;
  /** The list of uploaded files is the same whatever page is asked for. */
  readonly ignoresPage?: boolean;
  /** XML even to those who ask for JSON. */
  readonly alwaysXml?: boolean;
  /** The `result` object some callers still see around the answer. */
  readonly wrapsResult?: boolean;
}

/** The clearinghouse's own books, for comparison with ours. Money in dollars, as the summary has it. */
export interface ClearinghouseBook {
  readonly claim_id: string;
  readonly times_received: number;
  readonly state: BookedClaim['state'];
  readonly charge: number;
  readonly paid: number;
  readonly patient_responsibility: number;
  readonly written_off: number;
  readonly denied: number;
}

export interface ClaimMdSimulator extends SimulatedVendor {
  books(): readonly ClearinghouseBook[];
  /** The instant of the last thing that is still to come; undefined when all has been said and paid. */
  lastDueAt(): Instant | undefined;
  /** From now on every answer has this bad habit; none: the vendor behaves again. */
  misbehave(quirk?: ClaimMdQuirk): void;
}

type Json = Record<string, unknown>;
type Answered = { readonly kind: 'answer'; readonly json: Json; readonly afterMs?: number } | { readonly kind: 'drop' };

/** Claim.MD as the fact sheet knows it (§6), with the payers behind it: it acknowledges, rejects, pays, denies and takes back. */
export function createClaimMdSimulator(options: ClaimMdSimulatorOptions): ClaimMdSimulator {
  const books = restored(options);
  const scripts = createScriptBook(options.visits);
  const isOverLimit = createMinuteCounter(options);
  let quirk: ClaimMdQuirk | undefined;
  return {
    name: 'claim-md',
    misbehave: (chosen) => {
      quirk = chosen;
    },
    state: () => books,
    books: () => Object.values(books.claims).map(bookOf),
    lastDueAt: () =>
      books.due.reduce<Instant | undefined>((last, due) => (last === undefined || due.at > last ? due.at : last), undefined),
    handle: async (request, response) => {
      const form = formOf(request.headers['content-type'] ?? '', await readBody(request));
      if (isOverLimit()) {
        answer(response, 429, 'text/plain', 'Too many requests', { 'retry-after': '20' });
        return;
      }
      advance(books, options.clock());
      await give(request, response, answerTo(request, form, books, scripts, options), { ...options, quirk });
    },
  };
}

function restored(options: ClaimMdSimulatorOptions): BooksState {
  if (options.state !== undefined && options.state !== null) return structuredClone(options.state) as BooksState;
  const books = emptyBooks();
  for (const remittance of options.unmatchedRemittances ?? []) {
    books.due.push({ kind: 'unmatched', at: remittance.at, order: books.order++, remittance });
  }
  return books;
}

function createMinuteCounter(options: ClaimMdSimulatorOptions): () => boolean {
  let minute = '';
  let requests = 0;
  return () => {
    const now = options.clock().slice(0, 16);
    requests = now === minute ? requests + 1 : 1;
    minute = now;
    return options.requestsPerMinute !== undefined && requests > options.requestsPerMinute;
  };
}

const bookOf = (booked: BookedClaim): ClearinghouseBook => ({
  claim_id: booked.claim.patientControlNumber,
  times_received: booked.timesReceived,
  state: booked.state,
  charge: dollarsFromCents(booked.claim.chargeCents),
  paid: dollarsFromCents(booked.money.paid),
  patient_responsibility: dollarsFromCents(booked.money.patientResponsibility),
  written_off: dollarsFromCents(booked.money.writtenOff),
  denied: dollarsFromCents(booked.money.denied),
});

async function give(
  request: IncomingMessage,
  response: ServerResponse,
  given: Answered,
  options: ClaimMdSimulatorOptions & { readonly quirk: ClaimMdQuirk | undefined },
): Promise<void> {
  if (given.kind === 'drop') {
    await wait(options.dropAfterMs ?? 150);
    request.socket.destroy();
    return;
  }
  if (given.afterMs !== undefined) await wait(given.afterMs);
  if (options.quirk !== undefined) {
    giveRaw(request, response, quirky(options.quirk, given.json));
    return;
  }
  const asJson = options.alwaysXml !== true && (request.headers.accept ?? '').includes('json');
  if (!asJson) answer(response, 200, 'text/xml', xmlOf(given.json));
  else
    answer(response, 200, 'application/json', JSON.stringify(options.wrapsResult === true ? { result: given.json } : given.json));
}

function giveRaw(request: IncomingMessage, response: ServerResponse, { status, contentType, body, ends }: RawAnswer): void {
  switch (ends) {
    case undefined:
      answer(response, status, contentType, body);
      return;
    case 'before':
      request.socket.resetAndDestroy();
      return;
    case 'within':
      response.writeHead(status, { 'content-type': contentType, 'content-length': String(Buffer.byteLength(body)) });
      response.write(body.slice(0, body.length / 2), () => request.socket.destroy());
      return;
  }
}

const said = (json: Json): Answered => ({ kind: 'answer', json });

function answerTo(
  request: IncomingMessage,
  form: Form,
  books: BooksState,
  scripts: ScriptBook,
  options: ClaimMdSimulatorOptions,
): Answered {
  const service = /^\/services\/([a-z0-9]+)\/$/.exec(new URL(request.url ?? '/', 'http://simulated').pathname)?.[1];
  if (request.method !== 'POST') return said(errorAnswer('405', 'POST only'));
  if (form.fields.get('AccountKey') !== options.accountKey) return said(errorAnswer('20', 'Invalid AccountKey'));
  const field = (name: string): string => form.fields.get(name) ?? '';
  const serve = SERVICES[service ?? ''];
  return serve === undefined ? said(errorAnswer('404', 'Unknown service')) : serve({ form, field, books, scripts, options });
}

interface Asked {
  readonly form: Form;
  readonly field: (name: string) => string;
  readonly books: BooksState;
  readonly scripts: ScriptBook;
  readonly options: ClaimMdSimulatorOptions;
}

const SERVICES: Readonly<Partial<Record<string, (asked: Asked) => Answered>>> = {
  upload: ({ form, books, scripts, options }) => takeUpload(form, books, scripts, options),
  response: ({ books, field }) => said(responsesAfter(books, field('ResponseID'))),
  uploadlist: ({ books, field, options }) =>
    said(uploadList(books, field('UploadDate'), options.ignoresPage === true ? '1' : field('Page'))),
  eralist: ({ books, field }) => said(eraPage(books, field('ERAID'), Number(field('Page')), field('NewOnly') !== '0')),
  era835: ({ books, field }) => {
    const era = books.eras.find((each) => each.eraId === field('eraid'));
    if (era === undefined) return said(errorAnswer('404', 'ERA not found'));
    books.downloaded = [...new Set([...(books.downloaded ?? []), era.eraId])];
    return said(era835Answer(era));
  },
  eligdata: ({ field }) => said(eligibilityAnswer(field('ins_number'))),
  payerlist: ({ field }) => said(repeated('payer', payersLike(field('payerid'), field('payer_name')))),
  appeal: ({ field }) => said({ link: { url: `https://www.claim.md/appeal/${field('claimid')}` } }),
};

const ERAS_A_PAGE = 100;

/** New to the account, not to the caller: what anybody downloaded is not new any more. */
function eraPage(books: BooksState, cursor: string, page: number, isNewOnly: boolean): Json {
  const from = (Math.max(page, 1) - 1) * ERAS_A_PAGE;
  const newestFirst = afterCursor(books.eras, (era) => era.eraId, cursor)
    .filter((era) => !isNewOnly || books.downloaded?.includes(era.eraId) !== true)
    .reverse();
  return eraListAnswer(newestFirst.slice(from, from + ERAS_A_PAGE), cursor);
}

const RESPONSES_A_CALL = 20_000;

/** New rows, and with them once more the last one already given: the vendor repeats itself. */
function responsesAfter(books: BooksState, cursor: string): Json {
  const fresh = afterCursor(books.rows, (row) => row.responseId, cursor);
  const again = fresh.length === 0 ? [] : books.rows.filter((row) => row.responseId === cursor);
  return responseAnswer(books, [...again, ...fresh].slice(0, RESPONSES_A_CALL), cursor);
}

const CLAIMS_A_FILE = 2000;

function takeUpload(form: Form, books: BooksState, scripts: ScriptBook, options: ClaimMdSimulatorOptions): Answered {
  const claims = form.file === undefined ? undefined : claimsIn837(form.file.content);
  if (form.file === undefined || claims === undefined || claims.length === 0)
    return said(errorAnswer('2', 'File format not recognized'));
  if (claims.length > CLAIMS_A_FILE) return said(errorAnswer('3', 'Too many claims'));
  const fileName = form.file.name;
  const now = options.clock();
  const taken = claims.map((claim) => takeClaim(claim, fileName, books, scripts, now));
  if (taken.includes('lost')) return { kind: 'drop' };
  books.files.push({ name: fileName, at: now, claims: claims.length });
  const booked = taken.filter((each): each is { booked: BookedClaim; isFirst: boolean } => each !== 'lost');
  const has = (behaviour: string): boolean =>
    booked.some((each) => each.isFirst && each.booked.script.clearinghouse === behaviour);
  if (has('timeout_after_accept')) return { kind: 'drop' };
  const json = uploadAnswer(booked.map((each) => each.booked));
  return { kind: 'answer', json, ...(has('slow') ? { afterMs: options.slowAnswerMs ?? 300 } : {}) };
}

/** Into the books, once more into the books, or, when the script loses the first attempt, nowhere. */
function takeClaim(
  claim: ReceivedClaim,
  fileName: string,
  books: BooksState,
  scripts: ScriptBook,
  now: Instant,
): { booked: BookedClaim; isFirst: boolean } | 'lost' {
  const id = claim.patientControlNumber;
  const known = books.claims[id];
  if (known !== undefined) {
    const again = { ...known, timesReceived: known.timesReceived + 1 };
    books.claims[id] = again;
    return { booked: again, isFirst: false };
  }
  const taker = (visitIndex: number): string | undefined =>
    Object.keys(books.visitOfClaim).find((claimId) => books.visitOfClaim[claimId] === visitIndex);
  const visitIndex = books.visitOfClaim[id] ?? scripts.visitOf(claim, taker);
  if (visitIndex !== undefined) books.visitOfClaim[id] = visitIndex;
  const script = scripts.script(claim, visitIndex);
  const attempts = (books.attempts[id] ?? 0) + 1;
  books.attempts[id] = attempts;
  if (script.clearinghouse === 'timeout_before_accept' && attempts === 1) return 'lost';
  return { booked: bookClaim(books, claim, script, fileName, now), isFirst: attempts === 1 };
}

function uploadList(books: BooksState, date: string, page: string): Json {
  const onDay = books.files.filter((file) => dateInZone(file.at, EASTERN_ZONE) === date);
  const listed = page === '' || page === '1' ? onDay : [];
  return repeated(
    'file',
    listed.map((file, index) => ({
      inboundid: String(index + 1),
      filename: file.name,
      file_type: '837P',
      file_count: String(file.claims),
      uploadtime: file.at,
    })),
  );
}
