// The device as its users meet it: the same bits, nothing made after loading, and errors that say what to do.
/// <reference types="node" />
import "../../../../../tests/support/software-gpu.ts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DeviceError, MemoryError } from "../../errors.ts";
import { plan } from "../../plan/plan.ts";
import { relativeError } from "../../testing/relative-error.ts";
import type { Device } from "../device.ts";
import { createReferenceDevice } from "../reference/reference.ts";
import { selfCheck } from "../self-check.ts";
import { loadStep, statesAfter, stepGraph, stepProgram } from "../wasm/step.testing.ts";
import { findAdapter, isSoftware } from "./adapter.ts";
import { createWebgpuDevice, webgpu } from "./device.ts";

/** An object of WebGPU's with some of its members replaced. */
const replaced = <T extends object>(object: T, members: Partial<T>): T =>
  new Proxy(object, {
    get(target, key) {
      const member = Reflect.get(key in members ? members : target, key);
      return typeof member === "function" && !(key in members) ? member.bind(target) : member;
    },
  });

/** The adapter, whose devices `wrap` changes. */
async function adapterWith(wrap: (device: GPUDevice) => GPUDevice): Promise<GPUAdapter> {
  const adapter = await findAdapter(true);
  return replaced(adapter, { requestDevice: async (descriptor) => wrap(await adapter.requestDevice(descriptor)) });
}

const opened: Device[] = [];
async function open(wrap: (device: GPUDevice) => GPUDevice = (device) => device): Promise<Device> {
  const device = await createWebgpuDevice({ adapter: () => adapterWith(wrap), fill: Number.NaN });
  opened.push(device);
  return device;
}
beforeEach(async ({ skip }) => {
  await findAdapter(true).catch((error: Error) => skip(error.message));
});
afterEach(async () => {
  for (const device of opened.splice(0)) await device.dispose();
});

test("training steps are those of the reference, with the same bits each time", async () => {
  const device = await open();
  const first = await statesAfter(device, 5);
  expect(await statesAfter(device, 5)).toEqual(first);
  const want = await statesAfter(createReferenceDevice(), 5);
  for (const [name, values] of Object.entries(want)) {
    expect(relativeError(first[name]!, values), name).toBeLessThan(1e-4);
  }
});

test("many updates as one launch leave the bits that they leave one by one", async () => {
  const device = await open();
  const alone = plan(stepGraph(6), { ...device.capabilities, joins: [] });
  const joined = stepProgram(device);
  expect(joined.launches.filter(({ op }) => op === "sgd")).toHaveLength(1);
  expect(alone.launches.filter(({ op }) => op === "sgd").length).toBeGreaterThan(10);
  expect(await statesAfter(device, 3, joined)).toEqual(await statesAfter(device, 3, alone));
});

test("passes the self-check", async () => selfCheck(await open()));

/** `object`, which tells `calls` the names of those of its methods that make or send something. */
const telling = <T extends object>(object: T, calls: string[]): T =>
  new Proxy(object, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (key === "queue") return telling(member as GPUQueue, calls);
      if (typeof member !== "function") return member;
      return (...parameters: readonly unknown[]) => {
        if (/^(create|begin|finish|submit|writeBuffer)/.test(String(key))) calls.push(String(key));
        const result: unknown = Reflect.apply(member, target, parameters);
        return key === "createCommandEncoder" ? telling(result as GPUCommandEncoder, calls) : result;
      };
    },
  });

test("after loading nothing is made but a step's encoder, its pass and one command buffer", async () => {
  const calls: string[] = [];
  const device = await open((gpu) => telling(gpu, calls));
  const step = await loadStep(device);
  expect(calls.filter((name) => name.startsWith("create")).length).toBeGreaterThan(100);
  calls.length = 0;
  const aStep = ["writeBuffer", "createCommandEncoder", "beginComputePass", "finish", "submit"];
  for (let k = 0; k < 3; k++) {
    await step.write("rate", Float32Array.of(0.01));
    await step.run();
  }
  expect(calls).toEqual([...aStep, ...aStep, ...aStep]);
  calls.length = 0;
  await step.read("head");
  expect(calls).toEqual(["createCommandEncoder", "finish", "submit"]);
});

