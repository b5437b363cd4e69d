import { element } from '../core/segment';
import type { Segment } from '../core/segment';
import type { ClaimInFile, ClaimRule } from './claim-in-file';
import { find, findAll } from './loop-view';
import type { Say } from './rules';

const ICD9_ENDS = '20151001';
const ICD10 = /^[A-Z][0-9A][0-9A-Z][0-9A-Z]{0,4}$/;
const EXTERNAL_CAUSE = /^[VWXY]/;

interface Diagnosis {
  readonly qualifier: string;
  readonly code: string;
  readonly element: string;
}

/** The HI segment that holds the diagnoses, not anaesthesia procedures or conditions. */
export const diagnosisSegment = ({ claim }: ClaimInFile): Segment | undefined =>
  findAll(claim, 'HI').find((segment) => !/^(?:BP|BG|BO)/.test(element(segment, 1)));

/** The diagnoses of a claim in their order. */
export function diagnosesOf(hi: Segment | undefined): readonly Diagnosis[] {
  if (hi === undefined) return [];
  const given: Diagnosis[] = [];
  for (const [index, value] of hi.elements.slice(1).entries()) {
    if (value === '') continue;
    const [qualifier = '', code = ''] = value.split(hi.delimiters.component);
    given.push({ qualifier, code, element: `HI${String(index + 1).padStart(2, '0')}-2` });
  }
  return given;
}

function codes(claim: ClaimInFile, say: Say): void {
  const hi = diagnosisSegment(claim);
  if (hi === undefined) return;
  const seen = new Set<string>();
  const icd9 = firstServiceDate(claim) >= ICD9_ENDS;
  for (const { qualifier, code, element: at } of diagnosesOf(hi)) {
    if (qualifier === 'BK' || qualifier === 'BF') {
      if (icd9)
        say(hi, 'diagnosis-icd9', 'An ICD-9 qualifier (BK, BF) stands on a service of October 2015 or later: use ABK, ABF.', at);
    } else if (code !== '' && !ICD10.test(code))
      say(
        hi,
        'diagnosis-form',
        'This is not an ICD-10-CM code as X12 carries it (a letter, then digits and letters, no point).',
        at,
      );
    if (code !== '' && seen.has(code)) say(hi, 'diagnosis-twice', 'The same diagnosis stands twice.', at);
    seen.add(code);
  }
  const [first] = diagnosesOf(hi);
  if (first !== undefined && first.qualifier === 'ABK' && EXTERNAL_CAUSE.test(first.code))
    say(hi, 'diagnosis-external-first', 'An external cause (V to Y) cannot be the first diagnosis.', first.element);
}

function noGaps(claim: ClaimInFile, say: Say): void {
  const hi = diagnosisSegment(claim);
  const gap = hi?.elements.findIndex((value, index) => index > 0 && value === '' && index < hi.elements.length - 1) ?? -1;
  if (hi !== undefined && gap > 0)
    say(
      hi,
      'diagnosis-gap',
      'A diagnosis is left out between two others: pointers would point to the wrong one.',
      `HI${String(gap).padStart(2, '0')}`,
    );
}

function firstServiceDate({ claim, lines, sent }: ClaimInFile): string {
  const dates = [claim, ...lines].map((loop) => find(loop, 'DTP', '472')).filter((segment) => segment !== undefined);
  return dates.map((segment) => element(segment, 3).slice(0, 8)).sort()[0] ?? sent;
}

export const diagnosisRules: readonly ClaimRule[] = [codes, noGaps];
