// The page in Chromium, with WebGPU on a software adapter and without WebGPU. `npm run test:e2e` builds it first.
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

const launch = (args: readonly string[]) => ({
  launchOptions: { args: [...quiet, ...args], ...(executablePath && { executablePath }) },
});

export default defineConfig<LabOptions>({
  testDir: "e2e",
  outputDir: "test-results",
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  workers: 2,
  // A software adapter trains about ten images a second.
  timeout: 180_000,
  expect: { timeout: 60_000 },
  reporter: "list",
  use: { baseURL: url, viewport: { width: 1280, height: 900 }, locale: "en-US" },
  projects: [
    {
      name: "webgpu",
      testMatch: "train.spec.ts",
      use: { ...launch(softwareAdapter), device: "tfjs-webgpu", link: { device: "tfjs-webgpu" } },
    },
    {
      name: "no-webgpu",
      use: { ...launch(["--disable-features=WebGPUService"]), device: "tfjs-wasm", link: { steps: "200" } },
    },
  ],
  webServer: {
    command: `vite preview --host 127.0.0.1 --strictPort --port ${process.env.UNRAVEL_E2E_PORT}`,
    url,
  },
});
