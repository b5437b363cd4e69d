import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Workbook } from 'exceljs';
import { strToU8, zipSync } from 'fflate';
import { plainDateOf } from '../../shared/kernel/plain-date';
import { importSet } from '../../shared/reference-data/import/import-set';
import type { OfficialFile } from '../../shared/reference-data/import/official-file';
import { loadReferenceTables, type LoadedTables } from '../../shared/reference-data/load-reference-tables';
import type { ReferenceSet } from '../../shared/reference-data/reference-set';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'tables-'));
});
afterEach(() => {
  rmSync(dataDir, { recursive: true });
});

const ON = plainDateOf('2026-11-20');
const file = (name: string, text: string): OfficialFile => ({ name, bytes: strToU8(text, true) });
const take = (
  set: ReferenceSet,
  files: readonly OfficialFile[],
  effective?: string,
  replace = false,
): ReturnType<typeof importSet> =>
  importSet({ set, files, replace, dataDir, ...(effective === undefined ? {} : { effective: plainDateOf(effective) }) });
const tables = (): Promise<LoadedTables> => loadReferenceTables({ dataDir, production: true });
const faults = async (imported: ReturnType<typeof importSet>): Promise<readonly string[]> => {
  const result = await imported;
  return result.ok
    ? []
    : result.error.map(({ file: name, row, field, reason }) => [name, row ?? '', field ?? '', reason].join('|'));
};

const PREAMBLE =
  'Notice\t\t\t\t\t\t\r\nColumn1/Column2 Edits\t\t\t\t\t\t\r\nColumn 1\tColumn 2\t*\tEffective\tDeletion\tModifier\tRationale\r\n';
const ptp = (...rows: readonly string[]): OfficialFile =>
  file('ccipra-v323r0-f1.TXT', PREAMBLE + rows.map((row) => `${row}\r\n`).join(''));
const MUE_HEAD =
  '"A notice,\n\nover several lines",,,\n"HCPCS/\nCPT Code",Practitioner Services MUE Values,MUE Adjudication Indicator,MUE Rationale\n';
const mue = (...rows: readonly string[]): OfficialFile => file('MCR_MUE_PractitionerServices.csv', MUE_HEAD + rows.join('\n'));

