// What a graph refuses, so that no device meets it.
import { describe, expect, test } from "vitest";
import { operations } from "../ops/operations.ts";
import { sum } from "../ops/sum/sum.ts";
import { createGraph, declareGate, emit, input, inRegion, output, state, update } from "./graph.ts";

const relu = (graph: ReturnType<typeof createGraph>, x: ReturnType<typeof input>) =>
  emit(graph, operations.relu, [x], {})[0]!;

test("inputs, states and outputs share one name space", () => {
  const graph = createGraph();
  const x = input(graph, "x", [2]);
  expect(() => state(graph, "x", [2])).toThrow('The name "x" is taken');
  expect(() => output(graph, "x", relu(graph, x))).toThrow('The name "x" is taken');
});

test.each([[[0]], [[2, -1]], [[1.5]]])("a value of shape %j cannot exist", (shape) => {
  expect(() => input(createGraph(), "x", shape)).toThrow("every dimension must be a positive integer");
});

test("an update must fit an existing state", () => {
  const graph = createGraph();
  state(graph, "w", [3]);
  const x = input(graph, "x", [2]);
  expect(() => update(graph, "w", relu(graph, x))).toThrow('State "w" is [3]; its update is [2]');
  expect(() => update(graph, "v", x)).toThrow('no state "v"');
});

describe("regions", () => {
  const graph = createGraph();
  const x = input(graph, "x", [2]);
  const gate = declareGate(graph, "branch");
  const other = declareGate(graph, "other");
  const inside = inRegion(graph, gate, () => relu(graph, x));

  test("each gate owns a forward and a backward element", () => {
    expect([gate, other]).toEqual([0, 2]);
    expect(() => declareGate(graph, "branch")).toThrow('Gate "branch" exists already');
  });
  test("a value is not read from outside", () => {
    expect(() => relu(graph, inside)).toThrow("from outside it; only a sum under that gate may");
    expect(() => inRegion(graph, other, () => relu(graph, inside))).toThrow("from outside it");
    expect(() => sum(graph, [{ value: inside, factor: 1, gate: other }])).toThrow("from outside it");
  });
  test("a sum under the gate reads it", () => {
    expect(sum(graph, [{ value: inside, factor: 1, gate }]).region).toBeUndefined();
  });
  test("the backward part of a region reads its forward part, not the other way round", () => {
    const backward = inRegion(graph, gate + 1, () => relu(graph, inside));
    expect(backward.region).toBe(1);
    expect(() => inRegion(graph, gate, () => relu(graph, backward))).toThrow("from outside it");
  });
  test("a value in a region is no output", () => {
    expect(() => output(graph, "y", inside)).toThrow('Output "y" lies inside a gated region');
  });
  test("a region that throws does not stay open", () => {
    expect(() => inRegion(graph, gate, () => relu(graph, input(graph, "x", [1])))).toThrow("is taken");
    expect(graph.region).toBeUndefined();
  });
});
