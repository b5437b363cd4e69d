import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { X12_FINDINGS } from '../../../shared/x12/check/finding-catalogue';
import { checkSegments } from '../../../shared/x12/check/x12-check';
import type { X12Report } from '../../../shared/x12/check/x12-check';
import type { X12Finding } from '../../../shared/x12/check/x12-finding';
import { readSegments } from '../../../shared/x12/core/segment-reader';
import { FAULTS, faultyFile, fixture } from './faults';
import { NEIGHBOURS } from './neighbours';

const check = (text: string): X12Report => checkSegments(readSegments(Buffer.from(text, 'latin1')));
const findingsOf = (report: X12Report): X12Finding[] => [
  ...report.findings,
  ...report.interchanges.flatMap((interchange) => [
    ...interchange.findings,
    ...interchange.groups.flatMap((group) => [...group.findings, ...group.transactions.flatMap(({ findings }) => findings)]),
  ]),
];
const found = (report: X12Report): string[] =>
  findingsOf(report).map(({ code, severity, segment_index }) => `${severity} ${code} at ${segment_index}`);

// The whole report of each fault, as a biller reads it. VTC_UPDATE=1 writes the table anew: read what changed.
const TABLE_FILE = join(__dirname, '../../golden/x12/faults.txt');
const said = (name: string, report: X12Report): string[] => [
  name,
  ...findingsOf(report).map(
    ({ severity, segment_index, segment, element = segment, code, message }) =>
      `  ${severity} ${segment_index} ${element} ${code}: ${message}`,
  ),
];
if (process.env['VTC_UPDATE'] === '1')
  writeFileSync(
    TABLE_FILE,
    FAULTS.map(([name, base, edits]) => `${said(name, check(faultyFile(base, edits))).join('\n')}\n`).join(''),
  );
const TABLE = new Map(
  readFileSync(TABLE_FILE, 'utf8')
    .split(/\n(?! )/)
    .map((block) => block.split('\n'))
    .map((lines) => [lines[0] ?? '', lines]),
);

// Faults of a whole file that no edit of one segment makes.
const WHOLE_FILES: readonly (readonly [name: string, text: string, finding: string])[] = [
  ['no X12 at all', 'Dear payer, please pay.', 'error not-x12 at 0'],
  ['an empty file', '', 'error not-x12 at 0'],
  ['cut off within a segment', fixture('837P-clean.edi').slice(0, 1500), 'error segment-unterminated at 57'],
  [
    'a segment of two megabytes',
    fixture('835-clean.edi').replace('PER*BL*', `PER*BL*${'A'.repeat(1 << 21)}`),
    'error segment-too-long at 10',
  ],
  ['two interchanges with one control number', fixture('999-clean.edi').repeat(2), 'warn isa-control-number-twice at 17'],
  ['an interchange without a group', fixture('TA1-clean.edi').replace(/TA1.*~\n/, ''), 'warn interchange-empty at 1'],
  [
    'a group without a transaction',
    fixture('999-clean.edi')
      .replace(/ST[^]*SE.*~\n/, '')
      .replace('GE*1', 'GE*0'),
    'error group-empty at 2',
  ],
  [
    'two transactions with one control number',
    fixture('999-clean.edi').replace(/ST[^]*SE.*~\n/, (all) => all.repeat(2)),
    'error st-control-number-twice at 15',
  ],
  [
    'two groups with one control number',
    fixture('999-clean.edi').replace(/GS[^]*GE.*~\n/, (all) => all.repeat(2)),
    'error gs-control-number-twice at 16',
  ],
];

describe('a file without fault', () => {
  const clean = ['837P', '837D', '835', '277CA', '999', 'TA1', '270', '271', '276', '277'];
  it.each(clean)('%s has no finding', (type) => {
    const report = check(fixture(`${type}-clean.edi`));
    expect(found(report)).toEqual([]);
    expect(report.verdict).toBe('ok');
    expect(report.interchanges[0]?.groups[0]?.transactions[0]?.type).toBe(type);
  });
});

describe('a file with what looks like a fault', () => {
  it.each(NEIGHBOURS)('%s', (_name, base, edits) => {
    expect(found(check(faultyFile(base, edits)))).toEqual([]);
  });
});

describe('a file with one fault', () => {
  it.each(FAULTS)('%s', (name, base, edits, code, severity, at) => {
    const report = check(faultyFile(base, edits));
    expect(found(report)).toContain(`${severity} ${code} at ${at}`);
    expect(['ok', ...(severity === 'error' ? ['warnings'] : [])]).not.toContain(report.verdict);
    expect(said(name, report)).toEqual(TABLE.get(name));
  });

  it.each(WHOLE_FILES)('%s', (_name, text, finding) => {
    expect(found(check(text))).toContain(finding);
  });

  it('every code of the catalogue has a fixture', () => {
    const shown = new Set([
      ...FAULTS.map(([, , , code]) => code as string),
      ...WHOLE_FILES.map(([, , finding]) => finding.split(' ')[1]),
    ]);
    expect(Object.keys(X12_FINDINGS).filter((code) => !shown.has(code))).toEqual([]);
  });

  it('no message repeats a name, an id or a birth date', () => {
    const secret =
      /ALDERWICK|THEODORA|PELLEGRIN|MAUDE|OTIS|SILAS|GARNET|LEOPOLD|ALD1002|PEL300|GAR777|19640203|20150708|HV-?\d{4}|BELL ROW|AUTH/;
    const said = FAULTS.flatMap(([, base, edits]) => findingsOf(check(faultyFile(base, edits))));
    expect(said.map((finding) => JSON.stringify(finding)).filter((text) => secret.test(text))).toEqual([]);
  });
});

describe('the report', () => {
  it('has the shape of the contract', () => {
    const report = check(faultyFile('TA1-clean.edi', [[2, '*A*000', '*Q*000']]));
    expect(report).toEqual({
      interchanges: [
        {
          control_number: '000000510',
          findings: [],
          groups: [
            {
              findings: [],
              transactions: [
                {
                  type: 'TA1',
                  guide: '',
                  control_number: '000000501',
                  verdict: 'errors',
                  findings: [
                    {
                      severity: 'error',
                      segment_index: 2,
                      segment: 'TA1',
                      element: 'TA104',
                      code: 'code-invalid',
                      message: 'TA104 has a code that the guide does not allow here.',
                    },
                  ],
                },
              ],
            },
          ],
        },
      ],
      findings: [],
      verdict: 'errors',
    });
  });

  it('counts what is found over and over', () => {
    const text = fixture('837P-clean.edi').replace(/NTE.*~\n/, (nte) => nte.repeat(120));
    const findings = findingsOf(check(text)).filter(({ code }) => code === 'segment-repeats');
    expect(findings).toHaveLength(51);
    expect(findings.at(-1)?.message).toBe('The same was found 69 more times after this segment.');
  });
});
