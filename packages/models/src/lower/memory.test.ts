// What the deep networks of the papers take to train on the wasm device, planned only.
import { plan } from "@unravel/core";
import { createWasmDevice } from "@unravel/core/wasm";
import { afterAll, expect, test } from "vitest";
import { buildModel } from "../zoo/index.ts";
import { trainingGraph } from "./training.ts";

const GiB = 2 ** 30;
const device = await createWasmDevice({ threads: 2 });
afterAll(() => device.dispose());

const planned = (name: string, options?: { memoryBytes: number }) => {
  const graph = trainingGraph(buildModel(name), { batch: 128, momentum: 0.9, weightDecay: 1e-4 });
  return plan(graph, device.capabilities, options).memory;
};

test("ResNet-110 trains on batches of 128 in at most 1.2 GiB, with every value kept", () => {
  const { peak, repeated } = planned("resnet110");
  expect(peak).toBeLessThan(1.2 * GiB);
  expect(repeated).toBe(0);
});

test("ResNet-110 trains in a quarter of that, with less than all convolutions repeated", () => {
  const { peak, repeated } = planned("resnet110", { memoryBytes: 0.25 * GiB });
  expect(peak).toBeLessThan(0.25 * GiB);
  expect(repeated).toBeLessThan(0.55);
});

test("ResNet-1202, 11 GiB of values, fits into WebAssembly's 4 GiB, and into 1 GiB", () => {
  expect(planned("resnet1202").repeated).toBeLessThan(0.5);
  expect(planned("resnet1202", { memoryBytes: GiB }).peak).toBeLessThan(GiB);
});
