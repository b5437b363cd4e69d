import { x12DecimalFromCents } from '../../kernel/money';
import type { PlainDate } from '../../kernel/plain-date';
import type { Claim, ClaimServiceLine, LineAdjudication } from '../claim';
import { DRUG_UNITS, ORAL_CAVITY_AREAS, PROSTHESIS_CODES, TOOTH_NUMBER, TOOTH_SURFACES } from '../code-lists';
import { RULES, type Carrier } from './carrier';
import { writeDate, writeDates, writeReference } from './claim-information';
import { priorPayer, quantity, writeAdjustments } from './other-payers';
import { writeProvider } from './parties';
import { writeLineRendering } from './providers';

const MOST_LINES = 50;
const MOST_MODIFIERS = 4;
const MOST_POINTERS = 4;
const MOST_TEETH = 32;
const MOST_AREAS = 5;
const MOST_SURFACES = 5;
const MOST_ADJUDICATIONS = 15;

/** The number that comes back in the 835 (REF*6R): the line's own, else the claim's with the line's number. */
export const lineControlNumber = (claim: Claim, index: number): string =>
  claim.serviceLines[index]?.lineId ?? `${claim.claimId}-${index + 1}`;

/** Loops 2400: one a service. */
export function writeServiceLines(carrier: Carrier, claim: Claim): void {
  const { length } = claim.serviceLines;
  if (length === 0) carrier.missing('service_lines');
  if (length > MOST_LINES) carrier.refuse('A006', 'service_lines', `are more than ${MOST_LINES}`);
  const numbers = new Set<string>();
  for (const [index, line] of claim.serviceLines.entries()) {
    const path = `service_lines.${index}`;
    const number = lineControlNumber(claim, index);
    if (numbers.has(number)) carrier.refuse('A002', `${path}.line_id`, 'is the number of another line too');
    numbers.add(number);
    carrier.add('LX', String(index + 1));
    if (claim.type === 'dental') writeDentalService(carrier, claim, line, path);
    else writeProfessionalService(carrier, claim, line, path);
    if (line.priorAuthorization !== claim.priorAuthorization)
      writeReference(carrier, 'G1', line.priorAuthorization, `${path}.prior_authorization`);
    carrier.add('REF', '6R', carrier.required(number, `${path}.line_id`, { longest: 30 }));
    if (claim.type === 'professional') writeDrug(carrier, line, path);
    writeLineRendering(carrier, claim, line, path);
    if (claim.type === 'professional' && claim.orderingProvider !== undefined)
      writeProvider(carrier, 'DK', claim.orderingProvider, 'ordering_provider');
    writeAdjudications(carrier, claim, line, path);
  }
}

function writeProfessionalService(carrier: Carrier, claim: Claim, line: ClaimServiceLine, path: string): void {
  if (line.codeSystem === 'CDT') carrier.refuse('A002', `${path}.code_system`, 'cannot be CDT on a professional claim');
  carrier.add(
    'SV1',
    procedure(carrier, 'HC', line, path),
    x12DecimalFromCents(line.chargeCents),
    line.unitType,
    units(carrier, line, path),
    placeOfLine(carrier, claim, line, path),
    '',
    pointers(carrier, claim, line, path),
    '',
    line.emergency === true ? 'Y' : '',
  );
  const date = line.dateOfService ?? claim.dateOfService;
  if (date === undefined) carrier.missing(claim.serviceLines.length === 1 ? 'date_of_service' : `${path}.date_of_service`);
  else writeDates(carrier, '472', date, line.dateTo);
}

