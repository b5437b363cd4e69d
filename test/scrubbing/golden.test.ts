import { describe, expect, it } from '@jest/globals';
import { ruleCatalogue } from '../../shared/scrubbing/catalogue';
import { plainDateOf } from '../../shared/kernel/plain-date';
import { scrubClaim } from '../../shared/scrubbing/scrub';
import { AS_OF, claimOf, goldenFiles, rulesOf, type GoldenCase } from './golden';
import { officialTables } from './official-tables';

/** Every finding of a case as its file writes it: "D014 error 1,2". */
function findingsOf(golden: GoldenCase): readonly string[] {
  const claim = claimOf(golden);
  const asOf = golden.as_of === undefined ? AS_OF : plainDateOf(golden.as_of);
  const scrubbed = scrubClaim(claim, rulesOf(golden, claim.payer?.payerId), officialTables(golden.without_tables), asOf);
  return scrubbed.findings.map(({ id, severity, lines }) => `${id} ${severity} ${lines.join(',')}`.trim());
}

for (const { family, cases } of goldenFiles) {
  describe(`scrubClaim › ${family}`, () => {
    it.each(cases)('$name', (golden) => {
      expect(findingsOf(golden)).toEqual(golden.expect);
    });
  });
}

describe('the golden cases', () => {
  const hit = new Set(
    goldenFiles.flatMap(({ cases }) => cases.flatMap((golden) => golden.expect.map((text) => text.slice(0, 4)))),
  );

  it('hit every rule of the catalogue that can speak', () => {
    const able = ruleCatalogue.filter((rule) => rule.silentWithout === undefined).map((rule) => rule.id);
    expect(able.filter((id) => !hit.has(id))).toEqual([]);
  });

  it('are at least three hundred, each with its own name', () => {
    const names = goldenFiles.flatMap(({ family, cases }) => cases.map((golden) => `${family}: ${golden.name}`));
    expect(names.length).toBeGreaterThanOrEqual(300);
    expect(new Set(names).size).toBe(names.length);
  });
});
