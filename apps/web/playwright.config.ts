// The page in Chromium: with WebGPU on a software adapter, without WebGPU, and on TensorFlow.js by name.
// `npm run test:e2e` builds the page first.
import { createServer } from "node:net";
import { defineConfig } from "@playwright/test";
import { launchOptions, softwareAdapter } from "../../tests/support/chromium.ts";
import type { LabOptions } from "./e2e/lab.ts";

/** A port that nothing listens on now. */
const freePort = (): Promise<string> =>
  new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(String(address && typeof address === "object" ? address.port : address)));
    });
  });

// Every worker process reads this file anew: the first one tells the others the port through their environment.
process.env.UNRAVEL_E2E_PORT ??= await freePort();
const url = `http://127.0.0.1:${process.env.UNRAVEL_E2E_PORT}/`;

const noAdapter = ["--disable-features=WebGPUService"];

export default defineConfig<LabOptions>({
  testDir: "e2e",
  outputDir: "test-results",
  forbidOnly: Boolean(process.env.CI),
  // Training takes every core there is: two tests at once would only slow each other down.
  workers: 1,
  // A software adapter trains ten images a second where nothing else runs.
  timeout: 300_000,
  expect: { timeout: 150_000 },
  reporter: "list",
  use: { baseURL: url, viewport: { width: 1280, height: 900 }, locale: "en-US" },
  projects: [
    {
      name: "webgpu",
      testMatch: ["train.spec.ts", "lost.spec.ts"],
      use: {
        launchOptions: launchOptions(softwareAdapter),
        device: "webgpu",
        note: /WebGPU, SwiftShader .*chosen by name/i,
        link: { device: "webgpu" },
      },
    },
    {
      name: "no-webgpu",
      testIgnore: "lost.spec.ts",
      use: {
        launchOptions: launchOptions(noAdapter),
        device: "wasm",
        note: /WebAssembly.*taken because webgpu cannot be used here/,
        link: { steps: "1000" },
      },
    },
    {
      name: "tfjs-wasm",
      testMatch: "train.spec.ts",
      use: {
        launchOptions: launchOptions(noAdapter),
        device: "tfjs-wasm",
        link: { steps: "200", device: "tfjs-wasm" },
      },
    },
  ],
  webServer: {
    command: `vite preview --host 127.0.0.1 --strictPort --port ${process.env.UNRAVEL_E2E_PORT}`,
    url,
  },
});