describe('NCCI PTP', () => {
  const good = ptp(
    '20610\t99213\t\t20200101\t20200601\t0\twords',
    '20610\t99213\t\t20201001\t*\t1\twords',
    '93005\t93010\t*\t19960101\t19960101\t9\twords',
  );

  it('keeps several windows of a pair, the last day included, the direction, and leaves indicator 9 out', async () => {
    expect(await take('ncci-ptp-practitioner', [good])).toMatchObject({
      ok: true,
      value: { version: '2026Q4', rows: 3, effective_from: '1996-01-01' },
    });
    const loaded = await tables();
    const indicatorOn = (date: string, one = '20610', two = '99213'): unknown => loaded.ptp.lookUp(one, two, plainDateOf(date));
    expect(indicatorOn('2020-06-01')).toMatchObject({ modifierIndicator: 0 });
    expect(indicatorOn('2020-06-02')).toBeUndefined();
    expect(indicatorOn('2020-10-01')).toMatchObject({ modifierIndicator: 1 });
    expect(indicatorOn('2026-11-20', '99213', '20610')).toBeUndefined();
    expect(indicatorOn('1996-01-01', '93005', '93010')).toBeUndefined();
  });

  it('takes the parts of one quarter together, zipped or plain', async () => {
    const zipped: OfficialFile = { name: 'quarter.zip', bytes: zipSync({ 'ccipra-v323r0-f1.TXT': good.bytes }) };
    const second = { ...ptp('11721\t11720\t\t20100101\t*\t0\twords'), name: 'ccipra-v323r0-f2.txt' };
    expect(await take('ncci-ptp-practitioner', [zipped, second])).toMatchObject({ ok: true, value: { rows: 4 } });
    expect((await tables()).ptp.lookUp('11721', '11720', ON)).toMatchObject({ modifierIndicator: 0 });
  });

  it.each([
    ['a shifted column', '20610\t99213\t20200101\t*\t1\twords', '4||has 6 fields, not 7'],
    [
      'a deletion before its start',
      '20610\t99213\t\t20200101\t20191231\t1\twords',
      '4|deletion date|is before the effective date',
    ],
    ['a date that is none', '20610\t99213\t\t20200231\t*\t1\twords', '4|effective date|is no date YYYYMMDD'],
    ['an indicator that is none', '20610\t99213\t\t20200101\t*\t2\twords', '4|modifier|is not 0, 1 or 9'],
    ['a code cut off', '20610\t992\t\t20200101\t*\t1\twords', '4|column 2|is no procedure code'],
    ['a first row whose code is cut off', '2061\t99213\t\t20200101\t*\t1\twords', '4|column 1|is no procedure code'],
    [
      'a row after the index ends',
      '20610\t99213\t\t20990101\t*\t1\twords',
      '4|effective date|is not between 1900-01-01 and 2079-06-05',
    ],
    ['a truncated last row', '20610\t99213\t\t20200101\t*\t1\twords\r\n20610\t992', '5||has 2 fields, not 7'],
  ])('refuses %s by row and field', async (_what, row, fault) => {
    expect(await faults(take('ncci-ptp-practitioner', [ptp(row)]))).toEqual([`ccipra-v323r0-f1.TXT|${fault}`]);
  });

  it('refuses a file that ends within the words of its last row, takes one without its last line break', async () => {
    const row = '20610\t99213\t\t20200101\t*\t1\tMore words';
    const cut = file('a.txt', `${PREAMBLE}${row}\r\n${row.slice(0, -3)}`);
    expect(await faults(take('ncci-ptp-practitioner', [cut]))).toEqual(['a.txt|5|rationale|is cut off: the file ends within it']);
    expect((await take('ncci-ptp-practitioner', [file('a.txt', `${PREAMBLE}${row}\r\n${row}`)])).ok).toBe(true);
  });

  it('takes a byte order mark, line feeds alone, no preamble at all, and keeps a last day after 2079 open', async () => {
    const bare = file('a.txt', '\u00ef\u00bb\u00bf20610\t99213\t\t20200101\t20991231\t1\twords\n\n');
    expect(await take('ncci-ptp-practitioner', [bare])).toMatchObject({ ok: true, value: { rows: 1 } });
    expect((await tables()).ptp.lookUp('20610', '99213', ON)).toMatchObject({ modifierIndicator: 1 });
  });

  it('refuses the other list, parts of two quarters, and a part given twice', async () => {
    const named = (name: string): OfficialFile => ({ ...good, name });
    expect(await faults(take('ncci-ptp-practitioner', [named('ccioph-v323r0-f1.txt')]))).toEqual([
      'ccioph-v323r0-f1.txt|||is a file of ncci-ptp-outpatient, not of ncci-ptp-practitioner',
    ]);
    expect(
      await faults(take('ncci-ptp-practitioner', [good, named('ccipra-v322r0-f2.txt'), named('CCIPRA-v323r0-f1.txt')])),
    ).toEqual([
      'ccipra-v322r0-f2.txt|||is of 2026Q3, another part of 2026Q4: give the parts of one quarter',
      'CCIPRA-v323r0-f1.txt|||is given twice',
    ]);
  });

  it('tells someone who waits how far it is', async () => {
    const told: number[] = [];
    const many = Array.from({ length: 120_000 }, () => '20610\t99213\t\t20200101\t*\t1\twords');
    const progress = (_file: string, done: number): void => {
      told.push(Math.round(done * 10));
    };
    await importSet({ set: 'ncci-ptp-practitioner', files: [ptp(...many)], replace: false, dataDir, progress });
    expect(told).toEqual([4, 8]);
  });

  it('changes nothing when it is killed before the manifest is written', async () => {
    await take('ncci-ptp-practitioner', [good]);
    const folder = join(dataDir, 'reference-tables');
    writeFileSync(join(folder, 'ncci-ptp-practitioner-0123456789abcdef.bin'), 'half');
    writeFileSync(join(folder, 'manifest.json.7.partial'), '{"format":');
    expect((await tables()).ptp.lookUp('20610', '99213', ON)).toMatchObject({ modifierIndicator: 1 });
  });

  it('refuses the wrong file, and says what it is', async () => {
    expect(await faults(take('ncci-ptp-practitioner', [mue('99213,1,2 Date of Service Edit: Policy,words')]))).toEqual([
      'MCR_MUE_PractitionerServices.csv|||holds no PTP edit: it looks like an MUE file',
    ]);
  });

  it('refuses the same quarter again unless told to replace it, and a cut-off zip; the tables in force stay', async () => {
    await take('ncci-ptp-practitioner', [good]);
    const before = readdirSync(join(dataDir, 'reference-tables')).map((name) =>
      readFileSync(join(dataDir, 'reference-tables', name), 'latin1'),
    );
    expect(await faults(take('ncci-ptp-practitioner', [good]))).toEqual([
      'ccipra-v323r0-f1.TXT|||ncci-ptp-practitioner 2026Q4 is imported already: say --replace to take it again (all parts of it in one command)',
    ]);
    const cut: OfficialFile = { name: 'cut.zip', bytes: zipSync({ 'a.txt': good.bytes }).slice(0, 60) };
    expect((await faults(take('ncci-ptp-practitioner', [cut])))[0]).toContain('cut off');
    expect(await faults(take('ncci-ptp-practitioner', [ptp('20610\t99213\t\tx\t*\t1\tw')]))).toHaveLength(1);
    expect(
      readdirSync(join(dataDir, 'reference-tables')).map((name) =>
        readFileSync(join(dataDir, 'reference-tables', name), 'latin1'),
      ),
    ).toEqual(before);
    expect((await take('ncci-ptp-practitioner', [good], undefined, true)).ok).toBe(true);
  });

  it('refuses --effective: its rows carry their dates', async () => {
    expect((await faults(take('ncci-ptp-practitioner', [good], '2026-10-01')))[0]).toContain('carry their own dates');
  });
});

