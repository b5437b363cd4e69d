import { addMs, type Instant } from '../../../shared/kernel/plain-date';
import { vendorInstant } from '../../../shared/ehr/athenahealth/mapper';
import type { Json, SimulatedChart } from './chart';
import type { AthenahealthSimulatorOptions } from './options';

export const subscriptionOf = ({ isUnsubscribed }: AthenahealthSimulatorOptions): Json =>
  isUnsubscribed === true
    ? { status: 'INACTIVE', subscriptions: [] }
    : { status: 'PARTIAL', subscriptions: [{ eventname: 'CheckOut' }] };

/** New changes are marked as processed by being asked for; a window gives once more those that were processed within it. */
export function changedPage(
  chart: SimulatedChart,
  processed: Map<string, Instant>,
  query: URLSearchParams,
  options: AthenahealthSimulatorOptions,
): Json {
  const now = options.clock();
  const start = vendorInstant(query.get('showprocessedstartdatetime') ?? undefined);
  const end = vendorInstant(query.get('showprocessedenddatetime') ?? undefined);
  const limit = Math.min(Number(query.get('limit') ?? '1000'), options.rowsAtMost ?? Number.POSITIVE_INFINITY);
  const offset = Number(query.get('offset') ?? '0');
  const isWindow = start !== undefined && end !== undefined;
  const isWithin = (at: Instant | undefined): boolean => isWindow && at !== undefined && start <= at && at <= end;
  const visible = addMs(now, -(options.feedLagMs ?? 0));
  const chosen = chart.changes.filter(({ id, at }) =>
    isWindow ? isWithin(processed.get(id)) : !processed.has(id) && at <= visible,
  );
  const page = chosen.slice(offset, offset + limit);
  if (!isWindow && query.get('leaveunprocessed') !== 'true') for (const { id } of page) processed.set(id, now);
  const hasMore = chosen.length > offset + limit;
  return {
    totalcount: chosen.length,
    appointments: page.map((change) => chart.appointment(change.encounterId, now)),
    ...(hasMore ? { next: `/appointments/changed?limit=${limit}&offset=${offset + limit}` } : {}),
  };
}
