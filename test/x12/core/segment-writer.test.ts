import { describe, expect, it } from '@jest/globals';
import { USUAL_DELIMITERS } from '../../../shared/x12/core/delimiters';
import type { Delimiters } from '../../../shared/x12/core/delimiters';
import { writeInterchange } from '../../../shared/x12/core/interchange-writer';
import type { FunctionalGroup, InterchangeHeader } from '../../../shared/x12/core/interchange-writer';
import { delimiterInData, writeSegment } from '../../../shared/x12/core/segment-writer';
import type { SegmentValues } from '../../../shared/x12/core/segment-writer';

const PIPES: Delimiters = { element: '|', component: '>', repetition: undefined, terminator: '\n' };

describe('writeSegment', () => {
  const rows: [what: string, values: SegmentValues, written: string][] = [
    ['elements', ['LX', '1'], 'LX*1~'],
    ['components', ['CLM', 'V1', '10', '', '', ['11', 'B', '1'], 'Y'], 'CLM*V1*10***11:B:1*Y~'],
    ['trailing empties left out', ['N3', '1 ROAD', '', ''], 'N3*1 ROAD~'],
    ['trailing empty components left out', ['SV1', ['HC', '99213', '', '']], 'SV1*HC:99213~'],
    ['an empty composite at the end left out', ['SV1', 'A', ['', '']], 'SV1*A~'],
    ['empties between kept', ['NM1', '', 'A', ['', 'B']], 'NM1**A*:B~'],
    ['no element at all', ['ZZ', '', ''], 'ZZ~'],
  ];
  it.each(rows)('%s', (_what, values, written) => {
    expect(writeSegment(values, USUAL_DELIMITERS)).toBe(written);
  });
  it('uses the delimiters it is given', () => {
    expect(writeSegment(['A', ['B', 'C']], PIPES)).toBe('A|B>C\n');
  });
});

describe('delimiterInData', () => {
  it.each([
    ['A*B', '*'],
    ['A:B', ':'],
    ['A^B', '^'],
    ['A~B', '~'],
    ['A-B', undefined],
  ])('%s', (value, found) => {
    expect(delimiterInData(value, USUAL_DELIMITERS)).toBe(found);
  });
  it('knows no repetition separator where there is none', () => {
    expect(delimiterInData('A^B', PIPES)).toBeUndefined();
  });
});

describe('writeInterchange', () => {
  const header: InterchangeHeader = {
    senderQualifier: 'ZZ',
    senderId: 'SENDER',
    receiverQualifier: '30',
    receiverId: 'RECEIVER',
    date: '261102',
    time: '0815',
    controlNumber: 7,
    usage: 'T',
  };
  const group: FunctionalGroup = {
    functionalId: 'HC',
    senderCode: 'SENDER',
    receiverCode: 'RECEIVER',
    date: '20261102',
    time: '0815',
    controlNumber: 12,
    guide: '005010X222A1',
    transactions: [
      {
        type: '837',
        controlNumber: '0001',
        guide: '005010X222A1',
        body: [
          ['BHT', '0019'],
          ['LX', '1'],
        ],
      },
      { type: '835', controlNumber: '0002', body: [] },
    ],
  };
  it('fills in widths, counts and control numbers', () => {
    expect(writeInterchange(header, [group], USUAL_DELIMITERS)).toBe(
      'ISA*00*          *00*          *ZZ*SENDER         *30*RECEIVER       *261102*0815*^*00501*000000007*0*T*:~' +
        'GS*HC*SENDER*RECEIVER*20261102*0815*12*X*005010X222A1~ST*837*0001*005010X222A1~BHT*0019~LX*1~SE*4*0001~' +
        'ST*835*0002~SE*2*0002~GE*2*12~IEA*1*000000007~',
    );
  });
  it('names the delimiters it writes with, and asks for an acknowledgement when told', () => {
    const written = writeInterchange({ ...header, acknowledgementRequested: true, usage: 'P' }, [], PIPES);
    expect(written.slice(70)).toBe('261102|0815|U|00501|000000007|1|P|>\nIEA|0|000000007\n');
    expect(written.indexOf('\n')).toBe(105);
  });
});
