import { defineConfig } from "vitest/config";

export default defineConfig({
  ssr: { resolve: { conditions: ["@unravel/source", "module", "node", "development|production"] } },
  resolve: { conditions: ["@unravel/source", "module", "node", "development|production"] },
  test: {
    include: ["packages/*/src/**/*.test.ts", "apps/cli/src/**/*.test.ts", "tests/**/*.test.ts"],
    testTimeout: 60_000,
  },
});
