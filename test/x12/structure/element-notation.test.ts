import { describe, expect, it } from '@jest/globals';
import { inList } from '../../../shared/x12/structure/code-lists';
import { typesOf } from '../../../shared/x12/structure/element-dictionary';
import { parseElements } from '../../../shared/x12/structure/element-notation';
import type { LoopSpec } from '../../../shared/x12/structure/guide-structure';
import { guideFor, guideTypes, transactionType } from '../../../shared/x12/structure/guides';

describe('parseElements', () => {
  it('reads usage, repeats, codes, lists, ranges and components', () => {
    expect(parseElements('01=85,A_B 02? 03?^99 04=@states 05-06? 07=(1=@pos 2=B 3?)')).toEqual([
      { position: 1, required: true, repeats: 1, codes: new Set(['85', 'A B']) },
      { position: 2, required: false, repeats: 1 },
      { position: 3, required: false, repeats: 99 },
      { position: 4, required: true, repeats: 1, list: 'states' },
      { position: 5, required: false, repeats: 1 },
      { position: 6, required: false, repeats: 1 },
      {
        position: 7,
        required: true,
        repeats: 1,
        components: [
          { position: 1, required: true, repeats: 1, list: 'pos' },
          { position: 2, required: true, repeats: 1, codes: new Set(['B']) },
          { position: 3, required: false, repeats: 1 },
        ],
      },
    ]);
  });
});

describe('the guides', () => {
  const segmentsOf = (loop: LoopSpec): string[] =>
    loop.items.flatMap((item) => (item.kind === 'segment' ? [item.id] : segmentsOf(item)));

  it.each(guideTypes)('%s: every segment has data types, every loop a first segment', (type) => {
    const guide = guideFor(type);
    if (guide === undefined) throw new Error('a guide is missing');
    expect(segmentsOf(guide.root).filter((id) => typesOf(id) === undefined)).toEqual([]);
    const loops = (loop: LoopSpec): LoopSpec[] =>
      loop.items.flatMap((item) => (item.kind === 'loop' ? [item, ...loops(item)] : []));
    expect(loops(guide.root).filter(({ start }) => start === undefined)).toEqual([]);
    expect(['map', 'sheet']).toContain(guide.source);
  });
  it('are told by the guide id', () => {
    const ids = [
      ['837', '005010X222A1'],
      ['837', '005010X224A2'],
      ['837', '005010X223A2'],
      ['277', '005010X214'],
      ['277', '005010X212'],
      ['835', ''],
      ['820', ''],
    ] as const;
    expect(ids.map(([transaction, guide]) => transactionType(transaction, guide))).toEqual([
      '837P',
      '837D',
      '837I',
      '277CA',
      '277',
      '835',
      '820',
    ]);
    expect(guideFor('837I')).toBeUndefined();
  });
});

describe('inList', () => {
  it.each([
    ['states', ['ME', 'YT', 'PR'], ['XX', 'me', 'MEX', '']],
    ['pos', ['01', '11', '27', '99'], ['00', '28', '1', '111', '']],
    ['country', ['CAN', 'US'], ['1', 'C', 'CANA', 'US1', '1US']],
    ['currency', ['USD'], ['US', 'USDX', '1USD', 'usd']],
    ['remark_code', ['MA130', 'M1', 'N1234'], ['X1', 'XM1', 'M12345', 'M1X', 'MX', 'M']],
    [
      'claim_status_cat',
      ['A0', 'A8', 'D0', 'E0', 'E4', 'F0', 'F5', 'F3F', 'F3N', 'P0', 'P5', 'R0', 'R9', 'R10', 'R17', 'RQ'],
      ['A9', 'AA', 'D1', 'E5', 'F6', 'F3X', 'P6', 'R18', 'RX', 'XA0', 'A0X', ''],
    ],
    ['claim_status', ['1', '562', '9999'], ['X', '12345', '1X', 'X1', '']],
    ['entity_id', ['PR', '82', '1PX'], ['p', 'P', 'PRRR', '-PR', 'PR-']],
    [
      'carc',
      ['1', '45', '253', 'A1', 'B16', 'D21', 'P12', 'W1', 'Y1'],
      ['0', '045', '1234', 'C1', 'A', 'AX', 'A1234', 'X45', '45X', 'XA1', ''],
    ],
  ])('%s', (list, known, unknown) => {
    const held = (values: readonly string[]): readonly string[] => values.filter((value) => inList(list, value));
    expect([held(known), held(unknown)]).toEqual([known, []]);
  });
  it('takes any value of a list that is not held', () => {
    expect(inList('elsewhere', 'X')).toBe(true);
  });
});
