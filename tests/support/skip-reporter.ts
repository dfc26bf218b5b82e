// Prints why tests were skipped: a skip that nobody sees is a hole in the suite.
import type { Reporter } from "vitest/node";

/** Lists the reasons given to vitest's `skip(reason)`, each with the number of tests that it skipped. */
export const skipReporter: Reporter = {
  onTestRunEnd(modules) {
    const counts = new Map<string, number>();
    for (const test of modules.flatMap((module) => [...module.children.allTests("skipped")])) {
      const result = test.result();
      if (result.state !== "skipped" || !result.note) continue;
      counts.set(result.note, (counts.get(result.note) ?? 0) + 1);
    }
    for (const [reason, count] of counts) console.log(`skipped ${count}: ${reason}`);
  },
};
