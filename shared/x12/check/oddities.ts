import type { OddityCode, Segment } from '../core/segment';
import { segmentName } from './x12-finding';
import type { Report, X12Severity } from './x12-finding';

const ODDITIES: Readonly<Record<OddityCode, readonly [X12Severity, string]>> = {
  bom: ['warn', 'The file starts with a byte order mark; X12 starts with ISA.'],
  'text-before-isa': ['warn', 'Blanks or text stand before the ISA; X12 starts with ISA.'],
  'isa-missing': ['error', 'The file has no ISA: its delimiters were guessed, and no receiver takes it.'],
  'isa-width': ['error', 'The ISA is not 106 characters long: its fields have fixed widths.'],
  'delimiters-clash': ['error', 'The ISA names one character for two kinds of delimiter, or a letter, digit or blank.'],
  'segment-indented': ['warn', 'Blanks stand before this segment.'],
  'segment-empty': ['error', 'Two segment terminators stand together: a segment is empty.'],
  'segment-id-bad': ['error', 'This is no segment name (two or three capitals and digits).'],
  'segment-unterminated': ['error', 'The file ends within this segment: its terminator is missing.'],
  'segment-too-long': ['error', 'This segment has no end within a megabyte; it was read in pieces.'],
  'not-x12': ['error', 'This is not X12: no ISA, GS or ST was found.'],
};

/** What the core noticed about a segment, as findings. */
export function reportOddities(segment: Segment, report: Report): void {
  for (const code of segment.oddities) {
    const [usual, message] = ODDITIES[code];
    // The very last terminator: readers live without it.
    const severity = code === 'segment-unterminated' && segment.id === 'IEA' ? 'warn' : usual;
    report({ severity, segment_index: segment.index, segment: segmentName(segment), code, message });
  }
}
