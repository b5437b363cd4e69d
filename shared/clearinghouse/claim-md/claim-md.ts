import type { z } from 'zod';
import { TransientFailure, type Clearinghouse, type RemittanceRef } from '../../workflow/ports';
import { createClaimMdClient, type CallOutcome, type ClaimMdClient, type ClaimMdSettings, type ClaimMdWorld } from './client';
import { createEnquiries, type Enquiries } from './enquiries';
import { read } from './read';
import { largerCursor, remittanceRefOf, responseOf, submitOutcomeOf } from './mapper';
import { WireClaim, WireEra, WireEra835, WireEraList, WireResponses, WireUpload, WireUploadList } from './wire';

export interface ClaimMd extends Clearinghouse, Enquiries {
  /** Why this adapter must not be used, in one sentence; undefined: all well. To be asked at start. */
  startFault(): Promise<string | undefined>;
}

/** The Claim.MD adapter. See README.md for what is retried, what never is, and the vendor's peculiarities. */
export function createClaimMd(settings: ClaimMdSettings, world: ClaimMdWorld): ClaimMd {
  const client = createClaimMdClient(settings, world);
  return {
    startFault: async () => client.accountKeyFault(),
    submit: async (upload) => submit(client, upload),
    responses: async (cursor) => {
      const body = await read(client, 'response', { ResponseID: cursor }, WireResponses);
      const rows = readable(WireClaim, body.claim).flatMap((claim) => responseOf(claim) ?? []);
      // Where the vendor names no cursor its furthest row is one: else what the row says would never be heard.
      const told = body.last_responseid ?? rows.reduce((furthest, row) => largerCursor(furthest, row.responseId), cursor);
      const next = largerCursor(cursor, told);
      // A cursor that did not grow brings nothing new, whatever rows come with it: asking on would never end.
      return next === cursor ? { rows: [], cursor } : { rows, cursor: next };
    },
    uploadedFiles: async (on) => {
      const names: string[] = [];
      for (let page = 1; page <= MOST_PAGES; page++) {
        const body = await read(client, 'uploadlist', { Page: String(page), UploadDate: on }, WireUploadList);
        const found = body.file.flatMap((file) => file.filename ?? []).filter((name) => !names.includes(name));
        // A vendor that ignores the page number would give the same names for ever.
        if (found.length === 0) break;
        names.push(...found);
      }
      return names;
    },
    remittances: async (cursor) => {
      const refs = (await allErasAfter(client, cursor)).sort((a, b) =>
        largerCursor(a.remittanceId, b.remittanceId) === a.remittanceId ? 1 : -1,
      );
      return { refs, cursor: refs.reduce((furthest, ref) => largerCursor(furthest, ref.remittanceId), cursor) };
    },
    remittance: async (remittanceId) => (await read(client, 'era835', { eraid: remittanceId }, WireEra835)).data,
    ...createEnquiries(client),
  };
}

const MOST_PAGES = 200;

/**
 * Every ERA after the cursor. The list may be newest first and comes in pages, so all pages are read before the cursor may move:
 * else the oldest would be passed over. NewOnly=0, because what is new to another downloader of the account is new to us too.
 */
async function allErasAfter(client: ClaimMdClient, cursor: string): Promise<RemittanceRef[]> {
  const found = new Map<string, RemittanceRef>();
  for (let page = 1; page <= MOST_PAGES; page++) {
    const body = await read(client, 'eralist', { ERAID: cursor, NewOnly: '0', Page: String(page) }, WireEraList);
    const fresh = readable(WireEra, body.era)
      .flatMap((era) => remittanceRefOf(era) ?? [])
      .filter((ref) => largerCursor(cursor, ref.remittanceId) !== cursor && !found.has(ref.remittanceId));
    if (fresh.length === 0) break;
    for (const ref of fresh) found.set(ref.remittanceId, ref);
  }
  return [...found.values()];
}

/** One upload, never repeated here: only what provably did not reach the vendor may be sent again, and the workflow decides that. */
async function submit(
  client: ClaimMdClient,
  upload: Parameters<Clearinghouse['submit']>[0],
): ReturnType<Clearinghouse['submit']> {
  const outcome = await callOrWait(client, upload);
  switch (outcome.kind) {
    case 'not-sent':
      return outcome;
    case 'unknown':
      return { kind: 'unknown', reason: outcome.reason };
    case 'refused':
      // The vendor read the request and took nothing: a wrong key, above all.
      return { kind: 'not-sent', reason: `Claim.MD refused the request (${outcome.code})` };
    case 'answered': {
      const body = WireUpload.safeParse(outcome.body);
      if (!body.success) return { kind: 'unknown', reason: 'UNREADABLE' };
      return submitOutcomeOf(readable(WireClaim, body.data.claim), upload.claimId);
    }
  }
}

async function callOrWait(
  client: ClaimMdClient,
  upload: { readonly fileName: string; readonly content: string },
): Promise<CallOutcome> {
  try {
    return await client.call('upload', { Filename: upload.fileName }, { name: upload.fileName, content: upload.content });
  } catch (error) {
    if (!(error instanceof TransientFailure)) throw error;
    const wait = error.retryAfterMs === undefined ? {} : { retryAfterMs: error.retryAfterMs };
    return { kind: 'not-sent', reason: 'the request budget is used up', ...wait };
  }
}

/** The rows that have the vendor's shape. */
const readable = <T extends z.ZodType>(schema: T, rows: readonly unknown[]): z.output<T>[] =>
  rows.flatMap((row) => {
    const read = schema.safeParse(row);
    return read.success ? [read.data] : [];
  });
