import { element } from '../core/segment';
import type { Segment } from '../core/segment';
import { attachmentRules, claimHeaderRules } from './claim-header-rules';
import { balanceRules, cobRules } from './cob-rules';
import { dentalRules } from './dental-rules';
import { diagnosisRules } from './diagnosis-rules';
import { children, enclosing } from './loop-view';
import type { Say } from './rules';
import { lineRules } from './line-rules';
import { locationRules, patientRules, providerRules } from './party-rules';
import { professionalRules } from './professional-rules';
import type { Loop } from './loop';
import type { ClaimInFile, ClaimKind, ClaimRule } from './claim-in-file';
import type { TransactionRules } from './rules';

const BOTH: readonly ClaimRule[] = [
  ...claimHeaderRules,
  ...attachmentRules,
  ...diagnosisRules,
  ...lineRules,
  ...providerRules,
  ...patientRules,
  ...balanceRules,
  ...cobRules,
];
const KIND: Readonly<Record<ClaimKind, readonly ClaimRule[]>> = { professional: professionalRules, dental: dentalRules };
// Claim numbers are remembered so far; a payer refuses one that stands twice in a transaction.
const REMEMBERED = 200_000;

/** The situational rules and the balances of an 837, claim by claim. */
export function claimRules(say: Say, kind: ClaimKind): TransactionRules {
  let header: Pick<ClaimInFile, 'sent' | 'purpose'> = { sent: '', purpose: '' };
  const numbers = new Set<string>();
  return {
    segment(segment) {
      if (segment.id === 'BHT') {
        header = { sent: element(segment, 4), purpose: element(segment, 6) };
        checkReference(segment, say);
      }
      if (segment.id === 'CLM') noteNumber(segment, numbers, say);
    },
    loopEnd(loop) {
      for (const rule of locationRules) rule(loop, say);
      if (loop.id !== '2300' || loop.first.id !== 'CLM') return;
      const claim = claimOf(loop, kind, header);
      for (const rule of BOTH) rule(claim, say);
      for (const rule of KIND[kind]) rule(claim, say);
    },
  };
}

function claimOf(claim: Loop, kind: ClaimKind, header: Pick<ClaimInFile, 'sent' | 'purpose'>): ClaimInFile {
  return {
    kind,
    claim,
    clm: claim.first,
    lines: children(claim, '2400'),
    billing: enclosing(claim, '2000A'),
    subscriber: enclosing(claim, '2000B'),
    dependent: enclosing(claim, '2000C'),
    ...header,
  };
}

// The standard allows 50 characters; the 837 guides allow 30.
function checkReference(bht: Segment, say: Say): void {
  if (element(bht, 3).length > 30)
    say(bht, 'element-too-long', 'BHT03 is longer than the 30 characters that an 837 allows.', 'BHT03');
}

function noteNumber(clm: Segment, numbers: Set<string>, say: Say): void {
  const number = element(clm, 1);
  if (numbers.has(number))
    say(clm, 'claim-number-repeated', 'CLM01 stands on an earlier claim of this transaction too.', 'CLM01', 'warn');
  if (numbers.size < REMEMBERED) numbers.add(number);
}
