import { element } from '../core/segment';
import type { Segment } from '../core/segment';
import { SegmentReader } from '../core/segment-reader';
import { checkElements } from './element-check';
import { checkFunctionalId, checkGs, checkIsa, checkTrailer } from './envelope-check';
import { sayTo } from './loop-view';
import { reportOddities } from './oddities';
import { TransactionCheck } from './transaction-check';
import type { TransactionReport } from './transaction-check';
import { FindingList, worse } from './x12-finding';
import type { X12Finding, X12Verdict } from './x12-finding';

/** The answer of `vtc x12 check` (contracts), without the file's name. */
export interface X12Report {
  readonly interchanges: readonly InterchangeReport[];
  readonly findings: readonly X12Finding[];
  readonly verdict: X12Verdict;
}

export interface InterchangeReport {
  readonly control_number: string;
  readonly findings: readonly X12Finding[];
  readonly groups: readonly GroupReport[];
}

export interface GroupReport {
  readonly findings: readonly X12Finding[];
  readonly transactions: readonly TransactionReport[];
}

interface OpenGroup {
  readonly gs: Segment | undefined;
  readonly list: FindingList;
  readonly transactions: TransactionReport[];
  readonly controlNumbers: Set<string>;
}

interface OpenInterchange {
  readonly isa: Segment | undefined;
  readonly list: FindingList;
  readonly groups: GroupReport[];
  readonly controlNumbers: Set<string>;
  counted: number;
}

/** Checks a file segment by segment; what is kept are findings and open levels, not the file. */
class X12Check {
  private readonly list = new FindingList();
  private readonly interchanges: InterchangeReport[] = [];
  private readonly controlNumbers = new Set<string>();
  private interchange: OpenInterchange | undefined;
  private group: OpenGroup | undefined;
  private transaction: TransactionCheck | undefined;
  private verdict: X12Verdict = 'ok';

  push(segment: Segment): void {
    if (segment.index === 0) {
      reportOddities(segment, this.list.add);
      return;
    }
    const open = this.starters.get(segment.id);
    if (open !== undefined) open(segment);
    else if (this.transaction !== undefined) this.transaction.next(segment);
    else this.stray(segment);
  }

  /** The file has ended. */
  finish(): X12Report {
    this.closeInterchange(undefined);
    this.see(this.list);
    if (this.interchanges.length === 0 && this.list.verdict === 'ok') {
      const message = 'The file is empty: there is no X12 in it.';
      const finding: X12Finding = { severity: 'error', segment_index: 0, segment: '', code: 'not-x12', message };
      return { interchanges: [], findings: [finding], verdict: 'errors' };
    }
    return { interchanges: this.interchanges, findings: this.list.all(), verdict: this.verdict };
  }

  // A Map, because a broken file may name a segment 'valueOf'.
  private readonly starters = new Map<string, (segment: Segment) => void>(
    Object.entries({
      ISA: (segment: Segment) => {
        this.closeInterchange(undefined);
        this.openInterchange(segment);
      },
      GS: (segment: Segment) => {
        this.closeGroup(undefined);
        this.openGroup(segment);
      },
      ST: (segment: Segment) => {
        this.closeTransaction(undefined);
        this.openTransaction(segment);
      },
      SE: (segment: Segment) => {
        if (this.transaction === undefined) this.stray(segment);
        else this.closeTransaction(segment);
      },
      GE: (segment: Segment) => {
        if (this.group?.gs === undefined) this.stray(segment);
        else this.closeGroup(segment);
      },
      IEA: (segment: Segment) => {
        if (this.interchange?.isa === undefined) this.stray(segment);
        else this.closeInterchange(segment);
      },
      TA1: (segment: Segment) => {
        if (this.transaction === undefined && this.group?.gs === undefined) this.acknowledge(segment);
        else this.transaction?.next(segment);
      },
    }),
  );

  private openInterchange(isa: Segment | undefined): OpenInterchange {
    const list = new FindingList();
    this.interchange = { isa, list, groups: [], controlNumbers: new Set(), counted: 0 };
    if (isa === undefined) return this.interchange;
    reportOddities(isa, list.add);
    checkIsa(isa, list.add);
    const number = element(isa, 13);
    if (this.controlNumbers.has(number))
      sayTo(list.add)(
        isa,
        'isa-control-number-twice',
        'An earlier interchange of the file has the same control number.',
        'ISA13',
        'warn',
      );
    this.controlNumbers.add(number);
    return this.interchange;
  }

