import { sumCents, x12DecimalFromCents } from '../../kernel/money';
import { x12FromPlainDate, type PlainDate } from '../../kernel/plain-date';
import { writeDecimal } from '../../x12/core/element-format';
import type { Claim } from '../claim';
import {
  ACCIDENT_CODES,
  ASSIGNMENT_CODES,
  DENTAL_REPORT_TYPES,
  FREQUENCY_CODES,
  PROFESSIONAL_DATES,
  PROFESSIONAL_REPORT_TYPES,
  RELEASE_CODES,
  TOOTH_NUMBER,
  TOOTH_STATUS_CODES,
  TRANSMISSIONS,
} from '../code-lists';
import { RULES, type Carrier } from './carrier';

const MOST_ATTACHMENTS = 10;
const MOST_MISSING_TEETH = 35;

/** Loop 2300 up to the diagnoses: what is claimed, under which circumstances, with which numbers of others. */
export function writeClaimInformation(carrier: Carrier, claim: Claim): void {
  writeClm(carrier, claim);
  if (claim.type === 'dental') writeDentalDates(carrier, claim);
  else writeProfessionalDates(carrier, claim);
  writeOrthodontics(carrier, claim);
  writeAttachments(carrier, claim);
  if (claim.patientPaidCents !== undefined) carrier.add('AMT', 'F5', carrier.amount(claim.patientPaidCents, 'patient_paid'));
  writeReferences(carrier, claim);
  if (claim.note !== undefined) carrier.add('NTE', 'ADD', carrier.required(claim.note, 'note', { longest: 80 }));
  writeDiagnoses(carrier, claim);
}

function writeClm(carrier: Carrier, claim: Claim): void {
  const total = claim.totalChargeCents ?? sumCents(claim.serviceLines.map((line) => line.chargeCents));
  const place = carrier.required(claim.placeOfService, 'place_of_service', RULES.placeOfService);
  carrier.add(
    'CLM',
    claim.claimId,
    x12DecimalFromCents(total),
    '',
    '',
    [place, 'B', FREQUENCY_CODES[claim.frequency]],
    yesNo(carrier, claim.signatureOnFile, 'signature_on_file'),
    assignment(carrier, claim),
    yesNo(carrier, claim.benefitsAssigned, 'benefits_assigned'),
    carrier.code(claim.releaseOfInformation, RELEASE_CODES, 'release_of_information'),
    '',
    accident(carrier, claim),
    ...(claim.predetermination === true && claim.type === 'dental' ? ['', '', '', '', '', '', '', 'PB'] : []),
  );
}

function yesNo(carrier: Carrier, flag: boolean | undefined, path: string): string {
  if (flag === undefined) carrier.missing(path);
  return flag === undefined ? '' : flag ? 'Y' : 'N';
}

// CLM07 of an 837D knows accepted and not accepted only.
function assignment(carrier: Carrier, claim: Claim): string {
  if (claim.type === 'dental' && claim.assignment === 'lab_only')
    carrier.refuse('A002', 'assignment', 'cannot be lab_only on a dental claim');
  return carrier.code(claim.assignment, ASSIGNMENT_CODES, 'assignment');
}

// CLM11: the state of an automobile accident decides which law applies; of others the guide does not want it.
function accident(carrier: Carrier, claim: Claim): readonly string[] {
  if (claim.accident === undefined) return [];
  const { cause, date, state } = claim.accident;
  if (date === undefined) carrier.missing('accident.date');
  if (cause !== 'auto') return [ACCIDENT_CODES[cause]];
  return [ACCIDENT_CODES.auto, '', '', carrier.required(state, 'accident.state', RULES.state)];
}

function writeProfessionalDates(carrier: Carrier, claim: Claim): void {
  const dates = { ...claim.dates, accident: claim.accident?.date };
  for (const [name, qualifier] of PROFESSIONAL_DATES) writeDate(carrier, qualifier, dates[name]);
}

function writeDentalDates(carrier: Carrier, claim: Claim): void {
  writeDate(carrier, '439', claim.accident?.date);
  writeDate(carrier, '452', claim.dates?.appliancePlacement);
  // What is only asked for in advance has no date of service.
  if (claim.predetermination === true) return;
  if (claim.dateOfService === undefined) carrier.missing('date_of_service');
  writeDate(carrier, '472', claim.dateOfService);
}

/** DTP with one day. */
export function writeDate(carrier: Carrier, qualifier: string, date: PlainDate | undefined): void {
  if (date !== undefined) carrier.add('DTP', qualifier, 'D8', x12FromPlainDate(date));
}

/** DTP with a day, or with a first and a last day. */
export function writeDates(carrier: Carrier, qualifier: string, from: PlainDate, to: PlainDate | undefined): void {
  if (to === undefined || to === from) writeDate(carrier, qualifier, from);
  else carrier.add('DTP', qualifier, 'RD8', `${x12FromPlainDate(from)}-${x12FromPlainDate(to)}`);
}

