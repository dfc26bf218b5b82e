// Chromium for tests and benchmarks: where it is, how it is started, and an empty page for it.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { LaunchOptions } from "@playwright/test";

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

/** Chromium's own software adapter: a GPU is not needed, and not used. */
export const softwareAdapter: readonly string[] = [
  "--enable-unsafe-webgpu",
  "--use-webgpu-adapter=swiftshader",
  "--enable-features=Vulkan",
  "--use-vulkan=swiftshader",
  "--use-angle=swiftshader",
  "--ignore-gpu-blocklist",
];

/** How to start Chromium, with more arguments. */
export const launchOptions = (args: readonly string[] = []): LaunchOptions => ({
  args: [...quiet, ...args],
  ...(executablePath && { executablePath }),
});

/** The headers that make a page cross-origin isolated: threads, and fine clocks. */
export const isolation: Readonly<Record<string, string>> = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

/** Serves an empty page, and the scripts of `folder`. */
export async function servePage(
  folder: string,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly url: string; close(): void }> {
  const server = createServer(async ({ url = "/" }, response) => {
    const script = url.endsWith(".js");
    const body = script ? await readFile(join(folder, url)) : "<!doctype html><title>Unravel</title>";
    response.writeHead(200, { "Content-Type": script ? "text/javascript" : "text/html", ...headers }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => void server.close() };
}
