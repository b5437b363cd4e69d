import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { Finding } from '../../shared/kernel/finding';
import { ruleCatalogue } from '../../shared/scrubbing/catalogue';
import { findingsOf, GOLDEN, goldenFiles, shortOf } from './golden';

/** What a biller reads of it. */
const wordsOf = ({ id, message, fix }: Finding): string => `${id}: ${message} → ${fix}`;

for (const { family, cases } of goldenFiles) {
  describe(`scrubClaim › ${family}`, () => {
    it.each(cases)('$name', (golden) => {
      expect(findingsOf(golden).map(shortOf)).toEqual(golden.expect);
    });
  });
}

describe('the words of the findings', () => {
  const words = JSON.parse(readFileSync(join(GOLDEN, 'words.json'), 'utf8')) as Readonly<Record<string, readonly string[]>>;
  const speaking = goldenFiles.flatMap(({ family, cases }) =>
    cases.filter((golden) => golden.expect.length > 0).map((golden) => ({ name: `${family}: ${golden.name}`, golden })),
  );

  // A changed text is changed in words.json as well, where it is read in a review.
  it.each(speaking)('$name', ({ name, golden }) => {
    expect(findingsOf(golden).map(wordsOf)).toEqual(words[name]);
  });

  it('belong to cases that exist', () => {
    const names = new Set(speaking.map(({ name }) => name));
    expect(Object.keys(words).filter((name) => !names.has(name))).toEqual([]);
  });
});

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
