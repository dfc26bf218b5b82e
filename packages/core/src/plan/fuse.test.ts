// Which nodes become one launch.
import { expect, test } from "vitest";
import { createGraph, declareGate, emit, type Graph, input, inRegion, output, type Value } from "../graph/graph.ts";
import { operations } from "../ops/operations.ts";
import { sum } from "../ops/sum/sum.ts";
import { type Fusion, fuse } from "./fuse.ts";
import { plan } from "./plan.ts";

const fusions: readonly Fusion[] = [
  { first: "batchNorm", finish: ["sum", "relu"] },
  { first: "sum", finish: ["relu"] },
];

const shape = [2, 4];
const relu = (graph: Graph, x: Value): Value => emit(graph, operations.relu, [x], {})[0]!;
const plus = (graph: Graph, a: Value, b: Value, factor = 1): Value =>
  sum(graph, [
    { value: a, factor },
    { value: b, factor: 1 },
  ]);

/** A graph with x, and the y of a batch norm of x. */
function normalised(): { graph: Graph; x: Value; y: Value } {
  const graph = createGraph();
  const x = input(graph, "x", shape);
  const [gamma, beta] = [input(graph, "gamma", [4]), input(graph, "beta", [4])];
  return { graph, x, y: emit(graph, operations.batchNorm, [x, gamma, beta], { epsilon: 1e-5 })[0]! };
}

const launches = (graph: Graph): string[] => fuse(graph, fusions).map((nodes) => nodes.map(({ op }) => op).join(" + "));

test("a batch norm, the addition and the rectifier after it are one launch, whichever term it is", () => {
  for (const swapped of [false, true]) {
    const { graph, x, y } = normalised();
    output(graph, "out", relu(graph, swapped ? plus(graph, x, y) : plus(graph, y, x)));
    expect(launches(graph)).toEqual(["batchNorm + sum + relu"]);
  }
});

test("what is passed on is the op's first input", () => {
  const graph = createGraph();
  const [dy, x] = [input(graph, "dy", shape), input(graph, "x", shape)];
  const mask = plus(graph, x, x);
  output(graph, "dx", emit(graph, operations.reluGradient, [dy, mask], {})[0]!);
  expect(fuse(graph, [{ first: "sum", finish: ["reluGradient"] }])).toHaveLength(2);
});

test("what may be left out is left out", () => {
  const { graph, y } = normalised();
  output(graph, "out", relu(graph, y));
  expect(launches(graph)).toEqual(["batchNorm + relu"]);
});

test("what somebody else reads is stored, and ends the launch", () => {
  const read = normalised();
  output(read.graph, "out", plus(read.graph, relu(read.graph, read.y), read.y));
  expect(launches(read.graph)).toEqual(["batchNorm", "relu", "sum"]);
  const kept = normalised();
  output(kept.graph, "kept", kept.y);
  output(kept.graph, "out", relu(kept.graph, kept.y));
  expect(launches(kept.graph)).toEqual(["batchNorm", "relu"]);
});

test("a value added to itself, a factor, and a term that comes later are launches of their own", () => {
  const twice = normalised();
  output(twice.graph, "out", plus(twice.graph, twice.y, twice.y));
  const weighed = normalised();
  output(weighed.graph, "out", plus(weighed.graph, weighed.y, weighed.x, 0.5));
  for (const { graph } of [twice, weighed]) expect(launches(graph)).toEqual(["batchNorm", "sum"]);
  const later = normalised();
  output(later.graph, "out", plus(later.graph, later.y, relu(later.graph, later.x)));
  expect(launches(later.graph)).toEqual(["batchNorm", "relu", "sum"]);
});

test("no launch crosses a region's edge", () => {
  const { graph, x, y } = normalised();
  const gate = declareGate(graph, "gate");
  const inside = inRegion(graph, gate, () => relu(graph, y));
  const joined = sum(graph, [
    { value: x, factor: 1 },
    { value: inside, factor: 1, gate },
  ]);
  output(graph, "out", relu(graph, joined));
  expect(launches(graph)).toEqual(["batchNorm", "relu", "sum + relu"]);
});

test("what passes between the nodes of a launch has no place in memory", () => {
  const { graph, y } = normalised();
  output(graph, "out", relu(graph, y));
  const capabilities = { alignment: 64, slabBytes: 2 ** 20, memoryBytes: 2 ** 20, floatBytes: 4 } as const;
  expect(plan(graph, { ...capabilities, fusions }).placements[y.id]).toBeUndefined();
  expect(plan(graph, capabilities).placements[y.id]).toBeDefined();
});