// DN104 (Y) is for orthodontic services without months only (X12 interpretation 1773), and our claim always states them.
function writeOrthodontics(carrier: Carrier, claim: Claim): void {
  if (claim.type !== 'dental') return;
  if (claim.orthodontics !== undefined) {
    const { totalMonths, monthsRemaining } = claim.orthodontics;
    carrier.add(
      'DN1',
      months(carrier, totalMonths, 'orthodontics.total_months'),
      monthsRemaining === undefined ? '' : months(carrier, monthsRemaining, 'orthodontics.months_remaining'),
    );
  }
  const teeth = claim.missingTeeth ?? [];
  if (teeth.length > MOST_MISSING_TEETH) carrier.refuse('A002', 'missing_teeth', `has more than ${MOST_MISSING_TEETH} teeth`);
  for (const [index, tooth] of teeth.entries()) {
    const number = carrier.required(tooth.number, `missing_teeth.${index}.number`, { longest: 2, form: TOOTH_NUMBER });
    carrier.add('DN2', number, TOOTH_STATUS_CODES[tooth.status], '', '', '', 'JP');
  }
}

function months(carrier: Carrier, count: number, path: string): string {
  if (!Number.isInteger(count) || count < 0) carrier.refuse('A002', path, 'must be a whole number of months');
  return writeDecimal(count) ?? '';
}

function writeAttachments(carrier: Carrier, claim: Claim): void {
  const codes = claim.type === 'dental' ? DENTAL_REPORT_TYPES : PROFESSIONAL_REPORT_TYPES;
  const attachments = claim.attachments ?? [];
  if (attachments.length > MOST_ATTACHMENTS) carrier.refuse('A002', 'attachments', `are more than ${MOST_ATTACHMENTS}`);
  for (const [index, attachment] of attachments.entries()) {
    const path = `attachments.${index}`;
    const report = carrier.required(attachment.reportType, `${path}.report_type`, { longest: 2, codes });
    const transmission = carrier.required(attachment.transmission, `${path}.transmission`, { longest: 2, codes: TRANSMISSIONS });
    // AA: available on request, so nothing was sent that could carry a number.
    if (attachment.transmission === 'AA') {
      if (attachment.controlNumber !== undefined)
        carrier.refuse(
          'A002',
          `${path}.control_number`,
          'belongs to an attachment that is sent, not to one available on request (AA)',
        );
      carrier.add('PWK', report, transmission);
    } else {
      const number = carrier.required(attachment.controlNumber, `${path}.control_number`, { longest: 80, form: /^.{2,}$/ });
      carrier.add('PWK', report, transmission, '', '', 'AC', number);
    }
  }
}

function writeReferences(carrier: Carrier, claim: Claim): void {
  const dental = claim.type === 'dental';
  if (dental) writeReference(carrier, 'G3', claim.predeterminationNumber, 'predetermination_number');
  if (dental) writePayerClaimNumber(carrier, claim);
  writeReference(carrier, '9F', claim.referralNumber, 'referral_number');
  writeReference(carrier, 'G1', claim.priorAuthorization, 'prior_authorization');
  if (!dental) writePayerClaimNumber(carrier, claim);
  if (!dental) writeReference(carrier, 'X4', claim.cliaNumber, 'clia_number');
  // The clearinghouse gives this number back as ours (Claim.MD: remote_claimid).
  carrier.add('REF', 'D9', claim.claimId);
  if (!dental) writeReference(carrier, 'EA', claim.medicalRecordNumber, 'medical_record_number');
}

function writePayerClaimNumber(carrier: Carrier, claim: Claim): void {
  const number = claim.payerClaimNumber;
  if (claim.frequency === 'original') {
    if (number !== undefined)
      carrier.refuse('A002', 'payer_claim_number', 'names an earlier claim, and an original claim has none');
  } else if (number === undefined) carrier.refuse('A010', 'payer_claim_number', 'is required on a corrected or voided claim');
  writeReference(carrier, 'F8', number, 'payer_claim_number');
}

/** REF with a number of someone else's. */
export function writeReference(carrier: Carrier, qualifier: string, number: string | undefined, path: string): void {
  if (number !== undefined) carrier.add('REF', qualifier, carrier.required(number, path, RULES.reference));
}

// ICD-10-CM chapter 20: what happened, never what the patient has.
const EXTERNAL_CAUSE = /^[VWXY]/i;

/** HI: ABK for the first, ABF for the others, without the dot. An 837P needs one. */
function writeDiagnoses(carrier: Carrier, claim: Claim): void {
  const most = claim.type === 'dental' ? 4 : 12;
  const codes = claim.diagnosisCodes;
  if (codes.length > most) carrier.refuse('A006', 'diagnosis_codes', `are more than ${most}`);
  if (codes.length === 0) {
    if (claim.type === 'professional') carrier.missing('diagnosis_codes');
    return;
  }
  if (EXTERNAL_CAUSE.test(codes[0] ?? ''))
    carrier.refuse('A002', 'diagnosis_codes.0', 'is an external cause, which cannot be first');
  const written = codes.map((code, index) => {
    const path = `diagnosis_codes.${index}`;
    if (codes.indexOf(code) < index) carrier.refuse('A002', path, 'stands in the list twice');
    const plain = carrier.required(code.replace('.', ''), path, { longest: 7, form: /^[A-Z][A-Z0-9]{2,6}$/ });
    return [index === 0 ? 'ABK' : 'ABF', plain];
  });
  carrier.add('HI', ...written);
}
