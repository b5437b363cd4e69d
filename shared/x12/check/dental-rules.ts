import { component, components, element } from '../core/segment';
import type { Segment } from '../core/segment';
import type { ClaimInFile, ClaimRule } from './claim-in-file';
import { diagnosesOf, diagnosisSegment } from './diagnosis-rules';
import { find, findAll } from './loop-view';
import type { Say } from './rules';
import { checkPointers } from './professional-rules';
import type { Loop } from './loop';

/** Universal numbering: 1-32, supernumerary 51-82, primary A-T, supernumerary AS-TS. */
const TOOTH = /^(?:[1-9]|[12]\d|3[0-2]|5[1-9]|[67]\d|8[0-2]|[A-T]S?)$/;

function eachService({ lines }: ClaimInFile, check: (line: Loop, sv3: Segment) => void): void {
  for (const line of lines) {
    const sv3 = find(line, 'SV3');
    if (sv3 !== undefined) check(line, sv3);
  }
}

function procedures(claim: ClaimInFile, say: Say): void {
  eachService(claim, (line, sv3) => {
    if (component(sv3, 1, 2) !== '' && !/^D\d{4}$/.test(component(sv3, 1, 2)))
      say(sv3, 'cdt-form', 'A dental procedure code is D and four digits.', 'SV301-2');
    if (element(sv3, 5) === 'R' && find(line, 'DTP', '441') === undefined && find(line, 'DTP', '139') === undefined)
      say(sv3, 'prior-placement', 'A replacement (SV305 R) needs the date of the prior placement in DTP*441.', 'SV305');
    if (element(sv3, 6) !== '' && Number(element(sv3, 6)) <= 0)
      say(sv3, 'units-zero', 'The number of procedures must be at least one.', 'SV306');
  });
}

function teeth(claim: ClaimInFile, say: Say): void {
  eachService(claim, (line, sv3) => {
    const named = findAll(line, 'TOO');
    for (const too of named) {
      if (!TOOTH.test(element(too, 2))) say(too, 'tooth-number', 'This is no tooth number (1-32, 51-82, A-T, AS-TS).', 'TOO02');
      const surfaces = components(too, 3);
      if (surfaces.length > 5) say(too, 'tooth-surfaces', 'A tooth has five surfaces at most.', 'TOO03');
      if (new Set(surfaces).size !== surfaces.length)
        say(too, 'tooth-surfaces', 'A surface stands twice for the tooth.', 'TOO03');
    }
    const numbers = named.map((too) => element(too, 2));
    const again = named.find((_too, index) => numbers.indexOf(numbers[index] ?? '') < index);
    if (again !== undefined) say(again, 'tooth-twice', 'The same tooth stands twice on the line.', 'TOO02');
    if (named.length > 0 && components(sv3, 4).length > 0)
      say(
        sv3,
        'tooth-and-area',
        'The line names teeth and an area of the mouth: a procedure code takes one of them.',
        'SV304',
        'warn',
      );
  });
  for (const dn2 of findAll(claim.claim, 'DN2'))
    if (!TOOTH.test(element(dn2, 1))) say(dn2, 'tooth-number', 'This is no tooth number (1-32, 51-82, A-T, AS-TS).', 'DN201');
}

function pointers(claim: ClaimInFile, say: Say): void {
  const count = diagnosesOf(diagnosisSegment(claim)).length;
  eachService(claim, (_line, sv3) => {
    checkPointers(sv3, 'SV311', components(sv3, 11), count, say);
  });
}

function serviceDate(claim: ClaimInFile, say: Say): void {
  const { clm } = claim;
  const dates = [claim.claim, ...claim.lines].map((loop) => find(loop, 'DTP', '472'));
  const [atClaim, ...atLines] = dates;
  const given = dates.find((date) => date !== undefined);
  if (element(clm, 19) === 'PB') {
    if (given !== undefined) say(given, 'predetermination-date', 'A predetermination carries no service date.', 'DTP01');
  } else if (atClaim === undefined && atLines.includes(undefined))
    say(clm, 'service-date-missing', 'Neither the claim nor each of its lines has a service date (DTP*472).', undefined, 'warn');
}

export const dentalRules: readonly ClaimRule[] = [procedures, teeth, pointers, serviceDate];
