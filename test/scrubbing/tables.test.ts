import { describe, expect, it } from '@jest/globals';
import { goldenOf, writtenOut } from './audit';
import { findingsOf } from './golden';

// The tables that rules carry themselves, row by row: places, modifiers, ages, minutes, intervals. Sources: scrubbing C and D, em-coding §1-§6.

type Changes = Readonly<Record<string, unknown>>;

const words = (text: string): readonly string[] => text.split(' ');
const findings = (id: string, base: string, changes: Changes) =>
  findingsOf(goldenOf('', writtenOut({ name: '', base, with: changes, expect: [] }), [])).filter((finding) => finding.id === id);
const isFlagged = (id: string, base: string, changes: Changes): boolean => findings(id, base, changes).length > 0;
/** Those of the list that are flagged. */
const flaggedOf = (id: string, base: string, list: string, changesOf: (item: string) => Changes): string =>
  words(list)
    .filter((item) => isFlagged(id, base, changesOf(item)))
    .join(' ');
const prior = (code: string, date: string): Changes => ({ prior_procedures: [{ code, date, provider_npi: '1234567893' }] });

describe('D021 › where a family of codes may be rendered', () => {
  it.each([
    ['99213', 'commercial', '04 11 12 19 20 22 24 32 33 50 65', '21 23 31 51 61'],
    ['99283', 'commercial', '23', '11 20 21 22 31'],
    ['99231', 'commercial', '19 21 22 23 24 25 26 34 51 52 55 56 61', '11 12 31 32 33'],
    ['99306', 'commercial', '31 32 33 54 56', '11 12 13 21 55'],
    ['99347', 'commercial', '04 12 13 14 16 33 55', '11 21 31 32'],
    ['99243', 'commercial', '11 19 22 23', '21 31 51 61'],
    ['99253', 'commercial', '21 31 32 34 51 54 55 56 61', '11 22 23'],
    ['99396', 'commercial', '11 19 22 61', '21 23 31 51'],
    ['G0439', 'medicare', '11 12 22 31 61', '21 23 51'],
    ['D0120', 'commercial', '11', '12 21 22 31'],
    ['20610-RT', 'commercial', '11 21 22 23 31', ''],
  ])('%s for %s: %s, not %s', (line, base, allowed, refused) => {
    expect(flaggedOf('D021', base, `${allowed} ${refused}`.trim(), (place) => ({ lines: [line], place_of_service: place }))).toBe(
      refused,
    );
  });

  it('bills the professional part alone where the facility owns the machine', () => {
    const at = (line: string): string =>
      flaggedOf('D021', 'commercial', '11 19 21 22 23 24 31', (place) => ({ lines: [line], place_of_service: place }));
    expect([at('71046'), at('71046-26'), at('93000'), at('93005'), at('93010')]).toEqual([
      '21 22 23',
      '',
      '21 22 23',
      '21 22 23',
      '',
    ]);
  });

  it('knows what cannot be rendered from afar, by payer', () => {
    const afar = (base: string, lines: string): string =>
      flaggedOf('D021', base, lines, (line) => ({ lines: [line], place_of_service: '10' }));
    expect(afar('medicare', '99213 99497 G2211 36415 20610 71046 93000 90471 80053 J3301 99490 99457 99495 98941')).toBe(
      '36415 20610 71046 93000 90471 98941',
    );
    expect(afar('commercial', '99213 36415 20610 71046 93000 99490 98941')).toBe('36415 20610 71046');
  });
});

describe('B009 › whose house it is', () => {
  it('asks for the facility where someone else keeps it', () => {
    const others = '19 21 22 23 24 31 32 34 51 52 53 54 55 56 61 62 65';
    expect(
      flaggedOf('B009', 'commercial', `${others} 02 10 11 12 13 14 20 50 81`, (place) => ({ place_of_service: place })),
    ).toBe(others);
    expect(isFlagged('B009', 'commercial', { 'service_lines.0.place_of_service': '22' })).toBe(true);
    expect(isFlagged('B009', 'dental', { place_of_service: '22' })).toBe(false);
  });
});

