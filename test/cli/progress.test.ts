import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { readWithProgress } from '../../infra/cli/file-progress';
import { mapWithProgress, ProgressLine } from '../../infra/cli/progress';

const CLEARED = '\r\u001b[K';
const folder = mkdtempSync(join(tmpdir(), 'vtc-progress-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A line and what it wrote. */
const lineOn = ({ isTTY }: { readonly isTTY: boolean }) => {
  const written: string[] = [];
  const line = new ProgressLine({ isTTY, write: (text: string) => written.push(text) });
  return { line, written };
};

const fileOf = (megabytes: number): string => {
  const path = join(folder, `${megabytes}.835`);
  writeFileSync(path, '');
  truncateSync(path, megabytes * 1024 * 1024);
  return path;
};

const readAll = async (path: string, line: ProgressLine): Promise<number> => {
  let bytes = 0;
  for await (const chunk of readWithProgress(path, line)) bytes += chunk.length;
  return bytes;
};

describe('progress', () => {
  it('of a large file says how far the reading is, and leaves an empty line', async () => {
    const { line, written } = lineOn({ isTTY: true });
    expect(await readAll(fileOf(20), line)).toBe(20 * 1024 * 1024);
    expect(written).toEqual([...['20', '40', '60', '80', '100'].map((percent) => `${CLEARED}${percent} % of 21 MB`), CLEARED]);
  });

  it('of a small file says nothing', async () => {
    const { line, written } = lineOn({ isTTY: true });
    await readAll(fileOf(2), line);
    expect(written).toEqual([]);
  });

  it('into a pipe says nothing', async () => {
    const { line, written } = lineOn({ isTTY: false });
    await readAll(fileOf(20), line);
    expect(written).toEqual([]);
  });

  it('of thousands of records says how many are done', () => {
    const { line, written } = lineOn({ isTTY: true });
    const records = Array.from({ length: 2000 }, (_, index) => index);
    expect(mapWithProgress(records, 'claims', (record) => record + 1, line)).toEqual(records.map((record) => record + 1));
    expect(written).toEqual([...[0, 500, 1000, 1500].map((done) => `${CLEARED}${done} of 2000 claims`), CLEARED]);
  });

  it('of a few records says nothing', () => {
    const { line, written } = lineOn({ isTTY: true });
    mapWithProgress([1, 2, 3], 'claims', (record) => record, line);
    expect(written).toEqual([]);
  });
});
