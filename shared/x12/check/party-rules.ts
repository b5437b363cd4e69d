import { element } from '../core/segment';
import type { Segment } from '../core/segment';
import type { ClaimInFile, ClaimRule } from './claim-in-file';
import { child, find } from './loop-view';
import type { Say } from './rules';
import type { Loop } from './loop';

const PO_BOX = /\bP\.?\s*O\.?\s*B(?:OX|\.)|\b(?:POST\s+OFFICE|LOCK)\s*BOX\b|^BOX\s+\d/i;
/** Loops whose ZIP must have nine digits. */
const NINE_DIGITS = new Set(['2010AA', '2310C', '2420C']);
const FACILITY = new Set(['2310C', '2420C', '2420D']);

function postalAddress(loop: Loop, say: Say): void {
  const n4 = find(loop, 'N4');
  if (n4 === undefined) return;
  const [state, zip, country] = [element(n4, 2), element(n4, 3), element(n4, 4)];
  if (country !== '' && country !== 'US') return;
  if (state === '') say(n4, 'address-state', 'An address in the United States needs its state.', 'N402');
  if (zip === '') say(n4, 'address-zip', 'An address in the United States needs its ZIP code.', 'N403');
  else if (!/^(?:\d{5}|\d{9})$/.test(zip)) say(n4, 'address-zip', 'A ZIP code is five or nine digits without a hyphen.', 'N403');
  else if (zip.length === 5 && mustHaveNine(loop)) {
    const whose = loop.id === '2010AA' ? "The billing provider's" : "The service facility's";
    say(n4, 'address-zip-nine', `${whose} ZIP code must have nine digits.`, 'N403');
  }
}

const mustHaveNine = (loop: Loop): boolean =>
  NINE_DIGITS.has(loop.id) || (FACILITY.has(loop.id) && find(loop, 'NM1', '77') !== undefined);

function streetAddress(loop: Loop, say: Say): void {
  const n3 = loop.id === '2010AA' ? find(loop, 'N3') : undefined;
  const at = [1, 2].find((position) => n3 !== undefined && PO_BOX.test(element(n3, position)));
  if (n3 !== undefined && at !== undefined)
    say(
      n3,
      'billing-po-box',
      "The billing provider's address must be a street; a PO box belongs in the pay-to address (2010AB).",
      `N30${at}`,
    );
}

function taxId(loop: Loop, say: Say): void {
  for (const qualifier of ['EI', 'SY']) {
    const ref = find(loop, 'REF', qualifier);
    if (ref !== undefined && loop.id.startsWith('2010') && !/^\d{9}$/.test(element(ref, 2)))
      say(ref, 'tax-id-form', 'An employer or social security number is nine digits without a hyphen.', 'REF02');
  }
}

function taxonomy(loop: Loop, say: Say): void {
  const prv = find(loop, 'PRV');
  if (prv !== undefined && element(prv, 2) === 'PXC' && !/^[A-Z0-9]{10}$/.test(element(prv, 3)))
    say(prv, 'taxonomy-form', 'A taxonomy code is ten capitals and digits.', 'PRV03');
}

function billingId(loop: Loop, say: Say): void {
  const name = loop.id === '2010AA' ? find(loop, 'NM1', '85') : undefined;
  if (name !== undefined && element(name, 9) === '')
    say(
      name,
      'billing-npi-missing',
      'The billing provider has no NPI: only providers outside health care may leave it out.',
      'NM109',
      'warn',
    );
}

function firstName(loop: Loop, say: Say): void {
  const name = find(loop, 'NM1');
  if (name !== undefined && element(name, 2) === '1' && element(name, 3) !== '' && element(name, 4) === '')
    say(name, 'first-name-missing', 'A person without a first name: payers match by first and last name.', 'NM104', 'warn');
}

/** Rules over one loop with a name and an address. */
export const locationRules: readonly ((loop: Loop, say: Say) => void)[] = [
  postalAddress,
  streetAddress,
  taxId,
  taxonomy,
  billingId,
  firstName,
];

function renderingIsBilling({ claim, billing, lines }: ClaimInFile, say: Say): void {
  const bill = find(child(billing, '2010AA'), 'NM1');
  for (const name of [nameUnder(claim, '2310B'), ...lines.map((line) => nameUnder(line, '2420A'))])
    if (sameId(name, bill))
      say(name, 'rendering-is-billing', 'The rendering provider is the billing provider: leave the loop out.', 'NM109', 'warn');
}

