import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { scrubFile } from '../../infra/cli/commands/scrub';
import { plainBody } from '../claim/claims';

const folder = mkdtempSync(join(tmpdir(), 'scrub-command-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What A008 says of each claim of a file. */
async function numbersUsedTwice(...claims: readonly object[]): Promise<readonly (readonly string[])[]> {
  const file = join(folder, 'claims.json');
  writeFileSync(file, JSON.stringify(claims));
  const { answers } = await scrubFile(file, { practice: 'sample', data: join(folder, 'none'), asOf: '2026-11-21' });
  return answers.map((answer) =>
    'findings' in answer ? answer.findings.filter(({ id }) => id === 'A008').map(({ message }) => message) : ['refused'],
  );
}

const numbered = (claim_id: string, more: object = {}): object => ({ ...plainBody, claim_id, ...more });
const corrected = { frequency: 'corrected', payer_claim_number: 'P1' };

describe('vtc scrub', () => {
  it('says of the second of two claims that its number stands on the first', async () => {
    expect(await numbersUsedTwice(numbered('A1'), numbered('A2'), numbered('A1'))).toEqual([
      [],
      [],
      ['claim_id A1 already stands on another claim of the file.'],
    ]);
  });

  it('lets a correction keep the number of its original, in whatever order they stand', async () => {
    expect(await numbersUsedTwice(numbered('A1'), numbered('A1', corrected))).toEqual([[], []]);
    expect(await numbersUsedTwice(numbered('A1', corrected), numbered('A1'))).toEqual([[], []]);
  });
});
