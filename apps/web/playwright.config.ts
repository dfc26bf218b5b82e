// The page in Chromium: with WebGPU on a software adapter, without WebGPU, and on TensorFlow.js by name.
// `npm run test:e2e` builds the page first.
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { defineConfig } from "@playwright/test";
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

/** UNRAVEL_CHROMIUM, else the system's Chromium, else the one that Playwright installed. */
const executablePath = [process.env.UNRAVEL_CHROMIUM, "/usr/bin/chromium"].find((path) => path && existsSync(path));

const quiet = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const softwareAdapter = [
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-features=Vulkan",
  "--use-vulkan=swiftshader",
  "--use-angle=swiftshader",
  "--ignore-gpu-blocklist",
];

const noAdapter = ["--disable-features=WebGPUService"];

const launch = (args: readonly string[]) => ({
  launchOptions: { args: [...quiet, ...args], ...(executablePath && { executablePath }) },
});

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
        ...launch(softwareAdapter),
        device: "webgpu",
        note: /WebGPU, SwiftShader .*chosen by name/i,
        link: { device: "webgpu" },
      },
    },
    {
      name: "no-webgpu",
      testIgnore: "lost.spec.ts",
      use: {
        ...launch(noAdapter),
        device: "wasm",
        note: /WebAssembly.*taken because webgpu cannot be used here/,
        link: { steps: "1000" },
      },
    },
    {
      name: "tfjs-wasm",
      testMatch: "train.spec.ts",
      use: { ...launch(noAdapter), device: "tfjs-wasm", link: { steps: "200", device: "tfjs-wasm" } },
    },
  ],
  webServer: {
    command: `vite preview --host 127.0.0.1 --strictPort --port ${process.env.UNRAVEL_E2E_PORT}`,
    url,
  },
});
