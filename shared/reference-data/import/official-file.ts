import { basename } from 'node:path';
import { unzipSync } from 'fflate';
import { err, ok, type Result } from '../../kernel/result';
import type { ImportFault } from './import-fault';

/** One published file, taken out of its zip where it came in one. */
export interface OfficialFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 3 && bytes[3] === 4;
/** An Excel workbook is a zip too. */
const isWorkbook = (name: string): boolean => /\.xlsx$/i.test(name);

/** The files inside what was given: plain ones as they are, zips opened, zips in zips too. Refuses a zip that cannot be opened. */
export function officialFilesOf(given: readonly OfficialFile[]): Result<readonly OfficialFile[], readonly ImportFault[]> {
  const files: OfficialFile[] = [];
  const faults: ImportFault[] = [];
  for (const file of given) open(file, files, faults);
  return faults.length > 0 ? err(faults) : ok(files);
}

function open(file: OfficialFile, files: OfficialFile[], faults: ImportFault[]): void {
  if (!isZip(file.bytes) || isWorkbook(file.name)) {
    files.push(file);
    return;
  }
  try {
    for (const [name, bytes] of Object.entries(unzipSync(file.bytes)))
      if (bytes.length > 0) open({ name: basename(name), bytes }, files, faults);
  } catch {
    faults.push({ file: file.name, reason: 'is a zip that cannot be opened: it may be cut off; download it again' });
  }
}

export interface FileLine {
  /** 1-based. */
  readonly row: number;
  readonly text: string;
  /** Did a line break follow? */
  readonly ended: boolean;
  /** Where in the file it begins. */
  readonly at: number;
}

/** Lines of a file without their ends, one at a time: two million rows are not held as text at once. */
export function* linesOf(bytes: Uint8Array): Generator<FileLine> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let row = 0;
  // A byte order mark is no part of the first field.
  const begin = buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf ? 3 : 0;
  for (let start = begin; start < buffer.length;) {
    const end = buffer.indexOf(10, start);
    const stop = end === -1 ? buffer.length : end;
    const last = stop > start && buffer[stop - 1] === 13 ? stop - 1 : stop;
    row += 1;
    yield { row, text: buffer.toString('latin1', start, last), ended: end !== -1, at: start };
    start = stop + 1;
  }
}