describe('MUE', () => {
  it('holds from its date until the next version', async () => {
    await take('ncci-mue-practitioner', [mue('20610,2,2 Date of Service Edit: Policy,w')], '2026-07-01');
    await take('ncci-mue-practitioner', [mue('20610,3,3 Date of Service Edit: Clinical,w')], '2026-10-01');
    const loaded = await tables();
    expect(loaded.mue.lookUp('20610', plainDateOf('2026-09-30'))).toEqual({ code: '20610', units: 2, mai: 2 });
    expect(loaded.mue.lookUp('20610', plainDateOf('2026-10-01'))).toEqual({ code: '20610', units: 3, mai: 3 });
    expect(loaded.mue.lookUp('20610', plainDateOf('2026-06-30'))).toEqual({
      kind: 'table-gap',
      table: 'ncci-mue-practitioner',
      reason: 'not-in-force',
    });
    expect(
      loaded
        .status()
        .sets.find(({ set }) => set === 'ncci-mue-practitioner')
        ?.versions.map((v) => [v.effective_from, v.effective_to]),
    ).toEqual([
      ['2026-07-01', '2026-09-30'],
      ['2026-10-01', null],
    ]);
  });

  it('needs a date, and names every bad cell', async () => {
    expect((await faults(take('ncci-mue-practitioner', [mue('20610,2,2 x,w')])))[0]).toContain('give --effective');
    expect(
      await faults(take('ncci-mue-practitioner', [mue('2061,2,2 x,w', '20610,two,2 x,w', '20611,2,9 x,w')], '2026-10-01')),
    ).toEqual([
      'MCR_MUE_PractitionerServices.csv|6|HCPCS/CPT Code|is no procedure code',
      'MCR_MUE_PractitionerServices.csv|7|MUE Values|is no whole number',
      'MCR_MUE_PractitionerServices.csv|8|MUE Adjudication Indicator|does not begin with 1, 2 or 3',
    ]);
  });
});

