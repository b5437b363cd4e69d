import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { UsageError } from '../../infra/cli/command';
import { readX12File } from '../../infra/cli/commands/x12-read';
import { writeX12File, type WriteOptions } from '../../infra/cli/write-x12-file';
import { changedBody, fullDentalBody, plainBody } from '../claim/claims';
import { faultyFile, fixture } from '../x12/check/faults';

const folder = mkdtempSync(join(tmpdir(), 'x12-commands-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text, 'latin1');
  return path;
}

/** What `vtc x12 read` prints of a text, and how it ends. */
async function read(name: string, text: string): Promise<{ readonly json: unknown; readonly outcome: string }> {
  let printed = '';
  const out = new Writable({
    decodeStrings: false,
    write: (chunk, _encoding, done) => {
      printed += String(chunk);
      done();
    },
  });
  const outcome = await readX12File(file(name, text), out);
  expect(printed.endsWith('\n')).toBe(true);
  return { json: JSON.parse(printed) as unknown, outcome };
}

const CLEAN = ['835', '837P', '837D', '277CA', '277', '271', '999', 'TA1'];

describe('vtc x12 read', () => {
  // VTC_UPDATE=1 writes the table anew: read what changed.
  it.each(CLEAN)('%s: exactly this', async (type) => {
    const { json, outcome } = await read(`${type}.edi`, fixture(`${type}-clean.edi`));
    const table = join(__dirname, `../golden/x12/read-${type}.json`);
    if (process.env['VTC_UPDATE'] === '1') writeFileSync(table, `${JSON.stringify(json, null, 2)}\n`);
    expect(json).toEqual(JSON.parse(readFileSync(table, 'utf8')));
    expect(outcome).toBe('fine');
  });

  it('an 835 behind a TA1 in its interchange', async () => {
    const alone = await read('alone.edi', fixture('835-clean.edi'));
    const behind = fixture('835-clean.edi').replace('GS*', 'TA1*000000501*261102*0815*A*000~\nGS*');
    expect(await read('behind.edi', behind)).toEqual(alone);
  });

  it('several interchanges and several ST as several payments', async () => {
    const twice = fixture('835-clean.edi').replace(/ST\*835[^]*SE\*43\*0001~\n/, (st) => st + st.replaceAll('*0001', '*0002'));
    const { json, outcome } = await read('several.edi', twice + fixture('835-clean.edi'));
    const { payments } = json as { readonly payments: readonly { readonly claims: readonly unknown[] }[] };
    expect(payments.map(({ claims }) => claims.length)).toEqual([3, 3, 3]);
    expect(outcome).toBe('fine');
  });

  it('an 837I gives no claims, and that is said', async () => {
    const institutional = fixture('837P-clean.edi').replaceAll('005010X222A1', '005010X223A2');
    expect(await read('institutional.edi', institutional)).toEqual({ json: { claims: [] }, outcome: 'passed-over' });
  });

  it('an 835 that does not balance, to its end', async () => {
    const { json, outcome } = await read('unbalanced.edi', faultyFile('835-clean.edi', [[25, '*30', '*30.01']]));
    expect(json).toMatchObject({
      payments: [{ amount: 216.5, claims: [{}, {}, {}], balance: { lines_bad: 1, claims_bad: 1, transaction_difference: 0 } }],
    });
    expect(outcome).toBe('unbalanced');
  });

  it.each([
    ['nothing', ''],
    ['words', 'Dear payer, please pay.'],
    ['an ISA alone', fixture('835-clean.edi').slice(0, 106)],
    ['a long line of segments without ST', `${fixture('835-clean.edi').slice(0, 106)}${'GS*HP~'.repeat(3000)}`],
  ])('%s: no transaction, and says so', async (_, text) => {
    expect(await read('nothing.edi', text)).toEqual({ json: { transactions: [] }, outcome: 'not-x12' });
  });

  it.each(CLEAN)('%s cut off anywhere is still JSON', async (type) => {
    const text = fixture(`${type}-clean.edi`);
    for (let length = 0; length < text.length; length += 37)
      expect(await read('cut.edi', text.slice(0, length))).toHaveProperty('json');
  });

  it('a file that is not there is wrong usage', async () => {
    await expect(readX12File(join(folder, 'nowhere.edi'), new Writable())).rejects.toThrow(UsageError);
  });
});

const FIXED: WriteOptions = {
  practice: 'sample',
  data: join(folder, 'no-tables'),
  usage: 'T',
  sender: 'SENDER',
  receiver: 'RECEIVER',
  controlNumber: '204',
  at: '2026-11-21T09:30',
  asOf: '2026-11-21',
};
const professional = changedBody(plainBody, { 'subscriber.member_id': 'ABC123456789' });
const write = (claims: unknown, options: Partial<WriteOptions> = {}): Promise<string | { readonly error: unknown }> =>
  writeX12File(file('claims.json', typeof claims === 'string' ? claims : JSON.stringify(claims)), { ...FIXED, ...options });

const written = async (claims: unknown): Promise<string> => {
  const x12 = await write(claims);
  return typeof x12 === 'string' ? x12 : JSON.stringify(x12);
};

describe('vtc x12 write', () => {
  it('one interchange with the stated envelope, the same bytes each time', async () => {
    const first = await written(professional);
    expect(await written(`${JSON.stringify([professional])}\n`)).toBe(first);
    expect(first.slice(0, 106)).toBe(
      'ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *261121*0930*^*00501*000000204*0*T*:~',
    );
    expect(first).toContain('~GS*HC*SENDER*RECEIVER*20261121*0930*204*X*005010X222A1~ST*837*0001*005010X222A1~');
    expect(first).toMatch(/~IEA\*1\*000000204~$/);
  });

  it('a group for each guide, from NDJSON', async () => {
    const dental = changedBody(fullDentalBody, { 'payer.payer_id': 'DEN1' });
    const x12 = await written(`${JSON.stringify(dental)}\n${JSON.stringify(professional)}\n`);
    const guides = [...x12.matchAll(/~GS\*(?:[^*~]*\*){7}([^~]*)~/g)].map(([, guide]) => guide);
    expect(guides).toEqual(['005010X222A1', '005010X224A2']);
    expect(x12).toMatch(/~IEA\*2\*000000204~$/);
  });

  it('nothing but all faults when one claim cannot be written', async () => {
    const auto = changedBody(professional, { claim_id: 'V-2', accident: { cause: 'auto', date: '2026-10-01' }, total_charge: 1 });
    expect(await write([professional, auto])).toMatchObject({
      error: {
        code: 'claim-unwritable',
        details: [
          { claim_id: 'V-2', path: 'accident.state', id: 'A001' },
          { claim_id: 'V-2', path: 'total_charge', id: 'A003' },
        ],
      },
    });
  });

  it('units that are no whole number are a fault, not a fall', async () => {
    const refused = await write(changedBody(professional, { 'service_lines.0.units': 0.33333 }));
    expect(refused).toMatchObject({ error: { details: [{ id: 'A002', path: 'service_lines.0.units' }, { id: 'A005' }] } });
  });

  it('with --unchecked what A and B refuse, never what the schema refuses', async () => {
    const faulty = changedBody(professional, { 'subscriber.last_name': 'Wex*combe' });
    expect(await write(faulty, { unchecked: true })).toContain('NM1*IL*1*WEX COMBE*');
    const refused = await write(changedBody(faulty, { colour: 'red' }), { unchecked: true });
    expect(refused).toMatchObject({ error: { code: 'claim-invalid', details: [{ path: 'colour' }] } });
  });

  it.each([
    ['usage', 'X'],
    ['controlNumber', '0'],
    ['controlNumber', '1234567890'],
    ['at', '2026-11-21'],
    ['at', '2026-02-30T10:00'],
    ['at', '2026-11-21T24:00'],
    ['sender', 'A*B'],
    ['receiver', 'AAAAAAAAAAAAAAAA'],
    ['asOf', 'today'],
  ])('%s %s is wrong usage', async (option, value) => {
    await expect(write(professional, { [option]: value })).rejects.toThrow(UsageError);
  });

  it.each([['[]'], ['{"claim_id":'], ['']])('%p is no file of claims', async (text) => {
    await expect(write(text)).rejects.toThrow(UsageError);
  });
});
