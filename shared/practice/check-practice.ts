import Ajv2020, { type ErrorObject, type ValidateFunction } from 'ajv/dist/2020';
import { z } from 'zod';
import { centsFromDollars } from '../kernel/money';
import { isNpi } from '../kernel/npi';
import { err, ok, type Result } from '../kernel/result';
import type { PackFault } from './pack-fault';
import { PRACTICE_FILES, type PracticeFileName, type PracticeFiles } from './practice-files';
import type { PayerRow } from './practice-files';
import { isModifier } from './modifiers';
import { retiredCodes, type OfficialCodes } from './retired-codes';
import { soundRows, type Placed, type SoundRows } from './sound-rows';

const schemas = new Map<PracticeFileName, ValidateFunction>();

/** The published JSON Schema of one of a practice's files. */
export const practiceSchema = (file: PracticeFileName): object => z.toJSONSchema(PRACTICE_FILES[file]);

function validator(file: PracticeFileName): ValidateFunction {
  let validate = schemas.get(file);
  if (validate === undefined) {
    // zod writes the date pattern beside the format; the pattern is what is checked.
    validate = new Ajv2020({ allErrors: true, strict: false, validateFormats: false }).compile(practiceSchema(file));
    schemas.set(file, validate);
  }
  return validate;
}

/**
 * A practice's files as parsed JSON → typed files, or every fault of all of them at once: of shape by the schemas, then what a schema cannot
 * say of the rows that have their shape, and, given the official tables, codes that they no longer hold.
 */
export function checkPractice(
  files: Readonly<Record<PracticeFileName, unknown>>,
  official?: OfficialCodes,
): Result<PracticeFiles, readonly PackFault[]> {
  const ofShape = (Object.keys(PRACTICE_FILES) as PracticeFileName[]).flatMap((file) => shapeFaults(file, files[file]));
  const sound = soundRows(files, ofShape);
  const faults = [
    ...ofShape.map(({ file, path, reason }) => ({ file, path, reason })),
    ...practiceFaults(sound),
    ...rulePackFaults(sound),
    ...feeFaults(sound),
    ...(official === undefined ? [] : retiredCodes(sound, official)),
  ];
  if (faults.length > 0) return err(faults);
  // ajv has just checked these shapes against the schemas generated from the types.
  return ok({
    practice: files['practice.json'],
    rulePack: files['rule-pack.json'],
    feeSchedule: files['fee-schedule.json'],
  } as PracticeFiles);
}

function shapeFaults(file: PracticeFileName, value: unknown): (PackFault & { readonly extraField: boolean })[] {
  const validate = validator(file);
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error) => ({
    file,
    path: pathOf(error),
    reason: reasonOf(error),
    extraField: error.keyword === 'additionalProperties',
  }));
}

function pathOf(error: ErrorObject): string {
  const path = error.instancePath.split('/').slice(1);
  const extra = error.params as { additionalProperty?: string; missingProperty?: string };
  const last = extra.additionalProperty ?? extra.missingProperty;
  return (last === undefined ? path : [...path, last]).join('.');
}

function reasonOf(error: ErrorObject): string {
  switch (error.keyword) {
    case 'additionalProperties':
      return 'no such field: remove it or correct its name';
    case 'required':
      return 'is missing';
    case 'enum':
      return `must be one of ${(error.params as { allowedValues: readonly unknown[] }).allowedValues.join(', ')}`;
    case 'pattern':
      // zod's pattern of a date counts the days of every month: nobody wants to read it.
      if (String((error.params as { pattern: unknown }).pattern).includes('-02-29')) return 'is no calendar date (YYYY-MM-DD)';
      return `does not have the form ${String((error.params as { pattern: unknown }).pattern)}`;
    default:
      return error.message ?? 'is not valid';
  }
}

function practiceFaults({ billingProvider, timeZone, providers, edits }: SoundRows): PackFault[] {
  const faults: PackFault[] = [];
  const say = (path: string, reason: string): number => faults.push({ file: 'practice.json', path, reason });
  const checkDigit = 'the NPI check digit does not hold: compare it with the NPPES record';
  if (billingProvider !== undefined) {
    if (!isNpi(billingProvider.npi)) say('billing_provider.npi', checkDigit);
    if (billingProvider.organization_name === undefined && billingProvider.last_name === undefined)
      say('billing_provider', 'needs organization_name, or last_name and first_name');
  }
  for (const { index, row } of providers) {
    if (!isNpi(row.npi)) say(`providers.${index}.npi`, checkDigit);
    if (providers.find((other) => other.row.npi === row.npi)?.index !== index)
      say(`providers.${index}.npi`, 'stands twice: keep one row a provider');
  }
  if (timeZone !== undefined && !isTimeZone(timeZone)) say('time_zone', 'is no IANA time zone (America/New_York)');
  return [...faults, ...overlaps('practice.json', 'edits', edits, (row) => row.id)];
}

