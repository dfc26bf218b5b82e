// Which updates of states become one launch.
import { expect, test } from "vitest";
import { createGraph, declareGate, emit, type Graph, input, inRegion, output, state, update } from "../graph/graph.ts";
import { operations } from "../ops/operations.ts";
import { sum } from "../ops/sum/sum.ts";
import { plan } from "./plan.ts";
import type { Capabilities } from "./program.ts";

const capabilities: Capabilities = {
  ...{ alignment: 256, slabBytes: 2 ** 20, memoryBytes: 2 ** 30, floatBytes: 4 },
  joins: ["sum"],
};

/** Updates the state `name` by half of `x` in the region `region`. */
function average(graph: Graph, name: string, factor = 0.5, region?: number) {
  const old = graph.states.get(name)?.initial ?? state(graph, name, [8]);
  const x = graph.inputs.get("x") ?? input(graph, "x", [8]);
  const next = inRegion(graph, region, () =>
    sum(graph, [
      { value: old, factor: 1 - factor },
      { value: x, factor },
    ]),
  );
  update(graph, name, next);
  return next;
}

const launches = (graph: Graph): string[] =>
  plan(graph, capabilities).launches.map(
    ({ op, nodes, independent }) => `${nodes.length} ${op}${independent ? "*" : ""}`,
  );

test("updates that are alike are one launch, behind everything else", () => {
  const graph = createGraph();
  average(graph, "a");
  output(graph, "y", emit(graph, operations.relu, [graph.inputs.get("x")!], {})[0]!);
  average(graph, "b");
  average(graph, "c", 0.25);
  expect(launches(graph)).toEqual(["1 relu", "2 sum*", "1 sum*"]);
});

test("a launch has one gate", () => {
  const graph = createGraph();
  const gate = declareGate(graph, "gate");
  for (const name of ["a", "b", "c"]) average(graph, name, 0.5, name === "b" ? gate : undefined);
  expect(launches(graph)).toEqual(["2 sum*", "1 sum*"]);
});

test("what somebody reads, or the host, stays where it is", () => {
  const graph = createGraph();
  const a = average(graph, "a");
  output(graph, "y", emit(graph, operations.relu, [a], {})[0]!);
  output(graph, "b now", average(graph, "b"));
  average(graph, "c");
  average(graph, "d");
  expect(launches(graph)).toEqual(["1 sum", "1 relu", "1 sum", "2 sum*"]);
});

test("a device that joins nothing runs the nodes in their order", () => {
  const graph = createGraph();
  average(graph, "a");
  average(graph, "b");
  const { launches } = plan(graph, { ...capabilities, joins: [] });
  expect(launches.map(({ nodes, independent }) => [nodes, independent])).toEqual(
    graph.nodes.map((node) => [[node], false]),
  );
});

test("updates side by side keep their places, and overwrite nobody's input", () => {
  const graph = createGraph();
  average(graph, "a");
  average(graph, "b");
  const { placements } = plan(graph, capabilities);
  for (const { initial, updated } of graph.states.values()) {
    expect(placements[updated.id]).toBe(placements[initial.id]);
  }
});
