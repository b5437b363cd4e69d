import { describe, expect, it } from '@jest/globals';
import { plainDateOf } from '../../shared/kernel/plain-date';
import { loadPractice, loadPracticeFiles } from '../../shared/practice/load-practice';
import type { PracticeRules } from '../../shared/coding/practice-rules';

const ON = plainDateOf('2026-11-20');

async function sample(): Promise<PracticeRules> {
  const loaded = await loadPractice('sample');
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return loaded.value;
}

describe('the sample practice', () => {
  it('has at least 80 diagnoses and 80 procedures in its starter pack', async () => {
    const files = await loadPracticeFiles('sample');
    expect(files.ok && new Set(files.value.rulePack.diagnoses.map((row) => row.words)).size).toBeGreaterThanOrEqual(80);
    expect(files.ok && new Set(files.value.rulePack.procedures.map((row) => row.key)).size).toBeGreaterThanOrEqual(80);
  });

  it('has a fee for every code its map can produce', async () => {
    const [files, rules] = [await loadPracticeFiles('sample'), await sample()];
    const pack = files.ok ? files.value.rulePack : undefined;
    const codes = [
      ...(pack?.procedures ?? []).flatMap((row) => [row.code, ...(row.companions ?? [])]),
      ...(pack?.dental ?? []).flatMap((row) => [
        ...(row.code === undefined ? [] : [row.code]),
        ...Object.values(row.by_surface_count ?? {}),
      ]),
    ];
    expect(codes.filter((code) => rules.fees.fee(code, [], ON) === undefined)).toEqual([]);
    expect(codes.length).toBeGreaterThan(100);
  });

  // em-coding §1-§4 and the list of contracts.md, "The sample practice".
  it.each(
    (
      '99202 99203 99204 99205 99211 99212 99213 99214 99215 99221 99222 99223 99231 99232 99233 99234 99235 99236 99238 99239 ' +
      '99242 99243 99244 99245 99252 99253 99254 99255 99281 99282 99283 99284 99285 99291 99292 99304 99305 99306 99307 99308 ' +
      '99309 99310 99315 99316 99341 99342 99344 99345 99347 99348 99349 99350 99381 99387 99391 99397 99417 99418 99483 99495 ' +
      '99496 99497 99498 G0316 G0317 G0318 G0402 G0438 G0439 G2211 G2212 10060 11102 11720 11721 12001 17000 17003 17110 20610 ' +
      '25600 36415 69209 69210 71046 81002 87880 90656 90662 93000 96372 90471 90472 90460 90461 G0008 G0009 G0010 98016'
    ).split(' '),
  )('has a fee for %s', async (code) => {
    expect((await sample()).fees.fee(code, [], ON)).toBeGreaterThan(0);
  });

  it.each`
    payer     | audioVideo | audioOnly | prolonged     | g2211    | consultations | administration | preventive | wellness | filing
    ${'MCR'}  | ${null}    | ${'93'}   | ${'MEDICARE'} | ${true}  | ${false}      | ${'MEDICARE'}  | ${false}   | ${true}  | ${365}
    ${'MADV'} | ${null}    | ${'93'}   | ${'MEDICARE'} | ${true}  | ${false}      | ${'MEDICARE'}  | ${false}   | ${true}  | ${365}
    ${'COM1'} | ${'95'}    | ${'93'}   | ${'CPT'}      | ${false} | ${true}       | ${'CPT'}       | ${true}    | ${false} | ${90}
    ${'MCD1'} | ${'95'}    | ${'93'}   | ${'CPT'}      | ${false} | ${true}       | ${'CPT'}       | ${true}    | ${false} | ${365}
  `('knows what $payer takes', async (row: Record<string, unknown>) => {
    const payer = (await sample()).payer(String(row['payer']), ON);
    expect({
      payer: payer?.payerId,
      audioVideo: payer?.telehealth.audioVideoModifier,
      audioOnly: payer?.telehealth.audioOnlyModifier,
      prolonged: payer?.prolonged,
      g2211: payer?.takesG2211,
      consultations: payer?.takesConsultations,
      administration: payer?.vaccineAdministration,
      preventive: payer?.takesPreventive,
      wellness: payer?.takesWellness,
      filing: payer?.timelyFilingDays,
    }).toEqual(row);
  });

  it('knows no payer before its row starts, and none it has no row for', async () => {
    const rules = await sample();
    expect(rules.payer('MCR', plainDateOf('2023-12-31'))).toBeUndefined();
    expect(rules.payer('MCR', plainDateOf('2024-01-01'))?.payerId).toBe('MCR');
    expect(rules.payer('NOBODY', ON)).toBeUndefined();
  });

  it.each([
    ['Essential Hypertension ', 'I10'],
    ['type 2 diabetes mellitus', 'E11.9'],
    ['never heard of it', undefined],
  ])('maps the words "%s" to %s', async (words, code) => {
    expect((await sample()).map.diagnosisByIcdOrWords(words, ON)).toBe(code);
  });

  it('maps SNOMED 44054006 and the key flu_vaccine_injection, whose administration comes with it', async () => {
    const { map } = await sample();
    expect(map.diagnosisBySnomed('44054006', ON)).toBe('E11.9');
    expect(map.procedure('FLU_VACCINE_INJECTION', ON)).toEqual({ code: '90656', companions: ['90471'], supportedBy: ['Z23'] });
  });
});
