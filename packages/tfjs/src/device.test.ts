// Devices side by side, their errors, and tensors that go to and fro.
import * as tf from "@tensorflow/tfjs-core";
import {
  chooseDevice,
  createGraph,
  DeviceError,
  emit,
  input,
  operations,
  output,
  plan,
  state,
  update,
} from "@unravel/core";
import { isSoftware } from "@unravel/core/webgpu";
import { afterAll, describe, expect, test } from "vitest";
import { tfjsCpu } from "./devices/cpu.ts";
import { tfjsWasm } from "./devices/wasm.ts";
import { tfjsWebgpu } from "./devices/webgpu.ts";
import { openAll } from "./open.testing.ts";

const devices = await openAll();
afterAll(async () => {
  for (const { device } of devices) await device?.dispose();
});
const wasm = devices.find(({ name }) => name === "tfjs-wasm")!.device!;
const cpu = devices.find(({ name }) => name === "tfjs-cpu")!.device!;

/** y = relu(x); the state "last" becomes y. */
function memory() {
  const graph = createGraph();
  const x = input(graph, "x", [2, 3]);
  const [y] = emit(graph, operations.relu, [x], {});
  state(graph, "last", [2, 3]);
  update(graph, "last", y!);
  output(graph, "y", y!);
  return graph;
}
const numbers = Float32Array.of(-1, 2, -3, 4, -5, 6);

test("devices of several backends run at the same time, and the program's own backend stays active", async () => {
  const results = await Promise.all(
    devices.map(async ({ device }) => {
      if (!device) return [0, 2, 0, 4, 0, 6];
      const executable = await device.load(plan(memory(), device.capabilities));
      for (let step = 0; step < 20; step++) {
        await executable.write(
          "x",
          numbers.map((x) => x + step),
        );
        await executable.run();
      }
      await executable.write("x", numbers);
      await executable.run();
      return [...(await executable.read("y"))];
    }),
  );
  for (const result of results) expect(result).toEqual([0, 2, 0, 4, 0, 6]);

  await tf.setBackend("cpu");
  const executable = await wasm.load(plan(memory(), wasm.capabilities));
  await executable.run();
  expect(tf.getBackend()).toBe("cpu");
});

test("a state is zeros until it is written or updated, and what is read is a copy", async () => {
  for (const device of [wasm, cpu]) {
    const executable = await device.load(plan(memory(), device.capabilities));
    expect([...(await executable.read("last"))]).toEqual([0, 0, 0, 0, 0, 0]);
    const mine = numbers.slice();
    await executable.write("x", mine);
    mine.fill(9);
    await executable.run();
    (await executable.read("last")).fill(9);
    expect([...(await executable.read("last"))]).toEqual([0, 2, 0, 4, 0, 6]);
  }
});

describe("tensors", () => {
  test("are read and written without the host", async () => {
    await tf.setBackend("wasm");
    const executable = await wasm.load(plan(memory(), wasm.capabilities));
    const mine = tf.tensor(numbers, [3, 2]);
    executable.writeTensor("x", mine);
    mine.dispose();
    await executable.run();
    const y = executable.readTensor("y");
    executable.dispose();
    expect(y.shape).toEqual([2, 3]);
    expect([...(await tf.neg(y).data())]).toEqual([-0, -2, -0, -4, -0, -6]);
  });
  test("of integers are refused", async () => {
    const executable = await wasm.load(plan(memory(), wasm.capabilities));
    expect(() => executable.writeTensor("x", tf.tensor([1, 2, 3, 4, 5, 6], [6], "int32"))).toThrow(
      '"x" is f32 and the tensor int32: only float32 can be written as a tensor; use write().',
    );
  });
  test("of another size are refused", async () => {
    const executable = await wasm.load(plan(memory(), wasm.capabilities));
    expect(() => executable.writeTensor("x", tf.ones([5]))).toThrow('"x" is [2,3], 6 numbers; got 5.');
  });
});

describe("errors", () => {
  test("an output before the first run", async () => {
    const executable = await wasm.load(plan(memory(), wasm.capabilities));
    await expect(executable.read("y")).rejects.toThrow('Output "y" does not exist before the first run');
  });
  test("a launch that fails is named, leaves the states as they were and no tensor behind", async () => {
    const graph = memory();
    const labels = input(graph, "labels", [2], "i32");
    const valid = input(graph, "valid", [1], "i32");
    const [loss] = emit(graph, operations.crossEntropy, [graph.inputs.get("x")!, labels, valid], { smoothing: 0 });
    output(graph, "loss", loss!);
    const executable = await wasm.load(plan(graph, wasm.capabilities));
    await executable.write("x", numbers);
    await executable.write("labels", Int32Array.of(0, 7));
    await executable.write("valid", Int32Array.of(2));
    await expect(executable.run()).rejects.toThrow(DeviceError);
    const alive = tf.memory().numTensors;
    await expect(executable.run()).rejects.toThrow(
      "crossEntropy to [1], [1] failed: label 7 of row 1 is not one of the 3 classes",
    );
    expect(tf.memory().numTensors).toBe(alive);
    expect([...(await executable.read("last"))]).toEqual([0, 0, 0, 0, 0, 0]);
  });
  test("a heap without room says so, not with wrong numbers", async () => {
    type Heap = { _malloc(bytes: number): number; _free(address: number): void };
    const { wasm: heap } = tf.findBackend("wasm") as tf.KernelBackend & { readonly wasm: Heap };
    const taken: number[] = [];
    const fill = () => {
      for (let chunk = 0; chunk < 5; chunk++) taken.push(heap._malloc(2 ** 30));
    };
    expect(fill).toThrow(/tfjs-wasm is out of memory.*use a smaller batch/);
    for (const address of taken) heap._free(address);
  });
});

describe("opening", () => {
  test("a backend ends with its last device, and starts again", async () => {
    const second = await tfjsWasm.open({ byName: true });
    await second.dispose();
    const executable = await wasm.load(plan(memory(), wasm.capabilities));
    await executable.run();
    expect([...(await executable.read("y"))]).toEqual([0, 0, 0, 0, 0, 0]);
  });
  test.each([tfjsWasm, tfjsCpu])("$name passes its self-check", async (factory) => {
    const { device } = await chooseDevice([factory]);
    expect(device.name).toBe(factory.name);
    await device.dispose();
  });
  test("software adapters are taken only by name", async ({ skip }) => {
    const webgpu = devices.find(({ name }) => name === "tfjs-webgpu")!;
    if (!webgpu.device) return skip(webgpu.reason);
    const adapter = await navigator.gpu.requestAdapter();
    skip(!isSoftware(adapter!.info), "this adapter is a real GPU");
    await expect(tfjsWebgpu.open({ byName: false })).rejects.toThrow("is slow software: taken only when named");
  });
});