function supervisingIsRendering({ kind, claim }: ClaimInFile, say: Say): void {
  const supervising = nameUnder(claim, kind === 'dental' ? '2310E' : '2310D');
  if (sameId(supervising, nameUnder(claim, '2310B')))
    say(supervising, 'supervising-is-rendering', 'The supervising provider must not be the rendering provider.', 'NM109');
}

function facilityIsBilling({ claim, billing }: ClaimInFile, say: Say): void {
  const facility = nameUnder(claim, '2310C');
  if (sameId(facility, find(child(billing, '2010AA'), 'NM1')))
    say(facility, 'facility-is-billing', 'The service facility is the billing provider: leave the loop out.', 'NM109', 'warn');
}

const nameUnder = (loop: Loop, id: string): Segment | undefined => find(child(loop, id), 'NM1');
const sameId = (a: Segment | undefined, b: Segment | undefined): a is Segment =>
  a !== undefined && b !== undefined && element(a, 9) !== '' && element(a, 9) === element(b, 9);

export const providerRules: readonly ClaimRule[] = [renderingIsBilling, supervisingIsRendering, facilityIsBilling];

function subscriberOrPatient({ clm, subscriber, dependent }: ClaimInFile, say: Say): void {
  const sbr = find(subscriber, 'SBR');
  if (subscriber === undefined || sbr === undefined) return;
  const self = element(sbr, 2) === '18';
  if (self && dependent !== undefined)
    say(
      dependent.first,
      'patient-is-subscriber',
      'SBR02 says that the patient is the subscriber, but a patient level (2000C) follows.',
    );
  if (!self && dependent === undefined)
    say(
      clm,
      'patient-missing',
      'The patient is not the subscriber (SBR02 is not 18), but no patient level (2000C) stands before the claim.',
    );
  if (self) requirePatientFacts(child(subscriber, '2010BA'), say);
  if (dependent !== undefined && ['MA', 'MB'].includes(element(sbr, 9)))
    say(dependent.first, 'medicare-dependent', 'With Medicare the patient is always the subscriber.');
  if (dependent !== undefined && element(sbr, 9) === 'MC')
    say(
      dependent.first,
      'medicaid-dependent',
      'With Medicaid the patient is the subscriber in nearly all states.',
      undefined,
      'warn',
    );
}

function requirePatientFacts(loop: Loop | undefined, say: Say): void {
  const name = find(loop, 'NM1');
  if (loop === undefined || name === undefined) return;
  const missing = ['N3', 'N4', 'DMG'].filter((id) => find(loop, id) === undefined);
  const message = `The subscriber is the patient and needs an address, a birth date and a sex; missing: ${missing.join(', ')}.`;
  if (missing.length > 0) say(name, 'patient-facts-missing', message);
}

function coverage({ subscriber }: ClaimInFile, say: Say): void {
  const sbr = find(subscriber, 'SBR');
  if (sbr === undefined) return;
  if (element(sbr, 3) !== '' && element(sbr, 4) !== '')
    say(sbr, 'group-name-and-number', 'The group name is sent only where there is no group number.', 'SBR04', 'warn');
  if (element(sbr, 9) === '')
    say(sbr, 'filing-indicator-missing', 'The kind of insurance (SBR09) is missing: most payers require it.', 'SBR09', 'warn');
  if (element(sbr, 5) !== '' && element(sbr, 1) === 'P')
    say(sbr, 'medicare-secondary-type', 'SBR05 says why Medicare pays second, but this payer is primary.', 'SBR05', 'warn');
}

function birthDate({ subscriber, dependent, lines, claim, sent }: ClaimInFile, say: Say): void {
  const dmg = find(child(dependent, '2010CA') ?? child(subscriber, '2010BA'), 'DMG');
  if (dmg === undefined) return;
  const dates = [claim, ...lines].map((loop) => find(loop, 'DTP', '472')).filter((date) => date !== undefined);
  const days = dates.map((date) => element(date, 3).slice(0, 8)).filter((day) => /^\d{8}$/.test(day));
  const first = days.sort()[0] ?? sent;
  if (first !== '' && element(dmg, 2) > first) say(dmg, 'birth-after-service', 'The birth date lies after the service.', 'DMG02');
}

export const patientRules: readonly ClaimRule[] = [subscriberOrPatient, coverage, birthDate];
