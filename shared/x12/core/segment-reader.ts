import { delimitersClash, guessDelimiters, ISA_LONGEST, readIsa, USUAL_DELIMITERS } from './delimiters';
import type { Delimiters } from './delimiters';
import type { OddityCode, Segment } from './segment';

/** A file is taken in windows of this many bytes, so that memory does not grow with it. */
const WINDOW = 1 << 16;
/** No segment of the guides comes near this; longer ones are handed out in pieces. */
const SEGMENT_LONGEST = 1 << 20;
/** So much text before the first ISA is looked through. */
const PREFACE_LONGEST = 1 << 16;

const NO_ODDITIES: readonly OddityCode[] = [];
// Blanks, line ends, and the end-of-file mark (26) that old systems append.
const BLANKS = /[ \t\r\n\u001a]*/y;
const BLANK = 32;
const ID = /^[A-Z][A-Z0-9]{1,2}$/;

/**
 * Cuts X12 into segments, whatever the file: delimiters come from each ISA, oddities stand on the segment, nothing throws.
 * All segments' `originalText` joined give the bytes back. Feed it with `push`, then `end`; or use `readSegments`.
 */
export class SegmentReader {
  private text = '';
  /** Byte offset of text's first character. */
  private base = 0;
  /** Where in the text the next segment begins. */
  private at = 0;
  private index = 0;
  private delimiters: Delimiters | undefined;
  private isX12: boolean | undefined;

  *push(chunk: Uint8Array): Generator<Segment, void, undefined> {
    for (let from = 0; from < chunk.length; from += WINDOW) {
      const part = chunk.subarray(from, from + WINDOW);
      this.text += Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('latin1');
      // One generator, not one inside another: delegating costs each of millions of segments a second turn.
      for (let segment = this.next(false); segment !== undefined; segment = this.next(false)) yield segment;
      this.forget();
    }
  }

  *end(): Generator<Segment, void, undefined> {
    for (let segment = this.next(true); segment !== undefined; segment = this.next(true)) yield segment;
    this.forget();
  }

  /** The next segment that is whole; undefined when more text is needed, or at the end. */
  private next(atEnd: boolean): Segment | undefined {
    if (this.isX12 === undefined && !this.findStart(this.at, atEnd)) return undefined;
    const cut = this.isX12 === false ? this.looseText(this.at) : this.nextSegment(this.at, atEnd);
    if (cut === undefined) return undefined;
    this.at = cut.end;
    return cut.segment;
  }

  /** Lets go of the text that was handed out. */
  private forget(): void {
    this.text = this.text.slice(this.at);
    this.base += this.at;
    this.at = 0;
  }

  /** Decides once whether the file is X12; false when more text is needed to tell. */
  private findStart(at: number, atEnd: boolean): boolean {
    if (!atEnd && this.text.length - at < PREFACE_LONGEST + ISA_LONGEST) return false;
    for (let isa = this.text.indexOf('ISA', at); isa >= 0; isa = this.text.indexOf('ISA', isa + 1)) {
      if (readIsa(this.text, isa) === undefined) continue;
      this.isX12 = true;
      return true;
    }
    const start = at + (/^(?:\u00ef\u00bb\u00bf)?\s*/.exec(this.text.slice(at))?.[0].length ?? 0);
    this.delimiters = guessDelimiters(this.text, start);
    this.isX12 = this.delimiters !== undefined;
    return true;
  }

  private looseText(at: number): Cut | undefined {
    if (at >= this.text.length) return undefined;
    const oddities: readonly OddityCode[] = this.base + at === 0 ? ['not-x12'] : NO_ODDITIES;
    return this.cut({
      at,
      start: at,
      end: this.text.length,
      terminated: false,
      oddities,
      delimiters: USUAL_DELIMITERS,
      index: 0,
    });
  }

  private nextSegment(at: number, atEnd: boolean): Cut | undefined {
    const first = this.index === 0;
    const start = first ? this.firstStart(at) : this.skipBlanks(at);
    if (start >= this.text.length) {
      const whole = atEnd || start - at > SEGMENT_LONGEST;
      return whole && at < this.text.length ? this.blanks(at) : undefined;
    }
    if (this.text.length - start < ISA_LONGEST && !atEnd) return undefined;
    const oddities: OddityCode[] = [];
    const delimiters = this.delimitersAt(start, oddities);
    if (start > at) this.noteLead(at, start, first, oddities);
    const terminator = this.text.indexOf(delimiters.terminator, start);
    const tooLong = (terminator < 0 ? this.text.length : terminator) - start > SEGMENT_LONGEST;
    if (terminator < 0 && !atEnd && !tooLong) return undefined;
    const end = tooLong ? start + SEGMENT_LONGEST : terminator < 0 ? this.text.length : terminator;
    if (tooLong) oddities.push('segment-too-long');
    else if (terminator < 0) oddities.push('segment-unterminated');
    this.index++;
    return this.cut({ at, start, end, terminated: !tooLong && terminator >= 0, oddities, delimiters, index: this.index });
  }

