import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { codeEncounter } from '../../shared/coding/code-encounter';
import { parseClaimBody } from '../../shared/messages/claim-body';
import { subjectOfClaim, subjectOfEncounter, type ScrubSubject } from '../../shared/scrubbing/subject';
import { encounter, type EncounterJson } from '../builders/encounter';
import { practiceRules } from '../builders/practice-rules';
import { AS_OF, claims, GOLDEN } from './golden';
import { officialTables } from './official-tables';

// The one view that all edits read, made from a claim or from a visit that was just coded: every fact arrives, what is absent stays absent.
// Each file of views/ holds what goes in and, under `view`, what the edits see; VTC_UPDATE=1 writes the views anew: read what changed.

const plain = practiceRules({}, undefined, { '99215': 20000, '20610': 15000, J3301: 4000, '99497': 9000, D2392: 18000 });
/** One of the practice's own keys: a drug that brings its injection. */
const rules = {
  ...plain,
  map: {
    ...plain.map,
    procedure: (key: string) => (key === 'knee_steroid' ? { code: 'J3301', companions: ['20610'] } : undefined),
  },
};

interface ViewFile {
  readonly base?: string;
  readonly claim?: Readonly<Record<string, unknown>>;
  readonly encounter?: EncounterJson;
  readonly view: unknown;
}

function subjectOf({ base, claim, encounter: stated }: ViewFile): ScrubSubject {
  if (stated !== undefined) {
    const visit = encounter(stated);
    return subjectOfEncounter(visit, codeEncounter(visit, rules, officialTables()), rules, AS_OF);
  }
  const parsed = parseClaimBody({ ...claims[base ?? ''], ...claim });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return subjectOfClaim(parsed.value, rules, AS_OF);
}

/** The view as JSON; the practice's rules and the claim itself are handed on as they are, of the payer's row its id tells it. */
const seen = ({ rules: given, claim, payer, claimIdsOfFile, ...view }: ScrubSubject): unknown =>
  JSON.parse(
    JSON.stringify({
      ...view,
      hasClaim: claim !== undefined,
      rulesAreGiven: given === rules,
      payerRow: payer?.payerId ?? null,
      claimIdsOfFile: [...claimIdsOfFile],
    }),
  ) as unknown;

describe('the view that the edits read', () => {
  it.each([
    'full-claim',
    'child-at-a-facility',
    'bare-claim',
    'dental-claim',
    'full-visit',
    'bare-visit',
    'dental-visit',
    'self-beside-another-patient',
    'child-who-is-not-named',
    'visit-of-an-unknown-payer',
    'visit-with-a-companion',
  ])('%s', (name) => {
    const path = join(GOLDEN, 'views', `${name}.json`);
    const file = JSON.parse(readFileSync(path, 'utf8')) as ViewFile;
    const view = seen(subjectOf(file));
    if (process.env['VTC_UPDATE'] === '1') writeFileSync(path, `${JSON.stringify({ ...file, view }, null, 2)}\n`);
    expect(view).toEqual(file.view);
  });
});
