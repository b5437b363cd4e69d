import type { Claim } from '../../shared/claim/claim';
import { scrubClaim } from '../../shared/scrubbing/scrub';
import { practiceRules } from '../builders/practice-rules';
import { AS_OF, claimOf } from '../scrubbing/golden';
import { officialTables } from '../scrubbing/official-tables';
import { stopwatch, type BenchRow } from './bench-row';

const WARM_UP = 3_000;
const SECONDS = 2;

/** Claims a second through every edit, one core: clean ones of one to six lines, small tables in memory. */
export function benchScrubbing(): Promise<BenchRow[]> {
  const claims: readonly Claim[] = [
    claimOf({ base: 'medicare' }),
    claimOf({ base: 'commercial' }),
    claimOf({ base: 'hospital' }),
    claimOf({
      base: 'medicare',
      lines: ['99213', '36415', '80053-QW', '93000', '90662', 'G0008'],
      claim: { clia_number: '44D0123456' },
    }),
    claimOf({ base: 'commercial', lines: ['20610-RT', '99213-25'], claim: { attestations: { separately_identifiable: true } } }),
  ];
  const rules = practiceRules();
  const tables = officialTables();
  let done = 0;
  const scrubNext = (): void => {
    const claim = claims[done++ % claims.length];
    if (claim !== undefined) scrubClaim(claim, rules, tables, AS_OF);
  };
  for (let round = 0; round < WARM_UP; round++) scrubNext();
  const before = done;
  const worked = stopwatch();
  while (worked() < SECONDS * 1000) for (let round = 0; round < 100; round++) scrubNext();
  const rate = Math.round((done - before) / (worked() / 1000));
  return Promise.resolve([
    {
      what: 'scrubbing: every edit on one claim (mixed, 1-6 lines)',
      figure: rate,
      unit: 'claims/s/core',
    },
  ]);
}