describe('a broken MUE file', () => {
  const good = '20610,2,2 Date of Service Edit: Policy,Some words';

  it.each([
    [
      'a row cut off between its fields',
      [good, '20611,2'],
      ['7||has 2 fields, not 4', '7|MUE Adjudication Indicator|does not begin with 1, 2 or 3'],
    ],
    [
      'a row cut off within its words',
      [good, '20611,2,2 Date of Service Edit: Policy,Some wo'],
      ['7|MUE Rationale|is cut off: the file ends within it'],
    ],
    ['a column too many in front', [`x,${good}`], ['6|HCPCS/CPT Code|is no procedure code']],
    [
      'a code with two values',
      [good, '20610,3,2 Date of Service Edit: Policy,Some words'],
      ['7|HCPCS/CPT Code|stands twice, with different values'],
    ],
    ['an open quote', [`"${good}`], ['||has no header of an MUE file: it looks like an MUE file']],
    ['no row', [], ['||holds no row below its header']],
  ])('is refused: %s', async (_what, rows, expected) => {
    const name = 'MCR_MUE_PractitionerServices.csv';
    expect(await faults(take('ncci-mue-practitioner', [mue(...rows)], '2026-10-01'))).toEqual(
      expected.map((fault) => `${name}|${fault}`),
    );
  });

  it('is refused when it is the table of other services', async () => {
    expect(await faults(take('ncci-mue-outpatient', [mue(good)], '2026-10-01'))).toEqual([
      'MCR_MUE_PractitionerServices.csv|||is the MUE table of practitioner services, not ncci-mue-outpatient',
    ]);
  });

  it('takes one with a byte order mark, CRLF and a row said twice', async () => {
    const text = `\u00ef\u00bb\u00bf${MUE_HEAD}${good}\n${good}\n`.replaceAll('\n', '\r\n');
    expect(await take('ncci-mue-practitioner', [file('mue.csv', text)], '2026-10-01')).toMatchObject({
      ok: true,
      value: { rows: 1 },
    });
  });
});

describe('add-on codes', () => {
  const line = (type: string, addOn: string, primary: string, from: string, to = ''): string =>
    `${type}${addOn}       ${primary}       ${from.padEnd(7)}${to.padEnd(7)}${' '.repeat(58)}\r\n`;

  it('come from the fixed-width text, with julian dates and contractor-defined primaries', async () => {
    const text =
      line('1', '90472', '90471', '2013091') +
      line('1', '90472', '90473', '2013091', '2020366') +
      line('2', '69990', 'CCCCC', '2013091');
    expect(await take('ncci-add-on', [file('AOC_V2026Q4_01-MCR.txt', text)])).toMatchObject({
      ok: true,
      value: { version: '2026Q4', rows: 3 },
    });
    const { addOn } = await tables();
    expect(addOn.lookUp('90472', ON)).toEqual({ type: 1, primaries: ['90471'] });
    expect(addOn.lookUp('90472', plainDateOf('2020-12-31'))).toEqual({ type: 1, primaries: ['90471', '90473'] });
    expect(addOn.lookUp('69990', ON)).toEqual({ type: 2, primaries: [] });
    expect(addOn.lookUp('90472', plainDateOf('2013-03-31'))).toBeUndefined();
  });

  it('come from the workbook too', async () => {
    const workbook = new Workbook();
    workbook
      .addWorksheet('Sheet1')
      .addRows([
        ['A notice'],
        [
          'AOC_Edit_Type',
          'Add-On_Code',
          'AOC_DelDT',
          'Primary_Code',
          'Primary_Code_DelDT',
          'AOC_Edit_EffDT',
          'AOC_Edit_DelDT',
          'Special_Instruction_Notes',
        ],
        ['1', '17003', '', '17000', '', '2013091', '', ''],
      ]);
    const bytes = new Uint8Array(await workbook.xlsx.writeBuffer());
    expect(await take('ncci-add-on', [{ name: 'AOC_V2026Q4-MCR.xlsx', bytes }])).toMatchObject({ ok: true, value: { rows: 1 } });
    expect((await tables()).addOn.lookUp('17003', ON)).toEqual({ type: 1, primaries: ['17000'] });
  });

  it('refuse a line without type and dates', async () => {
    expect((await faults(take('ncci-add-on', [file('AOC.txt', '11103      11102\r\n')])))[0]).toContain('AOC.txt|1|');
  });
});

