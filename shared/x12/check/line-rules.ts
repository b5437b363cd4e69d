import { components, element } from '../core/segment';
import type { Segment } from '../core/segment';
import type { ClaimInFile, ClaimRule } from './claim-in-file';
import { child, find } from './loop-view';
import type { Say } from './rules';
import type { Loop } from './loop';

/** The service segment of a line: SV1 or SV3. */
export const serviceOf = (line: Loop): Segment | undefined => find(line, 'SV1') ?? find(line, 'SV3');

function numbers({ lines }: ClaimInFile, say: Say): void {
  for (const [index, line] of lines.entries()) {
    const lx = find(line, 'LX');
    if (lx !== undefined && element(lx, 1) !== String(index + 1))
      say(lx, 'line-number', `LX01 must be ${index + 1}: a claim's lines are numbered from 1 without a gap.`, 'LX01');
  }
}

function controlNumbers({ lines }: ClaimInFile, say: Say): void {
  const seen = new Set<string>();
  for (const line of lines) {
    const ref = find(line, 'REF', '6R');
    if (ref === undefined) continue;
    const number = element(ref, 2);
    if (seen.has(number))
      say(ref, 'line-control-number', 'Two lines of the claim share one line control number (REF*6R).', 'REF02');
    seen.add(number);
  }
}

function modifiers({ lines }: ClaimInFile, say: Say): void {
  for (const line of lines) {
    const service = serviceOf(line);
    if (service === undefined) continue;
    const given = components(service, 1).slice(2, 6);
    const [at, used] = [`${service.id}01`, given.filter((modifier) => modifier !== '')];
    if (new Set(used).size !== used.length) say(service, 'modifier-twice', 'A modifier stands twice on the line.', `${at}-3`);
    const gap = given.findIndex((modifier, index) => modifier === '' && given.slice(index + 1).some((later) => later !== ''));
    if (gap >= 0) say(service, 'modifier-gap', 'A modifier is left out between two others.', `${at}-${gap + 3}`);
    if (used.some((modifier) => !/^[A-Z0-9]{2}$/.test(modifier)))
      say(service, 'modifier-form', 'A modifier is two capitals or digits.', `${at}-3`);
  }
}

function charges({ lines }: ClaimInFile, say: Say): void {
  for (const line of lines) {
    const service = serviceOf(line);
    if (service !== undefined && Number(element(service, 2)) < 0)
      say(service, 'charge-negative', "The line's charge is negative.", `${service.id}02`);
  }
}

function serviceDates({ claim, lines, sent, clm }: ClaimInFile, say: Say): void {
  if (element(clm, 19) === 'PB') return;
  for (const loop of [claim, ...lines]) {
    const date = find(loop, 'DTP', '472');
    if (date !== undefined && sent !== '' && element(date, 3).slice(0, 8) > sent)
      say(date, 'service-date-future', 'The service date lies after the day the file was made (BHT04).', 'DTP03');
  }
}

function drugs({ lines }: ClaimInFile, say: Say): void {
  for (const line of lines) {
    const lin = find(child(line, '2410'), 'LIN');
    if (lin !== undefined && element(lin, 2) === 'N4' && !/^\d{11}$/.test(element(lin, 3)))
      say(lin, 'ndc-form', 'A national drug code is 11 digits without hyphens (5-4-2).', 'LIN03');
  }
}

export const lineRules: readonly ClaimRule[] = [numbers, controlNumbers, modifiers, charges, serviceDates, drugs];
