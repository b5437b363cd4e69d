import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  conditionsOf,
  qualifiedDatesOf,
  typesOf,
  type DataType,
  type ElementType,
} from '../../../shared/x12/structure/element-dictionary';
import { guideOf } from '../../../shared/x12/structure/guide-structure';
import { segmentLabel } from '../../../shared/x12/structure/labels';

interface Tables {
  readonly types: Readonly<Record<string, string>>;
  readonly conditions: Readonly<Record<string, string>>;
  readonly dates: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

const PATH = join(__dirname, '../../golden/x12/elements.json');
const golden = JSON.parse(readFileSync(PATH, 'utf8')) as Tables;

const typeText = ({ kind, min, max }: DataType): string => `${kind}${min === max ? min : `${min}-${max}`}`;
const elementText = (type: ElementType): string => ('kind' in type ? typeText(type) : `(${type.map(typeText).join(' ')})`);
const onEach = (table: Readonly<Record<string, string>>, text: (key: string) => string): Record<string, string> =>
  Object.fromEntries(Object.keys(table).map((key) => [key, text(key)]));

describe('the tables of elements', () => {
  // Kept twice on purpose: a changed length is changed in the golden file as well, where it is read. VTC_UPDATE=1 writes it anew.
  it('are exactly these', () => {
    const now: Tables = {
      types: onEach(golden.types, (id) => (typesOf(id) ?? []).map(elementText).join(' ')),
      conditions: onEach(golden.conditions, (id) =>
        conditionsOf(id)
          .map(([kind, ...positions]) => `${kind}${positions.map((at) => String(at).padStart(2, '0')).join('')}`)
          .join(' '),
      ),
      dates: onEach(golden.dates, (id) =>
        qualifiedDatesOf(id)
          .map(([format, date]) => `${date} as ${format} says`)
          .join(', '),
      ),
      labels: onEach(golden.labels, (key) => segmentLabel(...(key.split('*') as [string, string?]))),
    };
    if (process.env['VTC_UPDATE'] === '1') writeFileSync(PATH, `${JSON.stringify(now, null, 2)}\n`);
    expect(now).toEqual(golden);
  });

  it('know nothing of a segment that is not there, whatever it is called', () => {
    for (const id of ['ZZZ', 'valueOf', 'constructor'])
      expect([typesOf(id), conditionsOf(id), qualifiedDatesOf(id), segmentLabel(id)]).toEqual([undefined, [], [], id]);
  });
});

describe('guideOf', () => {
  const segment = (id: string, required: boolean, max: number, group: number) => ({
    kind: 'segment',
    id,
    required,
    max,
    group,
    elements: [],
    identity: [],
  });
  const data = { guide: '005010X999', type: '999X', functionalId: 'FA', source: 'sheet', shared: {} } as const;

  it('gives usage, repeats and the places that may change with each other', () => {
    const loop = (id: string) => ({ loop: id, usage: 'S', max: 0, items: ['NM1 R', 'N3 S *'] });
    const guide = guideOf({
      ...data,
      shared: { '2310B': loop('2310B') },
      items: [
        'BHT R 1',
        'REF S 2',
        'REF R 1',
        'DTP S *',
        loop('2310A'),
        { use: '2310B' },
        { ...loop('2400'), usage: 'R', max: 50 },
      ],
    });
    const items = [segment('NM1', true, 1, 0), segment('N3', false, Infinity, 1)];
    const start = items[0];
    expect(guide).toEqual({
      guide: '005010X999',
      type: '999X',
      functionalId: 'FA',
      source: 'sheet',
      root: {
        kind: 'loop',
        id: 'ST',
        required: true,
        max: 1,
        group: 0,
        start: undefined,
        items: [
          segment('BHT', true, 1, 0),
          segment('REF', false, 2, 1),
          segment('REF', true, 1, 1),
          segment('DTP', false, Infinity, 2),
          { kind: 'loop', id: '2310A', required: false, max: Infinity, group: 3, items, start },
          { kind: 'loop', id: '2310B', required: false, max: Infinity, group: 3, items, start },
          { kind: 'loop', id: '2400', required: true, max: 50, group: 4, items, start },
        ],
      },
    });
  });

  // Which element tells one of several equally named segments from the others.
  it.each([
    ['HL R | 01 03=20', [3]],
    ['NM1 R | 01=85 02=1,2', [1]],
    ['N1 R | 01=PR 02', [1]],
    ['REF R | 01=EI 02', [1]],
    ['DTP R | 01=472 02=D8', [1]],
    ['DTM R | 01=405 02', [1]],
    ['AMT R | 01=F5 02', [1]],
    ['QTY R | 01=PT 02', [1]],
    ['PER R | 01=IC 02', [1]],
    ['PRV R | 01=BI 02=PXC', [1]],
    ['CUR R | 01=85 02', [1]],
    ['PWK R | 01=B4 02=BM', [1, 2]],
    ['HI R | 01=(1=ABK 2)', [1]],
    ['CRC R | 01=07 02=Y', [1]],
    ['NTE R | 01=ADD 02', [1]],
    ['CTX R | 01=(1=TRN02 2)', [1]],
    ['LQ R | 01=HE 02', [1]],
    ['REF R | 01 02', []],
    ['CLM R | 01=A 02', []],
  ])('identity of %s', (item, positions) => {
    const [read] = guideOf({ ...data, items: [item] }).root.items;
    expect(read?.kind === 'segment' && read.identity.map(({ position }) => position)).toEqual(positions);
  });

  it('refuses a loop that the file does not hold', () => {
    expect(() => guideOf({ ...data, items: [{ use: '2010' }] })).toThrow('a structure file uses a loop that it does not hold');
  });
});
