import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The four practitioner files of 2026Q4 hold 1,761,922 edits that are in force on some day since 2024; this many are asked of the index. */
export const FULL_SIZE_ROWS = 1_800_000;
const PARTS = 4;
const CODES = 14_000;
const WINDOWS_OF_A_COUPLE = 68; // one pair in so many has a second row, as in the published files (26,000 of 1.8 million)

const PREAMBLE = [
  'A notice of the publisher stands here.\t\t\t\t\t\t',
  'Column1/Column2 Edits\t\t\t\t\t\t',
  'Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tPTP Edit Rationale',
  '\t\tprior to 1996\tDate\tDate\t0=not allowed\t',
  '\t\t\t\t*=no data\t1=allowed\t',
  '\t\t\t\t\t9=not applicable\t',
].join('\r\n');

/** The code of a number: five digits, or a letter and four digits for every seventh. */
export const codeOf = (number: number): string =>
  number % 7 === 6 ? `${'CGJQ'[number % 4]}${String(number % 10_000).padStart(4, '0')}` : String(10_000 + number * 6);

/** Two codes of a row: every column 1 code with its next neighbours, in no order of the dates. */
export const pairOf = (row: number): readonly [column1: string, column2: string] => {
  const first = row % CODES;
  return [codeOf(first), codeOf((first + 1 + Math.floor(row / CODES)) % CODES)];
};

const rowOf = (row: number): string => {
  const [column1, column2] = pairOf(row);
  const year = 1996 + (row % 30);
  const begin = `${year}${['0101', '0401', '0701', '1001'][row % 4]}`;
  if (row % 97 === 13) return `${column1}\t${column2}\t\t${begin}\t${begin}\t9\tWords`;
  const ended = row % 5 === 3 ? '20251231' : '*';
  return `${column1}\t${column2}\t${year === 1996 ? '*' : ''}\t${begin}\t${ended}\t${row % 3 === 0 ? 0 : 1}\tMisuse of Column Two code with Column One code`;
};

const secondWindowOf = (row: number): string => {
  const [column1, column2] = pairOf(row);
  return `${column1}\t${column2}\t\t20260401\t*\t1\tMisuse of Column Two code with Column One code`;
};

/** Writes so many edits in the official format, in four parts as published; gives their paths. All codes are numbers made up in order. */
export function writeOfficialPtp(folder: string, rows: number): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const texts: string[][] = Array.from({ length: PARTS }, () => [PREAMBLE]);
  for (let row = 0, written = 0; written < rows; row++, written++) {
    const part = texts[Math.floor((written * PARTS) / rows)];
    part?.push(rowOf(row));
    if (row % WINDOWS_OF_A_COUPLE === 8 && row % 5 === 3 && written + 1 < rows) {
      part?.push(secondWindowOf(row));
      written++;
    }
  }
  return texts.map((lines, part) => {
    const path = join(folder, `ccipra-v323r0-f${part + 1}.${part < 2 ? 'TXT' : 'txt'}`);
    writeFileSync(path, `${lines.join('\r\n')}\r\n`, 'latin1');
    return path;
  });
}
