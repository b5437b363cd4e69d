import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../../infra/cli/command';
import { checkX12File } from '../../infra/cli/commands/x12-check';
import { fixture } from './check/faults';

describe('checkX12File', () => {
  const folder = mkdtempSync(join(tmpdir(), 'x12-check-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('checks a file', async () => {
    const path = join(__dirname, '../fixtures/x12/835-clean.edi');
    expect(await checkX12File(path)).toMatchObject({
      verdict: 'ok',
      findings: [],
      interchanges: [{ control_number: '000000503' }],
    });
  });
  it('keeps its memory on a file of more than a megabyte', async () => {
    const claims = fixture('835-clean.edi').replace(
      /(LX\*1~\n)([^]*)(PLB)/,
      (_all, lx: string, body: string, plb: string) => lx + body.repeat(1500) + plb,
    );
    const path = join(folder, 'large.835');
    writeFileSync(path, claims.replace(/SE\*\d+/, `SE*${claims.split('~').length - 5}`));
    const before = process.memoryUsage().heapUsed;
    const report = await checkX12File(path);
    expect(report.interchanges[0]?.groups[0]?.transactions[0]?.findings.map(({ code }) => code)).toEqual(['payment-balance']);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(80e6);
  });
  it.each([
    ['nowhere.edi', 'there is no such file'],
    ['.', 'it is a folder'],
  ])('says why %s cannot be read', async (name, why) => {
    await expect(checkX12File(join(folder, name))).rejects.toThrow(why);
    await expect(checkX12File(join(folder, name))).rejects.toBeInstanceOf(UsageError);
  });
});
