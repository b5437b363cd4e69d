// A test runner for Stryker that keeps the tests of a room in its process and asks a mutant's own tests, the quick ones first.
import { createRequire } from 'node:module';
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import { determineHitLimitReached, DryRunStatus, TestStatus, toMutantRunResult } from '@stryker-mutator/api/test-runner';

const { loadTests } = createRequire(import.meta.url)('./room-tests.cjs');

class InProcessRunner {
  static inject = tokens(commonTokens.options);
  /** What the instrumented code looks at: which mutant is at work, which test runs. */
  #at = (globalThis.__stryker__ ??= {});
  #tests;
  #took = new Map();

  constructor(options) {
    this.folders = options.inProcess.folders;
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun() {
    try {
      this.#tests = await loadTests(this.folders);
    } catch (cause) {
      return { status: DryRunStatus.Error, errorMessage: String(cause.stack) };
    }
    const tests = await this.#run(this.#tests, false);
    return { status: DryRunStatus.Complete, tests, mutantCoverage: this.#at.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit: givenLimit, mutantActivation, reloadEnvironment }) {
    // Stryker lets a mutant run a hundred times as often as the code did; in a tokenizer that is minutes, and ten tell as much.
    const hitLimit = givenLimit === undefined ? undefined : Math.ceil(givenLimit / 10);
    this.#at.hitLimit = hitLimit;
    this.#at.hitCount = hitLimit === undefined ? undefined : 0;
    this.#at.activeMutant = mutantActivation === 'static' ? activeMutant.id : undefined;
    let results;
    try {
      if (this.#tests === undefined || reloadEnvironment) this.#tests = await loadTests(this.folders);
      this.#at.activeMutant = activeMutant.id;
      const wanted = testFilter === undefined ? undefined : new Set(testFilter);
      const asked = wanted === undefined ? this.#tests : this.#tests.filter(({ name }) => wanted.has(name));
      results = await this.#run(
        asked.toSorted((one, other) => (this.#took.get(one.name) ?? 0) - (this.#took.get(other.name) ?? 0)),
        true,
      );
    } catch (cause) {
      // The modules do not even load with this mutant.
      this.#tests = undefined;
      results = [failed('loading the tests', cause, 0)];
    }
    this.#at.activeMutant = undefined;
    return (
      determineHitLimitReached(this.#at.hitCount, hitLimit) ??
      toMutantRunResult({ status: DryRunStatus.Complete, tests: results })
    );
  }

  /** Runs tests one after the other, to the first that fails if told so. */
  async #run(tests, stopAtFailure) {
    const results = [];
    for (const { name, before, body, after } of tests) {
      this.#at.currentTestId = name;
      const start = performance.now();
      try {
        for (const hook of before) await hook();
        await body();
        results.push({ id: name, name, status: TestStatus.Success, timeSpentMs: performance.now() - start });
      } catch (cause) {
        results.push(failed(name, cause, performance.now() - start));
      }
      for (const hook of after) await hook();
      this.#took.set(name, performance.now() - start);
      if (stopAtFailure && results.at(-1).status === TestStatus.Failed) break;
    }
    this.#at.currentTestId = undefined;
    return results;
  }
}

const failed = (name, cause, timeSpentMs) => ({
  id: name,
  name,
  status: TestStatus.Failed,
  timeSpentMs,
  failureMessage: String(cause?.message ?? cause),
});

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'in-process', InProcessRunner)];
