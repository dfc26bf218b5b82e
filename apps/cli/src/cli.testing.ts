// Runs the command as a user does: a process of its own, started from its bin.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

const bin = join(import.meta.dirname, "../bin/unravel.js");

/** How a process ended and what it said. */
export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** A command that is running. */
export type Running = {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when stderr holds something that matches; rejects if the command ends before. */
  saying(pattern: RegExp): Promise<void>;
};

/** Starts the command. */
export function start(args: readonly string[], options: { cwd?: string; env?: NodeJS.ProcessEnv } = {}): Running {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: options.cwd,
    // The revectorizer changes no results, and its trial takes some seconds.
    env: { ...process.env, NO_COLOR: "1", UNRAVEL_REVECTORIZE: "0", ...options.env },
  });
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      said[name] += text;
    });
  }
  const ended = once(child, "close").then(([code]) => ({ code: code as number | null, ...said }));
  return {
    child,
    ended,
    saying: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => pattern.test(said.stderr) && resolve();
        child.stderr.on("data", look);
        look();
        ended.then(() => reject(new Error(`ended without saying ${pattern}: ${said.stderr}`)), reject);
      }),
  };
}

/** Runs the command to its end. */
export const unravel = (...args: readonly string[]): Promise<Ended> => start(args).ended;

/** Runs the command with --json and returns its answer; throws if it fails. */
export async function answer(...args: readonly string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await unravel(...args, "--json");
  if (code !== 0) throw new Error(`unravel ${args.join(" ")} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

/** A folder for the tests of a file, deleted after them. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "unravel-cli-"));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
