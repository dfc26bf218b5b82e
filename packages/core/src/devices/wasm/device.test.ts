// The device as its users meet it: the same bits on any number of threads, memory that does not grow, and errors.
/// <reference types="node" />
import { afterEach, describe, expect, test } from "vitest";
import { createGraph, emit, input, output, state } from "../../graph/graph.ts";
import { operations } from "../../ops/operations.ts";
import { plan } from "../../plan/plan.ts";
import type { Device } from "../device.ts";
import { selfCheck } from "../self-check.ts";
import { createWasmDevice, type WasmOptions } from "./device.ts";
import type { ModuleKind } from "./modules.ts";
import { loadStep, statesAfter, stepProgram } from "./step.testing.ts";

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

test.each([1, 2])("programs that were disposed of leave no memory behind on %i threads", async (threads) => {
  const opened = await open({ threads });
  const program = { ...stepProgram(opened), slabs: [2 ** 26] };
  const before = process.memoryUsage.rss();
  for (let k = 0; k < 24; k++) {
    const step = await opened.load(program);
    await step.run();
    step.dispose();
  }
  expect(process.memoryUsage.rss() - before).toBeLessThan(2 ** 29); // of 1.5 GiB
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

test("a filter that is prepared once is prepared again after its parameter was written", async () => {
  const graph = createGraph();
  const x = input(graph, "x", [1, 4, 4, 4]);
  const w = state(graph, "w", [3, 3, 4, 8]);
  const vectors = ["gamma", "beta", "mean", "variance"].map((name) => state(graph, name, [8]));
  const [y] = emit(graph, operations.conv2d, [x, w], { stride: 1, padding: [1, 1, 1, 1] });
  const [normalised] = emit(graph, operations.normalize, [y!, ...vectors], { epsilon: 0 });
  output(graph, "y", normalised!);
  const wasm = await open({ threads: 2 });
  const step = await wasm.load(plan(graph, wasm.capabilities));
  await step.write("x", new Float32Array(64).fill(1));
  await step.write("gamma", new Float32Array(8).fill(1));
  await step.write("beta", new Float32Array(8));
  await step.write("mean", new Float32Array(8));
  await step.write("variance", new Float32Array(8).fill(1));
  const corner = async () => (await step.read("y"))[0];
  for (const [weight, beta] of [
    [1, 0],
    [2, 0],
    [2, 5],
  ] as const) {
    await step.write("w", new Float32Array(288).fill(weight));
    await step.write("beta", new Float32Array(8).fill(beta));
    await step.run();
    await step.run();
    expect(await corner()).toBeCloseTo(16 * weight + beta, 4);
  }
});

test("two programs of one device run at the same time", async () => {
  const both = await open({ threads: 2 });
  const [a, b] = [await loadStep(both), await loadStep(both)];
  await Promise.all([a.run(), b.run()]);
  expect(await a.read("head")).toEqual(await b.read("head"));
});

test("a program does not start before its last run has ended", async () => {
  const step = await loadStep(await open({ threads: 2 }));
  const first = step.run();
  await expect(step.run()).rejects.toThrow("This program is still running: await a run before you start the next one.");
  await first;
  await step.run();
});

test("a program that was disposed of cannot be run", async () => {
  const step = await loadStep(await open({ threads: 2 }));
  step.dispose();
  await expect(step.run()).rejects.toThrow("This program was disposed of: load it again.");
});

describe("options that cannot be met", () => {
  test.each([0, -1, 1.5, Number.NaN])("%d threads", async (threads) => {
    await expect(createWasmDevice({ threads })).rejects.toThrow("runs on 1 to 256 threads, got");
  });

  test("a file that is no build of the kernels", async () => {
    const binary = async () => new Uint8Array(100);
    await expect(createWasmDevice({ binary, threads: 1 })).rejects.toThrow("not one of their builds");
    await expect(createWasmDevice({ binary, threads: 2 })).rejects.toThrow("this engine cannot run");
  });
});

test("the peak is a number of operations a second, of as many threads as the device has", async () => {
  const alone = await open({ threads: 1 });
  const team = await createWasmDevice({ threads: 2 });
  const [one, two] = [await alone.peak!(), await team.peak!()];
  await team.dispose();
  expect(one).toBeGreaterThan(1e8);
  expect(two).toBeGreaterThan(one / 2); // other processes may have the second processor
  expect([alone.threads, team.threads]).toEqual([1, 2]);
});
