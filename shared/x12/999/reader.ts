import { component, element, textOf, type Segment } from '../core/segment';
import { outcomeOf, type AcknowledgementOutcome } from '../TA1/reader';

/** An element that a 999 complains of. */
export interface ElementError {
  /** IK401: element, component, repetition. */
  readonly position: string;
  readonly component?: string;
  /** IK402: the data element's number. */
  readonly reference?: string;
  /** IK403. */
  readonly code: string;
  /** IK404: what stood there. */
  readonly value?: string;
}

/** A segment that a 999 complains of. */
export interface SegmentError {
  readonly segment: string;
  /** Counted from our ST. */
  readonly position: number;
  readonly loop?: string;
  /** IK304. */
  readonly code?: string;
  /** CTX: the business unit ('CLM01' and our claim's number) or the situation. */
  readonly contexts: readonly { readonly name: string; readonly value?: string }[];
  readonly elements: readonly ElementError[];
}

/** What became of one ST that we sent. Rejected: nothing in it went further. */
export interface TransactionAcknowledgement {
  readonly kind: 'transaction';
  readonly transactionType: string;
  /** Our ST02. */
  readonly controlNumber: string;
  readonly outcome: AcknowledgementOutcome;
  /** IK502-506. */
  readonly codes: readonly string[];
  readonly errors: readonly SegmentError[];
}

/** What became of the whole group. */
export interface GroupAcknowledgement {
  readonly kind: 'group';
  readonly functionalId: string;
  /** Our GS06. */
  readonly controlNumber: string;
  readonly outcome: AcknowledgementOutcome;
  readonly included: number;
  readonly received: number;
  readonly accepted: number;
  readonly codes: readonly string[];
}

export type Acknowledgement999 = TransactionAcknowledgement | GroupAcknowledgement;

interface OpenTransaction {
  readonly transactionType: string;
  readonly controlNumber: string;
  readonly errors: SegmentError[];
}

/** A 999 (005010X231A1): one item for each ST it answers, then one for the group. */
export function read999(segments: readonly Segment[]): readonly Acknowledgement999[] {
  const items: Acknowledgement999[] = [];
  let group = { functionalId: '', controlNumber: '' };
  let open: OpenTransaction | undefined;
  for (const segment of segments) {
    if (segment.id === 'AK1') group = { functionalId: element(segment, 1), controlNumber: element(segment, 2) };
    else if (segment.id === 'AK2')
      open = { transactionType: element(segment, 1), controlNumber: element(segment, 2), errors: [] };
    else if (segment.id === 'IK5' || segment.id === 'AK5') {
      const answer = { outcome: outcomeOf(element(segment, 1)), codes: codesFrom(segment, 2) };
      items.push({ kind: 'transaction', ...(open ?? { transactionType: '', controlNumber: '', errors: [] }), ...answer });
      open = undefined;
    } else if (segment.id === 'AK9') items.push(groupOf(segment, group));
    else if (open !== undefined) takeError(segment, open.errors);
  }
  return items;
}

function groupOf(segment: Segment, group: { functionalId: string; controlNumber: string }): GroupAcknowledgement {
  const count = (position: number): number => Number(element(segment, position)) || 0;
  const outcome = outcomeOf(element(segment, 1));
  return {
    kind: 'group',
    ...group,
    outcome,
    included: count(2),
    received: count(3),
    accepted: count(4),
    codes: codesFrom(segment, 5),
  };
}

const codesFrom = (segment: Segment, first: number): readonly string[] =>
  segment.elements.slice(first).filter((code) => code !== '');

/** IK3 opens an error; CTX and IK4 belong to the error that is open. */
function takeError(segment: Segment, errors: SegmentError[]): void {
  if (segment.id === 'IK3') {
    errors.push({
      segment: element(segment, 1),
      position: Number(element(segment, 2)) || 0,
      ...stated('loop', element(segment, 3)),
      ...stated('code', element(segment, 4)),
      contexts: [],
      elements: [],
    });
    return;
  }
  const last = errors.pop();
  if (last === undefined) return;
  if (segment.id === 'CTX') {
    const context = { name: component(segment, 1, 1), ...stated('value', textOf(component(segment, 1, 2))) };
    errors.push({ ...last, contexts: [...last.contexts, context] });
  } else if (segment.id === 'IK4') errors.push({ ...last, elements: [...last.elements, elementErrorOf(segment)] });
  else errors.push(last);
}

const elementErrorOf = (segment: Segment): ElementError => ({
  position: component(segment, 1, 1),
  ...stated('component', component(segment, 1, 2)),
  ...stated('reference', element(segment, 2)),
  code: element(segment, 3),
  ...stated('value', textOf(element(segment, 4))),
});

const stated = <K extends string>(name: K, value: string): Partial<Record<K, string>> =>
  value === '' ? {} : ({ [name]: value } as Record<K, string>);
