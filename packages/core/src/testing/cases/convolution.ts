// Convolutions: the networks' layers, shrunk, and shapes that index arithmetic gets wrong.
import { operations } from "../../ops/operations.ts";
import type { Padding } from "../../ops/shapes.ts";
import { type CaseTable, normal } from "../case.ts";

type Layer = {
  readonly title: string;
  readonly x: readonly [batch: number, height: number, width: number, channels: number];
  readonly kernel: readonly [height: number, width: number];
  readonly outputs: number;
  readonly stride: number;
  readonly padding: Padding;
};

const row = (
  title: string,
  x: Layer["x"],
  kernel: number | Layer["kernel"],
  outputs: number,
  stride: number,
  padding: number | Padding,
): Layer => ({
  title,
  x,
  kernel: typeof kernel === "number" ? [kernel, kernel] : kernel,
  outputs,
  stride,
  padding: typeof padding === "number" ? [padding, padding, padding, padding] : padding,
});

const layers: readonly Layer[] = [
  row("3x3, first layer", [2, 9, 9, 3], 3, 16, 1, 1),
  row("3x3, 16 channels", [2, 8, 8, 16], 3, 16, 1, 1),
  row("3x3, 64 channels", [2, 4, 4, 64], 3, 64, 1, 1),
  row("3x3, channels that fill no vector", [2, 5, 6, 7], 3, 9, 1, 1),
  row("3x3, stride 2, even size", [2, 8, 8, 16], 3, 32, 2, 1),
  row("3x3, stride 2, odd size", [2, 9, 7, 4], 3, 8, 2, 1),
  row("3x3, stride 2, no padding, a row left over", [1, 8, 8, 4], 3, 4, 2, 0),
  row("3x3, stride 3, rows left over", [1, 10, 11, 3], 3, 4, 3, 1),
  row("1x1", [2, 6, 6, 16], 1, 32, 1, 0),
  row("1x1, one pixel", [2, 1, 1, 8], 1, 4, 1, 0),
  row("1x1, stride 2, even size", [2, 8, 8, 8], 1, 16, 2, 0),
  row("1x1, stride 2, odd size", [2, 7, 9, 8], 1, 16, 2, 0),
  row("1x1, padded", [1, 3, 3, 2], 1, 3, 1, 1),
  row("7x7, stride 2, padding 3, even size", [1, 16, 16, 3], 7, 8, 2, 3),
  row("7x7, stride 2, padding 3, odd size", [1, 15, 15, 3], 7, 8, 2, 3),
  row("5x5 on 5x5", [1, 5, 5, 2], 5, 3, 1, 0),
  row("padding of the far side only", [2, 8, 8, 4], 3, 4, 2, [0, 1, 0, 1]),
  row("padding that differs on all sides", [1, 5, 5, 3], 3, 4, 1, [2, 0, 1, 3]),
  row("one channel in and out", [1, 5, 5, 1], 3, 1, 1, 1),
  row("one channel in", [2, 6, 6, 1], 3, 8, 1, 1),
  row("one channel out", [2, 6, 6, 8], 3, 1, 1, 1),
  row("batch 1", [1, 8, 8, 8], 3, 8, 1, 1),
  row("3x1 filter", [2, 6, 5, 3], [3, 1], 4, 1, [1, 1, 0, 0]),
  row("image lower than the filter", [1, 2, 7, 2], 3, 2, 1, 1),
  row("so many pixels that their sum is split, and the parts' sum again", [2, 128, 128, 3], 3, 4, 1, 1),
];

const filterOf = ({ kernel, x, outputs }: Layer) => normal([...kernel, x[3], outputs], 1);

/** A gradient of the layer's output shape. */
const outputGradient = (layer: Layer) => {
  const types = [normal(layer.x), filterOf(layer)].map(({ shape }) => ({ shape, dtype: "f32" as const }));
  return normal(operations.conv2d.outputs(types, layer)[0]!.shape, 2);
};

/** Cases of the convolution and its two gradients. */
export const convolution: Pick<CaseTable, "conv2d" | "conv2dInputGradient" | "conv2dFilterGradient"> = {
  conv2d: layers.map((layer) => ({
    title: layer.title,
    inputs: [normal(layer.x), filterOf(layer)],
    attributes: { stride: layer.stride, padding: layer.padding },
  })),
  conv2dInputGradient: layers.map((layer) => ({
    title: layer.title,
    inputs: [outputGradient(layer), filterOf(layer)],
    attributes: { stride: layer.stride, padding: layer.padding, size: [layer.x[1], layer.x[2]] },
  })),
  conv2dFilterGradient: layers.map((layer) => ({
    title: layer.title,
    inputs: [normal(layer.x), outputGradient(layer)],
    attributes: { stride: layer.stride, padding: layer.padding, size: layer.kernel },
  })),
};
