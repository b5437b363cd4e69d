import { withoutUndefined } from '../../kernel/without-undefined';
import { element, type Segment } from '../../x12/core/segment';
import type { OtherPayer } from '../claim';
import { RELATIONSHIP_CODES, RESPONSIBILITY_CODES, wordFor } from '../code-lists';
import { amount, cutLoops, date, given, reference } from './loops';
import { namedLoop, subscriberOf } from './parties';
import { adjustmentsOf, listOrNothing } from './service-lines';

/** 2320 with its 2330 loops. */
export function otherPayersOf(segments: readonly Segment[], unstated: string[]): readonly OtherPayer[] {
  const lines = segments.findIndex((segment) => segment.id === 'LX');
  const before = lines < 0 ? segments : segments.slice(0, lines);
  return cutLoops(before, new Set(['SBR'])).loops.map((loop, index) => otherPayerOf(loop, `other_payers.${index}`, unstated));
}

function otherPayerOf(loop: readonly Segment[], path: string, unstated: string[]): OtherPayer {
  const [sbr] = loop;
  const insured = namedLoop(loop, 'IL');
  const payer = namedLoop(loop, 'PR');
  const responsibility = sbr && wordFor(RESPONSIBILITY_CODES, element(sbr, 1));
  if (responsibility === undefined) unstated.push(`${path}.responsibility`);
  return withoutUndefined({
    payerId: given(payer?.[0], 9) ?? '',
    name: given(payer?.[0], 3),
    responsibility: responsibility ?? ('primary' as const),
    claimFilingCode: given(sbr, 9),
    relationship: sbr && wordFor(RELATIONSHIP_CODES, element(sbr, 2)),
    subscriber: insured && subscriberOf(insured, sbr),
    paidCents: amount(loop, 'D'),
    nonCoveredCents: amount(loop, 'A8'),
    remainingLiabilityCents: amount(loop, 'EAF'),
    payerClaimNumber: payer && reference(payer, 'F8'),
    adjudicationDate: payer && date(payer, '573'),
    adjustments: listOrNothing(adjustmentsOf(loop, `${path}.adjustments`, unstated)),
  });
}
