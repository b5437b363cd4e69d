import { components, element } from '../core/segment';
import type { Segment } from '../core/segment';
import type { ClaimInFile, ClaimRule } from './claim-in-file';
import { diagnosesOf, diagnosisSegment } from './diagnosis-rules';
import { find } from './loop-view';
import type { Say } from './rules';

const ANAESTHESIA = /^0[01]\d{3}$/;

function pointers(claim: ClaimInFile, say: Say): void {
  const count = diagnosesOf(diagnosisSegment(claim)).length;
  for (const line of claim.lines) {
    const sv1 = find(line, 'SV1');
    if (sv1 !== undefined) checkPointers(sv1, 'SV107', components(sv1, 7), count, say);
  }
}

/** Pointers name diagnoses that the claim has, none twice. */
export function checkPointers(service: Segment, at: string, given: readonly string[], count: number, say: Say): void {
  const used = given.filter((pointer) => pointer !== '');
  if (used.some((pointer) => /^\d+$/.test(pointer) && Number(pointer) > count))
    say(
      service,
      'pointer-without-diagnosis',
      `A diagnosis pointer names a diagnosis that the claim does not have (it has ${count}).`,
      at,
    );
  if (new Set(used).size !== used.length) say(service, 'pointer-twice', 'A diagnosis pointer stands twice on the line.', at);
  const first = given.findIndex((pointer) => pointer === '');
  if (first === 0 && used.length > 0) say(service, 'pointer-gap', 'The first diagnosis pointer is left out.', `${at}-1`);
}

function procedures({ lines }: ClaimInFile, say: Say): void {
  for (const line of lines) {
    const sv1 = find(line, 'SV1');
    if (sv1 === undefined) continue;
    const [qualifier = '', code = ''] = components(sv1, 1);
    if (qualifier === 'HC' && code !== '' && !/^[A-Z0-9]{4}[A-Z0-9]$/.test(code))
      say(sv1, 'procedure-form', 'A CPT or HCPCS code is five capitals or digits.', 'SV101-2');
    if (element(sv1, 3) === 'MJ' && !ANAESTHESIA.test(code))
      say(sv1, 'unit-minutes', 'Minutes (MJ) are for anesthesia codes; count this service in units (UN).', 'SV103', 'warn');
    if (element(sv1, 4) !== '' && Number(element(sv1, 4)) <= 0)
      say(sv1, 'units-zero', 'The number of units must be more than zero.', 'SV104');
  }
}

export const professionalRules: readonly ClaimRule[] = [pointers, procedures];
