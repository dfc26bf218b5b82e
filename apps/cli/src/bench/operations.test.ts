import { createGraph, emit, input, operations } from "@unravel/core";
import { expect, test } from "vitest";
import { operationsOf } from "./operations.ts";

test("operations of convolutions, their gradients and products are two for each multiplication", () => {
  const graph = createGraph();
  const [x, w, dy] = [
    input(graph, "x", [2, 8, 8, 3]),
    input(graph, "w", [3, 3, 3, 5]),
    input(graph, "dy", [2, 4, 4, 5]),
  ];
  const attributes = { stride: 2, padding: [0, 1, 0, 1] } as const;
  emit(graph, operations.conv2d, [x, w], attributes);
  emit(graph, operations.conv2dInputGradient, [dy, w], { ...attributes, size: [8, 8] });
  emit(graph, operations.conv2dFilterGradient, [x, dy], { ...attributes, size: [3, 3] });
  const convolution = 2 * (2 * 4 * 4 * 5) * (3 * 3 * 3);
  expect(graph.nodes.map(operationsOf)).toEqual(Array(3).fill(convolution));

  const [a, b] = [input(graph, "a", [7, 2]), input(graph, "b", [3, 7])];
  emit(graph, operations.matmul, [a, b], { transposeA: true, transposeB: true });
  emit(graph, operations.relu, [a], {});
  expect(graph.nodes.slice(3).map(operationsOf)).toEqual([2 * 2 * 3 * 7, undefined]);
});
