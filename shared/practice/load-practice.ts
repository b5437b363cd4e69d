import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PracticeRules } from '../coding/practice-rules';
import { err, ok, type Result } from '../kernel/result';
import { checkPractice } from './check-practice';
import type { PackFault } from './pack-fault';
import { PRACTICE_FILES, type PracticeFileName, type PracticeFiles } from './practice-files';
import type { OfficialCodes } from './retired-codes';
import { practiceRulesOf } from './practice-rules-of';
import samplePractice from './sample/practice.json';
import sampleRulePack from './sample/rule-pack.json';
import sampleFeeSchedule from './sample/fee-schedule.json';

/**
 * A practice by the name 'sample' or by its folder: the rules, or every fault of its files. Given the official codes, a pack that maps to
 * retired ones is refused too. Reads files; refuses nothing silently.
 */
export async function loadPractice(
  nameOrFolder: string,
  official?: OfficialCodes,
): Promise<Result<PracticeRules, readonly PackFault[]>> {
  const files = await loadPracticeFiles(nameOrFolder, official);
  return files.ok ? ok(practiceRulesOf(files.value)) : files;
}

/** The same, as checked files: what the spreadsheets are made of. */
export async function loadPracticeFiles(
  nameOrFolder: string,
  official?: OfficialCodes,
): Promise<Result<PracticeFiles, readonly PackFault[]>> {
  if (nameOrFolder === 'sample')
    return checkPractice(
      {
        'practice.json': samplePractice,
        'rule-pack.json': sampleRulePack,
        'fee-schedule.json': sampleFeeSchedule,
      },
      official,
    );
  const names = Object.keys(PRACTICE_FILES) as PracticeFileName[];
  const read = await Promise.all(names.map(async (name) => [name, await readJson(join(nameOrFolder, name), name)] as const));
  const faults = read.flatMap(([, file]) => (file.ok ? [] : [file.error]));
  if (faults.length > 0) return err(faults);
  return checkPractice(
    Object.fromEntries(read.map(([name, file]) => [name, file.ok ? file.value : undefined])) as Record<PracticeFileName, unknown>,
    official,
  );
}

async function readJson(path: string, file: string): Promise<Result<unknown, PackFault>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch {
    return err({ file, path: '', reason: `cannot be read: expected at ${path}` });
  }
  try {
    return ok(JSON.parse(text.replace(/^\uFEFF/, '')) as unknown);
  } catch {
    return err({ file, path: '', reason: 'is no JSON' });
  }
}