describe('HCPCS', () => {
  const HEAD = 'HCPC,SEQNUM,RECID,LONG DESCRIPTION,ADD DT,ACT EFF DT,TERM DT,ACTION CD\n';

  it('replaces the shipped list for all dates, and ends codes on their last day', async () => {
    const rows =
      'J1885,0010,3,words,19900101,20200101,,N\nJ9999,0010,3,words,20200101,,20260930,D\nJ9999,0020,4,more words,,,,\n   JZ,0010,7,words,20230101,,,N\n';
    expect(await take('hcpcs', [file('HCPC2026_OCT_ANWEB.csv', HEAD + rows)])).toMatchObject({
      ok: true,
      value: { version: '2026Q4', rows: 3 },
    });
    const { hcpcs } = await tables();
    expect(hcpcs.lookUp('J1885', ON)).toBe('active');
    expect(hcpcs.lookUp('J9999', plainDateOf('2026-09-30'))).toBe('active');
    expect(hcpcs.lookUp('J9999', plainDateOf('2026-10-01'))).toBe('not-in-force');
    expect(hcpcs.lookUp('G0008', ON)).toBe('unknown');
    expect(hcpcs.lookUp('JZ', ON)).toBe('active');
  });

  it('comes from the fixed-width text as well, with its modifiers and continued descriptions', async () => {
    const record = (code: string, sequence: string, ric: string, added = '', ended = ''): string =>
      `${`${code.padStart(5)}${sequence}${ric}words`.padEnd(268)}${added.padEnd(16)}${ended.padEnd(8)}N`.padEnd(320);
    const text = [
      record('J1885', '00100', '3', '19900101'),
      record('J1885', '00200', '4'),
      record('J9999', '00100', '3', '20200101', '20260930'),
      record('JG', '00100', '7', '20180101', '20241231'),
    ].join('\r\n');
    expect(await take('hcpcs', [file('HCPC2026_OCT_ANWEB.txt', text)])).toMatchObject({
      ok: true,
      value: { version: '2026Q4', rows: 3 },
    });
    const { hcpcs } = await tables();
    expect(['J1885', 'J9999', 'JG', 'A9999'].map((code) => hcpcs.lookUp(code, ON))).toEqual([
      'active',
      'not-in-force',
      'not-in-force',
      'unknown',
    ]);
    expect(await faults(take('hcpcs', [file('x_ANWEB.txt', text.replace('20260930', '2026093x'))]))).toEqual([
      'x_ANWEB.txt|3|TERM DT|is no date YYYYMMDD',
    ]);
  });

  it('refuses a term before the start', async () => {
    expect(await faults(take('hcpcs', [file('h.csv', `${HEAD}J1885,0010,3,w,20200101,,20190101,N\n`)]))).toEqual([
      'h.csv|2|TERM DT|is before ADD DT',
    ]);
  });
});

