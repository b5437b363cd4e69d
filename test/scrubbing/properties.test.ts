import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Claim, ClaimServiceLine } from '../../shared/claim/claim';
import type { Finding } from '../../shared/kernel/finding';
import { scrubClaim } from '../../shared/scrubbing/scrub';
import { practiceRules } from '../builders/practice-rules';
import { AS_OF, claimOf, lineOf } from './golden';
import { officialTables } from './official-tables';

const rules = practiceRules();
const tables = officialTables();
const scrub = (claim: Claim): readonly Finding[] => scrubClaim(claim, rules, tables, AS_OF).findings;

const codes = [
  '99213', '99214', '99203', '99396', '20610', '29881', '12001', '11042', '17000', '17003', '10060', '27447', '43239', '43235',
  '71046', '93000', '80053', '87880', '90656', '90471', '90472', 'G2211', '99417', '99490', '96372', 'J1885', '97110', '36415',
]; // prettier-ignore
const line = fc
  .record({
    code: fc.constantFrom(...codes),
    modifiers: fc.subarray(['25', '59', 'RT', 'LT', 'XS', '26', '76', '50'], { maxLength: 3 }),
    units: fc.integer({ min: 0, max: 4 }),
    charge: fc.integer({ min: 0, max: 300 }),
    pointers: fc.subarray([1, 2, 3]),
    minutes: fc.option(fc.integer({ min: 1, max: 90 })),
  })
  .map(({ code, modifiers, units, charge, pointers, minutes }) => ({
    ...lineOf(code),
    modifiers,
    units,
    charge_amount: charge,
    diagnosis_pointers: pointers,
    minutes,
  }));
const claim = fc
  .record({ base: fc.constantFrom('medicare', 'commercial', 'medicaid'), lines: fc.array(line, { minLength: 1, maxLength: 6 }) })
  .map(({ base, lines }) => claimOf({ base, claim: { clia_number: '44D0123456' }, lines }));

const RUNS = { numRuns: 150 };

describe('scrubClaim › properties', () => {
  it('an unrelated line more never removes a finding', () => {
    // Another day, another provider, a service that nothing else pairs with.
    const unrelated: ClaimServiceLine = {
      procedureCode: '98941',
      codeSystem: 'CPT',
      modifiers: ['AT'],
      chargeCents: 4000 as ClaimServiceLine['chargeCents'],
      units: 1,
      unitType: 'UN',
      diagnosisPointers: [1],
      dateOfService: '2026-11-03' as NonNullable<ClaimServiceLine['dateOfService']>,
      renderingProvider: { npi: '1456789019', lastName: 'LEE', firstName: 'KAI' },
    };
    fc.assert(
      fc.property(claim, (given) => {
        const after = scrub({ ...given, serviceLines: [...given.serviceLines, unrelated] });
        for (const finding of scrub(given)) expect(after).toContainEqual(finding);
      }),
      RUNS,
    );
  });

  it('other lines first permutes the findings and changes none', () => {
    const shuffled = claim.chain((given) =>
      fc.tuple(fc.constant(given), fc.shuffledSubarray([...given.serviceLines.keys()], { minLength: given.serviceLines.length })),
    );
    fc.assert(
      fc.property(shuffled, ([given, order]) => {
        const permuted = scrub({ ...given, serviceLines: order.flatMap((index) => given.serviceLines[index] ?? []) });
        expect(summary(permuted, (at) => (order[at - 1] ?? -1) + 1)).toEqual(summary(scrub(given), (at) => at));
      }),
      RUNS,
    );
  });

  it('a clean claim has no finding, and the same claim gives the same findings', () => {
    for (const base of ['medicare', 'commercial', 'medicaid', 'hospital', 'dental', 'secondary'])
      expect(scrub(claimOf({ base }))).toEqual([]);
    fc.assert(
      fc.property(claim, (given) => {
        expect(scrub(given)).toEqual(scrub(given));
      }),
      { numRuns: 30 },
    );
  });
});

/** Id, severity and the set of lines, with the lines called as in the first claim. */
const summary = (findings: readonly Finding[], original: (at: number) => number): readonly string[] =>
  findings
    .map(
      ({ id, severity, lines }) =>
        `${id} ${severity} ${lines
          .map(original)
          .toSorted((a, b) => a - b)
          .join(',')}`,
    )
    .toSorted();
