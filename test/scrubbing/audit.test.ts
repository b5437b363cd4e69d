import { describe, expect, it } from '@jest/globals';
import { addDays, plainDateOf } from '../../shared/kernel/plain-date';
import { ruleCatalogue } from '../../shared/scrubbing/catalogue';
import { audit, differences, goldenOf, isNone, writtenOut, type RuleAudit } from './audit';
import { findingsOf, shortOf } from './golden';

/** Every id that can speak: the catalogue's, and the tables' own. */
const ids = [...ruleCatalogue.filter((rule) => rule.silentWithout === undefined).map(({ id }) => id), 'F007'];

/** The findings of the hit with one change or more. */
const found = (id: string, rule: RuleAudit, ...changes: readonly Readonly<Record<string, unknown>>[]): readonly string[] =>
  findingsOf(goldenOf(id, writtenOut(rule.hit, ...changes), [])).map(shortOf);
const ofRule = (id: string, findings: readonly string[]): readonly string[] => findings.filter((text) => text.startsWith(id));
const changesOf = (rule: RuleAudit, but: Readonly<Record<string, unknown>>): readonly string[] =>
  differences(writtenOut(rule.hit), writtenOut(rule.hit, but));

describe('the audit', () => {
  it('has every id of the catalogue that can speak, and no other', () => {
    expect(Object.keys(audit).toSorted()).toEqual(ids.toSorted());
  });

  it('holds more than three hundred cases', () => {
    const count = Object.values(audit).reduce((sum, rule) => sum + casesOf(rule).length, 0);
    expect(count).toBeGreaterThanOrEqual(300);
  });
});

interface AuditCase {
  readonly kind: string;
  readonly name: string;
  readonly changes: readonly Readonly<Record<string, unknown>>[];
  readonly expect: readonly string[];
}

function casesOf(rule: RuleAudit): readonly AuditCase[] {
  const variants = (kind: string, list: RuleAudit['missing'] | undefined): readonly AuditCase[] =>
    list === undefined || isNone(list)
      ? []
      : list.map(({ name, but, expect: out }) => ({ kind, name, changes: [but], expect: out }));
  return [
    { kind: 'hit', name: rule.hit.name, changes: [], expect: rule.hit.expect },
    ...variants('miss', rule.misses),
    ...variants('missing', rule.missing),
    ...variants('also', rule.also),
    ...(isNone(rule.windows) ? [] : rule.windows).flatMap((window) =>
      Object.entries(window.days).map(([day, out]) => ({
        kind: 'window',
        name: `${window.of}: ${day}`,
        changes: [window.with ?? {}, { [window.moves]: day }],
        expect: out,
      })),
    ),
  ];
}

describe.each(ids.map((id) => ({ id })))('$id', ({ id }) => {
  const rule = audit[id];
  if (rule === undefined) {
    it('has its hit, misses, missing fact and windows in test/golden/scrubbing/audit', () => {
      expect(rule).toBeDefined();
    });
    return;
  }

  it.each(casesOf(rule))('$kind: $name', ({ changes, expect: out }) => {
    expect(found(id, rule, ...changes)).toEqual(out);
  });

  it('is hit by the hit and by no near miss, each one fact away', () => {
    expect(ofRule(id, rule.hit.expect)).not.toEqual([]);
    expect(rule.misses).not.toEqual([]);
    for (const { name, but, expect: out } of rule.misses) {
      expect({ name, findings: ofRule(id, out) }).toEqual({ name, findings: [] });
      expect({ name, changed: changesOf(rule, but).length }).toEqual({ name, changed: 1 });
    }
    for (const { name, but } of rule.also ?? [])
      expect({ name, changed: changesOf(rule, but).length }).toEqual({ name, changed: 1 });
  });

  it('says what comes out when its fact is missing, or needs none', () => {
    if (isNone(rule.missing)) {
      expect(rule.missing.none.length).toBeGreaterThan(10);
      return;
    }
    expect(rule.missing).not.toEqual([]);
    for (const { name, but } of rule.missing) {
      const [path = ''] = Object.keys(but);
      // One fact taken away: a field of the claim, or a table.
      expect({ name, taken: path === 'without_tables' || Object.values(but).every((value) => value === null) }).toEqual({
        name,
        taken: true,
      });
      expect({ name, changed: changesOf(rule, but).length }).toEqual({ name, changed: 1 });
    }
  });

  it('has the first and the last day of its windows, and the days beside them, or no window', () => {
    if (isNone(rule.windows)) {
      expect(rule.windows.none.length).toBeGreaterThan(10);
      return;
    }
    let [opens, closes] = [0, 0];
    for (const { of, days, moves } of rule.windows) {
      const edges = edgesOf(id, days);
      expect({ of, edges: edges.length > 0, alike: edges.filter(({ before, after }) => before === after) }).toEqual({
        of,
        edges: true,
        alike: [],
      });
      // No day stands alone: each is one side of an edge.
      const inEdges = new Set(edges.flatMap(({ day, next }) => [day, next]));
      expect({ of, moves, alone: Object.keys(days).filter((day) => !inEdges.has(day)) }).toEqual({ of, moves, alone: [] });
      opens += edges.filter(({ before }) => before === '').length;
      closes += edges.filter(({ after }) => after === '').length;
    }
    expect({ opens: opens > 0, closes: closes > 0, because: rule.one_edge }).toEqual(
      rule.one_edge === undefined
        ? { opens: true, closes: true, because: undefined }
        : { opens: opens > 0, closes: opens === 0, because: expect.any(String) },
    );
  });
});

/** Pairs of neighbouring days, and what the rule says on each. */
function edgesOf(id: string, days: Readonly<Record<string, readonly string[]>>) {
  const sorted = Object.keys(days).toSorted();
  return sorted.flatMap((day) => {
    const next = addDays(plainDateOf(day), 1);
    const [today, tomorrow] = [days[day], days[next]];
    if (today === undefined || tomorrow === undefined) return [];
    return [{ day, next, before: ofRule(id, today).join(), after: ofRule(id, tomorrow).join() }];
  });
}