describe('the others', () => {
  it('MPFS: indicators and relative values by heading', async () => {
    const upper =
      ',,,STATUS,MEDICARE,WORK,NON-FAC,NA,FACILITY,NA,MP,NON-FACILITY,FACILITY,PCTC,GLOB,PRE,INTRA,POST,MULT,BILAT,ASST,CO-,TEAM';
    const lower =
      'HCPCS,MOD,DESCRIPTION,CODE,PAYMENT,RVU,PE RVU,INDICATOR,PE RVU,INDICATOR,RVU,TOTAL,TOTAL,IND,DAYS,OP,OP,OP,PROC,SURG,SURG,SURG,SURG';
    const row = '20610,,words,A,,0.79,1.10,,0.42,,0.12,2.01,1.33,0,000,0,0,0,2,1,1,0,0';
    expect(await take('mpfs', [file('PPRRVU2026_Oct.csv', [upper, lower, row].join('\n'))], '2026-01-01')).toMatchObject({
      ok: true,
    });
    const { mpfs } = await tables();
    expect(mpfs.lookUp('20610', ON)).toMatchObject({
      status: 'A',
      globalDays: '000',
      bilateral: '1',
      multipleProcedure: '2',
      pcTc: '0',
    });
    const bad = await faults(
      take('mpfs', [file('PPRRVU.csv', [upper, lower, row.replace(',000,', ',00,')].join('\n'))], '2026-04-01'),
    );
    expect(bad).toEqual(['PPRRVU.csv|3|GLOB DAYS|is no global period']);
  });

  it('ICD-10-CM: an order file holds to the end of its fiscal year', async () => {
    const line = (code: string, flag: string, text: string): string =>
      `00001 ${code.padEnd(7)} ${flag} ${text.padEnd(60)} ${text}\r\n`;
    const order =
      line('M25', '0', 'Joint') +
      line('M2556', '0', 'Pain in knee') +
      line('M25561', '1', 'Pain in right knee') +
      line('M25562', '1', 'Pain in left knee');
    expect(await take('icd-10-cm', [file('icd10cm_order_2028.txt', order)], '2027-10-01')).toMatchObject({
      ok: true,
      value: { effective_to: '2028-09-30' },
    });
    const { icd10Cm } = await tables();
    expect(icd10Cm.lookUp('M25.561', plainDateOf('2027-10-01'))).toEqual({ status: 'billable' });
    expect(icd10Cm.lookUp('M25.56', plainDateOf('2027-10-01'))).toMatchObject({
      status: 'header',
      children: ['M25.561', 'M25.562'],
    });
    expect(icd10Cm.lookUp('I10', plainDateOf('2027-10-01'))).toEqual({ status: 'not-in-force' });
    expect(icd10Cm.lookUp('M25.561', plainDateOf('2028-10-01'))).toMatchObject({ kind: 'table-gap' });
    expect(icd10Cm.sideOf('M25.562')).toBe('left');
    // Eighteen codes in force have a letter second: the published file holds them.
    const lettered = line('QA00101', '1', 'Words of it');
    expect((await take('icd-10-cm', [file('icd10cm_order_2029.txt', lettered)], '2028-10-01')).ok).toBe(true);
    expect((await tables()).icd10Cm.lookUp('QA0.0101', plainDateOf('2028-10-01'))).toEqual({ status: 'billable' });
    const cutOff = file('icd10cm_order_2030.txt', line('M25561', '1', 'Pain in right knee').trimEnd().slice(0, -4));
    expect(await faults(take('icd-10-cm', [cutOff], '2029-10-01'))).toEqual([
      'icd10cm_order_2030.txt|1|columns 78 on|has no whole long description: the line is cut off',
    ]);
    expect((await faults(take('icd-10-cm', [mue('20610,2,2 x,w')], '2028-10-01')))[0]).toContain('is no ICD-10-CM code');
  });

  it('LCD articles: zip in zip, joined by state, codes and diagnoses; retired ones left out', async () => {
    const csv: Record<string, string> = {
      article:
        'article_id,article_version,article_eff_date,article_end_date,date_retired,display_id\n1,1,2024-01-01,,,A1\n2,1,2024-01-01,,2025-01-01,A2\n',
      article_x_hcpc_code: 'article_id,article_version,hcpc_code_id\n1,1,11720\n2,1,11721\n',
      article_x_icd10_covered: 'article_id,article_version,icd10_code_id,asterisk\n1,1,B35.1,\n',
      article_x_icd10_noncovered: 'article_id,article_version,icd10_code_id\n1,1,L60.0\n',
      article_x_contractor: 'article_id,article_version,contractor_id,contractor_type_id\n1,1,5,9\n2,1,5,9\n',
      contractor_jurisdiction: 'contractor_id,contractor_type_id,state_id,term_date\n5,9,1,\n5,9,2,2020-01-01\n',
      state_lookup: 'state_id,state_abbrev\n1,NF\n2,OH\n',
    };
    const inner = zipSync(Object.fromEntries(Object.entries(csv).map(([name, text]) => [`${name}.csv`, strToU8(text)])));
    const outer: OfficialFile = { name: 'current_article.zip', bytes: zipSync({ 'current_article_csv.zip': inner }) };
    expect(await take('lcd-articles', [outer])).toMatchObject({ ok: true, value: { rows: 1 } });
    const { lcdArticles } = await tables();
    expect(lcdArticles.lookUp('11720', 'CA', ON)).toMatchObject([{ article: 'A1', prose: false }]);
    expect(lcdArticles.lookUp('11720', 'OH', ON)).toEqual([]);
    expect(lcdArticles.lookUp('11721', 'CA', ON)).toEqual([]);
    expect((await faults(take('lcd-articles', [mue('20610,2,2 x,w')]))).length).toBe(7);
    const broken = (name: string, text: string): Promise<readonly string[]> =>
      faults(
        take(
          'lcd-articles',
          Object.entries({ ...csv, [name]: text }).map(([table, rows]) => file(`${table}.csv`, rows)),
        ),
      );
    expect(await broken('article_x_icd10_covered', 'article_id,article_version,icd10_code_id,asterisk\n1,1,B35\n')).toEqual([
      'article_x_icd10_covered.csv|2||has 3 fields, not 4',
    ]);
    expect(await broken('article_x_hcpc_code', 'article_id,article_version,hcpc_code_id\n1,words of it,1\n')).toEqual([
      'article_x_hcpc_code.csv|2|article_version|has not the form it must have',
      'article_x_hcpc_code.csv|2|hcpc_code_id|has not the form it must have',
    ]);
    expect(await broken('state_lookup', 'state_id,description\n1,Ohio\n')).toEqual([
      'state_lookup.csv||state_abbrev|this column is missing',
    ]);
  });

  it('POS and GPCI', async () => {
    expect((await take('pos', [file('pos.csv', 'pos,payment_class,name\n11,NF,x\n21,F,x\n')], '2026-01-01')).ok).toBe(true);
    expect(
      (
        await take(
          'gpci',
          [file('gpci.csv', 'mac,state,locality,locality_name,pw_gpci,pe_gpci,mp_gpci\n15202,OH,00,x,0.99,0.91,1.01\n')],
          '2026-01-01',
        )
      ).ok,
    ).toBe(true);
    expect(
      await faults(
        take(
          'gpci',
          [file('gpci.csv', 'mac,state,locality,locality_name,pw_gpci,pe_gpci,mp_gpci\n15202,OH,00,x,0.99,0.91,much\n')],
          '2027-01-01',
        ),
      ),
    ).toEqual(['gpci.csv|2|malpractice|is no index']);
    expect((await tables()).placeOfService.lookUp('21', ON)).toEqual({ facility: true });
    expect((await tables()).gpci.lookUp('OH', '00', ON)).toMatchObject({ contractor: '15202', work: 0.99 });
  });
});
