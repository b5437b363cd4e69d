import { isNpi } from '../../kernel/npi';
import { element } from '../core/segment';
import type { Segment } from '../core/segment';
import { guideFor, transactionType } from '../structure/guides';
import type { Guide } from '../structure/guide-structure';
import { checkElements } from './element-check';
import { HlTree } from './hl-tree';
import { sayTo } from './loop-view';
import type { Say } from './rules';
import { reportOddities } from './oddities';
import { StructureWalker } from './structure-walker';
import { rulesFor } from './transaction-rules';
import type { TransactionRules } from './rules';
import { FindingList } from './x12-finding';
import type { X12Finding, X12Verdict } from './x12-finding';

export interface TransactionReport {
  /** 837P, 837D, 837I, 835, 277CA, 277, 276, 270, 271, 999, 997, TA1, else ST01. */
  readonly type: string;
  /** ST03, else GS08; '' when neither is there. */
  readonly guide: string;
  readonly control_number: string;
  readonly verdict: X12Verdict;
  readonly findings: readonly X12Finding[];
}

/** Checks one transaction as its segments come: structure, elements, hierarchy, situational rules, balances. */
export class TransactionCheck {
  readonly list = new FindingList();
  readonly type: string;
  private readonly guideId: string;
  private readonly say: Say = sayTo(this.list.add);
  private readonly walker: StructureWalker | undefined;
  private readonly rules: TransactionRules;
  private readonly levels: HlTree;
  private readonly ours: boolean;
  private count = 1;

  constructor(
    private readonly st: Segment,
    groupGuide: string,
  ) {
    const named = st.id === 'TA1' ? '' : element(st, 3);
    this.guideId = named === '' ? groupGuide : named;
    this.type = st.id === 'TA1' ? 'TA1' : transactionType(element(st, 1), this.guideId);
    this.ours = this.type.startsWith('837');
    const guide = this.version(guideFor(this.type));
    this.rules = rulesFor(this.type, this.say);
    this.levels = new HlTree(this.list.add, this.type === '271' || this.type === '277CA');
    this.walker = guide === undefined ? undefined : this.startWalk(guide);
    if (st.id === 'TA1') {
      this.walker?.next(st);
      return;
    }
    reportOddities(st, this.list.add);
    checkElements(st, { specs: undefined, ours: this.ours, report: this.list.add });
    // Payers' 835s come without it, and nobody minds.
    if (element(st, 3) === '' && this.walker !== undefined && this.type !== '835')
      this.say(st, 'element-missing', 'ST03 is required: it names the guide.', 'ST03', this.ours ? 'error' : 'warn');
    if (element(st, 3) !== '' && groupGuide !== '' && element(st, 3) !== groupGuide)
      this.say(st, 'guide-mismatch', 'ST03 names another guide than GS08 of the group.', 'ST03');
  }

  next(segment: Segment): void {
    this.count++;
    reportOddities(segment, this.list.add);
    if (segment.id === '') return;
    if (segment.id === 'HL') this.levels.next(segment);
    if (this.walker === undefined) checkElements(segment, { specs: undefined, ours: false, report: this.list.add });
    else this.walker.next(segment);
    this.checkNpi(segment);
  }

  /** The transaction ends, with its SE or, when that is missing, without. */
  end(se: Segment | undefined): void {
    if (this.st.id !== 'TA1') {
      if (se === undefined) this.say(this.st, 'se-missing', 'The transaction that starts here has no SE.');
      else this.checkTrailer(se);
      this.levels.end();
    }
    this.walker?.end();
  }

  get controlNumber(): string {
    return element(this.st, this.st.id === 'TA1' ? 1 : 2);
  }

  report(): TransactionReport {
    const { type, guideId: guide, controlNumber: control_number } = this;
    return { type, guide, control_number, verdict: this.list.verdict, findings: this.list.all() };
  }

  private checkTrailer(se: Segment): void {
    reportOddities(se, this.list.add);
    checkElements(se, { specs: undefined, ours: this.ours, report: this.list.add });
    const counted = this.count + 1;
    if (!/^\d+$/.test(element(se, 1)) || Number(element(se, 1)) !== counted)
      this.say(se, 'se-count', `SE01 must be ${counted}, the number of segments from ST to SE.`, 'SE01');
    if (element(se, 2) !== element(this.st, 2))
      this.say(se, 'se-control-number', 'SE02 must repeat the control number of ST02.', 'SE02');
  }

  /** The structure to check by, when the file's guide is one that we hold. */
  private version(guide: Guide | undefined): Guide | undefined {
    const { st, guideId } = this;
    if (st.id === 'TA1') return guide;
    if (guide === undefined) {
      this.say(
        st,
        'guide-unknown',
        'We hold no structure of this kind of transaction: only its envelope was checked.',
        'ST01',
        'warn',
      );
      return undefined;
    }
    if (guideId === guide.guide) return guide;
    if (guideId !== '' && !guideId.startsWith('005010')) {
      this.say(st, 'guide-version', 'The transaction is not of version 005010: its structure was not checked.', 'ST03', 'warn');
      return undefined;
    }
    const [, base = ''] = /^(005010X\d+)/.exec(guideId) ?? [];
    const close = base !== '' && guide.guide.startsWith(base);
    const message = close
      ? 'The guide id is another edition of the one in force.'
      : 'The guide id is not the one for this kind of transaction.';
    this.say(
      st,
      close ? 'guide-edition' : 'guide-id',
      message,
      element(st, 3) === '' ? undefined : 'ST03',
      close ? 'warn' : 'error',
    );
    return guide;
  }

  private startWalk(guide: Guide): StructureWalker {
    const { list, ours, rules } = this;
    return new StructureWalker(guide.root, this.st, {
      segment: (segment, spec, loop) => {
        checkElements(segment, { specs: spec?.elements, ours, report: list.add });
        rules.segment?.(segment, spec, loop);
      },
      loopEnd: (loop) => rules.loopEnd?.(loop),
      report: list.add,
    });
  }

  private checkNpi(segment: Segment): void {
    const at = segment.id === 'NM1' ? 8 : segment.id === 'N1' ? 3 : segment.id === 'REF' && element(segment, 1) === 'HPI' ? 1 : 0;
    if (at === 0 || !['XX', 'HPI'].includes(element(segment, at))) return;
    const value = element(segment, at + 1);
    if (value === '' || isNpi(value)) return;
    const position = `${segment.id}${String(at + 1).padStart(2, '0')}`;
    this.say(
      segment,
      'npi',
      'This is no valid NPI: ten digits, the last of them a check digit.',
      position,
      this.ours ? 'error' : 'warn',
    );
  }
}
