import Ajv2020, { type ErrorObject, type ValidateFunction } from 'ajv/dist/2020';
import { z } from 'zod';
import { centsFromDollars } from '../kernel/money';
import { isNpi } from '../kernel/npi';
import { err, ok, type Result } from '../kernel/result';
import type { PackFault } from './pack-fault';
import { PRACTICE_FILES, type PracticeFileName, type PracticeFiles } from './practice-files';
import { isModifier } from './modifiers';

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

/** A practice's files as parsed JSON → typed files, or every fault of all of them at once. */
export function checkPractice(files: Readonly<Record<PracticeFileName, unknown>>): Result<PracticeFiles, readonly PackFault[]> {
  const faults = (Object.keys(PRACTICE_FILES) as PracticeFileName[]).flatMap((file) => shapeFaults(file, files[file]));
  if (faults.length > 0) return err(faults);
  // ajv has just checked these shapes against the schemas generated from the types.
  const typed = {
    practice: files['practice.json'],
    rulePack: files['rule-pack.json'],
    feeSchedule: files['fee-schedule.json'],
  } as PracticeFiles;
  const more = [...practiceFaults(typed), ...rulePackFaults(typed), ...feeFaults(typed)];
  return more.length > 0 ? err(more) : ok(typed);
}

function shapeFaults(file: PracticeFileName, value: unknown): PackFault[] {
  const validate = validator(file);
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error) => ({ file, path: pathOf(error), reason: reasonOf(error) }));
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
      return `does not have the form ${String((error.params as { pattern: unknown }).pattern)}`;
    default:
      return error.message ?? 'is not valid';
  }
}

function practiceFaults({ practice }: PracticeFiles): PackFault[] {
  const faults: PackFault[] = [];
  const say = (path: string, reason: string): number => faults.push({ file: 'practice.json', path, reason });
  const checkDigit = 'the NPI check digit does not hold: compare it with the NPPES record';
  if (!isNpi(practice.billing_provider.npi)) say('billing_provider.npi', checkDigit);
  if (practice.billing_provider.organization_name === undefined && practice.billing_provider.last_name === undefined)
    say('billing_provider', 'needs organization_name, or last_name and first_name');
  practice.providers.forEach((provider, i) => {
    if (!isNpi(provider.npi)) say(`providers.${i}.npi`, checkDigit);
    if (practice.providers.findIndex((other) => other.npi === provider.npi) !== i)
      say(`providers.${i}.npi`, 'stands twice: keep one row a provider');
  });
  if (!isTimeZone(practice.time_zone)) say('time_zone', 'is no IANA time zone (America/New_York)');
  faults.push(...overlaps('practice.json', 'edits', practice.edits, (row) => row.id));
  return faults;
}

function rulePackFaults({ rulePack }: PracticeFiles): PackFault[] {
  const file = 'rule-pack.json';
  const faults: PackFault[] = [];
  rulePack.diagnoses.forEach((row, i) => {
    if (row.words === undefined && row.snomed_code === undefined)
      faults.push({ file, path: `diagnoses.${i}`, reason: 'needs words or snomed_code' });
  });
  rulePack.dental.forEach((row, i) => {
    if ((row.code === undefined) === (row.by_surface_count === undefined))
      faults.push({ file, path: `dental.${i}`, reason: 'needs either code or by_surface_count' });
  });
  rulePack.procedures.forEach((row, i) => {
    row.modifiers?.forEach((modifier, j) => {
      if (!isModifier(modifier))
        faults.push({ file, path: `procedures.${i}.modifiers.${j}`, reason: `${modifier} is no modifier in use` });
      else if (
        rulePack.payers.every((payer) => payer.forbidden_modifiers.some((no) => no.code === row.code && no.modifier === modifier))
      )
        faults.push({
          file,
          path: `procedures.${i}.modifiers.${j}`,
          reason: `no payer takes ${modifier} on ${row.code}: remove it`,
        });
    });
  });
  rulePack.payers.forEach((row, i) => {
    if (!isRegularExpression(row.member_id_pattern))
      faults.push({ file, path: `payers.${i}.member_id_pattern`, reason: 'is no regular expression' });
    row.required_modifiers.forEach((must, j) => {
      if (!isModifier(must.modifier))
        faults.push({
          file,
          path: `payers.${i}.required_modifiers.${j}.modifier`,
          reason: `${must.modifier} is no modifier in use`,
        });
      if (row.forbidden_modifiers.some((no) => no.code === must.code && no.modifier === must.modifier))
        faults.push({ file, path: `payers.${i}.required_modifiers.${j}`, reason: 'is required and forbidden at once: keep one' });
    });
  });
  return [
    ...faults,
    ...overlaps(file, 'diagnoses', rulePack.diagnoses, (row) => (row.words === undefined ? undefined : normalKey(row.words))),
    ...overlaps(file, 'diagnoses', rulePack.diagnoses, (row) => row.snomed_code),
    ...overlaps(file, 'procedures', rulePack.procedures, (row) => normalKey(row.key)),
    ...overlaps(file, 'dental', rulePack.dental, (row) => normalKey(row.procedure_type)),
    ...overlaps(file, 'payers', rulePack.payers, (row) => row.payer_id),
  ];
}

function feeFaults({ feeSchedule }: PracticeFiles): PackFault[] {
  const file = 'fee-schedule.json';
  const decimals = feeSchedule.fees.flatMap((row, i) =>
    centsFromDollars(row.fee) === undefined ? [{ file, path: `fees.${i}.fee`, reason: 'has more than two decimals' }] : [],
  );
  return [...decimals, ...overlaps(file, 'fees', feeSchedule.fees, (row) => `${row.code}-${row.modifier ?? ''}`)];
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
  rows: readonly T[],
  keyOf: (row: T) => string | undefined,
): PackFault[] {
  const faults: PackFault[] = [];
  const byKey = new Map<string, { row: T; index: number }[]>();
  rows.forEach((row, index) => {
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