function rulePackFaults({ diagnoses, procedures, dental, payers }: SoundRows): PackFault[] {
  const file = 'rule-pack.json';
  const faults: PackFault[] = [];
  const say = (path: string, reason: string): number => faults.push({ file, path, reason });
  for (const { index, row } of diagnoses)
    if (row.words === undefined && row.snomed_code === undefined) say(`diagnoses.${index}`, 'needs words or snomed_code');
  for (const { index, row } of dental)
    if ((row.code === undefined) === (row.by_surface_count === undefined))
      say(`dental.${index}`, 'needs either code or by_surface_count');
  for (const { index, row } of procedures)
    for (const [place, modifier] of (row.modifiers ?? []).entries()) {
      const path = `procedures.${index}.modifiers.${place}`;
      if (!isModifier(modifier)) say(path, `${modifier} is no modifier in use`);
      else if (payers.length > 0 && payers.every((payer) => forbids(payer.row, row.code, modifier)))
        say(path, `no payer takes ${modifier} on ${row.code}: remove it`);
    }
  for (const { index, row } of payers) {
    if (!isRegularExpression(row.member_id_pattern)) say(`payers.${index}.member_id_pattern`, 'is no regular expression');
    for (const [place, must] of row.required_modifiers.entries()) {
      const path = `payers.${index}.required_modifiers.${place}`;
      if (!isModifier(must.modifier)) say(`${path}.modifier`, `${must.modifier} is no modifier in use`);
      if (forbids(row, must.code, must.modifier)) say(path, 'is required and forbidden at once: keep one');
    }
  }
  return [
    ...faults,
    ...overlaps(file, 'diagnoses', diagnoses, (row) => (row.words === undefined ? undefined : normalKey(row.words))),
    ...overlaps(file, 'diagnoses', diagnoses, (row) => row.snomed_code),
    ...overlaps(file, 'procedures', procedures, (row) => normalKey(row.key)),
    ...overlaps(file, 'dental', dental, (row) => normalKey(row.procedure_type)),
    ...overlaps(file, 'payers', payers, (row) => row.payer_id),
  ];
}

const forbids = (payer: PayerRow, code: string, modifier: string): boolean =>
  payer.forbidden_modifiers.some((no) => no.code === code && no.modifier === modifier);

function feeFaults({ fees }: SoundRows): PackFault[] {
  const file = 'fee-schedule.json';
  const decimals = fees.flatMap(({ index, row }) =>
    centsFromDollars(row.fee) === undefined ? [{ file, path: `fees.${index}.fee`, reason: 'has more than two decimals' }] : [],
  );
  return [...decimals, ...overlaps(file, 'fees', fees, (row) => `${row.code}-${row.modifier ?? ''}`)];
}

/** Keys are compared without case and surrounding blanks. */
export const normalKey = (key: string): string => key.trim().toLowerCase();

interface Window {
  readonly effective_from: string;
  readonly effective_to: string | null;
}

/** Windows that end before they start, and windows of one key that overlap: which row would be in force could not be told. */
function overlaps<T extends Window>(
  file: string,
  list: string,
  rows: readonly Placed<T>[],
  keyOf: (row: T) => string | undefined,
): PackFault[] {
  const faults: PackFault[] = [];
  const byKey = new Map<string, Placed<T>[]>();
  rows.forEach(({ row, index }) => {
    if (row.effective_to !== null && row.effective_to < row.effective_from)
      faults.push({ file, path: `${list}.${index}.effective_to`, reason: 'ends before it starts' });
    const key = keyOf(row);
    if (key === undefined) return;
    const same = byKey.get(key) ?? [];
    const clash = same.find(
      (other) =>
        other.row.effective_from <= (row.effective_to ?? '9999') && row.effective_from <= (other.row.effective_to ?? '9999'),
    );
    if (clash !== undefined)
      faults.push({
        file,
        path: `${list}.${index}`,
        reason: `overlaps row ${clash.index} of the same key: end one before the other starts`,
      });
    same.push({ row, index });
    byKey.set(key, same);
  });
  return faults;
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function isRegularExpression(pattern: string): boolean {
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}