  private openGroup(gs: Segment | undefined): OpenGroup {
    const interchange = this.interchange ?? this.openInterchange(undefined);
    const list = new FindingList();
    this.group = { gs, list, transactions: [], controlNumbers: new Set() };
    if (gs === undefined) return this.group;
    interchange.counted++;
    reportOddities(gs, list.add);
    checkElements(gs, { specs: undefined, ours: false, report: list.add });
    checkGs(gs, list.add);
    if (interchange.controlNumbers.has(element(gs, 6)))
      sayTo(list.add)(gs, 'gs-control-number-twice', 'An earlier group of the interchange has the same control number.', 'GS06');
    interchange.controlNumbers.add(element(gs, 6));
    return this.group;
  }

  private openTransaction(st: Segment): void {
    const outside = this.group === undefined;
    const group = this.group ?? this.openGroup(undefined);
    this.transaction = new TransactionCheck(st, group.gs === undefined ? '' : element(group.gs, 8));
    if (outside) {
      sayTo(group.list.add)(st, 'gs-missing', 'The transaction stands outside a functional group: GS is missing.');
      // The group is there all the same, and IEA01 counts it.
      if (this.interchange !== undefined) this.interchange.counted++;
    }
    if (group.gs !== undefined) checkFunctionalId(group.gs, st, group.list.add);
    const number = element(st, 2);
    if (group.controlNumbers.has(number))
      sayTo(this.transaction.list.add)(
        st,
        'st-control-number-twice',
        'An earlier transaction of the group has the same control number.',
        'ST02',
      );
    group.controlNumbers.add(number);
  }

  /** A TA1 stands in the interchange itself: it is reported as a transaction of its own. */
  private acknowledge(segment: Segment): void {
    const group = this.group ?? this.openGroup(undefined);
    const check = new TransactionCheck(segment, '');
    check.end(undefined);
    this.add(group, check);
  }

  private closeTransaction(se: Segment | undefined): void {
    const { transaction, group } = this;
    if (transaction === undefined || group === undefined) return;
    transaction.end(se);
    this.add(group, transaction);
    this.transaction = undefined;
  }

  private add(group: OpenGroup, check: TransactionCheck): void {
    this.see(check.list);
    group.transactions.push(check.report());
  }

  private closeGroup(ge: Segment | undefined): void {
    this.closeTransaction(undefined);
    const { group, interchange } = this;
    if (group === undefined || interchange === undefined) return;
    const { gs, list, transactions } = group;
    if (gs !== undefined && ge === undefined)
      sayTo(list.add)(gs, 'ge-missing', 'The functional group that starts here has no GE.');
    if (gs !== undefined && ge !== undefined) {
      reportOddities(ge, list.add);
      checkElements(ge, { specs: undefined, ours: false, report: list.add });
      checkTrailer(ge, transactions.length, element(gs, 6), 'transactions in the group', list.add);
      if (transactions.length === 0) sayTo(list.add)(gs, 'group-empty', 'The functional group holds no transaction.');
    }
    this.see(list);
    interchange.groups.push({ findings: list.all(), transactions });
    this.group = undefined;
  }

  private closeInterchange(iea: Segment | undefined): void {
    this.closeGroup(undefined);
    const { interchange } = this;
    if (interchange === undefined) return;
    const { isa, list, groups, counted } = interchange;
    const say = sayTo(list.add);
    if (isa !== undefined && iea === undefined) say(isa, 'iea-missing', 'The interchange that starts here has no IEA.');
    if (isa !== undefined && iea !== undefined) {
      reportOddities(iea, list.add);
      checkElements(iea, { specs: undefined, ours: false, report: list.add });
      checkTrailer(iea, counted, element(isa, 13), 'functional groups in the interchange', list.add);
    }
    if (isa !== undefined && groups.length === 0)
      say(isa, 'interchange-empty', 'The interchange holds no functional group.', undefined, 'warn');
    this.see(list);
    this.interchanges.push({ control_number: isa === undefined ? '' : element(isa, 13), findings: list.all(), groups });
    this.interchange = undefined;
  }

  /** A segment outside every transaction. */
  private stray(segment: Segment): void {
    const list = this.group?.list ?? this.interchange?.list ?? this.list;
    reportOddities(segment, list.add);
    if (segment.id === '') return;
    sayTo(list.add)(segment, 'segment-stray', 'This segment stands outside every transaction.');
  }

  private see(list: FindingList): void {
    this.verdict = worse(this.verdict, list.verdict);
  }
}

/** Checks segments that are at hand. */
export function checkSegments(segments: Iterable<Segment>): X12Report {
  const check = new X12Check();
  for (const segment of segments) check.push(segment);
  return check.finish();
}

/** Checks a stream of bytes (an opened file) in constant memory. */
export async function checkByteStream(chunks: AsyncIterable<Uint8Array>): Promise<X12Report> {
  const check = new X12Check();
  const reader = new SegmentReader();
  for await (const chunk of chunks) for (const segment of reader.push(chunk)) check.push(segment);
  for (const segment of reader.end()) check.push(segment);
  return check.finish();
}
