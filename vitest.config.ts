import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";
import { skipReporter } from "./tests/support/skip-reporter.ts";

// The workspaces resolve to their TypeScript sources: no build before a test.
const conditions = ["@unravel/source", "module", "node", "development|production"];

export default defineConfig(({ mode }) => ({
  ssr: { resolve: { conditions } },
  resolve: { conditions },
  test: {
    include: ["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts", "tests/**/*.test.ts"],
    // What takes long is named *.full.test.ts and runs with `npm run test:full`.
    exclude: [...configDefaults.exclude, ...(mode === "full" ? [] : ["**/*.full.test.ts"])],
    reporters: [skipReporter, "default"],
    // By default a processor is left idle; of two that is half the time.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
}));