describe('C003 › the codes a modifier fits', () => {
  const ANATOMIC = 'E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 LT RT LC LD LM RC RI';

  it.each([
    ['24 25 57', '99213 99283 99490 G0439', '20610 71046 36415'],
    [`59 XE XS XP XU ${ANATOMIC}`, '20610 36415 71046', '99213 99283'],
    ['58 78 79', '20610 71046', '99213'],
    ['26 TC', '71046 93306', '20610 93000 93010 99213'],
    ['95 93 GT GQ FQ', '99213 99497 90832 G2211', '20610 G0402 92012'],
    ['QW 90 91', '87880 80053 G0103 G0328 G0432', '20610 99213 G0444'],
    ['JW JZ', 'J3301 A9999 Q0138 P9011 C9399', '20610 99213'],
    ['AT', '98940 98941 98942 98943', '99213 20610 98944'],
    ['22 52 KX GC', '99213 20610 71046', ''],
  ])('%s on %s, not on %s', (modifiers, fitting, misfits) => {
    for (const modifier of words(modifiers))
      expect({
        modifier,
        on: flaggedOf('C003', 'commercial', `${fitting} ${misfits}`.trim(), (code) => ({ lines: [`${code}-${modifier}`] })),
      }).toEqual({ modifier, on: misfits });
  });

  it('lets a laboratory test with an interpretation take 26 alone', () => {
    expect(flaggedOf('C003', 'commercial', '26 TC', (modifier) => ({ lines: [`84165-${modifier}`] }))).toBe('TC');
  });
});

describe('C004 › modifiers that exclude each other', () => {
  const groups = [
    '26 TC',
    'LT RT',
    '50 LT',
    '50 RT',
    '95 93 GT GQ',
    'GA GZ',
    'GY GZ',
    '59 XE XS XP XU',
    '76 77',
    'GV GW',
    'JW JZ',
    'Q5 Q6',
  ];
  const pairs = groups.flatMap((group) =>
    words(group).flatMap((one, index) =>
      words(group)
        .slice(index + 1)
        .map((other) => [one, other] as const),
    ),
  );

  it.each(pairs)('%s and %s', (one, other) => {
    const said = (line: string) => findings('C004', 'commercial', { lines: [line] }).map(({ message }) => message);
    const expected = [`Line 1 (20610): modifiers ${one} and ${other} exclude each other.`];
    expect(said(`20610-${one}-${other}`)).toEqual(expected);
    expect(said(`20610-${other}-${one}`)).toEqual(expected);
  });

  it.each(['24-25', '25-57', 'GA-GY', '59-RT', '22-51', '76-59', '26-59'])('%s may stand together', (modifiers) => {
    expect(isFlagged('C004', 'commercial', { lines: [`20610-${modifiers}`] })).toBe(false);
  });
});

describe('D009 › the established code of a new one', () => {
  it.each(
    words(
      '99202/99212 99203/99213 99204/99214 99205/99215 99341/99347 99342/99348 99344/99349 99345/99350 99381/99391 99382/99392 ' +
        '99383/99393 99384/99394 99385/99395 99386/99396 99387/99397 98000/98004 98001/98005 98002/98006 98003/98007 98008/98012 ' +
        '98009/98013 98010/98014 98011/98015 92002/92012 92004/92014',
    ).map((pair) => pair.split('/') as [string, string]),
  )('%s → %s', (fresh, established) => {
    const said = (code: string) => findings('D009', 'medicaid', { lines: [code], ...prior('99213', '2025-11-11') });
    expect(said(fresh).map(({ fix }) => fix)).toEqual([
      `Bill the established-patient code (${established} for the same level) if the note supports it (coder).`,
    ]);
    expect(said(established)).toEqual([]);
  });
});

describe('D017 › the minutes at which prolonged services begin', () => {
  it.each([
    ['99417', '99205', 75], ['99417', '99215', 55], ['99417', '99245', 70], ['99417', '99345', 90], ['99417', '99350', 75], ['99417', '99483', 75],
    ['G2212', '99205', 89], ['G2212', '99215', 69], ['G2212', '99483', 100],
    ['99418', '99223', 90], ['99418', '99233', 65], ['99418', '99236', 100], ['99418', '99255', 95], ['99418', '99306', 65], ['99418', '99310', 60],
    ['G0316', '99223', 90], ['G0316', '99233', 65], ['G0316', '99236', 110], ['G0317', '99306', 95], ['G0317', '99310', 85],
    ['G0318', '99345', 140], ['G0318', '99350', 110],
  ] as const)('%s on %s: %i, then each fifteen', (code, base, first) => {
    const most = (minutes: number): number =>
      [1, 2, 3].filter((units) => !isFlagged('D017', 'medicaid', { lines: [base, { line: `${code} x${units}`, minutes }] })).length;
    expect([first - 1, first, first + 14, first + 15, first + 29, first + 30].map(most)).toEqual([0, 1, 1, 2, 2, 3]);
  }); // prettier-ignore

  it.each(words('99417/99214 99417/99204 G2212/99350 99418/99232 G0316/99222 G0317/99309 G0318/99349'))(
    '%s is no base',
    (pair) => {
      const [code = '', base = ''] = pair.split('/');
      expect(isFlagged('D017', 'medicaid', { lines: [base, { line: code, minutes: 200 }] })).toBe(true);
    },
  );
});

