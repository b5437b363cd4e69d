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
    ['states', 'ME', 'XX'],
    ['pos', '11', '28'],
    ['country', 'CAN', '1'],
    ['currency', 'USD', 'US'],
    ['remark_code', 'MA130', 'X1'],
    ['claim_status_cat', 'A7', 'A9'],
    ['claim_status', '562', 'X'],
    ['entity_id', 'PR', 'p'],
    ['carc', '45', '0'],
  ])('%s', (list, known, unknown) => {
    expect([inList(list, known), inList(list, unknown)]).toEqual([true, false]);
  });
  it('takes any value of a list that is not held', () => {
    expect(inList('elsewhere', 'X')).toBe(true);
  });
});
