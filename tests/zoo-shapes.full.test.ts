// Every shape that the zoo's networks give to an op, forward and backward: the wasm device's two builds on 1, 2 and 3 threads, and both
// kinds of kernels of the webgpu device, against the reference.
import { createReferenceDevice } from "@unravel/core";
import { relativeError } from "@unravel/core/testing";
import { createWasmDevice } from "@unravel/core/wasm";
import { createWebgpuDevice } from "@unravel/core/webgpu";
import { afterAll, expect, test } from "vitest";
import "./support/software-gpu.ts";
import { distinctNodes, operandsOf, resultsOn, shapeGraph } from "./support/zoo-shapes.ts";

const threads = await Promise.all(
  (["relaxed", "plain"] as const).flatMap((module) =>
    [1, 2, 3].map((threads) => createWasmDevice({ module, threads, fill: Number.NaN })),
  ),
);
const gpus = await Promise.allSettled(
  (["gpu", "cpu"] as const).map((processor) => createWebgpuDevice({ byName: true, processor, fill: Number.NaN })),
);
const devices = [...threads, ...gpus.flatMap((opened) => (opened.status === "fulfilled" ? [opened.value] : []))];
const reference = createReferenceDevice();
afterAll(async () => {
  for (const device of devices) await device.dispose();
});

const nodes = distinctNodes();

test("WebGPU takes part", ({ skip }) => {
  for (const opened of gpus)
    skip(opened.status === "rejected", opened.status === "rejected" ? String(opened.reason) : "");
});

test("the zoo's networks give ops hundreds of shapes", () => {
  expect(nodes.size).toBeGreaterThan(200);
});

test.each([...nodes])("%s", { timeout: 300_000 }, async (_, node) => {
  const operands = operandsOf(node);
  const graph = shapeGraph(node, operands);
  const expected = await resultsOn(reference, graph, operands);
  for (const device of devices) {
    const got = await resultsOn(device, graph, operands);
    for (const [index, want] of expected.entries()) {
      expect(relativeError(got[index]!, want), device.description).toBeLessThan(2e-5);
    }
  }
});
