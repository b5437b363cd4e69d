import { addMs } from '../../../shared/kernel/plain-date';
import { decideWorkItem } from '../../../shared/workflow/decide-work-item';
import { listOpenWorkItems, type ListedWorkItem } from '../../../shared/workflow/work-items';
import type { World } from '../../../shared/workflow/world';
import type { Cloud } from './cloud';

const DAY_MS = 86_400_000;

/**
 * The biller: a day after a claim was found nowhere asks the clearinghouse by telephone, and has it sent again when they do not have
 * it; approves some held visits. Everything else is left to stand.
 */
export async function answerWorkItems(cloud: Cloud, world: World): Promise<void> {
  let after: string | undefined;
  do {
    const page = await listOpenWorkItems(world, after === undefined ? {} : { after });
    for (const listed of page.items) await answer(cloud, world, listed);
    after = page.next;
  } while (after !== undefined);
}

async function answer(cloud: Cloud, world: World, { item, etag }: ListedWorkItem): Promise<void> {
  const approve = async (): Promise<void> => {
    await decideWorkItem(world, item.id, { action: 'approve', by: 'biller-1', etag });
  };
  const { claimId, encounterId } = item.about;
  if (item.kind === 'claim_unconfirmed' && claimId !== undefined) {
    const received = cloud.clearinghouse.receipts.has(claimId);
    if (!received && addMs(item.openedAt, DAY_MS) < world.clock.now()) await approve();
  }
  if (item.kind === 'encounter_held' && encounterId !== undefined)
    if (cloud.ehr.visits.get(encounterId)?.plan === 'held_then_approved') await approve();
}
