// Twenty SIGKILLs, half of them aimed at a checkpoint that is being written.
/// <reference types="node" />
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate, setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const program = fileURLToPath(new URL("kill.testing.ts", import.meta.url));

const begin = (directory: string): ChildProcess =>
  spawn(process.execPath, ["--conditions=@unravel/source", program, directory], {
    stdio: ["ignore", "pipe", "inherit"],
  });

const halfWritten = (directory: string): boolean => {
  try {
    return readdirSync(join(directory, "checkpoints")).some((name) => name.endsWith(".unfinished"));
  } catch {
    return false; // there is no folder yet
  }
};

/** Waits until `child` trains and then for the moment to kill it; the child may also end by itself. */
async function moment(child: ChildProcess, directory: string, aimed: boolean): Promise<void> {
  const ended = once(child, "exit");
  await Promise.race([once(child.stdout!, "data"), ended]);
  if (!aimed) await Promise.race([setTimeout(Math.random() * 80), ended]);
  else while (child.exitCode === null && !halfWritten(directory)) await setImmediate();
}

/** What the run came to, checkpoints included. */
async function content(directory: string): Promise<Record<string, string>> {
  const paths = (await readdir(directory, { recursive: true })).filter((path) =>
    /\.(jsonl|json|safetensors)$/.test(path),
  );
  const files = paths
    .filter((path) => path !== "timing.jsonl")
    .map(async (path) => [path, await readFile(join(directory, path), "latin1")]);
  return Object.fromEntries(await Promise.all(files));
}

test("a run killed 20 times has the bits of an unbroken one", async () => {
  const folder = await mkdtemp(join(tmpdir(), "unravel-kill-"));
  const [whole, broken] = [join(folder, "whole"), join(folder, "broken")];
  const unbroken = once(begin(whole), "exit");
  let kills = 0;
  let torn = 0;
  while (kills < 20) {
    const child = begin(broken);
    const ended = once(child, "exit");
    await moment(child, broken, kills % 2 === 1);
    child.kill("SIGKILL");
    const [code] = await ended;
    if (code !== null) break; // it came to its end first
    kills += 1;
    if (halfWritten(broken)) torn += 1;
  }
  const [code] = await once(begin(broken), "exit");
  expect(code).toBe(0);
  expect(await unbroken).toEqual([0, null]);
  expect(await content(broken)).toEqual(await content(whole));
  expect(kills).toBe(20);
  expect(torn).toBeGreaterThan(0);
  await rm(folder, { recursive: true });
}, 240_000);