function writeDentalService(carrier: Carrier, claim: Claim, line: ClaimServiceLine, path: string): void {
  if (line.codeSystem !== 'CDT') carrier.refuse('A002', `${path}.code_system`, 'must be CDT on a dental claim');
  else if (!/^D\d{4}$/.test(line.procedureCode)) carrier.refuse('A002', `${path}.code`, 'must be D and four digits');
  const areas = line.oralCavityAreas ?? [];
  if (areas.length > MOST_AREAS) carrier.refuse('A002', `${path}.oral_cavity_areas`, `are more than ${MOST_AREAS}`);
  carrier.add(
    'SV3',
    procedure(carrier, 'AD', line, path),
    x12DecimalFromCents(line.chargeCents),
    placeOfLine(carrier, claim, line, path),
    areas.map((area, index) =>
      carrier.required(area, `${path}.oral_cavity_areas.${index}`, { longest: 3, codes: ORAL_CAVITY_AREAS }),
    ),
    line.prosthesis === undefined ? '' : PROSTHESIS_CODES[line.prosthesis],
    line.units === 1 ? '' : units(carrier, line, path),
    '',
    '',
    '',
    '',
    claim.diagnosisCodes.length === 0 && line.diagnosisPointers.length === 0 ? '' : dentalPointers(carrier, claim, line, path),
  );
  writeTeeth(carrier, line, path);
  writeDentalDates(carrier, claim, line, path);
}

function writeDentalDates(carrier: Carrier, claim: Claim, line: ClaimServiceLine, path: string): void {
  const from: PlainDate | undefined = line.dateOfService ?? claim.dateOfService;
  const differs = from !== claim.dateOfService || (line.dateTo !== undefined && line.dateTo !== from);
  if (from !== undefined && differs && claim.predetermination !== true) writeDates(carrier, '472', from, line.dateTo);
  if (line.prosthesis === 'replacement' && line.priorPlacementDate === undefined) carrier.missing(`${path}.prior_placement_date`);
  writeDate(carrier, '441', line.priorPlacementDate);
}

/** SV101 and SV301: the code with its modifiers. Five modifiers do not fit, and none may be dropped. */
function procedure(carrier: Carrier, qualifier: string, line: ClaimServiceLine, path: string): readonly string[] {
  if (line.modifiers.length > MOST_MODIFIERS) carrier.refuse('A002', `${path}.modifiers`, `are more than ${MOST_MODIFIERS}`);
  const modifiers = line.modifiers.map((modifier, index) =>
    carrier.required(modifier, `${path}.modifiers.${index}`, { longest: 2, form: /^[A-Z0-9]{2}$/ }),
  );
  if (new Set(modifiers).size < modifiers.length) carrier.refuse('A002', `${path}.modifiers`, 'holds a modifier twice');
  const description = carrier.optional(line.description, `${path}.description`, { longest: 80 });
  const blanks = description === '' ? [] : Array.from({ length: Math.max(0, MOST_MODIFIERS - modifiers.length) }, () => '');
  const code = carrier.required(line.procedureCode, `${path}.code`, { longest: 5, form: /^[A-Z0-9]{5}$/ });
  return [qualifier, code, ...modifiers, ...blanks, description];
}

function units(carrier: Carrier, line: ClaimServiceLine, path: string): string {
  if (!(line.units > 0)) carrier.refuse('A005', `${path}.units`, 'must be more than zero');
  return quantity(carrier, line.units, `${path}.units`);
}

function placeOfLine(carrier: Carrier, claim: Claim, line: ClaimServiceLine, path: string): string {
  if (line.placeOfService === claim.placeOfService) return '';
  return carrier.optional(line.placeOfService, `${path}.place_of_service`, RULES.placeOfService);
}

/** SV107: one to four different pointers into the diagnoses, the first the primary. */
function pointers(carrier: Carrier, claim: Claim, line: ClaimServiceLine, path: string): readonly string[] {
  const given = line.diagnosisPointers;
  const bad =
    given.length === 0 ||
    given.length > MOST_POINTERS ||
    new Set(given).size !== given.length ||
    given.some((pointer) => pointer < 1 || pointer > claim.diagnosisCodes.length);
  if (bad) carrier.refuse('A007', `${path}.diagnosis_pointers`, `must be 1 to ${MOST_POINTERS} different diagnoses of the claim`);
  return given.map(String);
}

// SV311 is situational: a dental line may point at nothing.
const dentalPointers = (carrier: Carrier, claim: Claim, line: ClaimServiceLine, path: string): readonly string[] =>
  line.diagnosisPointers.length === 0 ? [] : pointers(carrier, claim, line, path);

