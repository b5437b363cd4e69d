import { z } from 'zod';
import { TransientFailure } from '../../workflow/ports';
import type { AthenahealthClient } from './client';

/** One thing that will not work, in words for the person who set the practice up. */
export interface ProbeFinding {
  readonly code: 'no-token' | 'unreachable' | 'no-permission' | 'over-limit' | 'no-feed' | 'not-found' | 'unexpected';
  readonly sentence: string;
}

const SUBSCRIPTION = '/appointments/changed/subscription';
const ASKED: readonly { readonly path: string; readonly query: Readonly<Record<string, string>>; readonly what: string }[] = [
  { path: '/practiceinfo', query: {}, what: 'the practice' },
  { path: '/departments', query: { limit: '1' }, what: 'the departments' },
  { path: SUBSCRIPTION, query: {}, what: 'the feed of changed appointments' },
];

/** Asks for one of each thing the adapter reads, before a working day depends on it. Changes nothing at the vendor. */
export async function probeAthenahealth(client: AthenahealthClient): Promise<readonly ProbeFinding[]> {
  const findings: ProbeFinding[] = [];
  for (const { path, query, what } of ASKED) {
    const status = await client.status(path, query);
    const finding = findingFor(status, what) ?? (path === SUBSCRIPTION ? await feedFinding(client) : undefined);
    if (finding === undefined) continue;
    findings.push(finding);
    if (finding.code === 'no-token' || finding.code === 'unreachable') break;
  }
  return findings;
}

const Subscription = z.looseObject({
  status: z.string().optional(),
  subscriptions: z.array(z.looseObject({ eventname: z.string().optional() })).optional(),
});

/** The feed is there and stays empty until somebody subscribed once with this key: nothing would ever be found. */
async function feedFinding(client: AthenahealthClient): Promise<ProbeFinding | undefined> {
  const read = await client.read(SUBSCRIPTION, {}, 'subscription').catch((error: unknown) => {
    if (error instanceof TransientFailure) return undefined;
    throw error;
  });
  const told = Subscription.safeParse(read?.kind === 'found' ? read.json : undefined);
  const { status, subscriptions = [] } = told.success ? told.data : {};
  if (status === 'ACTIVE' || subscriptions.some(({ eventname }) => eventname === 'CheckOut')) return undefined;
  return {
    code: 'no-feed',
    sentence:
      'athenahealth sends no changed appointments to this key: subscribe once with POST /appointments/changed/subscription (CheckOut at the least), else no visit is found.',
  };
}

function findingFor(status: number | 'no-token' | 'unreachable', what: string): ProbeFinding | undefined {
  if (status === 200) return undefined;
  if (status === 'no-token') {
    return {
      code: 'no-token',
      sentence:
        'athenahealth does not accept our client id and secret: check AthenahealthClientId and AthenahealthClientSecret, and that the base URL (preview or production) is the one they were issued for.',
    };
  }
  if (status === 'unreachable') {
    return { code: 'unreachable', sentence: 'athenahealth cannot be reached: check the base URL and the network.' };
  }
  if (status === 401 || status === 403) {
    return {
      code: 'no-permission',
      sentence: `athenahealth does not let us read ${what}: the practice must authorise the application for it.`,
    };
  }
  if (status === 429) {
    return {
      code: 'over-limit',
      sentence:
        "athenahealth says that we ask too often: compare requests_per_second and requests_per_day of practice.json with the vendor's figures for this key, and what else uses it.",
    };
  }
  if (status === 404) {
    return {
      code: 'not-found',
      sentence: `athenahealth does not know ${what}: check the practice id, or the API version has changed.`,
    };
  }
  return { code: 'unexpected', sentence: `athenahealth answered ${status} when asked for ${what}.` };
}
