// When the revectorizer is tried, what is remembered of it, and that a real trial comes to its end.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { memoryStore, type Store } from "@unravel/core/store";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { start, temporaryFolder } from "../cli.testing.ts";
import { gainOf, revectorize } from "./revectorizer.ts";

vi.mock("node:v8", async (original) => ({ ...(await original<object>()), setFlagsFromString: vi.fn() }));

describe("the gain", () => {
  const trials = (weights: string, ...times: readonly number[]) =>
    times.map((milliseconds) => ({ milliseconds, weights }));

  test("is that of the fastest trials, which nothing else disturbed", () => {
    expect(gainOf(trials("a", 30, 26), trials("a", 20, 70))).toBe(1.3);
  });

  test("is none where the weights differ, within the flag or beside it", () => {
    expect(gainOf(trials("a", 30), trials("b", 20))).toBe(0);
    expect(gainOf(trials("a", 30, 30), [...trials("a", 20), ...trials("b", 20)])).toBe(0);
  });
});

describe.runIf(process.arch === "x64")("it is tried once", () => {
  let cache: Store;
  let notices: string[];
  beforeEach(() => {
    cache = memoryStore();
    notices = [];
    vi.stubEnv("UNRAVEL_REVECTORIZE", undefined);
    vi.mocked(setFlagsFromString).mockClear();
  });
  const call = async (result: () => Promise<number>): Promise<number> => {
    const measure = vi.fn(result);
    await revectorize((line) => notices.push(line), { measure, cache });
    return measure.mock.calls.length;
  };

  test.each([
    { gain: 1.27, turnedOn: 2, notice: /1\.27 times as fast/ },
    { gain: 1.02, turnedOn: 0, notice: /does not gain/ },
    { gain: 0, turnedOn: 0, notice: /other bits/ },
  ])("a gain of $gain", async ({ gain, turnedOn, notice }) => {
    expect(await call(async () => gain)).toBe(1);
    expect(await call(async () => gain)).toBe(0);
    expect(notices).toEqual([expect.stringMatching(/^Trying once/), expect.stringMatching(notice)]);
    expect(setFlagsFromString).toHaveBeenCalledTimes(turnedOn);
  });

  test("a trial that breaks off is neither believed nor remembered", async () => {
    expect(await call(() => Promise.reject(new Error("killed")))).toBe(1);
    expect(await call(() => Promise.reject(new Error("killed")))).toBe(1);
    expect(notices).toEqual(Array(2).fill(expect.stringMatching(/^Trying once/)));
    expect(setFlagsFromString).not.toHaveBeenCalled();
  });

  test("a record that cannot be read is made anew", async () => {
    await cache.write("revectorizer.json", new TextEncoder().encode('{"machine":'));
    expect(await call(async () => 1)).toBe(1);
  });

  test("UNRAVEL_REVECTORIZE=0 does without", async () => {
    vi.stubEnv("UNRAVEL_REVECTORIZE", "0");
    expect(await call(async () => 2)).toBe(0);
    expect(setFlagsFromString).not.toHaveBeenCalled();
  });
});

test.runIf(process.platform === "linux" && process.arch === "x64")("a real trial leaves the same bits", async () => {
  const folder = await temporaryFolder();
  const flags = ["--model", "resnet8", "--data", "synthetic", "--steps", "1", "--device", "wasm"];
  const { ended } = start(["train", ...flags, "--out", join(folder, "run")], {
    env: { UNRAVEL_REVECTORIZE: "1", XDG_CACHE_HOME: folder },
  });
  expect(await ended).toMatchObject({ code: 0, stderr: expect.stringContaining("V8's revectorizer") });
  const { gain } = JSON.parse(await readFile(join(folder, "unravel/revectorizer.json"), "utf8"));
  expect(gain).toBeGreaterThan(0);
});
