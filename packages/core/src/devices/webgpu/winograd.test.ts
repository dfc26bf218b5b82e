// Winograd's convolutions where tiles are incomplete, vectors of channels are few or odd in number, and paddings differ.
import { afterAll, expect, test } from "vitest";
import { convolutionOf, inputGradientOf } from "../../ops/conv2d/geometry.ts";
import { operations } from "../../ops/operations.ts";
import type { Padding } from "../../ops/shapes.ts";
import { normal } from "../../testing/case.ts";
import { type ConformanceCase, runCase } from "../../testing/conformance.ts";
import * as winograd from "./lowering/winograd.ts";
import { openWebgpu } from "./open.testing.ts";

type Layer = readonly [title: string, x: readonly [number, number, number, number], outputs: number, padding: Padding];

const layers: readonly Layer[] = [
  ["16 channels", [2, 32, 32, 16], 16, [1, 1, 1, 1]],
  ["64 channels", [8, 8, 8, 64], 64, [1, 1, 1, 1]],
  ["incomplete tiles on both sides", [8, 15, 18, 16], 16, [1, 1, 1, 1]],
  ["20 channels to 28", [4, 16, 16, 20], 28, [1, 1, 1, 1]],
  ["no padding", [4, 18, 18, 16], 16, [0, 0, 0, 0]],
  ["padding that differs on all sides", [4, 15, 16, 16], 16, [2, 0, 1, 2]],
];

const cases = layers.flatMap(([title, shape, outputs, padding]) => {
  const attributes = { stride: 1, padding };
  const [x, w] = [normal(shape), normal([3, 3, shape[3], outputs], 1)];
  const types = [x, w].map((operand) => ({ shape: operand.shape, dtype: "f32" as const }));
  const dy = normal(operations.conv2d.outputs(types, attributes)[0]!.shape, 2);
  const size = [shape[1], shape[2]] as const;
  const forward: ConformanceCase = { op: "conv2d", title, inputs: [x, w], attributes };
  const backward: ConformanceCase = {
    ...forward,
    op: "conv2dInputGradient",
    inputs: [dy, w],
    attributes: { ...attributes, size },
  };
  return [
    { row: forward, geometry: convolutionOf(x.shape, w.shape, dy.shape, attributes).geometry },
    { row: backward, geometry: inputGradientOf(dy.shape, w.shape, x.shape, attributes)[0]!.geometry },
  ];
});

const { device, reason } = await openWebgpu({ processor: "cpu", fill: Number.NaN });
afterAll(() => device?.dispose());

test.for(cases)("$row.op, $row.title", async ({ row, geometry }, { skip }) => {
  expect(winograd.convolution.suits(geometry)).toBe(true);
  if (!device) return skip(reason);
  for (const error of await runCase(device, row)) expect(error).toBeLessThan(5e-6);
});

test.each([
  ["transforms of more than 128 MiB", [128, 56, 56, 64]],
  ["three tiles", [3, 4, 4, 64]],
] as const)("not at %s", (_, shape) => {
  const attributes = { stride: 1, padding: [1, 1, 1, 1] } as const;
  const { geometry } = convolutionOf(shape, [3, 3, shape[3], shape[3]], shape, attributes);
  expect(winograd.convolution.suits(geometry)).toBe(false);
});
