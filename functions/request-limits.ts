import type { PracticeRules } from '../shared/coding/practice-rules';
import type { Clock, TableStore } from '../shared/workflow/ports';
import {
  allBudgets,
  createLocalBudget,
  createSharedBudget,
  unlimitedBudget,
  type RequestBudget,
} from '../shared/workflow/request-budget';
import { systemClock } from './file-clock';

/** What a limit is counted with: the row all instances share, and the stack's clock. */
export interface LimitParts {
  readonly store: TableStore;
  readonly clock: Clock;
  /** The vendor is a simulator on this machine. */
  readonly isLocal: boolean;
  readonly pause: (ms: number) => Promise<void>;
}

/** 100 requests a minute and account (claimmd-api §1), shared by all instances. */
const CLAIM_MD_RATE = { ms: 60_000, requests: 100 };
/** The same rate where the clock moves in steps: the local day takes ten minutes at once. */
const CLAIM_MD_STEP_RATE = { ms: 600_000, requests: 1_000 };

/** What Claim.MD allows. */
export const claimMdBudget = ({ store, clock, isLocal }: LimitParts): RequestBudget =>
  createSharedBudget(store, clock, { table: 'budgets', account: 'claim-md' }, [isLocal ? CLAIM_MD_STEP_RATE : CLAIM_MD_RATE]);

/** The vendor's own test environment: nothing there bills anybody. */
export const isPreviewHost = (baseUrl: string): boolean => URL.parse(baseUrl)?.hostname.startsWith('api.preview.') === true;

/** athenahealth's usual figures; sources differ, so a practice may state its own (athenahealth §2). */
const PREVIEW_A_SECOND = 5;
const PRODUCTION_A_SECOND = 50;
const A_DAY = 500_000;

/**
 * What athenahealth allows: so many requests a second, counted in this process because a shared row would cost more than the request,
 * and so many a day to midnight GMT, shared by all instances. A simulator on this machine has no limit unless the practice states one.
 */
export function athenahealthBudget(
  { store, clock, isLocal, pause }: LimitParts,
  baseUrl: string,
  { requestsPerSecond, requestsPerDay }: NonNullable<PracticeRules['ehr']>,
): RequestBudget {
  if (isLocal && requestsPerSecond === undefined && requestsPerDay === undefined) return unlimitedBudget;
  const usual = isPreviewHost(baseUrl) ? PREVIEW_A_SECOND : PRODUCTION_A_SECOND;
  return allBudgets(
    createLocalBudget(systemClock, [{ ms: 1_000, requests: requestsPerSecond ?? usual }], pause),
    createSharedBudget(store, clock, { table: 'budgets', account: 'athenahealth' }, [
      { ms: 86_400_000, requests: requestsPerDay ?? A_DAY },
    ]),
  );
}