test("reads that are not waited for give what there was when they were asked for, whatever comes after them", async () => {
  const device = await open();
  const [step, patient] = [await loadStep(device), await loadStep(device)];
  const names = [...step.program.graph.states.keys()]; // more than there are buffers to read through, small and large
  for (const each of [step, patient]) await each.run();
  const asked = names.map((name) => step.read(name));
  await step.write("rate", Float32Array.of(10));
  await (step.profile ?? step.run)();
  await step.write("head", new Float32Array(64));
  for (const [index, name] of names.entries()) expect(await asked[index], name).toEqual(await patient.read(name));
});

test("two programs of one device run at the same time, and tell how far they are compiled", async () => {
  const progress: (readonly [number, number])[] = [];
  const device = await createWebgpuDevice({ byName: true, progress: (...counts) => progress.push(counts) });
  opened.push(device);
  const [a, b] = [await loadStep(device), await loadStep(device)];
  await Promise.all([a.run(), b.run()]);
  expect(await a.read("head")).toEqual(await b.read("head"));
  const total = progress[0]![1];
  expect(progress.slice(0, total)).toEqual(Array.from({ length: total }, (_, index) => [index + 1, total]));
});

test("a profile has a time for every launch, and leaves the same states as a run", async ({ skip }) => {
  const device = await open();
  const [timed, plain] = [await loadStep(device), await loadStep(device)];
  if (!timed.profile) return skip("this adapter has no timestamps");
  const times = await timed.profile();
  await plain.run();
  expect(new Set(times.map(({ launch }) => launch)).size).toBe(timed.program.launches.length);
  for (const { milliseconds } of times) expect(milliseconds).toBeGreaterThanOrEqual(0);
  expect(await timed.read("head")).toEqual(await plain.read("head"));
});

describe("what goes wrong", () => {
  test("a device that is lost says so, and runs and reads nothing more", async () => {
    let gpu: GPUDevice | undefined;
    const device = await open((each) => {
      gpu = each;
      return each;
    });
    const step = await loadStep(device);
    await step.run();
    gpu!.destroy();
    expect(await device.lost).toContain("the GPU device was lost");
    await expect(step.run()).rejects.toThrow("Open it again, and load the program from its last checkpoint.");
    await expect(step.read("head")).rejects.toThrow(DeviceError);
    await expect(device.load(stepProgram(device))).rejects.toThrow("the GPU device was lost");
  });

  test("a device that was closed is not lost", async () => {
    const device = await open();
    await device.dispose();
    const pending = new Promise((resolve) => setTimeout(resolve, 20, "pending"));
    expect(await Promise.race([device.lost, pending])).toBe("pending");
  });

  test("memory that cannot be had is a MemoryError with the bytes and what to do", async () => {
    const scopes: string[] = [];
    const device = await open((gpu) =>
      replaced(gpu, {
        pushErrorScope: (filter: GPUErrorFilter) => {
          scopes.push(filter);
          return undefined;
        },
        popErrorScope: async () => (scopes.pop() === "out-of-memory" ? ({ message: "no 9 GB" } as GPUError) : null),
      }),
    );
    const loading = device.load(stepProgram(device));
    await expect(loading).rejects.toThrow(MemoryError);
    await expect(loading).rejects.toThrow(/The GPU has no .* left for this program: use a smaller batch.*no 9 GB/);
  });

  test("16-bit floats are refused where the adapter has none", async ({ skip }) => {
    const adapter = await findAdapter(true);
    skip(adapter.features.has("shader-f16"), "this adapter has 16-bit floats");
    await expect(createWebgpuDevice({ adapter: async () => adapter, storage: "f16" })).rejects.toThrow(
      /cannot compute with 16-bit floats \(no shader-f16\): use the device webgpu/,
    );
  });

  test("a program for a larger device is refused before anything is allocated", async () => {
    const device = await open();
    const program = { ...stepProgram(device), slabs: [2 ** 42] };
    await expect(device.load(program)).rejects.toThrow(/a buffer of 4096.0 GiB, and this GPU's largest is/);
  });

  test("a program that was disposed of cannot be run", async () => {
    const step = await loadStep(await open());
    step.dispose();
    await expect(step.run()).rejects.toThrow("This program was disposed of: load it again.");
  });

  test("a software adapter is taken only when named", async ({ skip }) => {
    skip(!isSoftware((await findAdapter(true)).info), "this adapter is a real GPU");
    await expect(webgpu.open({ byName: false })).rejects.toThrow("is slow software: taken only when named");
  });
});