  /** Where the first segment starts: at the first ISA that reads as one, else at the GS or ST that was found. */
  private firstStart(at: number): number {
    for (let isa = this.text.indexOf('ISA', at); isa >= 0; isa = this.text.indexOf('ISA', isa + 1))
      if (readIsa(this.text, isa) !== undefined) return isa;
    return at + (/^(?:\u00ef\u00bb\u00bf)?\s*/.exec(this.text.slice(at))?.[0].length ?? 0);
  }

  /** Blanks and line ends between segments, unless one of them is a delimiter of this interchange. */
  private skipBlanks(at: number): number {
    if (this.text.charCodeAt(at) > BLANK) return at;
    BLANKS.lastIndex = at;
    const length = BLANKS.exec(this.text)?.[0].length ?? 0;
    const { terminator = '', element = '' } = this.delimiters ?? {};
    for (let i = at; i < at + length; i++) {
      const char = this.text.charAt(i);
      if (char === terminator || char === element) return i;
    }
    return at + length;
  }

  private delimitersAt(start: number, oddities: OddityCode[]): Delimiters {
    const isa = readIsa(this.text, start);
    if (isa !== undefined) {
      this.delimiters = isa.delimiters;
      if (!isa.fixedWidth) oddities.push('isa-width');
      if (delimitersClash(isa.delimiters)) oddities.push('delimiters-clash');
    } else if (this.index === 0) oddities.push('isa-missing');
    return this.delimiters ?? USUAL_DELIMITERS;
  }

  private noteLead(at: number, start: number, first: boolean, oddities: OddityCode[]): void {
    const lead = this.text.slice(at, start);
    if (first) {
      const withoutBom = lead.replace(/^\u00ef\u00bb\u00bf/, '');
      if (withoutBom !== lead) oddities.push('bom');
      if (withoutBom !== '') oddities.push('text-before-isa');
    } else if (/[ \t]/.test(lead)) oddities.push('segment-indented');
  }

  private blanks(at: number): Cut {
    const end = this.text.length;
    const delimiters = this.delimiters ?? USUAL_DELIMITERS;
    return this.cut({ at, start: end, end, terminated: false, oddities: NO_ODDITIES, delimiters, index: 0 });
  }

  private cut(place: Place): Cut {
    const { at, start, end, terminated, delimiters, index } = place;
    const raw = this.text.slice(start, end);
    const elements = index === 0 ? [''] : elementsOf(this.text, start, end, delimiters.element.charCodeAt(0));
    const id = elements[0] ?? '';
    const oddities = index === 0 ? place.oddities : withIdOddity(place.oddities, raw, id);
    const lead = this.text.slice(at, start);
    const segment = { id, elements, index, offset: this.base + start, delimiters, lead, raw, terminated, oddities };
    return { segment, end: terminated ? end + 1 : end };
  }
}

interface Place {
  readonly at: number;
  readonly start: number;
  readonly end: number;
  readonly terminated: boolean;
  readonly oddities: readonly OddityCode[];
  readonly delimiters: Delimiters;
  readonly index: number;
}

interface Cut {
  readonly segment: Segment;
  readonly end: number;
}

/** The elements between two places of a text, cut in one walk: `split` takes twice as long, and a file is millions of segments. */
function elementsOf(text: string, start: number, end: number, separator: number): readonly string[] {
  const elements: string[] = [];
  let from = start;
  for (let at = start; at < end; at++)
    if (text.charCodeAt(at) === separator) {
      elements.push(text.slice(from, at));
      from = at + 1;
    }
  elements.push(text.slice(from, end));
  return elements;
}

function withIdOddity(oddities: readonly OddityCode[], raw: string, id: string): readonly OddityCode[] {
  if (raw === '') return [...oddities, 'segment-empty'];
  if (!ID.test(id)) return [...oddities, 'segment-id-bad'];
  return oddities.length === 0 ? NO_ODDITIES : oddities;
}

/** The segments of bytes at hand or of chunks of any size. */
export function* readSegments(chunks: Uint8Array | Iterable<Uint8Array>): Generator<Segment, void, undefined> {
  const reader = new SegmentReader();
  if (chunks instanceof Uint8Array) yield* reader.push(chunks);
  else for (const chunk of chunks) yield* reader.push(chunk);
  yield* reader.end();
}

/** The segments of a stream (a file opened with createReadStream is one), in constant memory. */
export async function* streamSegments(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Segment, void, undefined> {
  const reader = new SegmentReader();
  for await (const chunk of chunks) for (const segment of reader.push(chunk)) yield segment;
  for (const segment of reader.end()) yield segment;
}
