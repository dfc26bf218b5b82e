import { expect, test } from "vitest";
import { MemoryError } from "../errors.ts";
import { createGraph, emit, type Graph, input, output } from "../graph/graph.ts";
import { relu } from "../ops/relu/relu.ts";
import type { Device } from "./device.ts";
import { loadBatch } from "./load.ts";
import { createReferenceDevice } from "./reference/reference.ts";

/** 8 KiB in and 8 KiB out for each image. */
function graphOf(batch: number): Graph {
  const graph = createGraph();
  const x = input(graph, "x", [batch, 1024]);
  const [y] = emit(graph, relu, [x], {});
  output(graph, "y", y!);
  return graph;
}

const reference = createReferenceDevice();
const withMemory = (memoryBytes: number, slabBytes = 2 ** 30): Device => ({
  ...reference,
  capabilities: { ...reference.capabilities, memoryBytes, slabBytes },
});

test("what fits is loaded", async () => {
  const executable = await loadBatch(withMemory(2 ** 18), graphOf, 16);
  expect(executable.program.memory.peak).toBe(2 ** 18);
});

test("of what does not fit the error names smaller batches that do", async () => {
  await expect(loadBatch(withMemory(2 ** 17), graphOf, 64)).rejects.toThrow(
    /^This program needs 1\.0 MiB and the device has 128\.0 KiB: use a smaller batch or a smaller network\. Of smaller batches, 8 would take 128\.0 KiB, 4 would take 64\.0 KiB, 2 would take 32\.0 KiB\.$/,
  );
  await expect(loadBatch(withMemory(2 ** 30, 2 ** 15), graphOf, 8)).rejects.toThrow(
    /largest buffer is 32\.0 KiB.* Of smaller batches, 4 would take/,
  );
  await expect(loadBatch(reference, graphOf, 8, { memoryBytes: 2 ** 15 })).rejects.toThrow(
    /the budget leaves it 32\.0 KiB.* 2 would take 32\.0 KiB/,
  );
});

test("so does what a device refuses only when it is loaded", async () => {
  const full = { ...reference, load: () => Promise.reject(new MemoryError("The GPU is full.")) };
  await expect(loadBatch(full, graphOf, 4)).rejects.toThrow(
    "The GPU is full. Of smaller batches, 2 would take 32.0 KiB, 1 would take 16.0 KiB.",
  );
});

test("where nothing smaller fits the error is as it was", async () => {
  await expect(loadBatch(withMemory(2 ** 10), graphOf, 2)).rejects.toThrow(/smaller network\.$/);
});
