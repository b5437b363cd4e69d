import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { codeEncounter } from '../../shared/coding/code-encounter';
import type { CodingResult } from '../../shared/coding/coding-result';
import { explain } from '../../shared/coding/explanation';
import type { PracticeRules } from '../../shared/coding/practice-rules';
import { VISIT_TYPES } from '../../shared/encounter/encounter';
import { addDays, plainDateOf } from '../../shared/kernel/plain-date';
import { loadPractice } from '../../shared/practice/load-practice';
import { encounter, encounterJson, type EncounterJson } from '../builders/encounter';
import { engineRules, isSeen } from './engine-rules';
import { findingsAs, lineAs, rulesFor, tablesFor, type GoldenCase } from './golden-cases';

// Every rule of the engine with what shows it: a visit it applies to (hit), the same visit with one fact changed to which it does not
// (miss), the first and the last day it applies with the days beside them (window), and the visit without a fact it needs (missing), which
// says what is asked. All but the hit are the hit with one fact changed, so that nothing else can make the difference. A rule without
// window, or one that needs no further fact, says why.

interface Outcome {
  readonly lines: readonly string[];
  readonly findings: readonly string[];
}

interface RuleCases extends Pick<GoldenCase, 'payer_row' | 'missing_tables'> {
  /** A name of engineRules(), or `visit` and a visit type. */
  readonly rule: string;
  readonly source: string;
  /** Details of a step besides those that name the rule: which code, which system. */
  readonly with?: Readonly<Record<string, unknown>>;
  readonly hit: Outcome & { readonly input: EncounterJson };
  readonly miss: (Outcome & { readonly but: Change }) | string;
  readonly window: Window | string;
  readonly missing: (Outcome & { readonly without: string; readonly asks: string }) | string;
}

/** Path → value; null takes the fact away. */
type Change = Readonly<Record<string, unknown>>;

interface Window {
  /** Path of the date that moves. */
  readonly fact: string;
  readonly before?: Day;
  readonly first?: Day;
  readonly last?: Day;
  readonly after?: Day;
}
type Day = Outcome & { readonly on: string };

const audited = JSON.parse(readFileSync(join(__dirname, '..', 'golden', 'coding-rules.json'), 'utf8')) as readonly RuleCases[];
const rules = engineRules();
const byName = new Map(rules.map((rule) => [rule.name, rule]));

let sample: PracticeRules;
beforeAll(async () => {
  const practice = await loadPractice('sample');
  if (!practice.ok) throw new Error('the sample practice is refused');
  sample = practice.value;
});

/** The visit with one fact changed; facts within facts by their path, `procedures.0.laterality`. */
function changed(input: EncounterJson, path: string, value: unknown): EncounterJson {
  const whole = structuredClone(encounterJson(input)) as Record<string, unknown>;
  const names = path.split('.');
  const last = names.pop() ?? '';
  const holder = names.reduce<Record<string, unknown>>((at, name) => at[name] as Record<string, unknown>, whole);
  if (value === null && Array.isArray(holder)) holder.splice(Number(last), 1);
  else holder[last] = value; // null means absent
  return whole;
}

const code = (cases: RuleCases, input: EncounterJson): CodingResult => {
  const golden = { ...cases, name: cases.rule, input, expected: {} };
  return codeEncounter(encounter(input), rulesFor(sample, golden), tablesFor(golden));
};

/** A rule's own mark on the result; of a visit type, the code that its hit begins with. */
function seen(cases: RuleCases, result: CodingResult): boolean {
  const rule = byName.get(cases.rule);
  if (rule !== undefined) return isSeen(rule, rules, result, cases.with);
  const visitCode = cases.hit.lines[0]?.split(/[- ]/)[0];
  return visitCode !== undefined && result.serviceLines.some((line) => line.procedureCode === visitCode);
}

const outcomeOf = (expected: Outcome, result: CodingResult): Outcome => ({
  lines: result.serviceLines.map((line, index) => lineAs(expected.lines[index] ?? '', line)),
  findings: findingsAs(result),
});

function expectOutcome(cases: RuleCases, input: EncounterJson, expected: Outcome, applies: boolean): void {
  const result = code(cases, input);
  expect(outcomeOf(expected, result)).toEqual({ lines: expected.lines, findings: expected.findings });
  expect(seen(cases, result)).toBe(applies);
}

const nameOf = (cases: RuleCases): string =>
  cases.with === undefined ? cases.rule : `${cases.rule} (${Object.values(cases.with).join(', ')})`;

describe.each(audited.map((cases) => [nameOf(cases), cases] as const))('%s', (_name, cases) => {
  const { hit, miss, window, missing } = cases;

  it('applies', () => {
    expectOutcome(cases, hit.input, hit, true);
  });

  if (typeof miss !== 'string')
    it(`does not apply to the same visit with another ${Object.keys(miss.but).join(', ')}`, () => {
      const changes = Object.entries(miss.but);
      expect(changes).toHaveLength(1);
      const [path, value] = changes[0] ?? ['', undefined];
      expectOutcome(cases, changed(hit.input, path, value), miss, false);
    });

  if (typeof window !== 'string') {
    const { fact, before, first, last, after } = window;
    const on = (day: Day): EncounterJson => changed(hit.input, fact, day.on);
    if (first !== undefined && before !== undefined)
      it(`applies from ${first.on} on (${fact}), and not the day before`, () => {
        expect(addDays(plainDateOf(before.on), 1)).toBe(first.on);
        expectOutcome(cases, on(before), before, false);
        expectOutcome(cases, on(first), first, true);
      });
    if (last !== undefined && after !== undefined)
      it(`applies through ${last.on} (${fact}), and not the day after`, () => {
        expect(addDays(plainDateOf(last.on), 1)).toBe(after.on);
        expectOutcome(cases, on(last), last, true);
        expectOutcome(cases, on(after), after, false);
      });
  }

  if (typeof missing !== 'string')
    it(`without ${missing.without} asks: ${missing.asks}`, () => {
      const input = changed(hit.input, missing.without, null);
      const result = code(cases, input);
      expect(outcomeOf(missing, result)).toEqual({ lines: missing.lines, findings: missing.findings });
      expect(explain(result).questions).toContain(missing.asks);
    });
});

describe('the rules of the engine', () => {
  const names = new Set(audited.map((cases) => cases.rule));

  it('have their cases, every one', () => {
    const all = [...rules.map((rule) => rule.name), ...VISIT_TYPES.map((type) => `visit ${type}`)];
    expect(all.filter((name) => !names.has(name))).toEqual([]);
    expect([...names].filter((name) => !all.includes(name))).toEqual([]);
  });

  it('have hit, miss, window and missing fact, or a reason why not', () => {
    const unreasoned = audited.filter(
      ({ miss, window, missing }) =>
        [miss, window, missing].some((part) => typeof part === 'string' && part.length < 20) ||
        (typeof window !== 'string' && window.first === undefined && window.last === undefined) ||
        (typeof window !== 'string' && (window.first === undefined) !== (window.before === undefined)) ||
        (typeof window !== 'string' && (window.last === undefined) !== (window.after === undefined)),
    );
    expect(unreasoned.map(nameOf)).toEqual([]);
  });

  it('whose hit is itself the missing fact ask for it', () => {
    const asking = audited.filter(({ missing }) => missing === ASKS_ITSELF);
    for (const cases of asking)
      expect([nameOf(cases), explain(code(cases, cases.hit.input)).questions]).not.toEqual([nameOf(cases), []]);
    expect(asking.length).toBeGreaterThan(0);
  });
});

const ASKS_ITSELF = 'The hit is the missing fact: it asks.';
