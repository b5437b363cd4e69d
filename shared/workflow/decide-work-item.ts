import type { AuditEvent } from '../audit/audit-event';
import type { Decision } from '../kernel/decision';
import { hashOf } from '../kernel/canonical-json';
import { WORK_ITEM_ANSWERS, type WorkItem, type WorkItemAction } from '../work-items/work-item';
import { moveClaim } from './claim-store';
import { moveEncounter, readVisit, type StoredVisit } from './encounter-store';
import { ROWS } from './keys';
import { TransientFailure, type RowOperation } from './ports';
import { markDecided, readWorkItem } from './work-items';
import type { World } from './world';

export interface WorkItemAnswer {
  readonly action: WorkItemAction;
  /** Who answers: an id, not a name. */
  readonly by: string;
  readonly etag: string;
  readonly note?: string;
  /** Only for `correct`: facts of the encounter by their names in contracts; null takes one away. */
  readonly changes?: Readonly<Record<string, unknown>>;
}

export type WorkItemOutcome =
  | { readonly kind: 'done'; readonly item: WorkItem }
  | { readonly kind: 'unknown' }
  /** The etag is not the item's any more: somebody else was there. */
  | { readonly kind: 'stale' }
  | { readonly kind: 'refused'; readonly reason: string };

/**
 * A person's answer to a work item. What it asks for is done first, then the item is marked: an answer whose process died is given
 * again and finds its move made. Refuses an answer the kind does not take, and one the claim's or encounter's life refuses.
 */
export async function decideWorkItem(world: World, id: string, answer: WorkItemAnswer): Promise<WorkItemOutcome> {
  const listed = await readWorkItem(world, id);
  if (listed === undefined) return { kind: 'unknown' };
  if (listed.etag !== answer.etag || listed.item.state !== 'open') return { kind: 'stale' };
  if (WORK_ITEM_ANSWERS[listed.item.kind]?.[answer.action] === undefined)
    return { kind: 'refused', reason: `${answer.action} is no answer to ${listed.item.kind}` };
  const decision = await apply(world, listed.item, answer);
  if (decision?.outcome === 'refused') return { kind: 'refused', reason: decision.reason };
  const { action, by, note } = answer;
  const at = world.clock.now();
  await world.audit.append([decisionAudit(world, listed.item, answer, listed.etag)]);
  const marked = await markAgain(world, listed.item, { action, by, at, ...(note === undefined ? {} : { note }) });
  return { kind: 'done', item: marked };
}

/** The move itself may have closed the item meanwhile: then its row has another etag, and the decision is written on that. */
async function markAgain(world: World, item: WorkItem, decision: NonNullable<WorkItem['decision']>): Promise<WorkItem> {
  const now = await readWorkItem(world, item.id);
  // Held again already, for what the new coding found: that is another question, and stays open.
  if (now !== undefined && now.item.order !== item.order) return { ...item, state: 'decided', decision };
  if (now === undefined || (await markDecided(world, now, decision)) === 'stale') throw new TransientFailure('work-items.decide');
  return { ...now.item, state: 'decided', decision };
}

async function apply(world: World, item: WorkItem, answer: WorkItemAnswer): Promise<Decision<unknown> | undefined> {
  const at = world.clock.now();
  const context = { actor: { kind: 'person', id: answer.by } } as const;
  const { encounterId, claimId } = item.about;
  if (item.kind === 'encounter_held' && encounterId !== undefined) {
    if (answer.action === 'reject') return moveEncounter(world, encounterId, { kind: 'closed', at, by: answer.by }, context);
    const operations = answer.action === 'correct' ? await corrected(world, encounterId, answer.changes ?? {}) : undefined;
    const how = answer.action === 'correct' ? 'corrected' : 'approved';
    const withRows = operations === undefined ? context : { ...context, operations };
    return moveEncounter(world, encounterId, { kind: 'released', at, by: answer.by, how }, withRows);
  }
  if (claimId === undefined) return undefined;
  if (answer.action === 'reject' && ['claim_held', 'claim_unconfirmed', 'claim_rejected'].includes(item.kind))
    return moveClaim(world, claimId, { kind: 'closed', at, by: answer.by }, context);
  if (item.kind === 'claim_held') return moveClaim(world, claimId, { kind: 'released', at, by: answer.by }, context);
  if (item.kind === 'claim_unconfirmed')
    return moveClaim(world, claimId, { kind: 'resend_approved', at, by: answer.by }, context);
  return undefined;
}

async function corrected(world: World, encounterId: string, changes: Readonly<Record<string, unknown>>): Promise<RowOperation[]> {
  const stored = await readVisit(world, encounterId);
  if (stored === undefined) throw new TransientFailure('encounter.content');
  const encounter: Record<string, unknown> = { ...stored.visit.encounter };
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) Reflect.deleteProperty(encounter, name);
    else encounter[name] = value;
  }
  // The hash stays the fetched one: the same note signed again must not undo a person's correction.
  const visit: StoredVisit = { ...stored.visit, encounter };
  return [{ kind: 'replace', rowKey: ROWS.content, value: visit, etag: stored.row.etag }];
}

/** The names of what was changed and a hash of the values: the log holds no facts of the visit. */
const decisionAudit = (world: World, item: WorkItem, answer: WorkItemAnswer, etag: string): AuditEvent => ({
  eventId: `${item.id}|${world.ids.next('answer-')}|WORK_ITEM_DECIDED`,
  type: 'WORK_ITEM_DECIDED',
  at: world.clock.now(),
  actor: { kind: 'person', id: answer.by },
  ...(item.about.encounterId === undefined ? {} : { encounterRef: item.about.encounterId }),
  ...(item.about.claimId === undefined ? {} : { claimRef: item.about.claimId }),
  configurationHash: world.rules.contentHash,
  detail: {
    item: item.kind,
    action: answer.action,
    etagHash: hashOf(etag).slice(0, 16),
    ...(answer.changes === undefined ? {} : { changed: Object.keys(answer.changes), changesHash: hashOf(answer.changes) }),
  },
});
