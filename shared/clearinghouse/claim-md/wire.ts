import { XMLParser } from 'fast-xml-parser';
import { z } from 'zod';
import { err, ok, type Result } from '../../kernel/result';

// Claim.MD's answers as they come: XML unless JSON is asked for (and sometimes then too), attributes as top-level keys with or
// without a `result` around them, repeated elements as an array or a single object or not at all, every scalar as text,
// errors under HTTP 200. Legacy field names live here and nowhere else.

const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === null || value === undefined || value === '' ? undefined : String(value)));

/** Array, single object, empty text or absent: always a list. */
const listOf = <T extends z.ZodType>(item: T) =>
  z
    .union([z.array(item), item.transform((one) => [one]), z.literal('').transform(() => [])])
    .nullish()
    .transform((value): z.output<T>[] => value ?? []);

const WireMessage = z.looseObject({ status: text, message: text, mesgid: text, fields: text, responseid: text });
export type WireMessage = z.output<typeof WireMessage>;

export const WireClaim = z.looseObject({
  claimid: text,
  claimmd_id: text,
  remote_claimid: text,
  pcn: text,
  status: text,
  sender_name: text,
  senderid: text,
  sender_icn: text,
  response_time: text,
  responseid: text,
  messages: listOf(WireMessage),
});
export type WireClaim = z.output<typeof WireClaim>;

/** One row at a time is read on its own: a row in another shape must not hide the others. */
const rows = listOf(z.looseObject({}));

export const WireUpload = z.looseObject({ claim: rows });
export const WireResponses = z.looseObject({ last_responseid: text, claim: rows });
export const WireUploadList = z.looseObject({ file: listOf(z.looseObject({ filename: text, inboundid: text })) });

export const WireEra = z.looseObject({ eraid: text, paid_amount: text, received_time: text, paid_date: text });
export type WireEra = z.output<typeof WireEra>;
export const WireEraList = z.looseObject({ last_eraid: text, era: rows });

/** The 835 as one text, or in pieces that belong together without anything between them. */
export const WireEra835 = z.looseObject({
  data: z.union([z.string(), z.array(z.string()).transform((parts) => parts.join(''))]),
});

export const WirePayerList = z.looseObject({ payer: listOf(z.looseObject({ payerid: text, payer_name: text })) });

/** No link: the vendor has no form for this payer. */
export const WireAppeal = z.looseObject({
  link: z.union([z.string(), z.looseObject({ url: z.string() }).transform((link) => link.url)]).optional(),
});

const WireBenefit = z.looseObject({
  benefit_code: text,
  benefit_coverage_code: text,
  benefit_amount: text,
  benefit_percent: text,
  benefit_level_code: text,
  benefit_period_code: text,
  insurance_type_code: text,
  inplan_network: text,
});
export const WireEligibility = z.looseObject({
  elig: z.looseObject({
    eligid: text,
    elig_result_date: text,
    plan_begin_date: text,
    group_number: text,
    benefit: listOf(WireBenefit),
    error: listOf(z.looseObject({ error_code: text, error_mesg: text })),
  }),
});

const WireError = z.union([
  z
    .string()
    .min(1)
    .transform((message) => ({ code: 'unnamed', message })),
  z
    .looseObject({ error_code: text, error_mesg: text, error_message: text })
    .transform((error) => ({ code: error.error_code ?? 'unnamed', message: error.error_mesg ?? error.error_message ?? '' })),
]);

/** What the vendor refused: its own code (20 is a wrong account key). The text may name the claim and is never logged. */
export interface VendorError {
  readonly code: string;
  readonly message: string;
}

const xml = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseAttributeValue: false,
  parseTagValue: false,
  trimValues: false,
  processEntities: true,
});

/** The body of an answer, whatever its form; 'unreadable' for what is neither JSON nor the vendor's XML, HTML above all. */
export function readEnvelope(body: string): Result<unknown, VendorError | 'unreadable'> {
  const root = unwrapped(body.trimStart().startsWith('<') ? fromXml(body) : fromJson(body));
  if (typeof root !== 'object' || root === null) return err('unreadable');
  const error = errorIn(root);
  return error === undefined ? ok(root) : err(error);
}

/** Ids and cursors beyond 2^53 that come as a number keep their digits: as text. */
function exactIds(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  const isRounded = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value);
  return isRounded && context?.source !== undefined ? context.source : value;
}

function fromJson(body: string): unknown {
  try {
    return JSON.parse(body, exactIds);
  } catch {
    return undefined;
  }
}

/** Only a document whose root is `result` (or `eligibility`) is the vendor's; a proxy's error page is not. */
function fromXml(body: string): unknown {
  if (/<!DOCTYPE|<!ENTITY/i.test(body)) return undefined;
  try {
    const document: unknown = xml.parse(body);
    return typeof document === 'object' && document !== null && 'result' in document ? document : undefined;
  } catch {
    return undefined;
  }
}

function unwrapped(root: unknown): unknown {
  if (typeof root !== 'object' || root === null || !('result' in root)) return root;
  return Array.isArray(root.result) ? root.result[0] : root.result;
}

/** An empty error list beside data is no error. */
function errorIn(root: object): VendorError | undefined {
  if (!('error' in root)) return undefined;
  const errors: readonly unknown[] = Array.isArray(root.error) ? root.error : [root.error];
  for (const one of errors) {
    const error = WireError.safeParse(one);
    if (error.success) return error.data;
  }
  return undefined;
}
