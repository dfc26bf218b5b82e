// The engines, and how each of them runs the bundled program.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { chromium } from "@playwright/test";
import { isolation, launchOptions, servePage, softwareAdapter } from "../tests/support/chromium.ts";
import type { Examined, Findings } from "./program.ts";

/** The version of an engine, and what it found. */
export type Result<D extends Examined> = { readonly version: string; readonly rows: Findings<D> };

/** A row of the table. */
export type Engine = {
  readonly name: string;
  /** Runs the bundle in `folder` on a device; rejects where it fails, or does not end by itself. */
  readonly run: <D extends Examined>(folder: string, device: D, shapes: boolean) => Promise<Result<D>>;
};

/** What this folder's own install holds, and what the repository's does. */
const here = (path: string): string => join(import.meta.dirname, "node_modules", path);
const above = (path: string): string => join(import.meta.dirname, "../node_modules", path);
const execute = promisify(execFile);

/** Milliseconds: software adapters need minutes for the zoo's shapes. */
const longest = 1_800_000;

/** An engine that runs files as processes. */
const command = (name: string, path: string, ...args: readonly string[]): Engine => ({
  name,
  async run(folder, device, shapes) {
    const version = await execute(path, ["--version"]);
    const program = [join(folder, "process.js"), device, ...(shapes ? ["shapes"] : [])];
    const { stdout } = await execute(path, [...args, ...program], { timeout: longest });
    return { version: /\d+\.\d+\.\d+/.exec(version.stdout)![0], rows: JSON.parse(stdout) };
  },
});

/** A page of Chromium, served with `headers`. */
const page = (name: string, headers: Readonly<Record<string, string>>): Engine => ({
  name,
  async run<D extends Examined>(folder: string, device: D, shapes: boolean) {
    const server = await servePage(folder, headers);
    const browser = await chromium.launch(launchOptions(softwareAdapter));
    try {
      const tab = await browser.newPage();
      await tab.goto(server.url);
      const examined = `import("/program.js").then((it) => it.examiners.${device}(${shapes}))`;
      const rows = await tab.evaluate<Findings<D>>(examined);
      return { version: browser.version(), rows };
    } finally {
      await browser.close();
      server.close();
    }
  },
});

/** Every engine of the table. */
export const engines: readonly Engine[] = [
  command("Node 20", here("node20/bin/node")),
  command("Node 22", here("node22/bin/node")),
  command("Node 24", above("node/bin/node")),
  command("Deno", here(".bin/deno"), "run", "--allow-all"),
  command("Bun", here(".bin/bun")),
  page("Chromium, isolated", isolation),
  page("Chromium, not isolated", {}),
];
