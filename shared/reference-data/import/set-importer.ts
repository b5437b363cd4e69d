import type { PlainDate } from '../../kernel/plain-date';
import type { Result } from '../../kernel/result';
import type { ReferenceSet } from '../reference-set';
import type { ImportFault } from './import-fault';
import type { OfficialFile } from './official-file';

/** What an importer makes of its files: our compact table, and what it covers when its rows say so. */
export interface ImportedTable {
  readonly bytes: Uint8Array;
  readonly rows: number;
  /** '2026Q4', as the file's name or rows say; undefined when they do not. */
  readonly quarter?: string;
  readonly effectiveFrom?: PlainDate;
}

/** How far the reading of a file is, from 0 to 1: for someone who waits. */
export type Progress = (file: string, done: number) => void;

export interface ImportContext {
  readonly set: ReferenceSet;
  readonly progress: Progress;
}

/** Reads the official files of one set. Refuses, with every fault up to a bound, what is not whole. */
export type SetImporter = (
  files: readonly OfficialFile[],
  context: ImportContext,
) => Promise<Result<ImportedTable, readonly ImportFault[]>>;

const PROCEDURE_CODE = /^[A-Z0-9]{5}$/;
export const isProcedureCode = (text: string): boolean => PROCEDURE_CODE.test(text);

const KNOWN: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/Column1\/Column2 Edits/i, 'an NCCI PTP file'],
  [/MUE Values/i, 'an MUE file'],
  [/Relative Value File|CONV FACTOR|,PCTC,/i, 'a physician fee schedule (RVU) file'],
  [/HCPC,SEQNUM,RECID/i, 'a HCPCS file'],
  [/AOC_Edit_Type/i, 'an add-on code file'],
  [/^\d{5} [A-Z][0-9A][0-9AB]/, 'an ICD-10-CM order file'],
  [/GPCI/i, 'a GPCI file'],
];

/** What a file seems to be, to tell someone who gave the wrong one. */
export function looksLike(file: OfficialFile): string {
  const start = Buffer.from(file.bytes.subarray(0, 4000)).toString('latin1');
  return KNOWN.find(([pattern]) => pattern.test(start))?.[1] ?? 'none of the files we know';
}
