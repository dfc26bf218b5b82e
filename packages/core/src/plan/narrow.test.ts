// Which values take two bytes, how gradients are scaled, and what that does to a plan.
import { expect, test } from "vitest";
import { stepGraph } from "../devices/wasm/step.testing.ts";
import { createGraph, emit, type Graph, input, inRegion, output, state, update } from "../graph/graph.ts";
import { operations } from "../ops/operations.ts";
import { sum } from "../ops/sum/sum.ts";
import { narrowValues } from "./narrow.ts";
import { plan } from "./plan.ts";
import type { Capabilities } from "./program.ts";

const roomy: Capabilities = { alignment: 256, slabBytes: 2 ** 30, memoryBytes: 2 ** 30, floatBytes: 4 };
const half: Capabilities = { ...roomy, activationBytes: 2 };

/** Ops of a training step whose first output is narrow, with its factor. */
function narrowed(graph: Graph): Record<string, ReadonlySet<number | undefined>> {
  const narrow = narrowValues(graph);
  const found: Record<string, Set<number | undefined>> = {};
  for (const { op, outputs } of graph.nodes) {
    found[op] ??= new Set();
    found[op].add(narrow.get(outputs[0]!.id));
  }
  return found;
}

test("activations are narrow as they are, their gradients times a power of two, and nothing else is", () => {
  const gradient = 2 ** 10 * 8; // of batches of 6
  expect(narrowed(stepGraph(6))).toEqual({
    ...{ conv2d: new Set([1]), batchNorm: new Set([1]), relu: new Set([1]), padChannels: new Set([1]) },
    sum: new Set([1, gradient]),
    ...{ globalAveragePool: new Set([undefined]), matmul: new Set([undefined]) },
    ...{ crossEntropy: new Set([undefined]), crossEntropyGradient: new Set([undefined]), fill: new Set([undefined]) },
    ...{ globalAveragePoolGradient: new Set([gradient]), reluGradient: new Set([gradient]) },
    ...{ batchNormGradient: new Set([gradient]), conv2dInputGradient: new Set([gradient]) },
    ...{
      padChannelsGradient: new Set([gradient]),
      conv2dFilterGradient: new Set([undefined]),
      sgd: new Set([undefined]),
    },
  });
});

test("a filter's gradient stays wide on its way to the update", () => {
  const graph = createGraph();
  const [x, dy] = [input(graph, "x", [2, 4, 4, 8]), input(graph, "dy", [2, 4, 4, 8])];
  const attributes = { stride: 1, padding: [1, 1, 1, 1], size: [3, 3] } as const;
  const [dw] = emit(graph, operations.conv2dFilterGradient, [x, dy], attributes);
  const share = sum(graph, [{ value: dw!, factor: 0.5 }]);
  const held = state(graph, "held", [3, 3, 8, 8]);
  update(
    graph,
    "held",
    inRegion(graph, undefined, () =>
      sum(graph, [
        { value: held, factor: 1 },
        { value: share, factor: 1 },
      ]),
    ),
  );
  expect(narrowValues(graph).size).toBe(0);
});

test("what the host reads is wide", () => {
  const graph = createGraph();
  const x = input(graph, "x", [1, 2, 2, 3]);
  const inner = emit(graph, operations.relu, [x], {})[0]!;
  output(graph, "y", emit(graph, operations.relu, [inner], {})[0]!);
  expect([...narrowValues(graph)]).toEqual([[inner.id, 1]]);
});

test("a plan takes about half the memory", () => {
  const [whole, small] = [plan(stepGraph(64), roomy), plan(stepGraph(64), half)];
  // The images, which the host writes, and the states are as before.
  const kept = whole.memory.inputs + whole.memory.states;
  expect(small.memory.inputs + small.memory.states).toBe(kept);
  expect((small.memory.peak - kept) / (whole.memory.peak - kept)).toBeLessThan(0.55);
});

test("a value takes over memory only of one that is stored like it", () => {
  // As bytes, b is as long as y: it must not be overwritten where other elements of it are still to be read.
  const graph = createGraph();
  const x = input(graph, "x", [1, 1, 2, 4]);
  const b = emit(graph, operations.relu, [input(graph, "b", [4])], {})[0]!;
  const y = emit(graph, operations.addBias, [x, b], {})[0]!;
  output(graph, "z", emit(graph, operations.relu, [y], {})[0]!);
  const { placements } = plan(graph, half);
  expect(placements[y.id]).not.toEqual(placements[b.id]);
});
