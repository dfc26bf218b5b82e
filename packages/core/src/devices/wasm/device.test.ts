// The device as its users meet it: the same bits on any number of threads, memory that does not grow, and errors.
/// <reference types="node" />
import { afterEach, describe, expect, test } from "vitest";
import type { Device } from "../device.ts";
import { selfCheck } from "../self-check.ts";
import { createWasmDevice, type WasmOptions } from "./device.ts";
import type { ModuleKind } from "./modules.ts";
import { loadStep, statesAfter } from "./step.testing.ts";

let device: Device | undefined;
const open = async (options: WasmOptions): Promise<Device> => {
  device = await createWasmDevice({ fill: Number.NaN, ...options });
  return device;
};
afterEach(async () => {
  await device?.dispose();
  device = undefined;
});

describe.each<ModuleKind>(["relaxed", "plain"])("the %s build", (module) => {
  test("gives the same bits on one, two and three threads", async () => {
    const alone = await statesAfter(await open({ module, threads: 1 }), 20);
    for (const values of Object.values(alone)) expect(values.every(Number.isFinite)).toBe(true);
    for (const threads of [2, 3]) {
      const team = await createWasmDevice({ module, threads, fill: Number.NaN });
      expect(await statesAfter(team, 20)).toEqual(alone);
      await team.dispose();
    }
  });

  test("passes the self-check", async () => selfCheck(await open({ module })));
});

test.each([1, 2])("3,000 steps on %i threads take no more memory than the first ones", async (threads) => {
  const step = await loadStep(await open({ threads }), 2);
  for (let k = 0; k < 500; k++) await step.run();
  const before = process.memoryUsage.rss();
  for (let k = 0; k < 3000; k++) await step.run();
  expect(process.memoryUsage.rss() - before).toBeLessThan(2 ** 24);
});

test("a profile has a time for every launch, and leaves the same states as a run", async () => {
  const [timed, plain] = [await loadStep(await open({ threads: 2 })), await loadStep(device!)];
  const times = await timed.profile!();
  await plain.run();
  expect(new Set(times.map(({ launch }) => launch)).size).toBe(timed.program.launches.length);
  for (const { milliseconds } of times) expect(milliseconds).toBeGreaterThanOrEqual(0);
  expect(times.map(({ kernel }) => kernel)).toContain("batchNorm");
  expect(await timed.read("head")).toEqual(await plain.read("head"));
});

test("two programs of one device run at the same time", async () => {
  const both = await open({ threads: 2 });
  const [a, b] = [await loadStep(both), await loadStep(both)];
  await Promise.all([a.run(), b.run()]);
  expect(await a.read("head")).toEqual(await b.read("head"));
});

test("a program that was disposed of cannot be run", async () => {
  const step = await loadStep(await open({ threads: 2 }));
  step.dispose();
  await expect(step.run()).rejects.toThrow("This program was disposed of: load it again.");
});

describe("options that cannot be met", () => {
  test.each([0, -1, 1.5, Number.NaN])("%d threads", async (threads) => {
    await expect(createWasmDevice({ threads })).rejects.toThrow("one or more threads");
  });

  test("a file that is no build of the kernels", async () => {
    const binary = async () => new Uint8Array(100);
    await expect(createWasmDevice({ binary, threads: 1 })).rejects.toThrow("not one of their builds");
    await expect(createWasmDevice({ binary, threads: 2 })).rejects.toThrow("this engine cannot run");
  });
});