describe('E005 › how often', () => {
  const again = (code: string, before: string, date: string): boolean =>
    isFlagged('E005', 'medicare', { lines: [code], ...prior(before, date) });

  it.each(words('99490 99487 99491 99424 99426 G0556 G0557 G0558 99457 99470 99484'))('%s once a month', (code) => {
    expect([again(code, code, '2026-10-31'), again(code, code, '2026-11-01'), again(code, '99213', '2026-11-01')]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it.each(words('77067 G0103 G0442 G0444 G0446 G0328 G0296 71271 G0438 G0439'))(
    '%s again from the month a year later',
    (code) => {
      const before = code === 'G0438' ? 'G0402' : code;
      expect([again(code, before, '2025-11-30'), again(code, before, '2025-12-01')]).toEqual([false, true]);
    },
  );

  it.each(words('G0101 Q0091'))('%s again two years later', (code) => {
    expect([again(code, code, '2024-11-30'), again(code, code, '2024-12-01')]).toEqual([false, true]);
  });

  it('pays a welcome visit and a first wellness visit once in a lifetime', () => {
    const said = (code: string, before: string) =>
      findings('E005', 'medicare', { lines: [code], ...prior(before, '2010-01-01') }).map(
        ({ message, fix }) => `${message} → ${fix}`,
      );
    expect(said('G0402', 'G0402')).toEqual([
      'Line 1: G0402 on 2026-11-11 follows G0402 of 2010-01-01; it is paid once in a lifetime. → Bill the subsequent service if that is what was rendered (coder).',
    ]);
    expect([
      said('G0438', 'G0439').length,
      said('G0438', 'G0438').length,
      said('G0438', 'G0402').length,
      said('G0402', 'G0438').length,
    ]).toEqual([1, 1, 0, 0]);
  });

  it('counts both codes of thirty days of a device', () => {
    expect([
      again('99445', '99454', '2026-10-13'),
      again('99454', '99445', '2026-10-13'),
      again('99454', '99445', '2026-10-12'),
    ]).toEqual([true, true, false]);
  });
});

describe('E002 › screenings and their diagnoses', () => {
  it.each([
    ['77067', 'Z12.31 Z12.39 Z80.3 Z85.3', 'I10 Z12.4 Z12.11 Z80.0 Z85.0'],
    ['G0103', 'Z12.5', 'I10 Z12.4 N40.0'],
    ['G0102', 'Z12.5', 'I10'],
    ['G0328', 'Z12.11 Z12.12', 'I10 Z12.13 Z12.2'],
    ['82270', 'Z12.11 Z12.12', 'K59.00'],
    ['81528', 'Z12.11 Z12.12', 'K59.00'],
    ['G0105', 'Z12.11 Z80.0 Z83.71 Z85.038 Z86.010 Z86.004 K50.90 K51.90', 'I10 Z80.3 K59.00'],
    ['G0121', 'Z12.11 Z12.12', 'I10 K52.9'],
    ['G0101', 'Z01.411 Z01.419 Z12.4 Z12.72 Z12.79 Z12.89 Z72.51 Z77.29 Z77.9 Z91.89', 'I10 Z01.42 Z12.5'],
    ['Q0091', 'Z01.411 Z12.4', 'I10'],
    ['G0296', 'Z87.891 F17.210 Z12.2', 'I10 Z87.890 F17.200'],
    ['71271', 'Z87.891 F17.219 Z12.2', 'I10'],
  ])('%s: %s, not %s', (code, screening, others) => {
    expect(
      flaggedOf('E002', 'medicare', `${screening} ${others}`, (dx) => ({ lines: [`${code} @1`], diagnosis_codes: [dx] })),
    ).toBe(others);
  });
});

describe('E018 › split or shared', () => {
  it('stands on a visit in a facility alone', () => {
    const at = (line: string): string =>
      flaggedOf('E018', 'commercial', '11 12 19 21 22 23 24 31 32 51 52 61', (place) => ({
        lines: [line],
        place_of_service: place,
      }));
    expect(at('99231-FS')).toBe('11 12 24 32');
    expect(at('20610-FS')).toBe('11 12 19 21 22 23 24 31 32 51 52 61');
    expect(findings('E018', 'commercial', { lines: ['99213-GC-GE'] }).map(({ message }) => message)).toEqual([
      'Line 1 (99213): GC and GE exclude each other.',
    ]);
  });

  it('lets a resident alone do what the primary care exception covers', () => {
    const codes = '99202 99203 99211 99212 99213 G0402 G0438 G0439 99421 99422 99423 99495';
    expect(flaggedOf('E018', 'commercial', `${codes} 99204 99214 99496 20610`, (code) => ({ lines: [`${code}-GE`] }))).toBe(
      '99204 99214 99496 20610',
    );
  });
});

describe('D015 › who helped', () => {
  it.each([
    ['80 81 82 AS', '29881', 'assistant indicator 0: paid only with documentation'],
    ['80 81 82 AS', '20610', 'assistant indicator 1: restricted'],
    ['80 81 82 AS', '36415', 'assistant indicator 9: the concept does not apply'],
    ['62', '29881', 'co-surgeon indicator 0: paid only with documentation'],
    ['66', '27447', 'team indicator 0: paid only with documentation'],
  ])('%s at %s', (modifiers, code, meaning) => {
    for (const modifier of words(modifiers))
      expect(findings('D015', 'commercial', { lines: [`${code}-${modifier}`] }).map(({ message }) => message)).toEqual([
        `Line 1: ${code} with ${modifier} has ${meaning}.`,
      ]);
  });
});

describe('B007 › what is ordered or referred', () => {
  it.each([
    ['medicare', '80053', 'laboratory', 'ordering_provider or referring_provider'],
    ['medicare', '0001U', 'laboratory', 'ordering_provider or referring_provider'],
    ['medicare', '71046', 'imaging', 'ordering_provider or referring_provider'],
    ['medicare', '93000', 'diagnostic test', 'ordering_provider or referring_provider'],
    ['commercial', '99243', 'consultation', 'referring_provider'],
    ['commercial', '99253', 'consultation', 'referring_provider'],
    ['commercial', 'E0601', 'equipment', 'ordering_provider or referring_provider'],
    ['commercial', 'K0001', 'equipment', 'ordering_provider or referring_provider'],
    ['commercial', 'L1832', 'equipment', 'ordering_provider or referring_provider'],
    ['medicare', 'G0179', 'home health', 'ordering_provider or referring_provider'],
    ['medicare', 'G0181', 'home health', 'ordering_provider or referring_provider'],
    ['medicare', '97110-GP', 'therapy', 'ordering_provider or referring_provider'],
    ['advantage', '97161-GO', 'therapy', 'ordering_provider or referring_provider'],
    ['medicare', '92507-GN', 'therapy', 'ordering_provider or referring_provider'],
  ])('%s %s is %s', (base, line, kind, who) => {
    expect(findings('B007', base, { lines: [line] }).map(({ message }) => message)).toEqual([
      `Line 1: ${line.split('-')[0] ?? ''} (${kind}) needs ${who}.`,
    ]);
  });

  it.each(['99213', '20610', '36415', 'J3301', 'G0182', '97110', '97110-KX', '90471'])('%s is neither', (line) => {
    expect(isFlagged('B007', 'medicare', { lines: [line] })).toBe(false);
  });
});

describe('D032 › care management that does not go together', () => {
  const FAMILIES = ['99490 99439', '99487 99489', '99491 99437', '99424 99425 99426 99427', 'G0556 G0557 G0558'];
  const families = FAMILIES.map(words);

  it('is two families in one month', () => {
    for (const [index, family] of families.entries())
      for (const code of family)
        for (const [other, rivals] of families.entries())
          for (const rival of rivals)
            expect({
              code,
              rival,
              flagged: isFlagged('D032', 'medicare', { lines: [code], ...prior(rival, '2026-11-02') }),
            }).toEqual({
              code,
              rival,
              flagged: index !== other,
            });
  });

  it('is any of them beside home health, hospice supervision or dialysis', () => {
    expect(
      flaggedOf('D032', 'medicare', 'G0181 G0182 90951 90960 90970 99213 99495 98016', (code) => ({
        lines: ['99490'],
        ...prior(code, '2026-11-02'),
      })),
    ).toBe('G0181 G0182 90951 90960 90970');
    expect(
      flaggedOf('D032', 'medicare', '99495 99496 98016 99213', (code) => ({ lines: ['G0557'], ...prior(code, '2026-11-02') })),
    ).toBe('99495 99496 98016');
  });
});

describe('D027 › diagnoses with a sex of their own', () => {
  const of = (sex: string, list: string): string =>
    flaggedOf('D027', 'commercial', list, (dx) => ({ diagnosis_codes: [dx], 'subscriber.sex': sex }));
  const female =
    'C51.9 C58 N70.91 N77.1 N80.9 N89.8 N90.9 N98.9 D25.9 D06.9 Z01.419 Z12.4 Z30.430 O80 Z33.1 Z34.90 Z36.9 Z39.2 Z3A.20';
  const male = 'C60.9 C61 C63.9 N40.0 N49.9 N50.9 N51 N53.9 D40.0 Z12.5';

  it('is for one sex, and says nothing of the others', () => {
    expect(of('M', `${female} ${male} I10 C50.911 N39.0`)).toBe(female);
    expect(of('F', `${female} ${male} I10 C50.911 N64.4`)).toBe(male);
    expect(of('U', `${female} ${male}`)).toBe('');
  });
});

describe('D028 › codes with an age', () => {
  it.each([
    ['99391 99381', '0', '1 5'], ['99392 99382', '1 4', '0 5'], ['99393 99383', '5 11', '4 12'], ['99394 99384', '12 17', '11 18'],
    ['99395 99385', '18 39', '17 40'], ['99396 99386', '40 64', '39 65'], ['99397 99387', '65 90', '64'], ['90460 90461', '0 18', '19 65'],
    ['99460 99463 99468 99469 99477', '0', '1'], ['99471 99472 99475 99476', '0 5', '6'], ['90662 90653 90694', '65 90', '64 18'],
  ])('%s at %s, not at %s', (codes, fitting, misfits) => {
    for (const code of words(codes))
      expect({
        code,
        at: flaggedOf('D028', 'commercial', `${fitting} ${misfits}`, (age) => ({ lines: [code], 'subscriber.birth_date': `${2026 - Number(age)}-01-01` })),
      }).toEqual({ code, at: misfits });
  }); // prettier-ignore

  it('holds where only payers limit the age, and blocks where the code does', () => {
    expect(findings('D028', 'commercial', { lines: ['90662'] }).map(({ severity, message }) => `${severity} ${message}`)).toEqual(
      ['hold Line 1: 90662 is for ages 65 to 130; the patient was 40 on 2026-11-11.'],
    );
    expect(findings('D028', 'commercial', { lines: ['99394'] }).map(({ severity }) => severity)).toEqual(['error']);
  });
});

describe('D024 › the side that a modifier names', () => {
  const LEFT = 'LT E1 E2 FA F1 F2 F3 F4 TA T1 T2 T3 T4';
  const RIGHT = 'RT E3 E4 F5 F6 F7 F8 F9 T5 T6 T7 T8 T9';
  const against = (dx: string): string =>
    flaggedOf('D024', 'commercial', `${LEFT} ${RIGHT} LC RC KX 50`, (modifier) => ({
      lines: [`11042-${modifier} @1`],
      diagnosis_codes: [dx],
    }));

  it('contradicts a diagnosis of the other side, and no other', () => {
    expect(against('M17.11')).toBe(LEFT);
    expect(against('M17.12')).toBe(RIGHT);
    expect(against('H16.003')).toBe('');
    expect(against('I10')).toBe('');
  });
});

describe('A006 › lines', () => {
  it('takes fifty, and not one more', () => {
    const lines = (count: number): Changes => ({ lines: Array.from({ length: count }, (_, index) => `36415 $${index + 1}`) });
    expect(findings('A006', 'medicaid', lines(50))).toEqual([]);
    expect(findings('A006', 'medicaid', lines(51)).map(({ message, fix }) => `${message} → ${fix}`)).toEqual([
      'The claim has 51 lines; 50 is the most. → Split the claim (biller).',
    ]);
  });
});
