import { describe, expect, it } from '@jest/globals';
import { readSegments } from '../../../shared/x12/core/segment-reader';
import { writeOriginal } from '../../../shared/x12/core/segment-writer';
import type { Segment } from '../../../shared/x12/core/segment';

const ISA = 'ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261016*0930*^*00501*000000101*0*T*:~';
const bytes = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const read = (text: string): Segment[] => [...readSegments(bytes(text))];
const shape = (segments: Segment[]): unknown[] =>
  segments.map(({ id, index, offset, oddities }) => [id, index, offset, ...oddities]);

describe('readSegments', () => {
  const rows: [what: string, text: string, expected: unknown[]][] = [
    [
      'an ordinary file',
      `${ISA}GS*HC~`,
      [
        ['ISA', 1, 0],
        ['GS', 2, 106],
      ],
    ],
    [
      'line ends after the terminator',
      `${ISA}\r\nGS*HC~\r\n`,
      [
        ['ISA', 1, 0],
        ['GS', 2, 108],
        ['', 0, 116],
      ],
    ],
    [
      'an end-of-file mark',
      `${ISA}\n\u001a`,
      [
        ['ISA', 1, 0],
        ['', 0, 108],
      ],
    ],
    ['a BOM', `\u00ef\u00bb\u00bf${ISA}`, [['ISA', 1, 3, 'bom']]],
    ['prose before ISA', `MESSAGE FROM ISA:\n${ISA}`, [['ISA', 1, 18, 'text-before-isa']]],
    [
      'an indented segment',
      `${ISA}\n  GS*HC~`,
      [
        ['ISA', 1, 0],
        ['GS', 2, 109, 'segment-indented'],
      ],
    ],
    [
      'an empty segment',
      `${ISA}~GS~`,
      [
        ['ISA', 1, 0],
        ['', 2, 106, 'segment-empty'],
        ['GS', 3, 107],
      ],
    ],
    [
      'a lower-case id',
      `${ISA}gs*HC~`,
      [
        ['ISA', 1, 0],
        ['gs', 2, 106, 'segment-id-bad'],
      ],
    ],
    [
      'no terminator at the end',
      `${ISA}GS*HC`,
      [
        ['ISA', 1, 0],
        ['GS', 2, 106, 'segment-unterminated'],
      ],
    ],
    ['an ISA one blank short', ISA.replace('SENDER  ', 'SENDER '), [['ISA', 1, 0, 'isa-width']]],
    [
      'no ISA',
      'ST*835*1~BPR*I~',
      [
        ['ST', 1, 0, 'isa-missing'],
        ['BPR', 2, 9],
      ],
    ],
    ['no X12', 'Dear payer, ISA is gone', [['', 0, 0, 'not-x12']]],
    ['nothing', '', []],
    ['the component separator used twice', ISA.replace(':~', '*~'), [['ISA', 1, 0, 'delimiters-clash']]],
  ];
  it.each(rows)('%s', (_what, text, expected) => {
    const segments = read(text);
    expect(shape(segments)).toEqual(expected);
    expect(Buffer.from(writeOriginal(segments)).toString('latin1')).toBe(text);
  });
});
