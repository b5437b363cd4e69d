import { component, components, element } from '../core/segment';
import type { ClaimInFile, ClaimRule } from './claim-in-file';
import { children, find, findAll } from './loop-view';
import type { Say } from './rules';

const INPATIENT = new Set(['21', '51', '61']);
const SENDABLE_FREQUENCIES = new Set(['1', '7', '8']);

function frequency({ clm, claim }: ClaimInFile, say: Say): void {
  const code = component(clm, 5, 3);
  if (code === '') return;
  if (!SENDABLE_FREQUENCIES.has(code))
    say(clm, 'frequency-code', 'CLM05-3 must be 1 (original), 7 (replacement) or 8 (void) on this kind of claim.', 'CLM05-3');
  const original = find(claim, 'REF', 'F8');
  if ((code === '7' || code === '8') && original === undefined)
    say(clm, 'frequency-without-original', "A replacement or void needs the payer's claim number in REF*F8.", 'CLM05-3');
  if (code === '1' && original !== undefined)
    say(
      original,
      'original-on-first-claim',
      'REF*F8 names an earlier claim, but CLM05-3 says that this is the original.',
      'REF01',
      'warn',
    );
}

function accident({ clm, claim }: ClaimInFile, say: Say): void {
  const causes = components(clm, 11).slice(0, 3);
  const date = find(claim, 'DTP', '439');
  if (causes.includes('AA') && component(clm, 11, 4) === '')
    say(clm, 'accident-state', 'An auto accident needs the state it happened in.', 'CLM11-4');
  if ((causes.includes('AA') || causes.includes('OA')) && date === undefined)
    say(clm, 'accident-date', 'An accident needs its date in DTP*439.', 'CLM11-1');
  if (causes.includes('EM') && date === undefined)
    say(clm, 'accident-date', 'A work-related condition usually needs its date in DTP*439.', 'CLM11-1', 'warn');
  if (causes.length === 0 && date !== undefined)
    say(date, 'accident-cause', 'DTP*439 gives an accident date, but CLM11 names no accident.', 'DTP01', 'warn');
}

function admission({ kind, clm, claim, lines }: ClaimInFile, say: Say): void {
  if (kind === 'professional' && find(claim, 'DTP', '435') === undefined) {
    if (INPATIENT.has(component(clm, 5, 1)))
      say(clm, 'admission-date', 'An inpatient place of service needs the admission date in DTP*435.', 'CLM05-1');
    const inpatient = lines.map((line) => find(line, 'SV1')).find((sv1) => sv1 !== undefined && INPATIENT.has(element(sv1, 5)));
    if (inpatient !== undefined)
      say(inpatient, 'admission-date', 'A line of an inpatient stay needs the admission date in DTP*435.', 'SV105', 'warn');
  }
  const [admitted, discharged] = ['435', '096'].map((qualifier) => find(claim, 'DTP', qualifier));
  if (admitted && discharged && element(discharged, 3) < element(admitted, 3).slice(0, 8))
    say(discharged, 'discharge-before-admission', 'The discharge date lies before the admission date.', 'DTP03');
}

function claimNumber({ clm }: ClaimInFile, say: Say): void {
  if (element(clm, 1).length > 20)
    say(
      clm,
      'claim-number-long',
      'CLM01 is longer than 20 characters: payers need to return only the first 20.',
      'CLM01',
      'warn',
    );
}

function charge({ clm, purpose }: ClaimInFile, say: Say): void {
  if (element(clm, 2) === '') return;
  const value = Number(element(clm, 2));
  if (value < 0) say(clm, 'charge-negative', "The claim's charge is negative.", 'CLM02');
  else if (value === 0) {
    // BHT06: an encounter that is reported (RP) may cost nothing; what is charged (CH) may not.
    const severity = purpose === 'CH' ? 'error' : 'warn';
    say(clm, 'charge-zero', "The claim's charge is zero: a payer has nothing to pay.", 'CLM02', severity);
  }
}

// What has happened before the claim is sent: illness, accident, admission, an earlier placement, another payer's decision.
const PAST_EVENTS = new Set(['304', '431', '435', '439', '441', '453', '454', '455', '471', '484', '573']);

function pastEvents({ claim, lines, sent }: ClaimInFile, say: Say): void {
  if (sent === '') return;
  const others = children(claim, '2320').flatMap((other) => children(other, '2330B'));
  const decisions = lines.flatMap((line) => children(line, '2430'));
  for (const date of [claim, ...lines, ...others, ...decisions].flatMap((loop) => findAll(loop, 'DTP')))
    if (PAST_EVENTS.has(element(date, 1)) && element(date, 3).slice(0, 8) > sent)
      say(date, 'event-date-future', 'This date lies after the day the file was made (BHT04).', 'DTP03', 'warn');
}

export const claimHeaderRules: readonly ClaimRule[] = [frequency, accident, admission, pastEvents, claimNumber, charge];

function attachments({ claim, lines }: ClaimInFile, say: Say): void {
  for (const pwk of [claim, ...lines].flatMap((loop) => findAll(loop, 'PWK'))) {
    if (element(pwk, 1) === 'CT' && ['AB', 'AD', 'AF', 'AG', 'NS'].includes(element(pwk, 2))) continue;
    const onRequest = element(pwk, 2) === 'AA';
    const number = element(pwk, 6);
    if (onRequest && number !== '')
      say(pwk, 'attachment-number', 'A report available on request (AA) carries no control number.', 'PWK06');
    if (!onRequest && number === '')
      say(pwk, 'attachment-number', 'An attachment that is sent needs its control number (PWK05 AC, PWK06).', 'PWK06');
  }
}

export const attachmentRules: readonly ClaimRule[] = [attachments];
