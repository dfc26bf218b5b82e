// Prints why tests were skipped (a skip that nobody sees is a hole in the suite), and the counts on one plain line.
import type { Reporter } from "vitest/node";

/** Lists the reasons given to vitest's `skip(reason)`, each with the number of tests that it skipped. */
export const skipReporter: Reporter = {
  onTestRunEnd(modules) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const reasons = new Map<string, number>();
    const states = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const test of tests) {
      const result = test.result();
      states[result.state]++;
      // Without a note a filter of the run skipped it.
      if (result.state === "skipped" && result.note) reasons.set(result.note, (reasons.get(result.note) ?? 0) + 1);
    }
    for (const [reason, count] of reasons) console.log(`skipped ${count}: ${reason}`);
    console.log(`${states.passed} passed, ${states.failed} failed, ${states.skipped} skipped`);
  },
};
