// Convolutions that meet the edges of tiles, blocks and chunks, which the suite for all devices has no reason to look for.
import { afterAll, describe, expect, test } from "vitest";
import { operations } from "../../ops/operations.ts";
import type { Padding } from "../../ops/shapes.ts";
import { normal } from "../../testing/case.ts";
import { type ConformanceCase, runCase } from "../../testing/conformance.ts";
import { createWasmDevice } from "./device.ts";

type Layer = readonly [
  title: string,
  x: readonly [number, number, number, number],
  kernel: number,
  outputs: number,
  stride: number,
  padding: Padding,
];

const layers: readonly Layer[] = [
  ["Winograd, one row of tiles an image, incomplete", [3, 3, 14, 8], 3, 8, 1, [1, 1, 1, 1]],
  ["Winograd, incomplete tiles on both sides", [2, 7, 15, 8], 3, 16, 1, [1, 1, 1, 1]],
  ["Winograd, 24 channels to 40", [2, 8, 8, 24], 3, 40, 1, [1, 1, 1, 1]],
  ["Winograd, 12 channels: a pair of vectors and a half", [1, 8, 8, 12], 3, 8, 1, [1, 1, 1, 1]],
  ["Winograd, no padding", [2, 14, 10, 8], 3, 8, 1, [0, 0, 0, 0]],
  ["Winograd, padding that differs on all sides", [1, 9, 11, 8], 3, 8, 1, [2, 0, 3, 1]],
  ["Winograd, several blocks and chunks of incomplete tiles", [9, 30, 27, 16], 3, 16, 1, [1, 1, 1, 1]],
  ["direct, several blocks an image, the last one smaller", [2, 23, 21, 5], 3, 11, 2, [1, 1, 1, 1]],
  ["direct, rows wider than a block", [1, 4, 130, 3], 5, 9, 1, [2, 2, 2, 2]],
  ["direct, read in place, several blocks", [2, 13, 17, 12], 1, 20, 1, [0, 0, 0, 0]],
  ["direct, read in place, stride 2, a row and a column left over", [3, 12, 10, 8], 1, 24, 2, [0, 0, 0, 0]],
  ["direct, padding larger than the kernel", [1, 6, 6, 4], 3, 8, 2, [4, 4, 4, 4]],
];

const cases: readonly ConformanceCase[] = layers.flatMap(([title, shape, kernel, outputs, stride, padding]) => {
  const attributes = { stride, padding };
  const [x, w] = [normal(shape), normal([kernel, kernel, shape[3], outputs], 1)];
  const types = [x, w].map((operand) => ({ shape: operand.shape, dtype: "f32" as const }));
  const dy = normal(operations.conv2d.outputs(types, attributes)[0]!.shape, 2);
  return [
    { op: "conv2d", title, inputs: [x, w], attributes },
    { op: "conv2dInputGradient", title, inputs: [dy, w], attributes: { ...attributes, size: shape.slice(1, 3) } },
    { op: "conv2dFilterGradient", title, inputs: [x, dy], attributes: { ...attributes, size: [kernel, kernel] } },
  ];
});

describe.each(["relaxed", "plain"] as const)("the %s build", async (module) => {
  const device = await createWasmDevice({ module, threads: 2, fill: Number.NaN });
  afterAll(() => device.dispose());

  test.each(cases)("$op, $title", async (row) => {
    for (const error of await runCase(device, row)) expect(error).toBeLessThan(2e-5);
  });
});
