import type { X12FindingCode } from './finding-catalogue';
import { element } from '../core/segment';
import type { Segment } from '../core/segment';
import type { Report } from './x12-finding';

interface OpenLevel {
  readonly segment: Segment;
  readonly number: string;
  children: number;
}

// Which levels stand under which, in every guide that has them; a 277CA may leave the provider (19) out.
const PARENTS: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['21', new Set(['20'])],
  ['19', new Set(['21'])],
  ['22', new Set(['19', '20', '21'])],
  ['23', new Set(['22'])],
  ['PT', new Set(['19', '21'])],
]);

/**
 * Follows the hierarchy of a transaction: HL01 counts from 1, HL02 names an open level, HL04 says whether children follow.
 * Keeps only the open levels, so that a file of any size fits.
 */
export class HlTree {
  private count = 0;
  private readonly open: OpenLevel[] = [];

  constructor(
    private readonly report: Report,
    /** A 271 that rejects, and a 277CA, are published with HL04 1 and no child. */
    private readonly childlessIsFine: boolean,
  ) {}

  next(segment: Segment): void {
    this.count++;
    const number = element(segment, 1);
    const parent = element(segment, 2);
    if (number !== String(this.count))
      this.say(segment, 'HL01', 'hl-number', `HL01 must be ${this.count}: levels are numbered from 1 without a gap.`);
    this.closeTo(parent, segment);
    this.open.push({ segment, number, children: 0 });
  }

  end(): void {
    while (this.open.length > 0) this.close();
  }

  private closeTo(parent: string, segment: Segment): void {
    if (parent === '') {
      this.end();
      return;
    }
    const depth = this.open.findLastIndex((level) => level.number === parent);
    if (depth < 0) {
      this.say(segment, 'HL02', 'hl-parent', 'HL02 names a level that does not exist or is closed already.');
      return;
    }
    while (this.open.length > depth + 1) this.close();
    const kind = this.open.at(-1)?.segment;
    if (kind !== undefined && PARENTS.get(element(segment, 3))?.has(element(kind, 3)) === false)
      this.say(segment, 'HL02', 'hl-parent', 'HL02 names a level of a kind that this one cannot stand under (HL03).');
    const level = this.open.at(-1);
    if (level === undefined) return;
    level.children++;
    if (level.children === 1 && element(level.segment, 4) === '0')
      this.say(level.segment, 'HL04', 'hl-children', 'HL04 says that no level stands under this one, but one does.');
  }

  private close(): void {
    const level = this.open.pop();
    if (level?.children !== 0 || element(level.segment, 4) !== '1') return;
    const message = 'HL04 says that a level stands under this one, but none does.';
    this.say(level.segment, 'HL04', 'hl-children', message, this.childlessIsFine ? 'info' : 'error');
  }

  private say(segment: Segment, at: string, code: X12FindingCode, message: string, severity: 'error' | 'info' = 'error'): void {
    this.report({ severity, segment_index: segment.index, segment: 'HL', element: at, code, message });
  }
}
