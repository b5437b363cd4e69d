import type { X12FindingCode } from './finding-catalogue';
import type { Segment } from '../core/segment';
import { typesOf } from '../structure/element-dictionary';

/** error: a payer or the structure rejects it; warn: seen and lived with; info: worth knowing. */
export type X12Severity = 'error' | 'warn' | 'info';

/** What a check found, where. Messages name segments, codes and counts, never the value of a name, an id or a birth date. */
export interface X12Finding {
  readonly severity: X12Severity;
  /** 1 is the file's first segment. */
  readonly segment_index: number;
  readonly segment: string;
  /** 'CLM05-1'; absent when the segment as a whole is meant. */
  readonly element?: string;
  readonly code: X12FindingCode;
  readonly message: string;
}

/** A segment's name for a finding: '' for one that no guide knows, because it may be a piece of data that a stray delimiter cut off. */
export const segmentName = ({ id }: Segment): string => (id === 'ISA' || typesOf(id) !== undefined ? id : '');

/** Takes what a check finds. */
export type Report = (finding: X12Finding) => void;

export type X12Verdict = 'ok' | 'warnings' | 'errors';

/** The worst of some findings. */
function verdictOf(findings: readonly X12Finding[]): X12Verdict {
  if (findings.some(({ severity }) => severity === 'error')) return 'errors';
  return findings.some(({ severity }) => severity === 'warn') ? 'warnings' : 'ok';
}

const RANK: Readonly<Record<X12Verdict, number>> = { ok: 0, warnings: 1, errors: 2 };
export const worse = (a: X12Verdict, b: X12Verdict): X12Verdict => (RANK[a] >= RANK[b] ? a : b);

/** So many findings of one code are kept a list; the rest are counted. A file broken throughout repeats one fault. */
const KEPT = 50;

/** Findings of one level of the file, bounded however many there are. */
export class FindingList {
  private readonly kept: X12Finding[] = [];
  private readonly counts = new Map<X12FindingCode, number>();
  private readonly latest = new Map<X12FindingCode, X12Finding>();
  private worst: X12Verdict = 'ok';

  readonly add: Report = (finding) => {
    // A subscriber's fault is found again with each of his claims; it is one fault.
    const latest = this.latest.get(finding.code);
    if (
      latest?.segment_index === finding.segment_index &&
      latest.element === finding.element &&
      latest.message === finding.message
    )
      return;
    this.latest.set(finding.code, finding);
    const count = (this.counts.get(finding.code) ?? 0) + 1;
    this.counts.set(finding.code, count);
    this.worst = worse(this.worst, verdictOf([finding]));
    if (count <= KEPT) this.kept.push(finding);
  };

  get verdict(): X12Verdict {
    return this.worst;
  }

  /** By segment, then as found; a code found more than 50 times ends with how often. */
  all(): readonly X12Finding[] {
    const rest = [...this.counts].filter(([, count]) => count > KEPT).map(([code, count]) => this.summary(code, count - KEPT));
    return [...this.kept.toSorted((a, b) => a.segment_index - b.segment_index), ...rest];
  }

  private summary(code: X12FindingCode, more: number): X12Finding {
    const last = this.kept.findLast((finding) => finding.code === code);
    const { segment_index = 0, segment = '', severity = 'info' as const } = last ?? {};
    return { severity, segment_index, segment, code, message: `The same was found ${more} more times after this segment.` };
  }
}