/** TOO: a tooth and its surfaces, the tooth's own and nobody else's. */
function writeTeeth(carrier: Carrier, line: ClaimServiceLine, path: string): void {
  const teeth = line.teeth ?? [];
  if (teeth.length > MOST_TEETH) carrier.refuse('A002', `${path}.teeth`, `are more than ${MOST_TEETH}`);
  const named = new Set<string>();
  for (const [index, tooth] of teeth.entries()) {
    const at = `${path}.teeth.${index}`;
    const number = carrier.required(tooth.number, `${at}.number`, { longest: 2, form: TOOTH_NUMBER });
    if (named.has(number)) carrier.refuse('A002', `${at}.number`, 'stands on the line twice');
    named.add(number);
    const surfaces = Array.from(tooth.surfaces.toUpperCase());
    if (surfaces.length > MOST_SURFACES) carrier.refuse('A002', `${at}.surfaces`, `are more than ${MOST_SURFACES}`);
    else if (surfaces.some((surface) => !TOOTH_SURFACES.has(surface)) || new Set(surfaces).size !== surfaces.length)
      carrier.refuse('A002', `${at}.surfaces`, 'must be different letters out of B D F I L M O');
    carrier.add('TOO', 'JP', number, surfaces);
  }
}

/** 2410: a drug's NDC, how much of it, in which unit. */
function writeDrug(carrier: Carrier, line: ClaimServiceLine, path: string): void {
  if (line.ndc === undefined) return;
  carrier.add('LIN', '', 'N4', carrier.required(line.ndc.code, `${path}.ndc.code`, { longest: 11, form: /^\d{11}$/ }));
  if (line.ndc.quantity === undefined) carrier.missing(`${path}.ndc.quantity`);
  const amount = line.ndc.quantity === undefined ? '' : quantity(carrier, line.ndc.quantity, `${path}.ndc.quantity`);
  carrier.add('CTP', '', '', '', amount, carrier.required(line.ndc.unit, `${path}.ndc.unit`, { longest: 2, codes: DRUG_UNITS }));
}

/** 2430: what each prior payer decided on this line. */
function writeAdjudications(carrier: Carrier, claim: Claim, line: ClaimServiceLine, path: string): void {
  const decisions = line.adjudications ?? [];
  if (decisions.length > MOST_ADJUDICATIONS)
    carrier.refuse('A002', `${path}.adjudications`, `are more than ${MOST_ADJUDICATIONS}`);
  for (const [index, decided] of decisions.entries())
    writeAdjudication(carrier, claim, line, decided, `${path}.adjudications.${index}`);
}

function writeAdjudication(
  carrier: Carrier,
  claim: Claim,
  line: ClaimServiceLine,
  decided: LineAdjudication,
  path: string,
): void {
  const payer = priorPayer(claim, decided);
  if (payer === undefined) carrier.refuse('A002', `${path}.payer_id`, 'is none of the other payers of the claim');
  if (decided.paidCents < 0) carrier.refuse('A002', `${path}.paid`, 'cannot be below zero');
  if (decided.units === undefined) carrier.missing(`${path}.units`);
  const code = { ...line, procedureCode: decided.code ?? line.procedureCode, modifiers: adjudicatedModifiers(line, decided) };
  carrier.add(
    'SVD',
    carrier.required(decided.payerId, `${path}.payer_id`, RULES.identifier),
    x12DecimalFromCents(decided.paidCents),
    procedure(carrier, claim.type === 'dental' ? 'AD' : 'HC', withoutDescription(code), path),
    '',
    decided.units === undefined ? '' : quantity(carrier, decided.units, `${path}.units`),
  );
  writeAdjustments(carrier, decided.adjustments, `${path}.adjustments`);
  const date = decided.date ?? payer?.adjudicationDate;
  if (date === undefined) carrier.missing(`${path}.date`);
  writeDate(carrier, '573', date);
}

// A decision that names no code of its own is on the service as it was submitted, modifiers included.
const adjudicatedModifiers = (line: ClaimServiceLine, decided: LineAdjudication): readonly string[] =>
  decided.modifiers ?? (decided.code === undefined ? line.modifiers : []);

const withoutDescription = ({ description: _, ...line }: ClaimServiceLine): ClaimServiceLine => line;
