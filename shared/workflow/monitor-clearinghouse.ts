import { applyResponses } from './apply-responses';
import { postRemittances } from './post-remittances';
import { reconcile } from './reconcile';
import { resumeLane } from './lane';
import type { World } from './world';

export interface MonitorReport {
  readonly responses: number;
  readonly reconciled: number;
  readonly remittances: number;
  readonly resumed: number;
}

/**
 * Asks the clearinghouse what became of what was sent: the response feed to its end, then the claims whose answer was lost (judged
 * only against a feed that was read to its end after their grace), then the remittances; then lets waiting claims go on. One part
 * that fails does not keep the others from their work; the first failure is thrown at the end, so that the timer run is a failed one.
 */
export async function monitorClearinghouse(world: World): Promise<MonitorReport> {
  const failures: unknown[] = [];
  const attempt = async (part: () => Promise<number>): Promise<number> => {
    try {
      return await part();
    } catch (error) {
      failures.push(error);
      return 0;
    }
  };
  let responses = 0;
  const reconciled = await attempt(async () => {
    const readFrom = world.clock.now();
    responses = await applyResponses(world);
    return reconcile(world, readFrom);
  });
  const remittances = await attempt(() => postRemittances(world));
  const resumed = await attempt(async () => (await resumeLane(world)).resumed);
  if (failures.length > 0) throw failures[0];
  return { responses, reconciled, remittances, resumed };
}
