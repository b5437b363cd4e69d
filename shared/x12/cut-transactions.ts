import { element, type Segment } from './core/segment';

/** One transaction set with everything between ST and SE, or one TA1, which stands alone. */
export interface CutTransaction {
  /** ST01; 'TA1' for an interchange acknowledgement. */
  readonly type: string;
  /** ST03, else GS08; '' when neither says. */
  readonly guide: string;
  /** ST02; for a TA1 the number of the interchange it answers. */
  readonly controlNumber: string;
  readonly segments: readonly Segment[];
}

/** The transactions of a file, one by one; memory holds one. A transaction without its SE ends where the next thing begins. */
export function* cutTransactions(segments: Iterable<Segment>): Generator<CutTransaction, void, undefined> {
  const cutter = new TransactionCutter();
  for (const segment of segments) yield* cutter.take(segment);
  yield* cutter.end();
}

const AFTER = new Set(['GS', 'GE', 'ISA', 'IEA']);

export class TransactionCutter {
  private open: { type: string; guide: string; controlNumber: string; segments: Segment[] } | undefined;
  private groupGuide = '';

  take(segment: Segment): readonly CutTransaction[] {
    if (segment.id === 'ST') {
      const done = this.end();
      const guide = element(segment, 3) === '' ? this.groupGuide : element(segment, 3);
      this.open = { type: element(segment, 1), guide, controlNumber: element(segment, 2), segments: [] };
      return done;
    }
    if (segment.id === 'TA1') {
      const controlNumber = element(segment, 1);
      return [...this.end(), { type: 'TA1', guide: '', controlNumber, segments: [segment] }];
    }
    if (segment.id === 'GS') this.groupGuide = element(segment, 8);
    if (segment.id === 'SE' || AFTER.has(segment.id)) return this.end();
    this.open?.segments.push(segment);
    return [];
  }

  end(): readonly CutTransaction[] {
    const done = this.open;
    this.open = undefined;
    return done === undefined ? [] : [done];
  }
}
